/** Which node of which graph is looked at, and how nodes as loaded and as planned belong together. */
import { computed, signal } from "@preact/signals";
import type { NodeView, PlanView } from "../../src/runtime/inspection.ts";
import { plan } from "../state.ts";

export type Which = "before" | "after";
export interface Selected {
  readonly which: Which;
  readonly id: number;
}

export const hovered = signal<{ readonly which: Which; readonly ids: readonly number[] } | undefined>(undefined);
export const selected = signal<Selected | undefined>(undefined);

interface Links {
  /** Planned node → nodes as loaded that it stands for. */
  readonly before: ReadonlyMap<number, readonly number[]>;
  /** Node as loaded → planned nodes that stand for it. */
  readonly after: ReadonlyMap<number, readonly number[]>;
}

const links = computed((): Links => (plan.value ? linksOf(plan.value) : { before: new Map(), after: new Map() }));

function linksOf(view: PlanView): Links {
  const byName = new Map(view.before.map((n) => [n.name, n.id]));
  const before = new Map<number, number[]>();
  const after = new Map<number, number[]>();
  for (const { id, origin } of view.after)
    for (const name of origin) {
      const loaded = byName.get(name);
      if (loaded === undefined) continue;
      before.set(id, [...(before.get(id) ?? []), loaded]);
      after.set(loaded, [...(after.get(loaded) ?? []), id]);
    }
  return { before, after };
}

/** The nodes of the other graph that belong to these. */
export function partners(which: Which, ids: readonly number[]): number[] {
  const map = which === "after" ? links.value.before : links.value.after;
  return [...new Set(ids.flatMap((id) => map.get(id) ?? []))];
}

export const nodeOf = ({ which, id }: Selected): NodeView | undefined => plan.value?.[which].find((n) => n.id === id);
