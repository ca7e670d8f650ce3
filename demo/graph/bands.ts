/**
 * Cuts a long graph into bands of consecutive nodes, where few lines cross. A line that crosses a cut gets a port on both sides
 * of it: a node without an extent at the lower edge of the band above, and at the upper edge of the one below.
 */
import type { Edge, Sized } from "./layout.ts";

export interface Band {
  readonly nodes: readonly Sized[];
  readonly edges: readonly Edge[];
  /** For each of `edges`, which edges of the whole graph it is a part of, by number. */
  readonly edgesBehind: readonly (readonly number[])[];
  /** Ports at the upper and at the lower edge, by the node that the line comes from. */
  readonly entering: ReadonlyMap<string, string>;
  readonly leaving: ReadonlyMap<string, string>;
  isPort(id: string): boolean;
}

/** @param most nodes in a band */
export function bandsOf(nodes: readonly Sized[], edges: readonly Edge[], most: number): Band[] {
  const index = new Map(nodes.map((n, i) => [n.id, i]));
  const spans = edges.map(([from, to]) => {
    const [a, b] = [index.get(from) as number, index.get(to) as number];
    return a < b ? ([a, b] as const) : ([b, a] as const);
  });
  const starts = startsOf(nodes.length, spans, most);
  const bandAt = new Int32Array(nodes.length);
  for (const start of starts.slice(1)) for (let i = start; i < nodes.length; i++) bandAt[i] = (bandAt[i] as number) + 1;

  return starts.map((start, b): Band => {
    const own = nodes.slice(start, starts[b + 1] ?? nodes.length);
    const parts = new Map<string, { readonly edge: Edge; readonly behind: number[] }>();
    const [entering, leaving] = [new Map<string, string>(), new Map<string, string>()];
    const port = (ports: Map<string, string>, side: string, value: string): string => {
      const id = `${side} ${value}`;
      ports.set(value, id);
      return id;
    };
    spans.forEach(([upper, lower], i) => {
      const [first, last] = [bandAt[upper] as number, bandAt[lower] as number];
      if (first > b || last < b) return;
      const value = (nodes[upper] as Sized).id;
      const whole = first === last;
      const edge: Edge = whole
        ? (edges[i] as Edge)
        : [
            first === b ? value : port(entering, "in", value),
            last === b ? (nodes[lower] as Sized).id : port(leaving, "out", value),
          ];
      const key = edge.join("\n");
      const part = parts.get(key);
      if (part) part.behind.push(i);
      else parts.set(key, { edge, behind: [i] });
    });
    const [above, below] = ["above", "below"];
    const holding: Edge[] = [
      ...[...entering.values()].map((id): Edge => [above, id]),
      ...[...leaving.values()].map((id): Edge => [id, below]),
    ];
    const ports = new Set([...entering.values(), ...leaving.values(), ...holding.flat()]);
    const all = [...parts.values()];
    return {
      nodes: [...own, ...[...ports].map((id) => ({ id, width: 1, height: 0 }))],
      edges: [...all.map((p) => p.edge), ...holding],
      edgesBehind: [...all.map((p) => p.behind), ...holding.map(() => [])],
      entering,
      leaving,
      isPort: (id) => ports.has(id),
    };
  });
}

/** Where bands start: each cut is where the fewest lines cross in the second half of what a band may hold. */
function startsOf(count: number, spans: readonly (readonly [upper: number, lower: number])[], most: number): number[] {
  const crossing = new Int32Array(count + 1);
  for (const [upper, lower] of spans)
    for (let i = upper + 1; i <= lower; i++) crossing[i] = (crossing[i] as number) + 1;
  const starts = [0];
  for (let start = 0; count - start > most; ) {
    let best = start + most;
    for (let i = best; i > start + most / 2; i--) if ((crossing[i] as number) < (crossing[best] as number)) best = i;
    starts.push(best);
    start = best;
  }
  return starts;
}
