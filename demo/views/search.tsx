/** Finding patterns by what they are called or said to do. */
import type { Signal } from "@preact/signals";
import type { VNode } from "preact";

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

/** What is looked for, as it is compared; empty where all is wanted. */
export const wantedIn = (text: Signal<string>): string => text.value.trim().toLowerCase();
