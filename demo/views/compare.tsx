/** What the comparison says: the ratio, the figures, the distributions, the outputs. */
import type { VNode } from "preact";
import { bytes, change, ms, plural, times, tiny } from "../format.ts";
import * as state from "../state.ts";
import { type Comparison, compare } from "../statistics.ts";
import type { Side } from "../types.ts";
import { Earlier } from "./earlier.tsx";
import { Outputs } from "./outputs.tsx";
import { Plot } from "./plot.tsx";
import { Share } from "./share.tsx";

export function Compare(): VNode {
  const { stock, fused } = state.samples.value;
  const comparison = stock.length > 0 && fused.length > 0 ? compare(stock, fused) : undefined;
  return (
    <>
      <Headline comparison={comparison} />
      <section class="card" aria-labelledby="distribution">
        <h2 id="distribution">How the times are spread</h2>
        <Plot />
      </section>
      <div class="pair">
        <Figures comparison={comparison} />
        <Outputs />
      </div>
      <Share comparison={comparison} />
      <Earlier />
    </>
  );
}

function Headline({ comparison }: { readonly comparison: Comparison | undefined }): VNode {
  const result = state.result.value;
  const running = state.activity.value?.kind === "running";
  return (
    <section class="card headline" aria-labelledby="ratio">
      <div class="ratio">
        <h1 id="ratio" data-testid="ratio">
          {comparison ? times(comparison.ratio) : "–"}
        </h1>
        <p data-testid="verdict">{comparison ? verdict(comparison) : running ? "measuring" : "not measured yet"}</p>
      </div>
      <div class="bars" aria-hidden="true">
        <Bar name="Stock" value={comparison?.stock.median} most={comparison} side="stock" />
        <Bar name="Graphweld" value={comparison?.fused.median} most={comparison} side="fused" />
      </div>
      <p class="note" aria-live="polite">
        {comparison ? (
          <>
            95 % interval of the ratio {times(comparison.interval[0])} to {times(comparison.interval[1])}, from{" "}
            {plural(state.samples.value.fused.length, "interleaved pair")} of runs.{" "}
            {result && <Difference nmse={result.nmse} most={result.maxAbsError} />}
            {result?.stopped && " Stopped early."}
          </>
        ) : (
          "Stock TensorFlow.js and Graphweld run in turns in a worker, on the same input, so that both see the machine in the same state."
        )}
      </p>
      {result?.tier === "stock" && (
        <p class="problem mild" data-testid="stays">
          <strong>Graphweld leaves this model to stock TensorFlow.js</strong>, so both sides are the same:{" "}
          {result.reason}.
        </p>
      )}
      {result?.tier === "parts" && (
        <p class="problem mild" data-testid="parts">
          <strong>This model has control flow.</strong> Graphweld plans its static parts: {result.reason}.
        </p>
      )}
      {result && result.tier !== "stock" && comparison && comparison.interval[1] < 1 && (
        <p class="problem mild">
          The plan is slower here. An app would go on with stock: Graphweld measures before it trusts a plan.
        </p>
      )}
    </section>
  );
}

function verdict({ interval: [low, high] }: Comparison): string {
  if (low > 1) return "as fast as stock";
  return high < 1 ? "as fast as stock: slower" : "no difference that the runs can show";
}

function Difference({ nmse, most }: { readonly nmse: number; readonly most: number }): VNode {
  return (
    <span data-testid="difference">
      Outputs differ by at most <b>{tiny(most)}</b> (normalised mean squared error {tiny(nmse)}).
    </span>
  );
}

interface BarProps {
  readonly name: string;
  readonly value: number | undefined;
  readonly most: Comparison | undefined;
  readonly side: "stock" | "fused";
}

function Bar({ name, value, most, side }: BarProps): VNode {
  const share = value && most ? value / Math.max(most.stock.median, most.fused.median) : 0;
  return (
    <div class="bar">
      <span>{name}</span>
      <span class="track">
        <span class={`fill ${side}`} style={{ transform: `scaleX(${share})` }} />
      </span>
      <span class="number">{value === undefined ? "–" : ms(value)}</span>
    </div>
  );
}

type Row = readonly [title: string, stock: number | undefined, fused: number | undefined, show: (n: number) => string];

function Figures({ comparison }: { readonly comparison: Comparison | undefined }): VNode {
  const result = state.result.value;
  const planned = result !== undefined && result.tier !== "stock";
  const functions = result?.fused.pipelines ?? state.plan.value?.functions;
  const count = (n: number): string => n.toLocaleString("en");
  const of = (pick: (side: Side) => number | undefined): [number | undefined, number | undefined] =>
    result ? [pick(result.stock), pick(result.fused)] : [undefined, undefined];
  const rows: readonly Row[] = [
    ["Median", comparison?.stock.median, comparison?.fused.median, ms],
    ["Fastest", comparison?.stock.min, comparison?.fused.min, ms],
    ["Blocks the calling thread", ...of((s) => middle(s.timings.blocking)), ms],
    ["Load and first result", ...of((s) => s.coldMs), ms],
    ["Launches", ...of((s) => s.launches), count],
    ["Memory", ...of((s) => s.bytes), bytes],
  ];
  return (
    <section class="card" aria-labelledby="figures">
      <h2 id="figures">Figures</h2>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">
              <span class="sr">Measure</span>
            </th>
            <th scope="col">Stock</th>
            <th scope="col">Graphweld</th>
            <th scope="col">
              <span class="sr">Change</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([title, stock, fused, show]) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              <td>{stock === undefined ? "–" : show(stock)}</td>
              <td>{fused === undefined ? "–" : show(fused)}</td>
              <td class="change">{stock === undefined || fused === undefined ? "" : change(stock, fused)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">{state.backend.value === "webgpu" ? "Pipelines" : "Generated functions"}</th>
            <td>–</td>
            <td>{planned && functions !== undefined ? count(functions) : "–"}</td>
            <td />
          </tr>
          <tr>
            <th scope="row">Until the plan is trusted</th>
            <td>–</td>
            <td>{planned ? ms(result.readyMs) : "–"}</td>
            <td />
          </tr>
          <tr>
            <th scope="row">Calls the plan answered</th>
            <td>–</td>
            <td data-testid="answered">{result ? `${count(result.answered)} of ${count(result.calls)}` : "–"}</td>
            <td />
          </tr>
        </tbody>
      </table>
    </section>
  );
}

function middle(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
