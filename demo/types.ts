/** What the page and its worker tell each other. */
import type { PlanView } from "../src/runtime/inspection.ts";

export const BACKENDS = ["wasm", "wasm-threads", "webgpu"] as const;
export type BackendId = (typeof BACKENDS)[number];
export const BACKEND_TITLES: Readonly<Record<BackendId, string>> = {
  wasm: "WebAssembly",
  "wasm-threads": "WebAssembly, threads",
  webgpu: "WebGPU",
};

export interface BackendState {
  readonly id: BackendId;
  /** Why it cannot be chosen here, in a sentence. */
  readonly reason?: string;
  /** The page can make it available by loading itself once more. */
  readonly needsIsolation?: boolean;
}

/** Where a model comes from. */
export type ModelSource =
  | { readonly kind: "url"; readonly name: string; readonly url: string }
  | { readonly kind: "files"; readonly name: string; readonly files: readonly NamedFile[] };

/** A file with its path below the dropped folder. */
export interface NamedFile {
  readonly path: string;
  readonly file: File;
}

/** The values that a picture's darkest and brightest pixels get. */
export type PixelRange = readonly [number, number];

export type InputSource =
  | { readonly kind: "random" }
  | { readonly kind: "picture"; readonly picture: ImageBitmap; readonly range: PixelRange };

export interface TensorFacts {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
}

export interface ModelFacts {
  readonly name: string;
  readonly nodes: number;
  readonly weightBytes: number;
  readonly inputs: readonly TensorFacts[];
  readonly outputs: readonly TensorFacts[];
  /** Height and width of the picture that it takes, if it takes one. */
  readonly picture?: { readonly height: number; readonly width: number };
}

/** A plan to look at, or the reason why there is none. */
export type Planned = ({ readonly planMs: number } & PlanView) | { readonly reason: string };

export interface RunOptions {
  readonly input: InputSource;
  readonly runs: number;
  /** Names of rules that must not run. */
  readonly disable: readonly string[];
}

/** Milliseconds of one side's runs, in order. */
export interface Timings {
  /** From the call until the outputs have been read. */
  readonly total: readonly number[];
  /** The part of it that blocks the calling thread. */
  readonly blocking: readonly number[];
}

export interface Progress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
  /** Runs since the last report. */
  readonly stock: readonly number[];
  readonly fused: readonly number[];
}

/** Of one side, once it is warm. Times in ms, sizes in bytes. */
export interface WarmSide {
  readonly timings: Timings;
  /** Kernels of one inference; on a GPU, dispatches. */
  readonly launches: number;
  readonly bytes: number;
  /** Distinct GPU pipelines of one inference, on a GPU. */
  readonly pipelines?: number;
}
export interface Side extends WarmSide {
  /** From the start of loading to the first result, in a worker of its own that has run nothing before. */
  readonly coldMs: number;
}

export interface Output extends TensorFacts {
  readonly values: Float32Array;
}

export interface WarmResult {
  readonly stock: WarmSide;
  readonly fused: WarmSide;
  /** Who answered on the side of Graphweld: a plan of the model, plans of its parts, or stock. */
  readonly tier: "plan" | "portable" | "parts" | "stock";
  /** Why stock did, or what of it. */
  readonly reason?: string;
  /** From the first result until the plan was built, checked and hot. */
  readonly readyMs: number;
  /** Calls with Graphweld once it was warm, and how many of them a plan answered. */
  readonly calls: number;
  readonly answered: number;
  readonly nmse: number;
  readonly maxAbsError: number;
  readonly outputs: { readonly stock: readonly Output[]; readonly fused: readonly Output[] };
  /** The run was stopped before all pairs were timed. */
  readonly stopped: boolean;
}

export interface RunResult extends WarmResult {
  readonly stock: Side;
  readonly fused: Side;
}
