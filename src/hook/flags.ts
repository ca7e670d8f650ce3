/** Graphweld's flags in `tf.env()`, in one table from which `docs/flags.md` is made. */
import { env } from "@tensorflow/tfjs-core";

interface Flag {
  readonly value: boolean | number | string;
  /** One line for the docs. */
  readonly about: string;
}

export const FLAGS = {
  GRAPHWELD_ENABLED: {
    value: true,
    about:
      "Use plans at all. When false, every call runs on stock TensorFlow.js; fused ops of saved models keep their kernels.",
  },
  GRAPHWELD_CHECK: {
    value: true,
    about: "Compare a plan with stock on a real input before it answers. Switch off only to debug a plan.",
  },
  GRAPHWELD_KEEP_SLOWER: {
    value: false,
    about: "Keep a plan without measuring whether it is faster than stock. For tests and benchmarks.",
  },
  GRAPHWELD_PLAN_CACHE: {
    value: 4,
    about: "Plans kept per model, one for each combination of backend, input shapes, input types and outputs.",
  },
  GRAPHWELD_PLAN_AT_LOAD: {
    value: true,
    about:
      "Build the plan before the first call where the model fixes its input shapes and the app takes its time, not only after it.",
  },
  GRAPHWELD_FREE_WEIGHTS: {
    value: true,
    about: "Free TensorFlow.js's copies of weights while plans answer all calls; whatever reads one brings it back.",
  },
  GRAPHWELD_PORTABLE: {
    value: true,
    about:
      "Also on backends without kernels of Graphweld's, such as WebGL and cpu: run rewritten graphs, in stock ops, where that is faster.",
  },
  GRAPHWELD_REMEMBER: {
    value: true,
    about:
      "On WebGPU, keep in the browser's storage that a plan was found right and fast on this device: the next load trusts it at once.",
  },
  GRAPHWELD_DISABLED_RULES: { value: "", about: "Names of rewrite rules that must not fire, separated by commas." },
  GRAPHWELD_WASM_THREADS: {
    value: 0,
    about:
      "Threads that share a plan's work on the wasm backend, where the page is cross-origin isolated, and in Node: 1 for none besides the caller's, 0 for as many as the machine has processors, at most 4, or as the app told TensorFlow.js.",
  },
  GRAPHWELD_WEBGPU_F16: {
    value: false,
    about:
      "Keep weights and intermediate values of plans on WebGPU in half precision, where TensorFlow.js's device was made with `shader-f16`; sums stay in float32. The console tells the measured error.",
  },
  GRAPHWELD_VERBOSE: { value: false, about: "Log each plan's way to the console, not only the first failure." },
} as const satisfies Record<string, Flag>;
export type FlagName = keyof typeof FLAGS;

/** Counts changes of flags that plans are built from: a plan of an older generation is rebuilt. */
export let generation = 0;

/** Registers the flags, once for all copies of Graphweld on the page. */
export function registerFlags(): void {
  for (const [name, { value }] of Object.entries<Flag>(FLAGS)) {
    try {
      env().get(name);
    } catch {
      env().registerFlag(name, () => value, /RULES|THREADS|F16/.test(name) ? () => void generation++ : undefined);
    }
  }
}

/** A flag's current value. Call `registerFlags` first. */
export function flag<N extends FlagName>(
  name: N,
): (typeof FLAGS)[N]["value"] extends infer V
  ? V extends boolean
    ? boolean
    : V extends number
      ? number
      : string
  : never {
  return env().get(name) as never;
}

/** The names in `GRAPHWELD_DISABLED_RULES`. */
export const disabledRules = (): string[] =>
  flag("GRAPHWELD_DISABLED_RULES")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
