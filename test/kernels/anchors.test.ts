/** Every case of the conformance list against the float64 reference, on each path that this engine has. */
import { expect } from "chai";
import { convPool } from "../../kernels/conv-pool.ts";
import { type ConvSchedule, conv2d } from "../../kernels/conv2d.ts";
import type { Schedule } from "../../kernels/gemm/gemm.ts";
import { schedules } from "../../kernels/gemm/schedule.ts";
import { KERNELS } from "../../kernels/index.ts";
import type { Kernel, Lowered, TunableKernel } from "../../kernels/kernel.ts";
import type { WinogradSchedule } from "../../kernels/winograd/winograd.ts";
import { detectFeatures, type Features } from "../../src/codegen/wasm/features.ts";
import { ConstantTensor } from "../../src/graph/types.ts";
import { runKernel } from "../support/run-kernel.ts";
import {
  BIAS_RELU6,
  CASES,
  EPILOGUES,
  type EpilogueCase,
  type KernelCase,
  matmulCase,
  WINOGRAD,
  windowCase,
} from "./cases.ts";
import { FUSED_CASES, FUSED_WINOGRAD } from "./fused-cases.ts";
import { POOLED, pooledCase } from "./merged-cases.ts";
import { REFERENCES } from "./reference.ts";

const detected = detectFeatures();
const PATHS: readonly [string, Features][] = [
  ["scalar", { simd: false, relaxedSimd: false }],
  ["SIMD", { simd: true, relaxedSimd: false }],
  ["relaxed SIMD", { simd: true, relaxedSimd: true }],
];
/** Pools in convolutions are tested where they would not be chosen too. */
const kernelOf = (op: string): Kernel => (op === "conv-pool" ? POOLING : (KERNELS.find((k) => k.op === op) as Kernel));
const POOLING: Kernel = { op: "conv-pool", lower: (call, features) => convPool.lower(call, features, ([s]) => s) };

function check({ call, inputs, inPlace }: KernelCase, features: Features, kernel = kernelOf(call.op)): void {
  const expected = (REFERENCES[call.op] as (typeof REFERENCES)[string])(call, inputs);
  const outputs = runKernel(kernel, call, inputs, { features, inPlace });
  const lowered = kernel.lower(call, features);
  const factor = typeof lowered === "object" && lowered.algorithm?.includes("F(4×4") ? 4 : 1;
  outputs.forEach((actual, o) => void compare(actual, expected.outputs[o] as Float64Array, expected.scale, factor));
}

/** The same NaNs and infinities; float32 rounding error elsewhere, `factor` times the usual. */
function compare(actual: Float32Array, expected: Float64Array, scale: number, factor: number): void {
  let [error, power, count] = [0, 0, 0];
  actual.forEach((a, i) => {
    const e = expected[i] as number;
    if (!Number.isFinite(e)) {
      expect(a, `element ${i}`).to.deep.equal(e);
      return;
    }
    error += (a - e) ** 2;
    power += Math.max(e ** 2, scale ** 2);
    count++;
    if (!(Math.abs(a - e) <= factor * 3e-6 * (Math.abs(e) + scale))) expect.fail(`element ${i} is ${a}, not ${e}`);
  });
  if (count > 0) expect(error / power).to.be.at.most(factor ** 2 * 1e-12);
}

for (const [path, features] of PATHS) {
  if ((features.simd && !detected.simd) || (features.relaxedSimd && !detected.relaxedSimd)) continue;
  describe(`anchor kernels, ${path}`, () => {
    for (const test of [...CASES, ...POOLED, ...FUSED_CASES]) it(test.name, () => check(test, features));
  });
}

describe("schedules of the anchor kernels", () => {
  const cases = [
    matmulCase({ a: [14, 9], b: [9, 35], constant: true }, BIAS_RELU6),
    matmulCase({ a: [2, 14, 9], b: [2, 9, 35] }, BIAS_RELU6),
    // Several blocks of rows, whose last panel is one vector of columns, over a result in an operand's memory, and by a loop over each tile.
    ...EPILOGUES.filter((e) => /^bias, (residual in place|swish)$/.test(e.name)).map((e) =>
      windowCase({ x: [1, 5, 8, 9], kernel: [1, 1] }, 35, e),
    ),
    windowCase({ x: [1, 7, 9, 5], kernel: [3, 3] }, 34, BIAS_RELU6),
    // Stems, and gaps in windows, whose tiles in rows overlap.
    windowCase({ x: [2, 7, 15, 3], kernel: [3, 3], stride: 2 }, 9, BIAS_RELU6),
    windowCase({ x: [1, 9, 11, 4], kernel: [3, 5], dilation: 2 }, 17, BIAS_RELU6),
    windowCase({ x: [1, 6, 11, 3], kernel: [3, 3], stride: 2, pads: "valid" }, 8, BIAS_RELU6),
    pooledCase({ x: [1, 7, 9, 5], kernel: [3, 3] }, 34, "max", BIAS_RELU6),
    windowCase({ x: [1, 7, 13, 9], kernel: [3, 5], stride: 2 }, undefined, BIAS_RELU6),
    windowCase({ x: [1, 7, 15, 13], kernel: [3, 3], stride: 2 }, undefined, BIAS_RELU6),
    windowCase({ x: [2, 7, 9, 21], kernel: [3, 3] }, undefined, BIAS_RELU6),
    windowCase({ x: [1, 7, 13, 9], kernel: [5, 3], dilation: 2 }, undefined, BIAS_RELU6),
  ];
  for (const test of cases)
    it(test.name, () => {
      const kernel = KERNELS.find((k) => k.op === test.call.op) as TunableKernel<unknown>;
      for (const [, features] of PATHS) {
        if ((features.simd && !detected.simd) || (features.relaxedSimd && !detected.relaxedSimd)) continue;
        let count = 1;
        for (let i = 0; i < count; i++) {
          const lower: Kernel["lower"] = (call, f) =>
            kernel.lower(call, f, (all) => {
              count = all.length;
              return all[i];
            });
          check(test, features, { op: kernel.op, lower });
        }
        expect(count).to.be.greaterThan(2);
      }
    });
});

describe("tiles of rows", () => {
  const bestOf = (n: number, features: Features): Schedule | undefined =>
    schedules({ m: 2304, n, k: 96, rowBytes: 384 }, features)[0];
  const relaxed = { simd: true, relaxedSimd: true };
  it("are taller in a last panel of one vector", () => {
    for (const n of [18, 34, 36]) {
      const { mr, nr, mc, tailRows } = bestOf(n, relaxed) as Schedule;
      expect([mr, nr, tailRows], `${n} columns`).to.deep.equal([6, 8, 12]);
      expect(mc % 12).to.equal(0);
    }
  });
  it("are of one height elsewhere", () => {
    for (const n of [8, 16, 24, 22]) expect(bestOf(n, relaxed)?.tailRows, `${n} columns`).to.equal(undefined);
    for (const s of schedules({ m: 2304, n: 18, k: 96, rowBytes: 384 }, { simd: true, relaxedSimd: false }))
      expect(s.tailRows).to.equal(undefined);
  });
});

describe("tiles of pixels", () => {
  const tilesOf = (
    width: number,
    epilogue?: EpilogueCase,
  ): (readonly [rows: number, inRows: boolean | undefined])[] => {
    const test = windowCase({ x: [1, 9, 2 * width, 3], kernel: [3, 3], stride: 2 }, 16, epilogue);
    let all: readonly ConvSchedule[] = [];
    conv2d.lower(test.call, { simd: true, relaxedSimd: true }, (schedules) => {
      all = schedules;
      return schedules[0];
    });
    return all.flatMap((s) => ("mr" in s && s.mr > 1 ? [[s.mr, s.inRows] as const] : []));
  };
  it("lie in rows, and overlap where rows are no whole tiles", () => {
    expect(tilesOf(56, BIAS_RELU6)[0]?.[1]).to.equal(true);
    const inRows = tilesOf(9, BIAS_RELU6).filter(([, inRows]) => inRows);
    expect(inRows.some(([rows]) => 9 % rows !== 0)).to.equal(true);
  });
  it("do not overlap where a result may lie in an operand's memory", () => {
    const residual = EPILOGUES.find((e) => e.name === "bias, residual in place");
    const tiles = tilesOf(9, residual);
    for (const [rows, inRows] of tiles) expect(inRows, `${rows} rows`).to.equal(9 % rows === 0);
    expect(tiles.some(([, inRows]) => inRows)).to.equal(true);
  });
});

describe("convolution by Winograd's filtering", () => {
  /** The kernel with that tile, in blocks small enough that there are several and the last is not full. */
  const winograd = (size: 2 | 4, most = 5): Kernel => ({
    op: "conv2d",
    lower: (call, features) => {
      const kernel = call.op === "conv2d" ? conv2d : convPool;
      const lowered = kernel.lower(call, features, (all) => {
        const found = all.find((s) => "block" in s && s.size === size) as WinogradSchedule | undefined;
        return found && { ...found, block: Math.min(found.block, most) };
      });
      if (typeof lowered === "object")
        expect(lowered.algorithm).to.match(RegExp(`^Winograd F\\(${size}×${size}, 3×3\\)`));
      return lowered;
    },
  });
  const isFiltered = ({ call: { attrs, inputs } }: KernelCase): boolean =>
    String([attrs.strides, attrs.dilations, inputs[1]?.shape.slice(0, 2)]) === "1,1,1,1,3,3";
  for (const [path, features] of PATHS) {
    if ((features.simd && !detected.simd) || (features.relaxedSimd && !detected.relaxedSimd)) continue;
    for (const size of [2, 4] as const)
      for (const test of [...WINOGRAD, ...FUSED_WINOGRAD, ...POOLED.filter(isFiltered)])
        it(`${test.name}, tiles of ${size}, ${path}`, () => check(test, features, winograd(size)));
  }

  it("is chosen where it is less work, and only for stride 1", () => {
    const algorithm = (shape: Parameters<typeof windowCase>[0], channels: number): unknown => {
      const lowered = conv2d.lower(windowCase(shape, channels).call, { simd: detected.simd, relaxedSimd: false });
      return typeof lowered === "string" ? lowered : lowered.algorithm;
    };
    const x = [1, 16, 16, 32] as const;
    expect(algorithm({ x, kernel: [3, 3] }, 32)).to.equal("Winograd F(4×4, 3×3)");
    expect(algorithm({ x: [1, 7, 7, 512], kernel: [3, 3] }, 512)).to.equal("Winograd F(2×2, 3×3)");
    expect(algorithm({ x: [1, 1, 1, 32], kernel: [3, 3] }, 32)).to.equal(undefined);
    expect(algorithm({ x, kernel: [3, 3], stride: 2 }, 32)).to.equal(undefined);
    expect(algorithm({ x, kernel: [3, 3], dilation: 2 }, 32)).to.equal(undefined);
    expect(algorithm({ x, kernel: [5, 5] }, 32)).to.equal(undefined);
  });

  it("a value that is not finite reaches no tile that does not see it", () => {
    const test = windowCase({ x: [1, 12, 12, 8], kernel: [3, 3] }, 8);
    const [x, w] = test.inputs as [Float32Array, Float32Array];
    const at = 8 * (12 * 6 + 6);
    const changed = x.map((value, i) => (i === at ? NaN : value));
    for (const [size, expected] of [
      [2, 3],
      [4, 4],
    ] as const) {
      const [plain, spoilt] = [x, changed].map(
        (values) =>
          runKernel(winograd(size), test.call, [values, w], {
            features: { simd: detected.simd, relaxedSimd: false },
          })[0],
      ) as [Float32Array, Float32Array];
      const rows = new Set<number>();
      spoilt.forEach((value, i) => {
        if (Number.isNaN(value)) rows.add(Math.floor(i / 96));
        else expect(value, `element ${i}`).to.equal(plain[i]);
      });
      expect(rows.size, `rows of tiles of ${size}`).to.equal(expected);
    }
  });
});

describe("what the anchor kernels promise", () => {
  const features: Features = { simd: detected.simd, relaxedSimd: false };
  const lower = ({ call }: KernelCase): Lowered | string => kernelOf(call.op).lower(call, features);
  const residual = EPILOGUES.find((e) => e.inPlace !== undefined);

  it("a residual may be overwritten where no element is computed twice", () => {
    const inPlace = (test: KernelCase): unknown => (lower(test) as Lowered).inPlace;
    expect(inPlace(windowCase({ x: [1, 5, 7, 5], kernel: [3, 3] }, 5, residual))).to.deep.equal([3]);
    expect(inPlace(matmulCase({ a: [5, 7], b: [7, 3], constant: true }, residual))).to.deep.equal([3]);
    expect(inPlace(windowCase({ x: [1, 5, 8, 8], kernel: [3, 3] }, undefined, residual))).to.deep.equal([3]);
    expect(inPlace(windowCase({ x: [1, 5, 11, 8], kernel: [3, 3] }, undefined, residual))).to.deep.equal([]);
  });

  it("weights that are not finite may make NaN at padding, never elsewhere", () => {
    for (const channels of [undefined, 5]) {
      const test = windowCase({ x: [1, 6, 7, 5], kernel: [3, 3] }, channels);
      const [x, w] = test.inputs as [Float32Array, Float32Array];
      const weights = w.map((value, i) => (i < (channels ?? 1) * 5 ? Infinity : value));
      const tensors = test.call.inputs.map((t, i) =>
        i === 1 ? { ...t, constant: new ConstantTensor("float32", t.shape, weights) } : t,
      );
      const call = { ...test.call, inputs: tensors };
      const expected = REFERENCES[call.op]?.(call, [x, weights]).outputs[0] as Float64Array;
      const [actual] = runKernel(kernelOf(call.op), call, [x, weights], { features }) as [Float32Array];
      expected.forEach((e, i) => {
        const [row, column] = [Math.floor(i / 35), Math.floor(i / 5) % 7];
        const inside = row > 0 && row < 5 && column > 0 && column < 6;
        const a = actual[i] as number;
        if (inside || !Number.isNaN(a))
          expect(Object.is(a, e) || Math.abs(a - e) < 1e-4, `${i}: ${a}, ${e}`).to.equal(true);
      });
    }
  });

  it("operations count every tap and no epilogue", () => {
    expect((lower(windowCase({ x: [2, 5, 7, 3], kernel: [3, 3] }, 5, BIAS_RELU6)) as Lowered).flops).to.equal(
      2 * 2 * 5 * 7 * 9 * 3 * 5,
    );
    expect((lower(matmulCase({ a: [2, 5, 7], b: [7, 3] })) as Lowered).flops).to.equal(2 * 2 * 5 * 7 * 3);
  });

  it("what they cannot run, they say in a sentence", () => {
    const test = windowCase({ x: [1, 5, 7, 3], kernel: [3, 3] }, 5);
    const [x, w] = test.call.inputs;
    if (!x || !w) throw new Error("a convolution has two inputs");
    const reason = (inputs: (typeof x)[]): unknown => kernelOf("conv2d").lower({ ...test.call, inputs }, features);
    expect(reason([x, { ...w, constant: undefined }])).to.equal("its weights are not constant");
    expect(reason([{ ...x, shape: [1, 5, 7, 6] }, w])).to.equal("it is grouped");
    expect(reason([{ ...x, dtype: "int32" }, w])).to.be.a("string");
  });
});
