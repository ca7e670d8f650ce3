/** What the commands answer, on real models. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { GraphModel } from "@tensorflow/tfjs-converter";
import { io } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import type { Explained } from "../../../src/cli/explanation.ts";
import { compareOutputs, exampleInputs, type Measurement, outputsOf } from "../../../src/cli/measure.ts";
import { RULES } from "../../../src/cli/rules.ts";
import { ready } from "../../support/tf.ts";
import {
  copyModel,
  expectSuccess,
  filesOf,
  graphweld,
  MODELS,
  type Result,
  ROOT,
  runNode,
  stockArtifacts,
  temporaryFolder,
} from "./support.ts";

const model = (name: string): string => join(MODELS, `${name}.json`);
/** Exactly one JSON value, with nothing that JSON cannot say in it. */
function jsonOf<T>(result: Result): T {
  const out = expectSuccess(result);
  expect(out).not.to.match(/: null\b/);
  return JSON.parse(out) as T;
}

describe("graphweld bench --json", () => {
  const runs: Record<string, Promise<Result>> = {};
  before(() => {
    runs.plan = graphweld("bench", model("liveness"), "--json", "--runs", "5");
    runs.cpu = graphweld("bench", model("liveness"), "--json", "--runs=1", "--backend", "cpu");
    runs.dynamic = graphweld("bench", model("handtrack"), "--json", "--runs", "1");
    runs.text = graphweld("bench", model("liveness"), "--runs", "1");
  });

  function expectSane(m: Measurement): void {
    for (const side of [m.stock, m.fused]) {
      expect(side.minMs).to.be.above(0);
      expect(side.medianMs).to.be.at.least(side.minMs);
    }
    expect(m.ratio).to.be.closeTo(m.stock.medianMs / m.fused.medianMs, 1e-9);
    expect(m.interval[0]).to.be.within(0, m.interval[1]);
    for (const pair of [m.launches, m.coldMs, m.bytes]) {
      expect(pair.stock).to.be.above(0);
      expect(pair.fused).to.be.above(0);
    }
    expect(m.nmse).to.be.within(0, 1e-8);
    expect(m.maxAbsError).to.be.within(0, 1e-2);
  }

  it("measures a plan", async () => {
    const m = jsonOf<Measurement>(await (runs.plan as Promise<Result>));
    expectSane(m);
    expect(m).to.include({ model: "liveness", backend: "wasm", runs: 5 });
    // On a busy machine the times may have spoken against the plan.
    expect(m.tier === "plan" ? m.launches.fused < m.launches.stock : m.reason).to.be.ok;
  });

  it("measures stock ops on a backend without kernels, and says why where those are the model's own", async () => {
    const m = jsonOf<Measurement>(await (runs.cpu as Promise<Result>));
    expectSane(m);
    expect(m).to.include({ backend: "cpu", runs: 1 });
    // Its times may have spoken against the rewritten graph.
    if (m.tier === "portable") expect(m.launches.fused).to.be.below(m.launches.stock);
    else {
      expect(m).to.include({ tier: "stock", nmse: 0 });
      expect(m.reason).to.match(/the plan is not faster/);
      expect(m.launches.fused).to.equal(m.launches.stock);
    }
  });

  it("measures a model that needs executeAsync", async () => {
    const m = jsonOf<Measurement>(await (runs.dynamic as Promise<Result>));
    expectSane(m);
    expect(m.model).to.equal("handtrack");
    // Which side is faster, one run on a busy machine cannot tell.
    expect(m.reason).to.match(m.tier === "parts" ? /^274 of \d+ nodes by plan, the rest by tfjs$/ : /executeAsync/);
    expect(m.launches.fused).to.be[m.tier === "parts" ? "below" : "equal"](m.launches.stock);
  });

  it("says it in words without --json", async () => {
    const out = expectSuccess(await (runs.text as Promise<Result>));
    expect(out).to.match(/^liveness on wasm, 1 run of[^\n]*\n +stock +median [^\n]*\n +graphweld +median /);
  });
});

describe("compareOutputs", () => {
  const of = (...values: number[]) => [Float32Array.from(values)];
  const worst = Number.MAX_VALUE;

  it("gives the largest error of any output", () => {
    const result = compareOutputs([...of(1, 2), ...of(3, 4)], [...of(1, 2), ...of(3, 5)]);
    expect(result).to.deep.equal({ nmse: 1 / 34, maxAbsError: 1 });
  });
  it("takes equal infinities and NaNs for equal, and nothing else for NaN", () => {
    const odd = of(Number.NaN, Number.POSITIVE_INFINITY, 1);
    expect(compareOutputs(odd, odd)).to.deep.equal({ nmse: 0, maxAbsError: 0 });
    expect(compareOutputs(of(Number.NaN, 1), of(1, 1))).to.deep.equal({ nmse: worst, maxAbsError: worst });
    expect(compareOutputs(of(1, 1), of(Number.POSITIVE_INFINITY, 1)).nmse).to.equal(worst);
  });
  it("stays a number where stock is all zero or the sizes differ", () => {
    expect(compareOutputs(of(1), of(0))).to.deep.equal({ nmse: worst, maxAbsError: 1 });
    expect(compareOutputs(of(1), of(1, 1)).nmse).to.equal(worst);
    expect(compareOutputs([], of(1)).nmse).to.equal(worst);
  });
});

describe("graphweld explain", () => {
  it("names the rules of every launch, and those that found nothing", async () => {
    const [json, text] = await Promise.all([
      graphweld("explain", model("liveness"), "--json"),
      graphweld("explain", model("liveness")),
    ]);
    const e = jsonOf<Explained>(json);
    expect(e).to.include({ model: "liveness", tier: "plan" });
    const names = new Set(RULES.map((rule) => rule.name));
    for (const launch of e.launches) {
      expect(launch.runs === "graphweld" ? launch.rules : [launch.reason]).not.to.be.empty;
      for (const rule of launch.rules) expect(names).to.include(rule);
      expect(launch.replaced).not.to.be.empty;
    }
    expect(e.launches.some((launch) => launch.algorithm?.startsWith("Winograd"))).to.equal(true);
    expect(e.fired).to.deep.include({ rule: "conv2d", count: 4 });
    for (const { rule, node, reason } of e.missed) expect([rule, node, reason]).not.to.include("");
    const seen = new Set([...e.fired, ...e.missed].map(({ rule }) => rule));
    expect(e.unused.filter((rule) => seen.has(rule))).to.deep.equal([]);
    expect(expectSuccess(text)).to.match(/\n {2}conv2d "[^"]+" for \d+ nodes: .*conv2d.*; by Winograd F\(/);
  });

  it("says of control flow which nodes plans run, and why stock runs the others", async () => {
    const [json, text] = await Promise.all([
      graphweld("explain", model("handtrack"), "--json"),
      graphweld("explain", model("handtrack")),
    ]);
    const e = jsonOf<Explained>(json);
    expect(e).to.include({ model: "handtrack", tier: "parts", nodes: 285 });
    expect(e.launches.map(({ runs }) => runs)).to.not.include("stock");
    expect(e.launches.length).to.be.at.most(210);
    expect(e.rest?.map(({ reason }) => reason)).to.include.members([
      "has an output whose shape depends on values",
      "pads what depends on values",
    ]);
    expect(expectSuccess(text)).to.match(/\nnodes that stay with the stock executor, and why\n +\d+ × /);
  });
});

describe("graphweld patterns", () => {
  it("lists every declaration as JSON, with how many rules it makes", async () => {
    const listed = jsonOf<{ exactness: string; expanded: number }[]>(await graphweld("patterns", "--json"));
    expect(listed.reduce((n, d) => n + d.expanded, 0)).to.equal(RULES.length);
    for (const declaration of listed) {
      expect(Object.keys(declaration)).to.deep.equal(["id", "family", "about", "exactness", "anchors", "expanded"]);
      expect(declaration.exactness).to.match(/^[XASN]$/);
    }
  });

  it("adds the sites that a model has, and near misses with the reason", async () => {
    type Site = Record<"rule" | "node" | "reason", string> & { replaced: string[] };
    type Listed = { id: string; anchors: string[]; expanded: number; matched: Site[]; nearMisses: Site[] };
    const [sites, plain, text, explained] = await Promise.all([
      graphweld("patterns", model("blazeface"), "--json").then(jsonOf<Listed[]>),
      graphweld("patterns", "--json").then(jsonOf<Listed[]>),
      graphweld("patterns", model("blazeface")).then(expectSuccess),
      graphweld("explain", model("blazeface"), "--json").then(jsonOf<Explained>),
    ]);
    expect(sites.map(({ matched: _, nearMisses: __, ...declaration }) => declaration)).to.deep.equal(plain);
    const named = (id: string) => sites.find((d) => d.id === id) as Listed;
    const residuals = named("absorb-residual-relu").matched;
    expect(residuals).to.have.length(31);
    for (const { rule, replaced } of residuals) {
      expect(rule).to.equal("conv2d-residual-relu");
      expect(replaced).to.satisfy((nodes: string[]) => nodes.some((node) => node.endsWith("/Relu")));
    }
    expect(named("pad-nothing")).to.deep.include({ matched: [] });
    expect(named("pad-nothing").nearMisses.map((miss) => miss.reason)).to.deep.equal(["it pads", "it pads"]);
    // The rewriting is the plan's own: explain tells of the same sites, and of nodes that no rule knows.
    const count = (of: (d: Listed) => Site[]) => sites.reduce((n, d) => n + of(d).length, 0);
    expect(count((d) => d.matched)).to.equal(explained.fired.reduce((n, f) => n + f.count, 0));
    const ruled = explained.missed.filter(({ rule }) => rule !== "unsupported");
    expect(count((d) => d.nearMisses)).to.equal(ruled.length);

    expect(text).to.match(
      /\n {2}absorb-residual-relu \[X\] [^\n]+\n +matched +31 × conv2d-residual-relu at "[^"]+" and 30 more\n/,
    );
    expect(text).to.match(/\n {2}pad-nothing [^\n]+\n +near miss +2 × pad-nothing at "[^"]+" and 1 more: it pads\n/);
    const quiet = sites.filter((d) => d.matched.length + d.nearMisses.length === 0).length;
    expect(text).to.contain(`; ${quiet} of the declarations found nothing here\n`);
  });

  it("ends quietly when nobody reads on", async () => {
    const args = ["--import", "tsx", join(ROOT, "src/cli/main.ts"), "patterns", "--json"];
    const result = await runNode(args, (child) => child.stdout?.destroy());
    expect(result).to.include({ code: 0, err: "" });
  });
});

describe("graphweld optimize", () => {
  const folder = temporaryFolder();
  before(() => ready("wasm"));

  /** Runs a model's files on stock tfjs. */
  async function run(file: string, seed: number): Promise<[GraphModel, Float32Array[]]> {
    const stock = new GraphModel(io.fromMemory(await stockArtifacts(file)));
    await stock.load();
    const inputs = exampleInputs(stock, seed);
    return [stock, await outputsOf(stock, inputs, false)];
  }

  // Float32 weights, and float16 weights with many rewrites.
  for (const name of ["blazeface", "handlandmark-lite"])
    it(`writes ${name} so that stock tfjs gives the same outputs`, async () => {
      const out = join(folder(), "deeper", name);
      const report = jsonOf<{
        nodes: Record<string, number>;
        weightBytes: { before: number; after: number };
        check: { nmse: number };
        files: string[];
      }>(await graphweld("optimize", model(name), "-o", out, "--portable", "--json"));
      expect(report.nodes.after).to.be.at.most(report.nodes.before as number);
      expect(report.check.nmse).to.be.within(0, 1e-9);
      expect(report.files.map((file) => file.slice(out.length + 1)).sort()).to.deep.equal(await filesOf(out));

      const [before, expected] = await run(model(name), 3);
      const [after, actual] = await run(join(out, "model.json"), 3);
      expect(compareOutputs(actual, expected).nmse).to.be.at.most(1e-9);
      expect(after.inputs.map((i) => [i.name, i.shape])).to.deep.equal(before.inputs.map((i) => [i.name, i.shape]));
      expect(after.outputs.map((o) => o.name)).to.deep.equal(before.outputs.map((o) => o.name));
      expect(after.modelSignature).to.deep.equal(before.modelSignature);
      const { weightSpecs = [] } = await stockArtifacts(join(out, "model.json"));
      expect(weightSpecs.filter((spec) => spec.quantization)).to.deep.equal([]);
      before.dispose();
      after.dispose();
    });

  it("keeps metadata and structured outputs, and overwrites what it wrote before", async () => {
    const userDefinedMetadata = { author: "me", structuredOutputKeys: ["score"] };
    const source = await copyModel(
      join(folder(), "source"),
      (json) => void Object.assign(json, { userDefinedMetadata }),
    );
    const out = join(folder(), "twice");
    await mkdir(out);
    for (const _ of [1, 2]) {
      const text = expectSuccess(await graphweld("optimize", source, "--portable", "--no-check", "-o", out));
      expect(text).to.match(/not compared with the source: --no-check\nwrote 2 files to /);
    }
    const [after, actual] = await run(join(out, "model.json"), 3);
    const [before, expected] = await run(source, 3);
    expect(compareOutputs(actual, expected).nmse).to.be.at.most(1e-9);
    expect(after.metadata).to.deep.equal(userDefinedMetadata);
    expect(Object.keys(after.predict(exampleInputs(after)) as object)).to.deep.equal(["score"]);
    before.dispose();
    after.dispose();
  });
});
