/**
 * Times the anchor kernels on the shapes of real networks: `npx tsx bench/kernels.ts [filter] [--scalar] [--relaxed]`.
 *
 * Prints GFLOP/s at the best and at the median of many short runs; the best matters where the machine is shared.
 */

import { KERNELS } from "../kernels/index.ts";
import type { Kernel } from "../kernels/kernel.ts";
import { detectFeatures, type Features } from "../src/codegen/wasm/features.ts";
import { apply, argument } from "../src/expr/expr.ts";
import { BIAS_RELU6, type EpilogueCase, type KernelCase, matmulCase, windowCase } from "../test/kernels/cases.ts";
import { prepareKernel } from "../test/support/run-kernel.ts";

const gemm = (m: number, n: number, k: number): KernelCase =>
  matmulCase({ a: [m, k], b: [k, n], constant: true }, BIAS_RELU6);
const conv = (size: number, depth: number, channels: number, kernel = 3, stride = 1): KernelCase =>
  windowCase({ x: [1, size, size, depth], kernel: [kernel, kernel], stride }, channels, BIAS_RELU6);
const depthwise = (size: number, channels: number, kernel = 3, stride = 1): KernelCase =>
  windowCase({ x: [1, size, size, channels], kernel: [kernel, kernel], stride }, undefined, BIAS_RELU6);
const RESIDUAL: EpilogueCase = {
  name: "bias, residual",
  expressions: [apply("add", apply("add", argument(0), argument(1)), argument(2))],
  operands: (o) => [
    { shape: [o.at(-1) as number], constant: true },
    { shape: o, constant: false },
  ],
};

/** Groups of cases; the first five products are those of the design notes. */
export const BENCHMARKS: readonly KernelCase[] = [
  gemm(3136, 128, 64),
  gemm(196, 512, 512),
  gemm(12544, 64, 32),
  gemm(784, 128, 1152),
  gemm(48, 1024, 1024),
  gemm(3136, 24, 144),
  gemm(3136, 144, 24),
  gemm(49, 320, 960),
  gemm(196, 20, 88),
  gemm(4096, 2, 16),
  windowCase({ x: [1, 28, 28, 96], kernel: [1, 1] }, 24, RESIDUAL),
  conv(56, 64, 64),
  conv(28, 128, 128),
  conv(14, 256, 256),
  conv(7, 512, 512),
  conv(28, 64, 128, 3, 2),
  conv(64, 16, 16),
  conv(224, 3, 32, 3, 2),
  conv(128, 3, 24, 5, 2),
  conv(192, 3, 16, 3, 2),
  gemm(1, 1024, 1024),
  gemm(1, 1000, 1280),
  gemm(1, 32, 128),
  gemm(2, 256, 256),
  matmulCase({ a: [8, 64, 64], b: [8, 64, 64], transposeB: true }),
  matmulCase({ a: [8, 64, 64], b: [8, 64, 64] }),
  depthwise(112, 32),
  depthwise(56, 128),
  depthwise(28, 240),
  depthwise(14, 512),
  depthwise(7, 960),
  depthwise(28, 240, 5),
  depthwise(14, 672, 5),
  depthwise(7, 960, 5),
  depthwise(112, 64, 3, 2),
  depthwise(56, 144, 3, 2),
  depthwise(56, 144, 5, 2),
];

/** Milliseconds: short runs find the moments when the machine is free; a browser's clock is too coarse for them. */
const SHORT_RUN = typeof process === "object" ? 0.5 : 4;

/** Runs until the code is hot, then times short runs. */
export function time(
  kernel: Kernel,
  test: KernelCase,
  features: Features,
  milliseconds = 400,
): { best: number; median: number } {
  const { run, lowered } = prepareKernel(kernel, test.call, test.inputs, { features, aligned: true });
  const once = (n: number): number => {
    const start = performance.now();
    for (let i = 0; i < n; i++) run();
    return (performance.now() - start) / n;
  };
  for (let i = 0, spent = 0; i < 3 || spent < milliseconds / 2; i++) spent += once(1);
  let repeats = 1;
  while (once(repeats) * repeats < SHORT_RUN) repeats *= 2;
  const times: number[] = [];
  for (const end = performance.now() + milliseconds; performance.now() < end; ) times.push(once(repeats));
  times.sort((a, b) => a - b);
  const rate = (ms: number): number => lowered.flops / ms / 1e6;
  return { best: rate(times[0] as number), median: rate(times[times.length >> 1] as number) };
}

/** Times every benchmark whose name contains `filter`. */
export function runBenchmarks(filter: string, features: Features, print: (line: string) => void): void {
  for (const test of BENCHMARKS) {
    const kernel = KERNELS.find((k) => k.op === test.call.op);
    if (!kernel || !test.name.includes(filter)) continue;
    const { best, median } = time(kernel, test, features);
    print(`${best.toFixed(1).padStart(6)} ${median.toFixed(1).padStart(6)}  ${test.name}`);
  }
}

if (typeof process === "object" && process.argv[1]?.endsWith("kernels.ts")) {
  const args = process.argv.slice(2);
  const scalar = args.includes("--scalar");
  const detected = detectFeatures();
  const features: Features = {
    simd: detected.simd && !scalar,
    relaxedSimd: detected.relaxedSimd && !scalar && args.includes("--relaxed"),
  };
  console.log(`  best median  GFLOP/s, ${JSON.stringify(features)}`);
  runBenchmarks(args.find((a) => !a.startsWith("--")) ?? "", features, console.log);
}
