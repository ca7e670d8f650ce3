/** Operands of fewer channels in kernels that go through their output in order: as if they were padded, to the bit. */
import { expect } from "chai";
import { pool } from "../../kernels/pool.ts";
import { detectFeatures } from "../../src/codegen/wasm/features.ts";
import { apply, argument } from "../../src/expr/expr.ts";
import { type Shape, sizeOf } from "../../src/graph/types.ts";
import { randomFloats } from "../support/random.ts";
import { runKernel } from "../support/run-kernel.ts";

const float = (shape: Shape) => ({ dtype: "float32", shape }) as const;

describe("residuals of fewer channels in pools", () => {
  for (const [channels, own] of [
    [8, 4],
    [13, 6],
    [22, 21],
    [6, 2],
  ] as const)
    for (const simd of detectFeatures().simd ? [false, true] : [false])
      it(`${own} of ${channels} channels, ${simd ? "SIMD" : "scalar"}`, () => {
        const x = [2, 6, 8, channels];
        const out = [2, 3, 4, channels];
        const narrow = [2, 3, 4, own];
        const image = randomFloats(sizeOf(x), 1);
        const residual = randomFloats(sizeOf(narrow), 2);
        const full = new Float32Array(sizeOf(out));
        residual.forEach((value, i) => {
          full[Math.floor(i / own) * channels + (i % own)] = value;
        });
        const run = (shape: Shape, values: Float32Array, parts: number) =>
          runKernel(
            pool,
            {
              op: "pool",
              attrs: {
                mode: "max",
                window: [2, 2],
                strides: [2, 2],
                pads: [0, 0, 0, 0],
                epilogue: [apply("max", apply("add", argument(0), argument(1)), 0)],
              },
              inputs: [float(x), float(shape)],
              outputs: [float(out)],
            },
            [image, values],
            { features: { simd, relaxedSimd: false }, parts },
          );
        for (const parts of [1, 2]) expect(run(narrow, residual, parts)).to.deep.equal(run(out, full, parts));
      });
});
