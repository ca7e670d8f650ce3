/** Positions for nodes and lines, by dagre: layers from top to bottom. */
import { graphlib, layout } from "@dagrejs/dagre";

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
export interface Layout {
  readonly nodes: readonly Placed[];
  /** Points of each edge, in the order of the edges. */
  readonly lines: readonly (readonly { readonly x: number; readonly y: number }[])[];
  readonly width: number;
  readonly height: number;
}

export interface LayoutOptions {
  readonly direction?: "TB" | "LR";
  readonly gap?: number;
}

/** Beyond this many nodes, dagre's best ranking and ordering take seconds; the quick ones are nearly as good on such graphs. */
const EXACT = 400;

export function layoutGraph(
  nodes: readonly Sized[],
  edges: readonly (readonly [from: string, to: string])[],
  { direction = "TB", gap = 28 }: LayoutOptions = {},
): Layout {
  const graph = new graphlib.Graph();
  graph.setGraph({
    rankdir: direction,
    nodesep: 16,
    ranksep: gap,
    marginx: 12,
    marginy: 12,
    ranker: nodes.length > EXACT ? "longest-path" : "network-simplex",
  });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, width, height } of nodes) graph.setNode(id, { width, height });
  for (const [from, to] of edges) graph.setEdge(from, to);
  layout(graph, { disableOptimalOrderHeuristic: nodes.length > EXACT });
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    nodes: nodes.map((n) => {
      const { x, y } = graph.node(n.id) as { x: number; y: number };
      return { ...n, x, y };
    }),
    lines: edges.map(([from, to]) => (graph.edge(from, to) as { points: { x: number; y: number }[] }).points),
    width: Number.isFinite(width) ? width : 0,
    height: Number.isFinite(height) ? height : 0,
  };
}
