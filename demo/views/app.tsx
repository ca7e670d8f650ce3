/** The frame of the page: name, views, theme, and what goes wrong. */
import { useSignal } from "@preact/signals";
import type { ComponentType, VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { VIEWS, type View } from "../address.ts";
import { problem, view } from "../state.ts";
import { Compare } from "./compare.tsx";
import { Setup } from "./setup.tsx";
import { Theme } from "./theme.tsx";

const TITLES: Readonly<Record<View, string>> = { compare: "Compare", graph: "Graph", patterns: "Patterns" };

export function App(): VNode {
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="top">
        <span class="brand">
          <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
            <rect width="32" height="32" rx="8" class="brand-box" />
            <path d="M8 10h5l3 6 3-6h5M16 16v7" class="brand-mark" />
          </svg>
          <b>Graphweld</b>
          <span class="tagline">faster TensorFlow.js models by one import</span>
        </span>
        <nav aria-label="Views">
          {VIEWS.map((id) => (
            <button
              type="button"
              key={id}
              aria-current={view.value === id ? "page" : undefined}
              onClick={() => {
                view.value = id;
              }}
            >
              {TITLES[id]}
            </button>
          ))}
        </nav>
        <Theme />
      </header>
      <div class="page" id="content">
        {view.value !== "patterns" && <Setup />}
        <main>
          <Problem />
          {view.value === "compare" && <Compare />}
          {view.value === "graph" && <Later load={() => import("./graph.tsx").then((m) => m.GraphView)} />}
          {view.value === "patterns" && <Later load={() => import("./gallery.tsx").then((m) => m.Gallery)} />}
        </main>
      </div>
    </>
  );
}

/** A view whose code is fetched when it is first shown. */
function Later({ load }: { readonly load: () => Promise<ComponentType> }): VNode {
  const loaded = useSignal<{ readonly View: ComponentType } | undefined>(undefined);
  useEffect(() => {
    void load().then((View) => {
      loaded.value = { View };
    });
  }, []);
  if (!loaded.value) return <div class="card later" aria-busy="true" />;
  const { View } = loaded.value;
  return <View />;
}

function Problem(): VNode | null {
  const { value } = problem;
  const box = useRef<HTMLDivElement>(null);
  // On narrow screens it is below the choices that led to it.
  useEffect(() => {
    if (value) box.current?.scrollIntoView({ block: "nearest" });
  }, [value]);
  return (
    <div role="alert" class="alert" ref={box}>
      {value && (
        <div class="problem">
          <strong>{value.title}.</strong> {value.text}
        </div>
      )}
    </div>
  );
}
