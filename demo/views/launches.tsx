/** What each launch takes, the longest first. */
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { timeLaunches } from "../actions.ts";
import { ms } from "../format.ts";
import { selected } from "../graph/selection.ts";
import { activity, launchTimes, plan } from "../state.ts";

const FIRST = 12;

export function Launches(): VNode {
  const all = useSignal(false);
  const times = launchTimes.value;
  const launches = plan.value?.launches ?? [];
  const rows = launches
    .map((launch, i) => ({ launch, i, time: times?.[i] ?? 0 }))
    .sort((a, b) => b.time - a.time || a.i - b.i);
  const total = rows.reduce((sum, r) => sum + r.time, 0);
  const shown = all.value ? rows : rows.slice(0, FIRST);
  return (
    <section class="card" aria-labelledby="launches">
      <div class="title row">
        <h2 id="launches">{times ? `Time per launch, ${ms(total)} in all` : "Launches, in order"}</h2>
        <button
          type="button"
          disabled={launches.length === 0 || activity.value !== undefined}
          onClick={() => void timeLaunches()}
        >
          Time each launch
        </button>
      </div>
      <ol class={times ? "launches timed" : "launches"} data-testid="launches">
        {shown.map(({ launch, i, time }) => (
          <li key={i}>
            <button
              type="button"
              onClick={() => {
                selected.value = { which: "after", id: launch.node };
              }}
            >
              <span class="name">
                {launch.op}{" "}
                <small>
                  {launch.name
                    .replace(/\/[^/]*$/, "")
                    .split("/")
                    .slice(-2)
                    .join("/")}
                </small>
              </span>
              {times && (
                <span class="track">
                  <span
                    class={`fill ${launch.runs === "stock" ? "mark" : "fused"}`}
                    style={{ transform: `scaleX(${time / (rows[0]?.time || 1)})` }}
                  />
                </span>
              )}
              <span class="number">{times ? ms(time) : `#${i + 1}`}</span>
            </button>
          </li>
        ))}
      </ol>
      {launches.length === 0 && <p class="empty">There are no launches.</p>}
      {rows.length > FIRST && (
        <button
          type="button"
          class="link"
          onClick={() => {
            all.value = !all.value;
          }}
        >
          {all.value ? "Show fewer" : `Show all ${rows.length}`}
        </button>
      )}
    </section>
  );
}
