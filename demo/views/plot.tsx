/** The distributions of both sides' times, drawn while they are measured. */
import { useSignalEffect } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { samples } from "../state.ts";
import { density } from "../statistics.ts";

const POINTS = 160;
const HEIGHT = 200;

export function Plot(): VNode {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | undefined>(undefined);
  useEffect(() => {
    const element = host.current as HTMLDivElement;
    const make = (): void => {
      plot.current?.destroy();
      plot.current = new UPlot(options(element.clientWidth), data(), element);
    };
    make();
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    addEventListener("themechange", make);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", make);
    return () => {
      observer.disconnect();
      removeEventListener("themechange", make);
      scheme.removeEventListener("change", make);
      plot.current?.destroy();
    };
  }, []);
  useSignalEffect(() => {
    void samples.value;
    plot.current?.setData(data());
  });
  const { stock, fused } = samples.value;
  return (
    <figure class="plot">
      <figcaption class="legend">
        <span class="key stock">Stock</span>
        <span class="key fused">Graphweld</span>
        <span class="sr">
          {stock.length} runs of stock and {fused.length} of Graphweld; the table below has their medians.
        </span>
      </figcaption>
      <div ref={host} class="canvas" style={{ height: `${HEIGHT}px` }} aria-hidden="true" />
      {stock.length === 0 && <p class="empty">The times of every run will show here.</p>}
    </figure>
  );
}

function data(): UPlot.AlignedData {
  const { stock, fused } = samples.value;
  const all = [...stock, ...fused].sort((a, b) => a - b);
  if (all.length === 0) return [[], [], []];
  // A few stragglers must not squeeze the rest.
  const [low, high] = [all[0] as number, all[Math.ceil(all.length * 0.97) - 1] as number];
  const margin = Math.max((high - low) * 0.12, high * 0.03);
  const start = Math.max(0, low - margin);
  const points = Array.from({ length: POINTS }, (_, i) => start + ((high + margin - start) * i) / (POINTS - 1));
  const curve = (series: readonly number[]): (number | null)[] =>
    series.length === 0 ? points.map(() => null) : density(series, points);
  return [points, curve(stock), curve(fused)];
}

function options(width: number): UPlot.Options {
  // A canvas knows neither custom properties nor light-dark(), so an element has to say what they come to.
  const probe = document.documentElement.appendChild(document.createElement("i"));
  const color = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const series = (label: string, name: string): UPlot.Series => ({
    label,
    stroke: color(name),
    fill: color(name).replace(/^rgb\((.*)\)$/, "rgba($1, 0.2)"),
    width: 2,
    points: { show: false },
  });
  const axis = { stroke: color("--muted"), grid: { stroke: color("--line"), width: 1 }, ticks: { show: false } };
  const made: UPlot.Options = {
    width,
    height: HEIGHT,
    // Else it follows the labels, and the plot moves as they change.
    padding: [8, 24, 0, 24],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false } },
    axes: [
      {
        ...axis,
        size: 32,
        space: 90,
        font: "12px system-ui",
        values: (_, ticks) => ticks.map((t) => `${Number(t.toPrecision(4))} ms`),
      },
      { ...axis, show: false },
    ],
    series: [{}, series("Stock", "--stock"), series("Graphweld", "--fused")],
  };
  probe.remove();
  return made;
}
