/**
 * The best elements that a maximum over windows leaves of a map, as where keypoints or objects are found: an element counts as itself
 * where it is the largest around it, and as 0 elsewhere. What is no larger than the worst of the best is not compared with its
 * neighbours, so nearly all of the map is read once, and nothing else is made.
 */
import type { FunctionBuilder, Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { renderExpression } from "../src/codegen/wasm/render.ts";
import { type Expr, serialize } from "../src/expr/expr.ts";
import { sameShape, sizeOf } from "../src/graph/types.ts";
import { type ElementCode, lowerBest } from "./best.ts";
import { unrenderable } from "./element.ts";
import type { Kernel, KernelCall, Lowered } from "./kernel.ts";
import { flopsOf, NOTHING } from "./loops.ts";
import type { PoolAttrs } from "./pool.ts";

/** Attributes of the pool; all inputs are the map that it reads. */
export type PeaksAttrs = Pick<PoolAttrs, "window" | "pads" | "epilogue">;

/** The most elements of a window, which are read without loops. */
const MOST = 49;

export const peaks: Kernel = { op: "peaks", lower };

/**
 * Whether an expression of a maximum (argument 0) and of an element it was taken over is at most the larger of the element and 0, or
 * NaN.
 */
function isPeak(e: Expr): boolean {
  if (e.kind === "argument") return e.index > 0;
  if (e.kind === "constant") return e.value <= 0;
  if (e.fn === "select") return e.args.slice(1).every(isPeak);
  return e.fn === "mul" && (e.args as Expr[]).some((a, i) => isPeak(a) && isShare(e.args[1 - i] as Expr));
}
/** Whether an expression is from 0 to 1. */
function isShare(e: Expr): boolean {
  if (e.kind === "constant") return e.value >= 0 && e.value <= 1;
  return e.kind === "apply" && e.fn === "select" && e.args.slice(1).every(isShare);
}

/** A map float32 `[n, h, w, c]` to float32 and int32 `[n, k]`, places counted in the whole map. */
function lower({ attrs, inputs, outputs }: KernelCall, features: Features): Lowered | string {
  const { window, pads, epilogue } = attrs as unknown as PeaksAttrs;
  const [map, values, places] = [inputs[0], outputs[0], outputs[1]];
  if (map?.dtype !== "float32" || values?.dtype !== "float32" || places?.dtype !== "int32" || map.shape.length !== 4)
    return "only the best of float32 maps are found";
  const [rows, height, wide, channels] = map.shape as [number, number, number, number];
  const k = values.shape.at(-1) as number;
  const n = height * wide * channels;
  if (sizeOf(values.shape) !== rows * k) return "rows are not whole maps";
  if (sizeOf(values.shape) === 0) return NOTHING;
  if (k > n) return `${k} of ${n} are wanted`;
  if (!features.simd || channels % 4 > 0) return "elements are compared in whole vectors";
  if (window[0] * window[1] > MOST) return "windows are large";
  const [expression, more] = epilogue;
  const missing = unrenderable(expression);
  if (missing || more || !isPeak(expression) || inputs.some((x) => !sameShape(x.shape, map.shape)))
    return missing ?? "it is more than where the largest elements are";
  const [pixelBytes, rowBytes] = [4 * channels, 4 * channels * wide];
  const emit = (f: FunctionBuilder): ElementCode => {
    const lanes = new Lanes(f, 4, features);
    return {
      fromZero: true,
      find: (base, at, buffer) => {
        const [position, row, pointer] = [f.local("i32"), f.local("i32"), f.local("i32")];
        /** Moves `to` by the bytes of a position, or of the nearest within the extent: its window reaches there too. */
        const move = (to: Local, by: number, extent: number, bytes: number): void => {
          const [p, last] = [f.local("i32"), extent - 1];
          f.get(position).i32.const(by).i32.add().tee(p).i32.const(0).get(p).i32.const(0).i32.gt_s().select().set(p);
          f.get(p).i32.const(last).get(p).i32.const(last).i32.lt_s().select().i32.const(bytes).i32.mul();
          f.get(to).i32.add().set(to).free(p);
        };
        const largest = lanes.constant(Number.NEGATIVE_INFINITY).keep();
        for (let r = 0; r < window[0]; r++) {
          f.get(at).i32.const(rowBytes).i32.div_u().set(position);
          f.get(base).get(at).i32.const(pixelBytes).i32.rem_u().i32.add().set(row);
          move(row, r - pads[0], height, rowBytes);
          f.get(at).i32.const(pixelBytes).i32.div_u().i32.const(wide).i32.rem_u().set(position);
          for (let c = 0; c < window[1]; c++) {
            f.get(row).set(pointer);
            move(pointer, c - pads[2], wide, pixelBytes);
            // The accumulator comes first, so that NaN elements are not the maximum.
            lanes.get(largest).get(pointer).load().pmax().set(largest);
          }
        }
        f.get(buffer);
        renderExpression(lanes, [expression], (i) => {
          if (i === 0) lanes.get(largest);
          else {
            f.get(base).get(at).i32.add();
            lanes.load();
          }
        });
        lanes.store();
        f.get(buffer).free(position, row, pointer, largest);
      },
    };
  };
  const structure = { shape: [height, wide, channels], window, pads, expression: serialize(expression) };
  const lowered = lowerBest("peaks", { rows, n, k }, { structure, grain: 4, emit }, features);
  return { ...lowered, flops: lowered.flops * (1 + window[0] * window[1] + flopsOf(expression)) };
}
