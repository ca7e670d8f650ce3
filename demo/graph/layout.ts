/** Positions for nodes and lines, by dagre: layers from top to bottom. */
import { graphlib, layout } from "@dagrejs/dagre";
import { bandsOf } from "./bands.ts";

export interface Sized {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}
export interface Placed extends Sized {
  /** Of the middle. */
  readonly x: number;
  readonly y: number;
}
export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Layout {
  readonly nodes: readonly Placed[];
  /** Points of each edge, in the order of the edges. */
  readonly lines: readonly (readonly Point[])[];
  readonly width: number;
  readonly height: number;
}
export type Edge = readonly [from: string, to: string];

export interface LayoutOptions {
  readonly direction?: "TB" | "LR";
  readonly gap?: number;
}

/**
 * Nodes that are laid out at once. Dagre's time grows faster than their number, and it recurses along paths, for which the
 * stack of a worker is too small where hundreds of layers follow each other; so longer graphs are laid out in bands.
 */
const AT_ONCE = 250;

/** @param nodes in an order of execution, as far as there is one */
export function layoutGraph(nodes: readonly Sized[], edges: readonly Edge[], options: LayoutOptions = {}): Layout {
  if (nodes.length <= AT_ONCE) return placed(nodes, edges, () => 1, options);
  const bands = bandsOf(nodes, edges, AT_ONCE);
  const places = new Map<string, Placed>();
  const lines = edges.map((): Point[] => []);
  let [top, left, right] = [0, 0, 0];
  /** Where lines leave the band above. */
  let leaving: ReadonlyMap<string, number> = new Map();
  for (const band of bands) {
    const made = placed(
      band.nodes,
      band.edges,
      ([from, to]) => (band.isPort(from) && band.isPort(to) ? 8 : 1),
      options,
    );
    const at = new Map(made.nodes.map((n) => [n.id, n]));
    // Lines that go on should go on straight.
    const steps = [...band.entering].map(([value, id]) => (leaving.get(value) ?? 0) - (at.get(id)?.x ?? 0));
    const shift = steps.reduce((sum, step) => sum + step, 0) / (steps.length || 1);
    const move = <P extends Point>(point: P): P => ({ ...point, x: point.x + shift, y: point.y + top });
    for (const node of made.nodes) if (!band.isPort(node.id)) places.set(node.id, move(node));
    band.edges.forEach((_, i) => {
      for (const edge of band.edgesBehind[i] as readonly number[])
        (lines[edge] as Point[]).push(...(made.lines[i] as readonly Point[]).map(move));
    });
    leaving = new Map([...band.leaving].map(([value, id]) => [value, (at.get(id)?.x ?? 0) + shift]));
    top += made.height;
    [left, right] = [Math.min(left, shift), Math.max(right, shift + made.width)];
  }
  const home = <P extends Point>(point: P): P => ({ ...point, x: point.x - left });
  return {
    nodes: nodes.map((n) => home(places.get(n.id) as Placed)),
    lines: lines.map((points) => points.map(home)),
    width: right - left,
    height: top,
  };
}

/** A graph that dagre lays out as a whole. */
function placed(
  nodes: readonly Sized[],
  edges: readonly Edge[],
  weightOf: (edge: Edge) => number,
  { direction = "TB", gap = 28 }: LayoutOptions,
): Layout {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: direction, nodesep: 16, ranksep: gap, marginx: 12, marginy: 12 });
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const edge of edges) graph.setEdge(edge[0], edge[1], { weight: weightOf(edge) });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    nodes: nodes.map((n) => {
      const { x, y } = graph.node(n.id) as { x: number; y: number };
      return { ...n, x, y };
    }),
    lines: edges.map(([from, to]) => (graph.edge(from, to) as { points: Point[] }).points),
    width: Number.isFinite(width) ? width : 0,
    height: Number.isFinite(height) ? height : 0,
  };
}
