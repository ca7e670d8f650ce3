/** The largest elements of each row with their places, in order; of equal ones the first. */
import type { Features } from "../src/codegen/wasm/features.ts";
import { sizeOf } from "../src/graph/types.ts";
import { type Elements, lowerBest } from "./best.ts";
import type { Kernel, KernelCall, Lowered } from "./kernel.ts";
import { NOTHING } from "./loops.ts";

export const topK: Kernel = { op: "top-k", lower };

/** float32 `[..., n]` to float32 and int32 `[..., k]`. */
function lower({ inputs, outputs }: KernelCall, features: Features): Lowered | string {
  const [x, values, places] = [inputs[0], outputs[0], outputs[1]];
  if (x?.dtype !== "float32" || values?.dtype !== "float32" || places?.dtype !== "int32")
    return "only the best of float32 are found";
  const [n, k] = [x.shape.at(-1), values.shape.at(-1)];
  if (n === undefined || k === undefined) return "it has no last axis";
  if (sizeOf(values.shape) === 0) return NOTHING;
  if (k > n) return `${k} of ${n} are wanted`;
  return lowerBest("top-k", { rows: sizeOf(x.shape) / n, n, k }, ELEMENTS, features);
}

/** What lies there. */
const ELEMENTS: Elements = {
  structure: null,
  grain: 1,
  emit: (f) => ({ fromZero: false, find: (row, at) => void f.get(row).get(at).i32.add() }),
};
