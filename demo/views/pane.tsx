/** One of the two graphs. */
import { signal, useSignal, useSignalEffect } from "@preact/signals";
import { type Remote, wrap } from "comlink";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ms, plural } from "../format.ts";
import { collapse, type Shown } from "../graph/collapse.ts";
import { kindOf } from "../graph/kinds.ts";
import type { LayoutApi } from "../graph/layout-worker.ts";
import { NODE_HEIGHT, type NodeText, Pane, widthOf } from "../graph/pane.ts";
import { hovered, partners, selected, type Which } from "../graph/selection.ts";
import { launchTimes, plan } from "../state.ts";

let layouter: Remote<LayoutApi> | undefined;
const layout = (): Remote<LayoutApi> => {
  layouter ??= wrap<LayoutApi>(new Worker(new URL("../graph/layout-worker.ts", import.meta.url), { type: "module" }));
  return layouter;
};

/** Groups that the user has opened or closed, of either graph. */
const turned = signal<ReadonlySet<string>>(new Set());

export function GraphPane({ which, title }: { readonly which: Which; readonly title: string }): VNode {
  const svg = useRef<SVGSVGElement>(null);
  const pane = useRef<Pane | undefined>(undefined);
  const busy = useSignal(false);
  const count = useSignal("");
  /** The plan that was drawn last, and which node stays in its place when it is drawn anew. */
  const last = useRef<unknown>(undefined);
  const keep = useRef<number | undefined>(undefined);
  /** How often the graph was drawn: marks are gone after that. */
  const drawn = useSignal(0);

  useEffect(() => {
    pane.current = new Pane(svg.current as SVGSVGElement, {
      hover: (shown) => {
        hovered.value = shown && { which, ids: shown.members.map((m) => m.id) };
      },
      select: (shown) => {
        if (shown.isGroup) {
          keep.current = (shown.members[0] as { id: number }).id;
          turned.value = toggled(turned.value, shown.id);
        } else selected.value = { which, id: (shown.members[0] as { id: number }).id };
      },
    });
  }, [which]);

  useSignalEffect(() => {
    const nodes = plan.value?.[which] ?? [];
    const graph = collapse(nodes, turned.value);
    const times = timesByNode();
    const textOf = (shown: Shown): NodeText => textFor(shown, which, times);
    const sized = graph.nodes.map((s) => ({ id: s.id, width: widthOf(textOf(s)), height: NODE_HEIGHT }));
    const outdated = { now: false };
    busy.value = nodes.length > 0;
    count.value =
      nodes.length === 0
        ? ""
        : graph.nodes.length < nodes.length
          ? `${plural(nodes.length, "node")}, grouped`
          : plural(nodes.length, "node");
    void layout()
      .layout(sized, graph.edges)
      .then((placed) => {
        if (outdated.now) return;
        pane.current?.draw(graph, placed, textOf, last.current === nodes ? (keep.current ?? nodes[0]?.id) : undefined);
        last.current = nodes;
        keep.current = undefined;
        drawn.value++;
      })
      .catch((error: unknown) => {
        if (!outdated.now) count.value = `cannot be drawn: ${error instanceof Error ? error.message : error}`;
      })
      .finally(() => {
        if (!outdated.now) busy.value = false;
      });
    return () => {
      outdated.now = true;
    };
  });

  useSignalEffect(() => {
    void drawn.value;
    const at = hovered.value;
    const ids = !at ? [] : at.which === which ? at.ids : partners(at.which, at.ids);
    pane.current?.mark("linked", ids, at !== undefined && at.which !== which);
  });
  useSignalEffect(() => {
    void drawn.value;
    const at = selected.value;
    const ids = !at ? [] : at.which === which ? [at.id] : partners(at.which, [at.id]);
    pane.current?.mark("selected", ids, at !== undefined);
  });

  return (
    <figure class="pane" data-testid={`graph-${which}`} aria-busy={busy.value}>
      <figcaption>
        <b>{title}</b> <span class="facts">{count.value}</span>
        <span class="tools">
          {turned.value.size > 0 && (
            <button
              type="button"
              onClick={() => {
                turned.value = new Set();
              }}
            >
              Close groups
            </button>
          )}
          <button type="button" class="icon" aria-label="Zoom in" onClick={() => pane.current?.zoom(1.3)}>
            +
          </button>
          <button type="button" class="icon" aria-label="Zoom out" onClick={() => pane.current?.zoom(0.77)}>
            −
          </button>
          <button type="button" class="icon" aria-label="Show the whole graph" onClick={() => pane.current?.fit()}>
            ⤢
          </button>
        </span>
      </figcaption>
      <svg
        ref={svg}
        class="graph"
        role="application"
        aria-label={`${title}: arrow keys move between nodes, Enter selects, plus and minus zoom`}
      />
    </figure>
  );
}

function toggled(set: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Milliseconds of the launches of each planned node, where they were timed. */
function timesByNode(): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  plan.value?.launches.forEach(({ node }, i) => {
    const time = launchTimes.value?.[i];
    if (time !== undefined) times.set(node, (times.get(node) ?? 0) + time);
  });
  return times;
}

function textFor({ members, title, isGroup }: Shown, which: Which, times: ReadonlyMap<number, number>): NodeText {
  const [first] = members;
  if (isGroup || !first) return { title: title || "group", detail: plural(members.length, "node"), kind: "closed" };
  const name = first.name.split("/").at(-1) ?? first.name;
  const time = times.get(first.id);
  const replaced = which === "after" && first.origin.length > 1 ? `replaces ${first.origin.length}` : name;
  return {
    title: first.op === "Placeholder" ? "input" : first.op,
    detail: time === undefined ? replaced : `${ms(time)} · ${replaced}`,
    kind: `${kindOf(first, which === "after")}${first.asked.length > 0 ? " output" : ""}`,
  };
}
