/**
 * Times the kernels on the shapes of real networks: `npm run bench:kernels -- [filter]`.
 *
 * Prints the time of a run, arithmetic and traffic (operands and results, each counted once) per second. The best of many short
 * runs counts, for it finds the moments when the machine is free. With `--against <another checkout>` its kernels take turns
 * with these.
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { KERNELS } from "../kernels/index.ts";
import type { Kernel } from "../kernels/kernel.ts";
import { detectFeatures, type Features } from "../src/codegen/wasm/features.ts";
import { sizeOf } from "../src/graph/types.ts";
import type { KernelCase } from "../test/kernels/cases.ts";
import { type PreparedKernel, prepareKernel } from "../test/support/run-kernel.ts";
import { BENCHMARKS } from "./kernel-cases.ts";

/** Milliseconds of one measurement, and of a kernel's warming up and measurements in all. */
const SHORT_RUN = 0.5;
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scalar: { type: "boolean", default: false },
    relaxed: { type: "boolean", default: false },
    milliseconds: { type: "string", default: "400" },
    against: { type: "string" },
  },
});
const filter = positionals[0] ?? "";
const budget = Number(options.milliseconds);
const detected = detectFeatures();
const features: Features = {
  simd: detected.simd && !options.scalar,
  relaxedSimd: detected.relaxedSimd && !options.scalar && options.relaxed,
};

/** Milliseconds a run takes. */
function time(run: () => void, repeats: number): number {
  const start = performance.now();
  for (let i = 0; i < repeats; i++) run();
  return (performance.now() - start) / repeats;
}

/** The least time of each, in milliseconds, once the engine has optimised the code. */
function measure(prepared: readonly PreparedKernel[]): number[] {
  const repeats = prepared.map(({ run }) => {
    for (let i = 0, spent = 0; i < 3 || spent < budget / 2; i++) spent += time(run, 1);
    let n = 1;
    while (n * time(run, n) < SHORT_RUN) n *= 2;
    return n;
  });
  const best = prepared.map(() => Infinity);
  for (const end = performance.now() + budget * prepared.length; performance.now() < end; )
    prepared.forEach(({ run }, i) => {
      best[i] = Math.min(best[i] as number, time(run, repeats[i] as number));
    });
  return best;
}

function report(test: KernelCase, families: readonly (readonly Kernel[])[]): string {
  const { call, inputs } = test;
  const prepared = families.map((kernels) => {
    const kernel = kernels.find((k) => k.op === call.op);
    if (!kernel) throw new Error(`there is no kernel for ${call.op}`);
    return prepareKernel(kernel, call, inputs, { features, aligned: true });
  });
  const bytes = [...call.inputs, ...call.outputs].reduce((n, t) => n + 4 * sizeOf(t.shape), 0);
  const cells = measure(prepared).map((ms, i) => {
    const flops = prepared[i]?.lowered.flops ?? 0;
    return [1000 * ms, flops / ms / 1e6, bytes / ms / 1e6].map((n) => n.toFixed(1).padStart(9)).join("");
  });
  return `${cells.join("  │")}  ${test.name}`;
}

const families: (readonly Kernel[])[] = [KERNELS];
if (options.against) {
  const url = pathToFileURL(resolve(options.against, "kernels/index.ts")).href;
  families.unshift(((await import(url)) as { KERNELS: readonly Kernel[] }).KERNELS);
}
console.log(`${families.map(() => "       µs  GFLOP/s     GB/s").join("  │")}  ${JSON.stringify(features)}`);
for (const build of BENCHMARKS) {
  const test = build();
  if (test.name.includes(filter)) console.log(report(test, families));
}
