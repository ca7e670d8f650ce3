/** The graph as loaded and as planned, what each launch takes, and what nearly fused. */
import type { VNode } from "preact";
import type { PlanView } from "../../src/runtime/inspection.ts";
import { plural, withShortNames } from "../format.ts";
import { MOST_SHOWN } from "../graph/collapse.ts";
import { KINDS } from "../graph/kinds.ts";
import { backend, plan, planned, problem } from "../state.ts";
import { Details } from "./details.tsx";
import { Launches } from "./launches.tsx";
import { Misses } from "./misses.tsx";
import { GraphPane } from "./pane.tsx";
import { Switches } from "./switches.tsx";

export function GraphView(): VNode {
  const now = planned.value;
  const shown = plan.value;
  const work = shown?.before.filter((n) => n.op !== "Placeholder").length ?? 0;
  const byStock = shown?.launches.filter((l) => l.runs === "stock").length ?? 0;
  const rest = shown?.left?.reduce((sum, { count }) => sum + count, 0) ?? 0;
  return (
    <>
      <section class="card" aria-labelledby="graphs">
        <div class="title">
          <h1 id="graphs" data-testid="summary">
            {shown
              ? `${plural(work, "node")} become ${plural(shown.launches.length, "launch")}${byStock > 0 ? `, ${byStock} of them by stock` : ""}${rest > 0 ? ` and ${plural(rest, "node")} of stock` : ""}`
              : problem.value
                ? "There is no graph to show"
                : "The graph"}
          </h1>
          <p class="facts">
            {shown
              ? `${plural(shown.functions, backend.value === "webgpu" ? "pipeline" : "generated function")} · planned in ${Math.round(shown.planMs)} ms · hover to see what belongs together, click for details${shown.before.length > MOST_SHOWN ? ", or to open a group" : ""}`
              : "\u00a0"}
          </p>
        </div>
        {now && "reason" in now && (
          <p class="problem mild" data-testid="stays">
            <strong>There is no plan for this model</strong>, so it runs on stock TensorFlow.js: {now.reason}
          </p>
        )}
        {shown?.left && <Left left={shown.left} />}
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

/** What of a model with control flow has no plan, and why. */
function Left({ left }: { readonly left: NonNullable<PlanView["left"]> }): VNode {
  return (
    <details class="problem mild" data-testid="left">
      <summary>
        <strong>This model has control flow.</strong> Its static parts are planned; the rest stays with stock
        TensorFlow.js.
      </summary>
      <ul>
        {left.map(({ reason, count, node }) => (
          <li key={reason}>
            {plural(count, "node")} ({reason}), such as <code title={node}>{withShortNames(node)}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}
