/** Hands the result on: as a link, as data, as an image. */
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { reportImage, reportJson } from "../report.ts";
import { result } from "../state.ts";
import type { Comparison } from "../statistics.ts";

export function Share({ comparison }: { readonly comparison: Comparison | undefined }): VNode {
  const said = useSignal("");
  const finished = result.value;
  const ready = finished !== undefined && comparison !== undefined;
  const name = finished?.modelName.toLowerCase().replace(/[^a-z0-9]+/g, "-") ?? "model";
  return (
    <section class="card share" aria-label="Share">
      <button
        type="button"
        onClick={async () => {
          try {
            await navigator.clipboard.writeText(location.href);
            said.value = "The link is in the clipboard. It repeats this run: model, backend, input and switches.";
          } catch {
            said.value = "The browser does not let the page copy; the address bar has the link.";
          }
        }}
      >
        Copy link
      </button>
      <button
        type="button"
        disabled={!ready}
        onClick={() =>
          ready &&
          save(`graphweld-${name}.json`, new Blob([reportJson(finished, comparison)], { type: "application/json" }))
        }
      >
        Save as JSON
      </button>
      <button
        type="button"
        disabled={!ready}
        onClick={async () => ready && save(`graphweld-${name}.png`, await reportImage(finished, comparison))}
      >
        Save as image
      </button>
      <span class="facts" role="status">
        {said.value}
      </span>
    </section>
  );
}

function save(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
