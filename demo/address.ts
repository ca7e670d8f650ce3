/** What of the page's state is in its address, so that a link repeats a run. */
import { MODELS, PICTURES, type PictureId } from "./models.ts";
import { BACKENDS, type BackendId } from "./types.ts";

export const VIEWS = ["compare", "graph", "patterns"] as const;
export type View = (typeof VIEWS)[number];
export const RUNS = [10, 30, 100, 300] as const;

export type InputChoice = PictureId | "random" | "webcam" | "own";

export interface Settings {
  readonly view: View;
  /** A bundled model's id, or the address of a model. Empty for files, which no address can hold. */
  readonly model: string;
  readonly backend: BackendId;
  readonly input: InputChoice;
  readonly runs: number;
  /** Names of families and declarations that are switched off. */
  readonly off: readonly string[];
}

export const DEFAULTS: Settings = {
  view: "compare",
  model: "blazeface",
  backend: "wasm",
  input: "body",
  runs: 30,
  off: [],
};

/** Settings from the part of an address after `?`; what is missing or makes no sense is as by default. */
export function readAddress(query: string): Settings {
  const given = new URLSearchParams(query);
  const oneOf = <T extends string>(key: string, all: readonly T[], other: T): T => {
    const value = given.get(key);
    return all.find((each) => each === value) ?? other;
  };
  const wanted = given.get("model") ?? DEFAULTS.model;
  const model = isAddress(wanted) || MODELS.some((m) => m.id === wanted) ? wanted : DEFAULTS.model;
  const usual = MODELS.find((m) => m.id === model)?.picture ?? "random";
  const inputs: readonly InputChoice[] = [...(Object.keys(PICTURES) as PictureId[]), "random"];
  const runs = Number(given.get("runs"));
  return {
    view: oneOf("view", VIEWS, DEFAULTS.view),
    model,
    backend: oneOf("backend", BACKENDS, DEFAULTS.backend),
    input: oneOf("input", inputs, usual),
    runs: Number.isSafeInteger(runs) && runs > 0 && runs <= 1000 ? runs : DEFAULTS.runs,
    off: given.get("off")?.split(",").filter(Boolean) ?? [],
  };
}

/** The part of the address after `?`, in a fixed order. Pictures of the user's own are not in it. */
export function writeAddress({ view, model, backend, input, runs, off }: Settings): string {
  const query = new URLSearchParams();
  query.set("model", model || DEFAULTS.model);
  query.set("backend", backend);
  if (input !== "own" && input !== "webcam") query.set("input", input);
  query.set("runs", String(runs));
  if (off.length > 0) query.set("off", off.join());
  if (view !== DEFAULTS.view) query.set("view", view);
  return query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%2F", "/");
}

export const isAddress = (text: string): boolean => /^https?:\/\/\S+$/.test(text);
