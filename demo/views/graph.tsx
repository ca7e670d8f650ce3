/** The graph as loaded and as planned, what each launch takes, and what nearly fused. */
import type { VNode } from "preact";
import { plural } from "../format.ts";
import { KINDS } from "../graph/kinds.ts";
import { plan, planned } from "../state.ts";
import { Details } from "./details.tsx";
import { Launches } from "./launches.tsx";
import { Misses } from "./misses.tsx";
import { GraphPane } from "./pane.tsx";
import { Switches } from "./switches.tsx";

export function GraphView(): VNode {
  const now = planned.value;
  const shown = plan.value;
  const work = shown?.before.filter((n) => n.op !== "Placeholder").length ?? 0;
  return (
    <>
      <section class="card" aria-labelledby="graphs">
        <div class="title">
          <h1 id="graphs" data-testid="summary">
            {shown
              ? `${plural(work, "node")} become ${plural(shown.launches.length, "launch").replace("launchs", "launches")}`
              : "The graph"}
          </h1>
          <p class="facts">
            {shown
              ? `${plural(shown.functions, "generated function")} · planned in ${Math.round(shown.planMs)} ms · hover to see what belongs together, click for details`
              : "\u00a0"}
          </p>
        </div>
        {now && "reason" in now && (
          <p class="problem mild" data-testid="stays">
            <strong>There is no plan for this model</strong>, so it runs on stock TensorFlow.js: {now.reason}
          </p>
        )}
        <div class="panes">
          <GraphPane which="before" title="As loaded" />
          <GraphPane which="after" title="As planned" />
        </div>
        <ul class="kinds">
          {Object.entries(KINDS).map(([kind, title]) => (
            <li key={kind}>
              <i class={`swatch ${kind}`} />
              {title}
            </li>
          ))}
        </ul>
      </section>
      <div class="pair">
        <Details />
        <Launches />
      </div>
      <Switches />
      <Misses />
    </>
  );
}
