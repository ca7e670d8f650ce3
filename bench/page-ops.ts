/** The page side of the benchmark of single ops. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { dispose, type NamedTensorMap, randomUniform, type Tensor } from "@tensorflow/tfjs-core";
import { interleave } from "../src/cli/interleave.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { loadEngine, planners } from "../src/hook/planners.ts";
import type { Planner } from "../src/runtime/runner.ts";
import { graphModel } from "../test/support/graphdef.ts";
import { type Calibration, calibrate } from "./calibrate.ts";
import { OP_CASES, type OpCase } from "./op-cases.ts";
import { startWasm } from "./start-wasm.ts";
import { type Traffic, traffic } from "./traffic.ts";

/** Milliseconds of whole calls, the best of many, and what they did. */
export interface OpTimes {
  readonly stock: number;
  readonly ours: number;
  /** Ours without fused multiply-add. */
  readonly unfused: number;
  readonly copy: number;
  /** Ops of the kernels that the plan launches. */
  readonly kernels: readonly string[];
  /** Elements of the result. */
  readonly size: number;
  /** The first function of the plan. */
  readonly code: readonly number[];
}

declare global {
  interface Window {
    startOps(): Promise<void>;
    /** The times of the case of that index, or why there is no plan. */
    measureOp(index: number): Promise<OpTimes | string>;
    calibrateOps(): Calibration;
  }
}

const BUDGET_MS = 300;
/** Kernels that only move elements. */
const MOVES = new Set(["copy", "gather"]);

let moves: Traffic;
let planner: Planner;

window.startOps = async () => {
  await startWasm();
  await loadEngine("wasm");
  planner = planners.wasm as Planner;
  moves = traffic();
};
window.calibrateOps = calibrate;
window.measureOp = (index) => measure(OP_CASES[index] as OpCase);

async function measure({ graph }: OpCase): Promise<OpTimes | string> {
  const model = graphModel(graph) as unknown as GraphModel;
  const inputs: NamedTensorMap = Object.fromEntries(
    model.inputs.map(({ name, shape }, i) => [name, randomUniform(shape as number[], 0.1, 2, "float32", i + 1)]),
  );
  const [fused, plain] = [true, false].map((relaxedSimd) =>
    recorded(() => planFor(model, inputs, { simd: true, relaxedSimd })),
  ) as [Recorded, Recorded];
  const [plan, unfused] = [fused.result, plain.result];
  if ("reason" in plan) return plan.reason;
  if ("reason" in unfused) return unfused.reason;
  const [output] = plan.run(inputs) as [Tensor];
  const { shape, dtype, size } = output;
  dispose(output);
  const kernels = [...new Set(plan.stats.launches.map((l) => (l.runs === "stock" ? `stock ${l.op}` : l.op)))];
  const operands = Object.values(inputs);
  const read = operands.reduce((n, t) => n + t.size, 0);
  // What only moves elements reads no more of them than it writes.
  const share = kernels.every((k) => MOVES.has(k)) ? Math.min(1, size / read) : 1;
  const run = (side: () => Tensor | Tensor[]) => (): void => dispose(side());
  const samples = await interleave(
    {
      stock: run(() => model.execute(inputs, "y")),
      ours: run(() => plan.run(inputs)),
      unfused: run(() => unfused.run(inputs)),
      copy: run(() => moves.run(operands, share, shape, dtype)),
    },
    { runs: 400, budgetMs: BUDGET_MS },
  );
  for (const p of [plan, unfused]) p.dispose();
  dispose(inputs);
  model.dispose();
  return {
    kernels,
    size,
    code: [...(fused.code[0] ?? [])],
    stock: Math.min(...samples.stock),
    ours: Math.min(...samples.ours),
    unfused: Math.min(...samples.unfused),
    copy: Math.min(...samples.copy),
  };
}

type Planned = ReturnType<Planner>;

function planFor(model: GraphModel, inputs: NamedTensorMap, features: Features): Planned {
  const shapes = Object.entries(inputs).map(([n, { dtype, shape }]) => [n, { dtype, shape }] as const);
  return planner(model, { inputs: Object.fromEntries(shapes), outputs: ["y"] }, { threads: 1, features });
}

interface Recorded {
  readonly result: Planned;
  readonly code: readonly Uint8Array<ArrayBuffer>[];
}

/** Runs `body` and records the WebAssembly code that is compiled meanwhile. */
function recorded(body: () => Planned): Recorded {
  const code: Uint8Array<ArrayBuffer>[] = [];
  const { Module } = WebAssembly;
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      code.push(bytes as Uint8Array<ArrayBuffer>);
    }
  };
  try {
    return { result: body(), code };
  } finally {
    WebAssembly.Module = Module;
  }
}
