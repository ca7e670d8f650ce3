/** The figures of a comparison, warm and cold apart. */
import type { VNode } from "preact";
import { bytes, change, ms } from "../format.ts";
import * as state from "../state.ts";
import type { Comparison } from "../statistics.ts";
import type { Side } from "../types.ts";

interface Row {
  readonly title: string;
  readonly stock?: number | undefined;
  readonly fused?: number | undefined;
  readonly show: (n: number) => string;
}

export function Figures({ comparison }: { readonly comparison: Comparison | undefined }): VNode {
  const result = state.result.value;
  const planned = result !== undefined && result.tier !== "stock";
  const isGpu = state.backend.value === "webgpu";
  const both = (title: string, pick: (side: Side) => number | undefined, show: Row["show"]): Row => ({
    title,
    stock: result && pick(result.stock),
    fused: result && pick(result.fused),
    show,
  });
  const functions = planned ? state.plan.value?.functions : undefined;
  const groups: readonly (readonly [title: string, rows: readonly Row[]])[] = [
    [
      "Warm",
      [
        { title: "Median", stock: comparison?.stock.median, fused: comparison?.fused.median, show: ms },
        { title: "Fastest", stock: comparison?.stock.min, fused: comparison?.fused.min, show: ms },
        both("Main-thread time", (s) => middle(s.timings.blocking), ms),
      ],
    ],
    [
      "Cold",
      [
        both("Load and first result", (s) => s.coldMs, ms),
        { title: "Then, until the plan answers", fused: planned ? result.readyMs : undefined, show: ms },
      ],
    ],
    [
      "One inference",
      [
        both(isGpu ? "Dispatches" : "Launches", (s) => s.launches, count),
        isGpu
          ? both("Pipelines", (s) => s.pipelines, count)
          : { title: "Generated functions", fused: functions, show: count },
        both("Memory", (s) => s.bytes, bytes),
      ],
    ],
  ];
  return (
    <section class="card" aria-labelledby="figures">
      <h2 id="figures">Figures</h2>
      <table class="figures comparison">
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
        {groups.map(([title, rows]) => (
          <tbody key={title}>
            <tr class="group">
              <th scope="rowgroup" colSpan={4}>
                {title}
              </th>
            </tr>
            {rows.map((row) => (
              <Line key={row.title} {...row} />
            ))}
          </tbody>
        ))}
      </table>
      <p class="note" data-testid="answered">
        {result
          ? `The plan answered ${count(result.answered)} of ${count(result.calls)} calls, warm-up included.`
          : "\u00a0"}
      </p>
      <p class="note">
        Main-thread time is how long the call itself blocks its thread. First results come from workers that have run
        nothing before; there, stock answers for Graphweld too, until the plan is checked. Memory is weights, and what
        an inference adds at its peak.
      </p>
    </section>
  );
}

const count = (n: number): string => n.toLocaleString("en");

function Line({ title, stock, fused, show }: Row): VNode {
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>{stock === undefined ? "–" : show(stock)}</td>
      <td>{fused === undefined ? "–" : show(fused)}</td>
      <td class="change">{stock === undefined || fused === undefined ? "" : change(stock, fused)}</td>
    </tr>
  );
}

function middle(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
