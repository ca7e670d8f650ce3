/** The switch between light and dark. */
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";

const THEMES = ["auto", "light", "dark"] as const;
const ICONS = { auto: "◐", light: "☀", dark: "☾" } as const;

export function Theme(): VNode {
  const chosen = useSignal<(typeof THEMES)[number]>(
    THEMES.find((t) => t === document.documentElement.dataset.theme) ?? "auto",
  );
  const next = THEMES[(THEMES.indexOf(chosen.value) + 1) % THEMES.length] as (typeof THEMES)[number];
  return (
    <button
      type="button"
      class="icon"
      title={`Theme: ${chosen.value}`}
      aria-label={`Theme: ${chosen.value}; switch to ${next}`}
      onClick={() => {
        chosen.value = next;
        if (next === "auto") delete document.documentElement.dataset.theme;
        else document.documentElement.dataset.theme = next;
        try {
          localStorage.setItem("theme", next);
        } catch {
          // Where nothing can be stored, the choice holds for this visit.
        }
        dispatchEvent(new Event("themechange"));
      }}
    >
      {ICONS[chosen.value]}
    </button>
  );
}
