/** Remembers, in the browser's storage where there is one, which plans were found right and fast on this device. */
import type { GraphModel } from "@tensorflow/tfjs-converter";

const ITEM = "graphweld";
/** Keys kept, the latest first. */
const MOST = 64;

let kept: string[] = [];

function load(): string[] {
  try {
    kept = JSON.parse(localStorage.getItem(ITEM) ?? "[]");
  } catch {
    // Workers and Node have none: this lasts as long as they do.
  }
  return kept;
}

export const isKnown = (key: string): boolean => load().includes(key);

export function remember(key: string): void {
  kept = [key, ...load().filter((k) => k !== key)].slice(0, MOST);
  try {
    localStorage.setItem(ITEM, JSON.stringify(kept));
  } catch {}
}

/** The key of a plan that `identity` tells apart from others of the model; none where the model's weights are not at hand. */
export async function keyOf(model: GraphModel, identity: string): Promise<string | undefined> {
  const { artifacts } = model as unknown as {
    artifacts: { modelTopology?: object; weightData?: ArrayBuffer | ArrayBuffer[] };
  };
  const { modelTopology, weightData } = artifacts;
  if (weightData === undefined || !globalThis.crypto?.subtle) return undefined;
  const text = JSON.stringify([modelTopology, identity, globalThis.navigator?.userAgent]);
  const parts = [new TextEncoder().encode(text), ...[weightData].flat()];
  const digests = await Promise.all(parts.map((bytes) => crypto.subtle.digest("SHA-256", bytes)));
  const whole = await crypto.subtle.digest("SHA-256", await new Blob(digests).arrayBuffer());
  return Array.from(new Uint8Array(whole, 0, 16), (b) => b.toString(16).padStart(2, "0")).join("");
}
