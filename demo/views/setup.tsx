/** What to compare: model, backend, input, number of runs. */
import { batch, useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { run, stop } from "../actions.ts";
import { RUNS } from "../address.ts";
import { bytes, plural } from "../format.ts";
import { MODELS, modelById } from "../models.ts";
import * as state from "../state.ts";
import { BACKEND_TITLES, BACKENDS } from "../types.ts";
import { Drop } from "./drop.tsx";
import { Input } from "./picture.tsx";

export function Setup(): VNode {
  return (
    <aside class={`setup card for-${state.view.value}`} aria-label="What to compare">
      <Model />
      <Backend />
      <Input />
      <div class="field">
        <label for="runs">Timed runs of each</label>
        <select
          id="runs"
          value={state.runs.value}
          onChange={(e) => {
            state.runs.value = Number(e.currentTarget.value);
          }}
        >
          {[...new Set([...RUNS, state.runs.value])]
            .sort((a, b) => a - b)
            .map((n) => (
              <option key={n} value={n}>
                {n}
              </option>
            ))}
        </select>
      </div>
      <div class="start">
        <RunButton />
      </div>
    </aside>
  );
}

function Model(): VNode {
  const { value: model } = state.model;
  const bundled = modelById(model);
  const facts = state.facts.value;
  return (
    <div class="field model">
      <label for="model">Model</label>
      <select
        id="model"
        value={bundled ? model : "own"}
        onChange={(e) => {
          const chosen = modelById(e.currentTarget.value);
          if (!chosen) return;
          batch(() => {
            state.model.value = chosen.id;
            state.files.value = undefined;
            if (["face", "body"].includes(state.input.value)) state.input.value = chosen.picture;
          });
        }}
      >
        {MODELS.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
        {!bundled && <option value="own">{facts?.name ?? state.files.value?.name ?? "your model"}</option>}
      </select>
      <p class="facts" aria-live="polite">
        {facts
          ? [
              ...(bundled ? [bundled.about] : []),
              plural(facts.nodes, "node"),
              `${bytes(facts.weightBytes)} of weights`,
              facts.inputs.map((i) => i.shape.join("×")).join(", ") || "no inputs",
            ].join(" · ")
          : "\u00a0"}
      </p>
      <Drop />
    </div>
  );
}

function Backend(): VNode {
  const known = state.backends.value;
  return (
    <fieldset class="field backends">
      <legend>Backend</legend>
      {BACKENDS.map((id) => {
        const found = known.find((b) => b.id === id);
        return (
          <div key={id}>
            <label class={found?.reason ? "choice unavailable" : "choice"}>
              <input
                type="radio"
                name="backend"
                value={id}
                checked={state.backend.value === id}
                disabled={!found || found.reason !== undefined}
                aria-describedby={found?.reason ? `why-${id}` : undefined}
                onChange={() => {
                  state.backend.value = id;
                }}
              />
              {BACKEND_TITLES[id]}
            </label>
            {found?.reason && (
              <p class="why" id={`why-${id}`}>
                {found.reason} {found.needsIsolation && <Isolate />}
              </p>
            )}
          </div>
        );
      })}
    </fieldset>
  );
}

/** The service worker, once it controls the page, sends the headers that shared memory needs. */
function Isolate(): VNode {
  const failed = useSignal(false);
  return (
    <button
      type="button"
      class="link"
      onClick={async () => {
        if (!import.meta.env.PROD || !("serviceWorker" in navigator)) failed.value = true;
        else {
          await navigator.serviceWorker.ready;
          location.reload();
        }
      }}
    >
      {failed.value ? "This server does not send the headers." : "Load the page with it"}
    </button>
  );
}

/** What is switched off, so that nobody wonders about figures. */
function OffNote(): VNode | null {
  const { size } = state.off.value;
  if (size === 0) return null;
  return (
    <>
      {size === 1 ? "One switch is" : `${size} switches are`} off.{" "}
      <button
        type="button"
        class="link"
        onClick={() => {
          state.off.value = new Set();
        }}
      >
        Switch all on
      </button>
    </>
  );
}

function RunButton(): VNode {
  const activity = state.activity.value;
  const running = activity?.kind === "running";
  const share = activity?.total ? (activity.done ?? 0) / activity.total : 0;
  return (
    <div class="run">
      {running ? (
        <button type="button" class="primary stop" onClick={() => void stop()}>
          Stop
        </button>
      ) : (
        <button
          type="button"
          class="primary"
          data-testid="run"
          disabled={!state.facts.value || activity !== undefined}
          onClick={() => void run()}
        >
          Run the comparison
        </button>
      )}
      <progress max={1} value={running ? share : 0} aria-label="Progress of the run" />
      {/* Phases are told; how far one has got is the bar's to say. */}
      <p class="facts" aria-live={activity?.done ? "off" : "polite"}>
        {activity ? (
          `${activity.text}${running && activity.done ? `: ${activity.done} of ${activity.total}` : "…"}`
        ) : (
          <OffNote />
        )}
      </p>
    </div>
  );
}
