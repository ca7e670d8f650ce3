/** The best of a map's peaks have the bits that pooling it and finding the best of the result give. */
import { expect } from "chai";
import { peaks } from "../../kernels/peaks.ts";
import { pool } from "../../kernels/pool.ts";
import { topK } from "../../kernels/top-k.ts";
import { detectFeatures, type Features } from "../../src/codegen/wasm/features.ts";
import { apply, argument, constant, type Expr } from "../../src/expr/expr.ts";
import { runKernel } from "../support/run-kernel.ts";

type Image = readonly [number, number, number, number];
type Pads = readonly [number, number, number, number];

const detected = detectFeatures();
const PATHS: readonly Features[] = [
  { simd: true, relaxedSimd: false },
  { simd: true, relaxedSimd: true },
];
const [most, x] = [argument(0), argument(1)];
const largest = (a: Expr, b: Expr): Expr => apply("select", apply("equal", most, x), a, b);
const MULTIPLIED = apply("mul", x, largest(constant(1), constant(0)));
const CHOSEN = largest(x, constant(-2));

interface Case {
  readonly map: Image;
  readonly k: number;
  readonly window?: readonly [number, number];
  readonly pads?: Pads;
  readonly e?: Expr;
  /** What is there, again and again. */
  readonly values?: readonly number[];
}

/** Maps below and above the length from which on they are read in streams. */
const CASES: readonly Case[] = [
  { map: [1, 5, 7, 4], k: 9 },
  { map: [2, 6, 5, 8], k: 13, e: CHOSEN },
  { map: [1, 4, 6, 4], k: 96 },
  { map: [1, 3, 3, 4], k: 5, window: [7, 5], pads: [3, 3, 2, 2] },
  { map: [1, 9, 8, 12], k: 21, window: [2, 3], pads: [0, 1, 2, 0] },
  { map: [1, 9, 8, 12], k: 21, values: [NaN, 1, -0, Infinity, 0, -1, -Infinity] },
  { map: [1, 9, 8, 12], k: 400, values: [-3, -1, -2, -5, NaN] },
  { map: [1, 9, 8, 12], k: 30, values: [NaN] },
  { map: [1, 33, 31, 36], k: 50 },
  { map: [1, 33, 31, 36], k: 50, e: CHOSEN },
  { map: [1, 64, 32, 20], k: 100, values: [1, 2, 3, 2, 1, 0, 0] },
  { map: [1, 64, 32, 20], k: 3000, values: [-1, -2, -4, -3, -0, -7, NaN] },
  { map: [1, 64, 32, 20], k: 70, window: [5, 3], pads: [2, 2, 1, 1], values: [0] },
  { map: [1, 61, 33, 20], k: 70, values: [Infinity, NaN, 1, 2, 3, -Infinity, 5, 4, 4] },
];

/** The same numbers each time, from −1 to 1. */
function numbers(count: number, values?: readonly number[]): Float32Array {
  let seed = 1;
  return Float32Array.from({ length: count }, (_, i) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
    return values ? (values[i % values.length] as number) : seed / 2 ** 31 - 1;
  });
}

const bits = (outputs: readonly Float32Array[]): Int32Array[] => outputs.map((o) => new Int32Array(o.buffer));

describe("the best peaks of a map", () => {
  for (const features of PATHS) {
    if (!detected.simd || (features.relaxedSimd && !detected.relaxedSimd)) continue;
    for (const { map, k, window = [3, 3], pads = [1, 1, 1, 1], e = MULTIPLIED, values } of CASES)
      it(`${k} of [${map}], windows of ${window}${e === CHOSEN ? ", chosen" : ""}${values ? `, values ${values}` : ""}, ${features.relaxedSimd ? "relaxed SIMD" : "SIMD"}`, () => {
        const [n, ...rest] = map;
        const whole = { dtype: "float32", shape: map } as const;
        const row = { dtype: "float32", shape: [n, rest.reduce((p, d) => p * d, 1)] } as const;
        const best = [
          { dtype: "float32", shape: [n, k] },
          { dtype: "int32", shape: [n, k] },
        ] as const;
        const given = numbers(row.shape[0] * row.shape[1], values);
        const attrs = { mode: "max", window, strides: [1, 1], pads, epilogue: [e] };
        const inputs = [whole, whole];
        const [kept] = runKernel(pool, { op: "pool", attrs, inputs, outputs: [whole] }, [given, given], {
          features,
        }) as [Float32Array];
        const expected = bits(
          runKernel(topK, { op: "top-k", attrs: {}, inputs: [row], outputs: best }, [kept], { features }),
        );
        for (const parts of [1, 2, 3, 5])
          expect(
            bits(runKernel(peaks, { op: "peaks", attrs, inputs, outputs: best }, [given, given], { features, parts })),
            `${parts} parts`,
          ).to.deep.equal(expected);
      });
  }

  it("are left to others where less than 0 may become more, or vectors are not whole", () => {
    const call = (e: Expr, channels = 4, size = 3) => ({
      op: "peaks",
      attrs: { window: [size, size], pads: [1, 1, 1, 1], epilogue: [e] },
      inputs: Array.from({ length: 2 }, () => ({ dtype: "float32" as const, shape: [1, 6, 5, channels] })),
      outputs: [
        { dtype: "float32" as const, shape: [1, 9] },
        { dtype: "int32" as const, shape: [1, 9] },
      ],
    });
    const [features] = PATHS as [Features];
    expect(peaks.lower(call(MULTIPLIED), features)).to.be.an("object");
    for (const e of [
      apply("mul", x, largest(constant(2), constant(0))),
      apply("mul", x, largest(constant(1), constant(-1))),
      largest(x, constant(1)),
      apply("neg", x),
      most,
    ])
      expect(peaks.lower(call(e), features)).to.equal("it is more than where the largest elements are");
    expect(peaks.lower(call(MULTIPLIED, 4, 8), features)).to.equal("windows are large");
    const vectors = "elements are compared in whole vectors";
    expect(peaks.lower(call(MULTIPLIED, 6), features)).to.equal(vectors);
    expect(peaks.lower(call(MULTIPLIED), { simd: false, relaxedSimd: false })).to.equal(vectors);
  });
});
