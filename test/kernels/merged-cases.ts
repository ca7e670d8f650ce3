/** The conformance list of kernels that do the work of two. */
import type { KernelTensor } from "../../kernels/kernel.ts";
import { apply, argument, type Expr } from "../../src/expr/expr.ts";
import { BIAS_RELU6, EPILOGUES, type KernelCase, PLAIN, special, type WindowCase, windowCase } from "./cases.ts";

const acc: Expr = argument(0);

/** A convolution whose map is pooled, and stored too if `kept`. */
export function pooledCase(
  window: WindowCase,
  channels: number,
  mode: "max" | "avg",
  epilogue = PLAIN,
  kept = false,
  after: Expr = acc,
): KernelCase {
  const { name, call, inputs, inPlace } = windowCase(window, channels, epilogue);
  const [map] = call.outputs as [KernelTensor];
  const [images, height, width] = map.shape as [number, number, number];
  const pooled = { ...map, shape: [images, height >> 1, width >> 1, channels] };
  return {
    name: `${name}, ${mode} pool${kept ? " and map" : ""}${after === acc ? "" : ", epilogue"}`,
    call: {
      op: "conv-pool",
      attrs: { ...call.attrs, pool: mode, map: [height, width], after },
      inputs: call.inputs,
      outputs: kept ? [map, pooled] : [pooled],
    },
    inputs,
    inPlace: kept ? inPlace : undefined,
  };
}

/** Two convolutions of which the second reads what the first makes. */
export function bandsCase(first: KernelCase, second: KernelCase): KernelCase {
  const [map] = first.call.outputs as [KernelTensor];
  const callOf = ({ call: { op, attrs } }: KernelCase) => ({ op, attrs });
  return {
    name: `${first.name}, then ${second.name}`,
    call: {
      op: "bands",
      attrs: { first: callOf(first), second: callOf(second), inputs: first.inputs.length, map: map.shape },
      inputs: [...first.call.inputs, ...second.call.inputs.slice(1)],
      outputs: second.call.outputs,
    },
    inputs: [...first.inputs, ...second.inputs.slice(1)],
    inPlace: second.inPlace === undefined ? undefined : second.inPlace + first.inputs.length - 1,
  };
}

/** Maps that are pooled: odd extents, strides, padding, batches, whole and cut vectors, every epilogue, with the map and without. */
function* pooled(): Generator<KernelCase> {
  for (const [height, width] of [
    [2, 2],
    [5, 7],
    [9, 8],
    [13, 11],
  ] as const)
    for (const mode of ["max", "avg"] as const) {
      yield pooledCase({ x: [2, height, width, 5], kernel: [1, 1] }, 9, mode, BIAS_RELU6);
      yield pooledCase({ x: [1, height, width, 3], kernel: [5, 5] }, 8, mode, BIAS_RELU6);
      yield pooledCase({ x: [2, height, width, 7], kernel: [3, 3] }, 6, mode, BIAS_RELU6);
    }
  yield pooledCase({ x: [2, 11, 13, 3], kernel: [3, 3], stride: 2 }, 10, "max", BIAS_RELU6);
  yield pooledCase({ x: [1, 9, 10, 4], kernel: [3, 3], stride: 2, pads: "valid" }, 3, "max");
  yield pooledCase({ x: [1, 9, 12, 4], kernel: [3, 5], dilation: 2 }, 17, "max", BIAS_RELU6);
  yield pooledCase({ x: [1, 7, 9, 4], kernel: [2, 3], pads: [2, 0, 1, 4] }, 8, "avg");
  yield pooledCase({ x: [1, 8, 6, 3], kernel: [3, 3], pads: "valid" }, 1, "max");
  yield pooledCase({ x: [1, 30, 30, 35], kernel: [3, 3] }, 40, "max", BIAS_RELU6);
  // What follows the pool.
  for (const [mode, epilogue] of [
    ["max", BIAS_RELU6],
    ["max", PLAIN],
    ["avg", PLAIN],
  ] as const) {
    const after = apply("add", apply("tanh", acc), 0.5);
    yield pooledCase({ x: [2, 6, 7, 5], kernel: [3, 3] }, 6, mode, epilogue, false, after);
    yield pooledCase({ x: [1, 5, 6, 3], kernel: [1, 1] }, 9, mode, epilogue, false, after);
  }
  for (const epilogue of EPILOGUES.filter((e) => e.expressions.length === 1))
    for (const mode of ["max", "avg"] as const)
      for (const kept of [false, true]) {
        yield pooledCase({ x: [2, 6, 8, 5], kernel: [3, 3] }, 6, mode, epilogue, kept);
        yield pooledCase({ x: [2, 4, 6, 3], kernel: [1, 1] }, 9, mode, epilogue, kept);
        yield pooledCase({ x: [1, 11, 11, 3], kernel: [5, 5], stride: 2, pads: [2, 2, 2, 3] }, 8, mode, epilogue, kept);
      }
}

/** A NaN is not the maximum; where nothing but NaN is under a window, a late epilogue sees -∞. */
function* specials(): Generator<KernelCase> {
  const elements = { 0: NaN, 100: Infinity, 161: -Infinity, 209: NaN };
  for (const epilogue of [PLAIN, BIAS_RELU6]) {
    // One pixel of a window: where nothing but NaN is under it, a late epilogue sees -∞.
    for (const kept of [false, true])
      yield special(pooledCase({ x: [1, 6, 8, 5], kernel: [1, 1] }, 5, "max", epilogue, kept), "special values", {
        ...elements,
        40: 1e30,
      });
    yield special(pooledCase({ x: [1, 6, 8, 5], kernel: [1, 1] }, 5, "avg", epilogue), "special values", elements);
  }
}

export const POOLED: readonly KernelCase[] = [...pooled(), ...specials()];
