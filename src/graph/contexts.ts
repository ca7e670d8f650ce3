/** Where in a model's control flow a node runs, for graphs of Switch, Merge, Enter and Exit. */
import { type NodeDef, parseName } from "./from-tfjs.ts";

/** How deep in loops, and under which conditions. */
interface Context {
  readonly depth: number;
  /** Taken outputs of Switch nodes: `depth|predicate:output`. */
  readonly guards: ReadonlySet<string>;
}

const ROOT: Context = { depth: 0, guards: new Set() };
/** Passes until contexts settle: one for each level of nested loops, and room. */
const MOST_PASSES = 30;

/** Says of a node whether it runs `in a loop` or `in a branch`; of one that runs exactly once in each call, nothing. */
export type Placement = (node: NodeDef) => "runs in a loop" | "runs in a branch" | undefined;

/**
 * Follows loops and branches through a graph. `order` holds producers before their readers but for the edges that close loops;
 * what is not in it, such as weights, runs once.
 */
export function placements(order: readonly NodeDef[]): Placement {
  const inside = new Set(order.map(({ name }) => name));
  const contexts = new Map<string, Context>();
  const of = (input: string): Context | undefined => {
    const [name, output] = parseName(input.replace("^", ""));
    if (!inside.has(name)) return ROOT;
    const context = contexts.get(name);
    const def = switches.get(name);
    return context && def ? { ...context, guards: new Set([...context.guards, guard(def, output, context)]) } : context;
  };
  const switches = new Map(order.filter(({ op }) => op === "Switch").map((def) => [def.name, def]));
  let changed = true;
  for (let pass = 0; changed && pass < MOST_PASSES; pass++) {
    changed = false;
    for (const def of order) {
      const inputs = (def.input ?? []).map(of).filter((context) => context !== undefined);
      const context = contextOf(def.op, inputs);
      const old = contexts.get(def.name);
      if (old && textOf(old) === textOf(context)) continue;
      contexts.set(def.name, context);
      changed = true;
    }
  }
  return ({ name }) => {
    const { depth, guards } = contexts.get(name) ?? ROOT;
    if (depth > 0) return "runs in a loop";
    return changed || guards.size > 0 ? "runs in a branch" : undefined;
  };
}

function contextOf(op: string, inputs: readonly Context[]): Context {
  const depth = Math.max(0, ...inputs.map((context) => context.depth));
  const all = new Set(inputs.flatMap(({ guards }) => [...guards]));
  if (op === "Enter") return { depth: depth + 1, guards: all };
  // The end of a loop comes whichever way its condition went.
  if (op === "Exit") return { depth: depth - 1, guards: filter(all, (g) => Number.parseInt(g, 10) < depth) };
  // One of its inputs is enough, so it runs under what they have in common.
  if (op === "Merge") return { depth, guards: filter(all, (g) => inputs.every(({ guards }) => guards.has(g))) };
  return { depth, guards: all };
}

const filter = <T>(items: ReadonlySet<T>, test: (item: T) => boolean): Set<T> => new Set([...items].filter(test));
const guard = ({ input }: NodeDef, output: number, { depth }: Context): string => `${depth}|${input?.[1]}:${output}`;
const textOf = ({ depth, guards }: Context): string => `${depth} ${[...guards].sort()}`;
