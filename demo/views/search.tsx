/** Finding patterns by what they are called or said to do. */
import type { Signal } from "@preact/signals";
import type { VNode } from "preact";
import type { Declaration } from "../../src/rewrite/declarations.ts";
import { FAMILIES } from "../../src/rewrite/rule.ts";

export function SearchField({ text }: { readonly text: Signal<string> }): VNode {
  return (
    <input
      type="search"
      placeholder="Find a pattern"
      aria-label="Find a pattern"
      value={text.value}
      onInput={(e) => {
        text.value = e.currentTarget.value;
      }}
    />
  );
}

/** Whether a pattern has what is looked for in its name, its description or its family's title. */
export const matches = ({ id, about, family }: Declaration, wanted: string): boolean =>
  `${id} ${about} ${FAMILIES[family]}`.toLowerCase().includes(wanted);

export const NothingFound = (): VNode => <p class="empty">No pattern has that in its name or description.</p>;

/** What is looked for, as it is compared; empty where all is wanted. */
export const wantedIn = (text: Signal<string>): string => text.value.trim().toLowerCase();
