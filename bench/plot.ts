/** The figures as plots: SVG files that stand by themselves, in light and dark pages alike. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { World } from "./measurement.ts";
import { type Network, peerRows, RUNTIME_NAMES } from "./peers/columns.ts";

/** One bar: how many times as fast as stock tfjs. */
interface Bar {
  /** What it is grouped by. */
  readonly group: string;
  readonly name: string;
  readonly ratio: number;
  readonly interval?: readonly [low: number, high: number];
  readonly label: string;
  readonly color: string;
}

/** Bars read the same on light and dark ground; text and ground follow the reader's choice. */
const COLORS = {
  graphweld: "#2f81f7",
  converted: "#2da39a",
  litert: "#d9822b",
  onnxruntime: "#a371f7",
  stock: "#8b949e",
};
const STYLE = `
  :root { color: #1f2328; --ground: #ffffff; --grid: #d1d9e0; }
  @media (prefers-color-scheme: dark) { :root { color: #e6edf3; --ground: #0d1117; --grid: #3d444d; } }
`;
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 760;
const BAR = 15;
const GAP = 10;
const MARGIN = { top: 56, right: 96, bottom: 24, left: 260 };
/** Where the names of groups start. */
const GROUP_INSET = 16;

/** Graphweld's gain per model, a bar for each engine. */
export function plotModels(worlds: readonly World[]): string {
  const colors = [COLORS.graphweld, COLORS.converted];
  const bars = worlds.flatMap(({ world, measurements }, i) =>
    measurements.map(
      ({ model, ratio, interval }): Bar => ({
        group: model,
        name: world.split(" ")[0] as string,
        ratio,
        interval,
        label: `${ratio.toFixed(2)}×`,
        color: colors[i % colors.length] as string,
      }),
    ),
  );
  return plot("Graphweld: times as fast as stock TensorFlow.js on wasm", bars);
}

/** All runtimes per network, beside stock tfjs. */
export function plotPeers(networks: readonly Network[]): string {
  const bars = networks.flatMap((network) => {
    const { stock } = network.runtimes;
    if (!stock || "error" in stock) return [];
    return peerRows([network]).flatMap(({ runtime, result }): Bar[] => {
      if ("error" in result) return [];
      const ratio = stock.medianMs / result.medianMs;
      const label = `${ratio.toFixed(2)}×  ${result.medianMs.toFixed(result.medianMs < 10 ? 1 : 0)} ms`;
      return [{ group: network.model, name: RUNTIME_NAMES[runtime], ratio, label, color: COLORS[runtime] }];
    });
  });
  return plot("Times as fast as stock TensorFlow.js, one thread of WebAssembly each", bars);
}

function plot(title: string, bars: readonly Bar[]): string {
  const { document } = parseHTML("<html></html>");
  const groups = [...new Set(bars.map((b) => b.group))];
  const rows = groups.map((g) => bars.filter((b) => b.group === g).length);
  const names = [...new Set(bars.map((b) => b.name))];
  // Plot's facets are of one height, so a group that has fewer bars than others would leave gaps: rows are placed one by one.
  const top = rows.map((_, i) => rows.slice(0, i).reduce((y, n) => y + n * BAR + GAP, 0));
  const place = new Map(
    groups.flatMap((group, g) =>
      bars
        .filter((b) => b.group === group)
        .sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name))
        .map((b, i) => [b, (top[g] as number) + i * BAR] as const),
    ),
  );
  const at = (b: Bar): number => place.get(b) as number;
  const height = rows.reduce((y, n) => y + n * BAR + GAP, 0);
  const most = Math.max(1, ...bars.map((b) => b.interval?.[1] ?? b.ratio));
  const ticks = Array.from({ length: Math.floor(most) + 1 }, (_, i) => i);
  const svg = Plot.plot({
    document: document as unknown as Document,
    width: WIDTH,
    height: height + MARGIN.top + MARGIN.bottom,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    style: { fontSize: "12px", fontFamily: "system-ui, sans-serif", background: "var(--ground)" },
    x: { domain: [0, most * 1.04], axis: null },
    y: { domain: [0, height], range: [MARGIN.top, MARGIN.top + height], axis: null },
    marks: [
      Plot.ruleX(ticks, { stroke: "var(--grid)", strokeWidth: (x: number) => (x === 1 ? 2 : 1) }),
      Plot.text(ticks, { x: (x) => x, y: height, dy: 12, text: (x) => `${x}×` }),
      Plot.rect(bars, { x1: 0, x2: "ratio", y1: (b) => at(b) + 1, y2: (b) => at(b) + BAR - 1, fill: "color" }),
      Plot.ruleY(
        bars.filter((b) => b.interval),
        { x1: (b) => b.interval[0], x2: (b) => b.interval[1], y: (b) => at(b) + BAR / 2, strokeOpacity: 0.7 },
      ),
      Plot.text(bars, {
        x: (b) => Math.max(b.ratio, b.interval?.[1] ?? 0),
        y: (b) => at(b) + BAR / 2,
        text: "label",
        textAnchor: "start",
        dx: 5,
      }),
      Plot.text(bars, { frameAnchor: "left", y: (b) => at(b) + BAR / 2, text: "name", textAnchor: "end", dx: -8 }),
      Plot.text(groups, {
        frameAnchor: "left",
        y: (_, i) => (top[i] as number) + ((rows[i] as number) * BAR) / 2,
        text: (g) => g,
        textAnchor: "start",
        dx: GROUP_INSET - MARGIN.left,
        fontWeight: 600,
      }),
      Plot.text([title], {
        frameAnchor: "top-left",
        dx: GROUP_INSET - MARGIN.left,
        dy: 20 - MARGIN.top,
        text: (t) => t,
        textAnchor: "start",
        fontSize: 15,
        fontWeight: 600,
      }),
    ],
  });
  svg.setAttribute("xmlns", SVG);
  const style = document.createElementNS(SVG, "style");
  style.textContent = STYLE;
  svg.prepend(style as unknown as Node);
  return `${svg.outerHTML}\n`;
}
