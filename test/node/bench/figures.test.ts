/** Tables, verdicts and plots of the benchmark. */
import { expect } from "chai";
import { best, type Calibration, calibrate, describeCalibration } from "../../../bench/calibrate.ts";
import { GAINS, RATES } from "../../../bench/columns.ts";
import { busyShare, stolenTicks } from "../../../bench/machine.ts";
import { type PageMeasurement, slowerThanStock, worldOf } from "../../../bench/measurement.ts";
import type { Network } from "../../../bench/peers/columns.ts";
import { plotModels, plotPeers } from "../../../bench/plot.ts";
import { report } from "../../../bench/report.ts";
import { markdownTable, textTable } from "../../../bench/table.ts";
import { detectFeatures } from "../../../src/codegen/wasm/features.ts";

const RATE: Calibration = { mulAdd: 40, madd: 50, peak: 50, depthwise: 40, copySmall: 100, copyLarge: 30 };

const measured = (model: string, more: Partial<PageMeasurement> = {}): PageMeasurement => ({
  model,
  backend: "wasm",
  tier: "plan",
  runs: 40,
  stock: { medianMs: 10, minMs: 9 },
  fused: { medianMs: 4, minMs: 3.5 },
  ratio: 2.5,
  interval: [2.4, 2.6],
  nmse: 1e-12,
  maxAbsError: 1e-6,
  launches: { stock: 30, fused: 10 },
  coldMs: { stock: 50, fused: 60 },
  bytes: { stock: 1e6, fused: 2e6 },
  calibration: RATE,
  ...more,
});
const WORK = new Map([["net", { dense: 80e6, depthwise: 20e6 }]]);

describe("tables", () => {
  const columns = [
    { title: "name", cell: (r: readonly [string, string]) => r[0], words: true as const },
    { title: "n", cell: (r: readonly [string, string]) => r[1] },
  ];
  it("align words left and numbers right", () => {
    expect(
      textTable(columns, [
        ["a", "100"],
        ["bcdef", "2"],
      ]),
    ).to.equal("name     n\na      100\nbcdef    2");
  });
  it("are Markdown, whatever stands in the cells", () => {
    const text = markdownTable(columns, [["a|b\nc", "1"]]);
    expect(text).to.equal("| name | n |\n| --- | ---: |\n| a\\|b c | 1 |");
  });
  it("set rates beside the peak and the floor", () => {
    const { measurements } = worldOf("Node 1", [measured("net"), measured("loops")], WORK);
    const rows = markdownTable(RATES, measurements).split("\n").slice(2);
    // 0.1 GFLOP in 10 and 4 ms, of 50 GFLOP/s; 1.6 + 0.5 ms at the least.
    expect(rows[0]).to.equal("| net | 0.100 | 20 % | 10.0 | 25.0 | 50.0 | 20 % → 50 % | 2.10 | 21 % → 53 % |");
    expect(rows[1]).to.match(/^\| loops \| {2}\| {2}\| {2}\| {2}\| 50\.0 \|/);
  });
});

describe("a run of the benchmark", () => {
  it("holds every model against what the engine did beside it, and tells the best of all", () => {
    const slow = { ...RATE, mulAdd: 20, madd: 30, peak: 30, copySmall: 200 };
    const world = worldOf("Node 1", [measured("net", { calibration: slow }), measured("other")], WORK);
    expect(world.calibration).to.deep.equal({ ...RATE, copySmall: 200 });
    expect(world.measurements.map((m) => m.calibration)).to.deep.equal([slow, RATE]);
    expect(best([{ mulAdd: 1, peak: 1, depthwise: 1, copySmall: 1, copyLarge: 1 }])).not.to.have.property("madd");
  });
  it("fails for plans that are slower beyond doubt, and for nothing else", () => {
    const slower = { ratio: 0.9, interval: [0.8, 0.99] as const };
    const lines = slowerThanStock({
      world: "Node 1",
      measurements: [
        measured("fast"),
        measured("slow", slower),
        measured("unsure", { ratio: 0.95, interval: [0.85, 1.02] }),
        measured("stock", { ...slower, tier: "stock", reason: "loops" }),
      ],
    });
    expect(lines).to.deep.equal(["slow is slower than stock in Node 1: 0.80 to 0.99 times as fast"]);
  });
  it("tells work of others from none", () => {
    const at = (user: number, idle: number) => ({ user, nice: 0, sys: 0, irq: 0, idle });
    expect(busyShare(at(100, 100), at(130, 170))).to.be.closeTo(0.3, 1e-9);
    expect(busyShare(at(100, 100), at(100, 100))).to.equal(0);
  });
  it("read what a host kept from a virtual machine", () => {
    expect(
      stolenTicks("cpu  5070539 1488060 570585 4199055 8601 0 13805 167945 0 0\ncpu0 1 2 3 4 5 6 7 8 9 0\n"),
    ).to.equal(167945);
    expect(stolenTicks("cpu 1 2 3 4\n")).to.equal(0);
  });
});

describe("the calibration", () => {
  it("measures rates that an engine can have", function () {
    const c = calibrate();
    (this.test as Mocha.Runnable).title += ` (${describeCalibration(c)})`;
    // On a busy machine the engine may have had no time to optimise the loops.
    for (const rate of Object.values(c)) expect(rate).to.be.within(0.02, 2000);
    expect(c.madd !== undefined).to.equal(detectFeatures().relaxedSimd);
    expect(c.peak).to.equal(Math.max(c.mulAdd, c.madd ?? 0, c.depthwise));
  });
});

const agreement = { heads: 1, of: 1, maxAbsError: 1e-5, nmse: 1e-12 };
const times = (medianMs: number, ratio: number) => ({
  medianMs,
  minMs: medianMs,
  startMs: 5,
  firstMs: 10,
  ratio,
  interval: [ratio, ratio] as const,
  agreement,
});
const NETWORK: Network = {
  model: "net",
  input: [1, 128, 64, 3],
  runs: 40,
  calibration: RATE,
  work: { dense: 80e6, depthwise: 20e6 },
  runtimes: { stock: times(10, 2.5), graphweld: times(4, 1), litert: { error: "no op" }, onnxruntime: times(8, 2) },
};

describe("the report", () => {
  const quiet = { load: [0, 0, 0], busyCores: 0, quiet: true };
  const taken = { date: "2026-01-01", machine: "a machine", quiet };
  const models = { ...taken, threads: 1, worlds: [worldOf("Node 1", [measured("net")], WORK)], checks: [] };
  const peers = { ...taken, browser: "Chromium 1", runtimes: ["a 1"], networks: [NETWORK] };

  it("shows what was measured, and only that", () => {
    expect(report({ models }))
      .to.contain(markdownTable(GAINS, [measured("net")]))
      .and.not.to.contain("Other runtimes");
    expect(report({ peers })).to.contain("Other runtimes").and.not.to.contain("Geometric mean");
  });
  it("keeps runs of several threads apart", () => {
    const text = report({ models, threads: { ...models, threads: 2 } });
    const [one, two] = text.split("## Threads") as [string, string];
    expect(one).not.to.contain("--threads");
    expect(two).to.contain("npm run bench -- --threads 2").and.to.contain("### Node 1, 2 threads");
    expect(report({ models })).not.to.contain("## Threads");
  });
  it("lists peers that do not run, with their error", () => {
    const lines = report({ models, peers }).split("\n");
    expect(lines).to.include("|  | LiteRT.js |  |  |  |  |  |  |  |  |  |  |  | does not run: no op |  |");
    expect(lines).to.include(
      "|  | onnxruntime-web | 8.00 | 8.00 | 15 | 12.5 | 25 % | 2.00× | 2.00–2.00 |  |  | 1e-5 | 1e-12 | 1 of 1 |  |",
    );
  });
  it("sets converted models beside the runtime that reads their files", () => {
    const converted = {
      ratio: 3,
      interval: [2.5, 3.5] as const,
      agreement: { ...agreement, maxAbsError: 1 },
      largest: 200,
    };
    const runtimes = { stock: times(12, 3), converted: times(4, 1), litert: { ...times(12, 3), converted } };
    const lines = report({ peers: { ...peers, networks: [{ ...NETWORK, runtimes }] } }).split("\n");
    expect(lines.find((line) => line.includes("| Graphweld, converted |"))).to.match(
      /^\| {2}\| Graphweld, converted \| 4\.00 /,
    );
    expect(lines.find((line) => line.includes("| LiteRT.js |"))).to.match(
      / 3\.00× \| 3\.00–3\.00 \| 3\.00× \| 2\.50–3\.50 \| 1e-5 \| 1e-12 \| 1 of 1 \| 5e-3 \|$/,
    );
  });
});

describe("plots", () => {
  const bars = (svg: string): number[] => [...svg.matchAll(/<rect [^>]*width="([\d.]+)"/g)].map((m) => Number(m[1]));

  it("are files that stand by themselves, with a bar for each model and engine", () => {
    const worlds = ["Chromium 1", "Node 1"].map((w) =>
      worldOf(w, [measured("net"), measured("b", { ratio: 1.25 })], WORK),
    );
    const svg = plotModels(worlds);
    expect(svg).to.match(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).to.contain("prefers-color-scheme: dark");
    const widths = bars(svg).sort((a, b) => a - b);
    expect(widths).to.have.length(4);
    expect((widths[3] as number) / (widths[0] as number)).to.be.closeTo(2, 1e-6);
    for (const text of ["net", "Chromium", "Node", "2.50×", "1.25×"]) expect(svg).to.contain(`>${text}</text>`);
  });
  it("show the runtimes that ran, against stock", () => {
    const svg = plotPeers([NETWORK]);
    const [stock, graphweld, onnxruntime, ...more] = bars(svg) as [number, number, number];
    expect(more).to.deep.equal([]);
    expect(graphweld / stock).to.be.closeTo(2.5, 1e-6);
    expect(onnxruntime / stock).to.be.closeTo(1.25, 1e-6);
    expect(svg).not.to.contain("LiteRT");
  });
});
