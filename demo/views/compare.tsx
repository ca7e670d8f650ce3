/** What the comparison says: the ratio, the figures, the distributions, the outputs. */
import type { VNode } from "preact";
import { ms, plural, times, tiny } from "../format.ts";
import * as state from "../state.ts";
import { type Comparison, compare } from "../statistics.ts";
import { Earlier } from "./earlier.tsx";
import { Figures } from "./figures.tsx";
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
        <div class="stack">
          <Outputs />
          <Share comparison={comparison} />
        </div>
      </div>
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
        <h1 id="ratio">
          <span class="sr">Speed of Graphweld: </span>
          <span data-testid="ratio" class={comparison ? undefined : "none"}>
            {comparison ? times(comparison.ratio) : "–"}
          </span>
        </h1>
        <p data-testid="verdict">{comparison ? verdict(comparison) : running ? "measuring" : "not measured yet"}</p>
      </div>
      <div class="bars" aria-hidden="true">
        <Bar name="Stock" value={comparison?.stock.median} most={comparison} side="stock" />
        <Bar name="Graphweld" value={comparison?.fused.median} most={comparison} side="fused" />
      </div>
      <p class="note" aria-live={running ? "off" : "polite"}>
        {comparison ? (
          <>
            {comparison.interval
              ? `95 % interval of the ratio ${comparison.interval.map(times).join(" to ")}, from ${plural(comparison.pairs, "interleaved pair")} of runs. `
              : `${plural(comparison.pairs, "interleaved pair")} of runs: too few to say how sure that is. `}
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
      {result && result.tier !== "stock" && comparison?.interval && comparison.interval[1] < 1 && (
        <p class="problem mild">
          The plan is slower here. An app would go on with stock: Graphweld measures before it trusts a plan.
        </p>
      )}
    </section>
  );
}

function verdict({ interval }: Comparison): string {
  if (!interval || interval[0] > 1) return "as fast as stock";
  const [, high] = interval;
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
