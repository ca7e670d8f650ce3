/** Tables, verdicts and the page of the WebGPU benchmark. */
import { expect } from "chai";
import type { GpuMeasurement, GpuSide } from "../../../bench/gpu/measure.ts";
import { type GpuWorld, meanGain, misses } from "../../../bench/gpu/measurement.ts";
import { merged } from "../../../bench/gpu/merge.ts";
import { shippedFused } from "../../../bench/gpu/models.ts";
import { gpuReport, textReport } from "../../../bench/gpu/report.ts";

const spread = (median: number) => ({ median, quartiles: [0.9 * median, 1.1 * median] as const });
const side = (mainUs: number, ms: number, more: Partial<GpuSide> = {}): GpuSide => ({
  dispatches: 20,
  pipelines: 9,
  mainUs: spread(mainUs),
  endToEndMs: spread(ms),
  gpuMs: ms / 2,
  bytes: 4e6,
  nmse: 1e-12,
  ...more,
});
const measured = (model: string, more: Partial<GpuMeasurement> = {}): GpuMeasurement => ({
  model,
  tier: "plan",
  runs: 12,
  stock: side(900, 8),
  fused: side(45, 2, { dispatches: 8, pipelines: 5 }),
  main: { ratio: 20, interval: [18, 22] },
  endToEnd: { ratio: 4, interval: [3.8, 4.2] },
  stockLaunches: 0,
  cold: { stock: 900, call: 910, warmup: 400 },
  work: { dense: 80e6, depthwise: 20e6 },
  shippedFused: 0.25,
  ...more,
});
const world = (...measurements: GpuMeasurement[]): GpuWorld => ({
  world: "Engine 1",
  device: "some device",
  ceilings: { arithmetic: 1000, bandwidth: 40 },
  measurements,
});

const taken = { date: "2026-01-02", machine: "a machine", quiet: { load: [0.5, 1, 2], busyCores: 0.02, quiet: true } };

describe("figures of WebGPU", () => {
  it("tell both sides, and shares of what the device can do", () => {
    const text = gpuReport({ ...taken, worlds: [world(measured("net"))] });
    expect(text).to.contain(
      "| net | 900 (810–990) | 45.0 (40.5–49.5) | 20.0× (18.0–22.0) | 20 → 8 | 25 % | 9 → 5 | 4.00 → 4.00 | 8.00 (7.20–8.80) | 2.00 (1.80–2.20) | 4.00× (3.80–4.20) | 900, 910, 400 | 1e-12 → 1e-12 | plan × 12 |",
    );
    // 0.1 GFLOP in 4 and 1 ms, of 1000 GFLOP/s; 4 MB in those, of 40 GB/s.
    expect(text).to.contain(
      "| net | 0.100 | 4.00 → 1.00 | 4.00× | 25.0 → 100 | 2.5 % → 10 % | 1.00 → 4.00 | 2.5 % → 10 % |",
    );
    expect(text).not.to.contain("short of the goals");
    expect(textReport(world(measured("net")))).to.contain("main thread 20.00×, end to end 4.00×");
  });

  it("leave out rates where the device tells no times, and the main thread of calls that return at once", () => {
    const { gpuMs: _, mainUs: __, ...rest } = side(900, 8);
    const { main: ___, ...loops } = measured("loops", {
      tier: "parts",
      reason: "loops",
      stock: rest,
      fused: { ...rest, pipelines: 5 },
      // All that could be saved was saved by who made the file.
      shippedFused: 0.75,
    });
    const text = gpuReport({ ...taken, worlds: [world(loops)] });
    expect(text).not.to.contain("GFLOP/s");
    expect(meanGain([loops, measured("net")], "main")).to.be.closeTo(20, 1e-9);
    expect(misses(world(loops))).to.deep.equal([]);
  });

  it("keep the rows of models that a run leaves out, in the order of the benchmark set", () => {
    const older = [
      world(measured("faceres"), measured("iris", { runs: 1 })),
      { ...world(measured("emotion")), world: "Engine 0" },
    ];
    const { measurements } = merged(world(measured("centernet"), measured("iris")), older);
    expect(measurements.map((m) => `${m.model} × ${m.runs}`)).to.deep.equal([
      "iris × 12",
      "faceres × 12",
      "centernet × 12",
    ]);
  });

  it("tell what share of a model's products is in fused ops", () => {
    const ops = ["_FusedConv2D", "FusedDepthwiseConv2dNative", "Conv2D", "MatMul", "Relu", "FusedBatchNormV3"];
    expect(shippedFused(ops.map((op) => ({ op })))).to.equal(0.5);
    expect(shippedFused([{ op: "Relu" }])).to.equal(0);
  });

  it("name what is beyond doubt short of the goals", () => {
    const bad = measured("bad", {
      main: { ratio: 9, interval: [8, 9.9] },
      endToEnd: { ratio: 0.9, interval: [0.8, 0.99] },
      fused: side(100, 9, { pipelines: 9, nmse: 1e-7 }),
    });
    const late = measured("late", { cold: { stock: 900, call: 1200, warmup: 1100 } });
    const doubtful = measured("doubtful", {
      cold: { stock: 900, call: 1000, warmup: 2000 },
      main: { ratio: 9, interval: [8, 10.1] },
      endToEnd: { ratio: 0.9, interval: [0.8, 1.1] },
    });
    expect(misses(world(measured("good"), bad, late, doubtful))).to.deep.equal([
      "bad in Engine 1: the main thread gains 9.0 times",
      "bad in Engine 1: 9 pipelines, where stock has 9",
      "bad in Engine 1: 20 dispatches, where stock has 20, though it comes unfused",
      "bad in Engine 1: is slower than stock, 0.90 times as fast",
      "bad in Engine 1: NMSE 1.0e-7 against cpu",
      "late in Engine 1: the first result takes 1100 ms, stock's 900",
    ]);
    const stock = measured("left", { tier: "stock", reason: "the plan threw" });
    expect(misses(world(stock))).to.deep.equal(["left in Engine 1: runs on stock: the plan threw"]);
  });
});
