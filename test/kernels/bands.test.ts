/** Two convolutions in bands give the bits of one after the other, whatever the bands and however they are divided. */
import { expect } from "chai";
import { lowerBands } from "../../kernels/bands.ts";
import { KERNELS } from "../../kernels/index.ts";
import type { Kernel, KernelCall } from "../../kernels/kernel.ts";
import { detectFeatures, type Features } from "../../src/codegen/wasm/features.ts";
import type { Shape } from "../../src/graph/types.ts";
import { runKernel } from "../support/run-kernel.ts";
import { BIAS_RELU6, EPILOGUES, type EpilogueCase, type KernelCase, windowCase } from "./cases.ts";
import { bandsCase } from "./merged-cases.ts";

const detected = detectFeatures();
const PATHS: readonly [string, Features][] = [
  ["scalar", { simd: false, relaxedSimd: false }],
  ["SIMD", { simd: true, relaxedSimd: false }],
  ["relaxed SIMD", { simd: true, relaxedSimd: true }],
];
const kernelOf = (op: string): Kernel => KERNELS.find((k) => k.op === op) as Kernel;
const X: readonly [number, number, number, number] = [1, 13, 11, 5];
const mapOf = ({ call }: KernelCase) => call.outputs[0]?.shape as typeof X;

interface Pair {
  readonly first: KernelCase;
  readonly second: KernelCase;
}
function* pairs(): Generator<Pair> {
  const deep = (x: Shape, stride: number, size: number, pads: "same" | "valid", epilogue: EpilogueCase): KernelCase =>
    windowCase({ x: x as typeof X, kernel: [size, size], stride, pads }, undefined, epilogue);
  for (const stride of [1, 2, 3])
    for (const size of [2, 3, 5])
      for (const pads of ["same", "valid"] as const) {
        const wide = windowCase({ x: X, kernel: [1, 1] }, 6, BIAS_RELU6);
        yield { first: wide, second: deep(mapOf(wide), stride, size, pads, BIAS_RELU6) };
        const slid = deep(X, stride, size, pads, BIAS_RELU6);
        yield { first: slid, second: windowCase({ x: mapOf(slid), kernel: [1, 1] }, 9, BIAS_RELU6) };
      }
  for (const epilogue of EPILOGUES) {
    const wide = windowCase({ x: X, kernel: [1, 1] }, 6, epilogue.expressions.length > 1 ? BIAS_RELU6 : epilogue);
    yield { first: wide, second: deep(mapOf(wide), 2, 3, "same", epilogue) };
    const slid = deep(X, 1, 3, "same", BIAS_RELU6);
    yield { first: slid, second: windowCase({ x: mapOf(slid), kernel: [1, 1] }, 9, epilogue) };
  }
  const dilated = windowCase({ x: X, kernel: [3, 3], dilation: 2 }, undefined, BIAS_RELU6);
  yield { first: windowCase({ x: X, kernel: [1, 1] }, 5), second: dilated };
}

/** Not a number and infinities among the values. */
const spoilt = (values: Float32Array): Float32Array =>
  values.map((v, i) => (i === 40 ? NaN : i === 300 ? Infinity : i === 611 ? -Infinity : v));

describe("convolutions in bands of rows", () => {
  for (const [path, features] of PATHS) {
    if ((features.simd && !detected.simd) || (features.relaxedSimd && !detected.relaxedSimd)) continue;
    for (const { first, second } of pairs()) {
      const both = bandsCase(first, second);
      it(`${both.name}, ${path}`, () => {
        const [x, ...rest] = both.inputs as [Float32Array, ...Float32Array[]];
        const run = (
          kernel: Kernel,
          call: KernelCall,
          inputs: readonly Float32Array[],
          parts?: number,
        ): Float32Array[] =>
          runKernel(kernel, call, inputs, { features, ...(parts && { parts, inPlace: both.inPlace }) });
        const bits = (outputs: Float32Array[]): Int32Array[] => outputs.map((o) => new Int32Array(o.buffer));
        for (const values of [x, spoilt(x)]) {
          const [map] = run(kernelOf(first.call.op), first.call, [values, ...first.inputs.slice(1)]) as [Float32Array];
          const expected = bits(run(kernelOf(second.call.op), second.call, [map, ...second.inputs.slice(1)]));
          for (const bytes of [1, 1500, 1 << 20]) {
            const kernel: Kernel = { op: "bands", lower: (call, f) => lowerBands(call, f, 0, bytes) };
            for (const parts of [1, 3])
              expect(bits(run(kernel, both.call, [values, ...rest], parts)), `${bytes} bytes`).to.deep.equal(expected);
          }
        }
      });
    }
  }

  it("are for large maps of one picture", () => {
    const lower = (x: typeof X, least?: number): unknown => {
      const wide = windowCase({ x, kernel: [1, 1] }, 8);
      const { call } = bandsCase(wide, windowCase({ x: mapOf(wide), kernel: [3, 3] }));
      const lowered = lowerBands(call, { simd: true, relaxedSimd: false }, least);
      return typeof lowered === "string" ? lowered : lowered.algorithm;
    };
    expect(lower([1, 16, 16, 3])).to.equal("the map between them stays in the cache");
    expect(lower([2, 16, 16, 3], 0)).to.equal("there are several images");
    expect(lower([1, 384, 384, 3])).to.equal("conv2d and depthwise, 30 rows at a time");
  });
});
