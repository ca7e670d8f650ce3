/** Models with loops, branches and dynamic shapes: plans run their static parts, stock the rest, and nothing shows but time. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain, uninstall, warmup } from "../../src/core.ts";
import { executorOf } from "../../src/hook/tfjs-internals.ts";
import {
  branches,
  chosenBefore,
  counted,
  detector,
  functional,
  loop,
  mappedArrays,
  mappedLists,
  network,
  twoParts,
} from "../support/control-flow.ts";
import { int, modelArtifacts, type NodeSpec, node, weight } from "../support/graphdef.ts";
import { randomFloats } from "../support/random.ts";
import { ready } from "../support/tf.ts";
import { until } from "../support/until.ts";
import { BY_PLAN, BY_STOCK, byPlan, call, chosen, image, pair, split, tiers } from "./async-support.ts";
import {
  expectSame,
  feeding,
  floats,
  keepWarnings,
  memory,
  type Plain,
  type PlainInputs,
  pathsOf,
  plain,
  plansAnswer,
  set,
} from "./support.ts";

describe("asynchronous calls", () => {
  plansAnswer();
  const warnings = keepWarnings();
  const ours = () => warnings.filter((text) => text.includes("Graphweld"));

  it("run what lies between a loop and NonMaxSuppression by plan", async () => {
    const { model, stock, free } = await pair(modelArtifacts(detector));
    const [found] = await byPlan(model, stock, image());
    expect(found?.shape[0]).to.be.within(1, 10);
    const { segments, stock: rest } = split(model);
    expect(segments.map(({ nodes }) => nodes)).to.deep.equal([6]);
    const reasons = Object.fromEntries(rest.map(({ reason, count }) => [reason, count]));
    expect(reasons).to.deep.equal({
      "runs in a loop": 13,
      "is control flow": 1,
      "selects boxes by their values": 1,
      "lies in no part that is worth a plan": 5,
    });
    expect(explain(model).reason).to.equal(undefined);
    expect(ours()).to.deep.equal([]);
    free();
  });

  it("have their weights freed, and brought back for stock while it runs", async () => {
    const { model, stock, free } = await pair(modelArtifacts(detector));
    const freed = () => explain(model).freedBytes ?? 0;
    const want = await byPlan(model, stock, image());
    await until(() => freed() > 0, "weights are freed");
    const bytes = freed();
    // What stock reads around the part stays.
    const weights = Object.values(executorOf(model)?.weightMap ?? {}).flat() as tf.Tensor[];
    expect(bytes)
      .to.be.greaterThan(0)
      .and.lessThan(weights.reduce((sum, { size }) => sum + 4 * size, 0));
    expect(await pathsOf(model, async () => expectSame(await call(model, image()), want))).to.deep.equal(BY_PLAN);
    expect(freed()).to.equal(bytes);
    set("GRAPHWELD_ENABLED", false);
    expect(await pathsOf(model, async () => expectSame(await call(model, image()), want))).to.deep.equal(BY_STOCK);
    expect(freed()).to.equal(0);
    set("GRAPHWELD_ENABLED", true);
    // The first call of other shapes is stock's, for the part too.
    const other = await call(stock, image(3));
    expectSame(await call(model, image(3)), other);
    expect(freed()).to.equal(0);
    await byPlan(model, stock, image(3));
    await until(() => freed() === bytes, "weights are freed again");
    expect(Object.keys(model.weights)).to.include("least");
    expect(freed()).to.equal(0);
    free();
  });

  it("take other shapes, each with its plan", async () => {
    const { model, stock, free } = await pair(modelArtifacts(detector));
    for (const batch of [1, 3, 1]) await byPlan(model, stock, image(batch));
    expect(split(model).segments[0]?.plans.map(({ inputs }) => inputs.looped?.shape[0])).to.deep.equal([1, 3]);
    free();
  });

  it("have a plan on each side of Where, of which the second follows the rows that were found", async () => {
    const { model, stock, free } = await pair(modelArtifacts(twoParts));
    const first = await byPlan(model, stock, image(1, 5));
    const second = await byPlan(model, stock, image(1, 6));
    expect(first[0]?.shape).to.not.deep.equal(second[0]?.shape);
    expect(tiers(model)).to.deep.equal([["plan"], ["plan", "plan"]]);
    free();
  });

  for (const turns of [0, 1, 3])
    it(`write out a loop of ${turns} turns`, async () => {
      const { model, stock, free } = await pair(modelArtifacts(counted(turns)));
      for (const batch of [1, 2, 1]) await byPlan(model, stock, image(batch));
      const { segments, stock: rest } = split(model);
      expect(segments.map(({ nodes }) => nodes >= 4 + turns)).to.deep.equal([true]);
      expect(rest.map(({ reason }) => reason)).to.not.include("runs in a loop");
      // The number of turns is no matter of shapes, so one cut is for all.
      expect(explain(model).splits).to.have.length(1);
      free();
    });

  it("leave a loop of many turns as it is", async () => {
    const { model, stock, free } = await pair(modelArtifacts(counted(100)));
    await byPlan(model, stock, image());
    expect(split(model).stock.find(({ reason }) => reason === "runs in a loop")?.count).to.equal(13);
    free();
  });

  it("write out loops over the pictures of a batch, for each batch anew", async () => {
    const { model, stock, free } = await pair(modelArtifacts(mappedArrays));
    for (const batch of [1, 3, 1]) await byPlan(model, stock, image(batch));
    expect(explain(model).splits?.map(({ segments }) => segments.length)).to.deep.equal([1, 1]);
    expect(split(model).stock).to.deep.equal([]);
    expect(warnings, "that nothing had to be waited for").to.deep.equal([]);
    free();
  });

  it("write out loops over lists", async () => {
    const { model, stock, free } = await pair(modelArtifacts(mappedLists));
    await byPlan(model, stock, image(2));
    expect(split(model).stock).to.deep.equal([]);
    // Stock throws where there are fewer pictures than turns, and so do we.
    await feeding(image(1), async (x) => {
      const thrown = async (m: GraphModel) => m.executeAsync(x).then(() => "nothing", String);
      expect(await thrown(model))
        .to.equal(await thrown(stock))
        .and.to.not.equal("nothing");
    });
    free();
  });

  for (const choice of [true, false])
    it(`take the branch that a constant chooses: ${choice}`, async () => {
      const { model, stock, free } = await pair(modelArtifacts(chosenBefore(choice)));
      await byPlan(model, stock, image());
      expect(split(model).stock).to.deep.equal([]);
      free();
    });

  it("leave to stock what runs in one branch only", async () => {
    const { model, stock, free } = await pair(modelArtifacts(branches));
    for (const choice of [true, false, true]) await byPlan(model, stock, chosen(choice));
    const { segments, stock: rest } = split(model);
    expect(segments.map(({ nodes }) => nodes)).to.deep.equal([4]);
    expect(rest.find(({ reason }) => reason === "runs in a branch")?.count).to.equal(2);
    free();
  });

  it("run around functions of the library, and read several of their results", async () => {
    const { model, stock, free } = await pair(functional());
    for (const choice of [true, false]) await byPlan(model, stock, chosen(choice));
    expect(tiers(model)).to.deep.equal([["plan"]]);
    expect(Object.keys(split(model).segments[0]?.plans[0]?.inputs ?? {})).to.deep.equal(["while_3", "while_4"]);
    free();
  });

  it("run a static model by plan, with stock's warning", async () => {
    const { model, stock, free } = await pair(modelArtifacts({ x: detector.x as never, ...network("x") }));
    await byPlan(model, stock, image(2));
    const [text] = warnings;
    expect(text).to.match(/did not contain any nodes with control flow/);
    expect(warnings).to.deep.equal(new Array(warnings.length).fill(text));
    free();
  });

  it("give intermediate values by name, also from the middle of a part, an input, and twice", async () => {
    const spec = { ...detector, far: int(3), halves: node("Split", ["far", "active"], { num_split: 2 }) };
    const { model, stock, free } = await pair(modelArtifacts(spec));
    for (const outputs of [
      ["shifted", "found", "looped"],
      ["active"],
      ["halves:1", "chosen", "halves"],
      ["halves:1"],
      ["convolved", "found"],
      ["found", "x", "found"],
    ])
      await byPlan(model, stock, image(), outputs);
    free();
  });

  it("keep to stock where an intermediate value is fed", async () => {
    const { model, stock, free } = await pair(modelArtifacts(detector));
    const inputs = { looped: image().x };
    const want = await call(stock, inputs);
    const paths = await pathsOf(model, async () => {
      for (let i = 0; i < 4; i++) expectSame(await call(model, inputs), want);
    });
    expect(paths).to.deep.equal({ plan: 0, stock: 4 });
    free();
  });

  it("have structured outputs, and names of the signature", async () => {
    const info = (name: string, dtype: string) => ({ name: `${name}:0`, dtype, tensorShape: {} });
    const signature = {
      inputs: { image: info("x", "DT_FLOAT") },
      outputs: { scores: info("scores", "DT_FLOAT"), boxes: info("found", "DT_FLOAT") },
    };
    const userDefinedMetadata = { signature, structuredOutputKeys: ["b", "a"] };
    const { model, stock, free } = await pair({ ...modelArtifacts(detector), userDefinedMetadata });
    const run = (m: GraphModel) =>
      feeding(image(), async ({ x }) => {
        const result = (await m.predictAsync({ image: x as tf.Tensor })) as tf.NamedTensorMap;
        return { keys: Object.keys(result), values: plain(Object.values(result)) };
      });
    const want = await run(stock);
    await feeding(image(), ({ x }) => warmup(model, { image: x as tf.Tensor }));
    let got = want;
    const paths = await pathsOf(model, async () => {
      got = await run(model);
    });
    expect(paths).to.deep.equal(BY_PLAN);
    expect(got.keys).to.deep.equal(want.keys);
    expectSame(got.values, want.values);
    free();
  });

  it("throw what stock throws", async () => {
    const { model, stock, free } = await pair(modelArtifacts(detector));
    await byPlan(model, stock, image());
    const messageOf = async (m: GraphModel, inputs: PlainInputs, outputs?: string[]) =>
      call(m, inputs, outputs).then(
        () => "nothing",
        (error: Error) => error.message,
      );
    const cases: [PlainInputs, string[]?][] = [
      [{ x: floats([1, 8, 8, 2], randomFloats(128, 1)) }],
      [{ x: { dtype: "int32", shape: [1, 8, 8, 3], values: new Int32Array(192) } }],
      [image(), ["nowhere"]],
      [{ ...image(), y: floats([1], [1]) }],
      [{}],
    ];
    for (const [inputs, outputs] of cases) {
      const want = await messageOf(stock, inputs, outputs);
      expect(want).to.not.equal("nothing");
      expect(await messageOf(model, inputs, outputs)).to.equal(want);
    }
    for (const m of [model, stock])
      feeding(image(), (tensors) => expect(() => m.execute(tensors)).to.throw("has the dynamic op"));
    expect(ours()).to.deep.equal([]);
    expect(tiers(model)).to.deep.equal([["plan"]]);
    free();
  });

  it("go to stock in debug mode, while profiling, where intermediate tensors are kept, and when switched off", async () => {
    const { model, stock, free } = await pair(modelArtifacts(detector));
    const want = await byPlan(model, stock, image());
    const stays = async (why: string, run = () => call(model, image())) => {
      const before = memory();
      const paths = await pathsOf(model, async () => expectSame(await run(), want));
      expect(paths).to.deep.equal(BY_STOCK);
      expect(explain(model).calls.reasons[why]).to.equal(1);
      expect(memory().tensors).to.equal(before.tensors);
    };
    const { log } = console;
    console.log = () => {};
    tf.env().set("DEBUG", true);
    await stays("debug mode").finally(() => {
      tf.env().set("DEBUG", false);
      console.log = log;
    });
    set("GRAPHWELD_ENABLED", false);
    await stays("disabled");
    set("GRAPHWELD_ENABLED", true);
    await stays("profiling", async () => {
      let got: Plain[] = [];
      await tf.profile(async () => {
        got = await call(model, image());
        return [];
      });
      return got;
    });
    tf.env().set("KEEP_INTERMEDIATE_TENSORS", true);
    const kept = await call(model, image());
    expectSame(kept, want);
    expect(Object.keys(model.getIntermediateTensors())).to.include("shifted");
    tf.env().set("KEEP_INTERMEDIATE_TENSORS", false);
    // The next call disposes what was kept, also where a plan runs it.
    const paths = await pathsOf(model, async () => expectSame(await call(model, image()), want));
    expect(paths).to.deep.equal(BY_PLAN);
    expect(model.getIntermediateTensors()).to.equal(null);
    free();
  });

  it("run at the same time", async () => {
    const { model, stock, free } = await pair(modelArtifacts(detector));
    await byPlan(model, stock, image());
    const seeds = [11, 12, 13, 14];
    const wanted = await Promise.all(seeds.map((seed) => call(stock, image(1, seed))));
    const before = memory();
    const paths = await pathsOf(model, async () => {
      const got = await Promise.all(seeds.map((seed) => call(model, image(1, seed))));
      got.forEach((one, i) => {
        expectSame(one, wanted[i] as Plain[]);
      });
    });
    expect(paths).to.deep.equal({ plan: 4, stock: 0 });
    expect(memory()).to.deep.equal(before);
    free();
  });

  it("come back to their plans after a visit to another backend, and leave them with replaced weights", async () => {
    const { model, stock, free } = await pair(modelArtifacts(detector));
    await byPlan(model, stock, image());
    await ready("cpu");
    const away = await pathsOf(model, () => call(model, image()));
    expect(away).to.deep.equal(BY_STOCK);
    await ready("wasm");
    expect(await pathsOf(model, () => call(model, image()))).to.deep.equal(BY_PLAN);
    for (const m of [model, stock]) {
      const { executor } = m as unknown as { executor: { weightMap: Record<string, tf.Tensor[]> } };
      executor.weightMap.bias?.[0]?.dispose();
      executor.weightMap = { ...executor.weightMap, bias: [tf.fill([8], 3)] };
    }
    await byPlan(model, stock, image());
    free();
  });

  it("are stock's again after uninstall, and free everything with the model", async () => {
    const { model, stock, free } = await pair(modelArtifacts(detector));
    await byPlan(model, stock, image());
    uninstall();
    expect(explain(model).reason).to.equal("not hooked");
    const { executeAsync } = (model as unknown as { executor: object }).executor as { executeAsync: unknown };
    expect(Object.hasOwn((model as unknown as { executor: object }).executor, "executeAsync")).to.equal(false);
    expect(executeAsync).to.be.a("function");
    expectSame(await call(model, image()), await call(stock, image()));
    free();
    const empty = memory().dataIds;
    const again = await pair(modelArtifacts(detector));
    await byPlan(again.model, again.stock, image());
    again.free();
    expect(memory().dataIds).to.equal(empty);
  });

  it("have no part where all the arithmetic is in a loop", async () => {
    const { attrs } = network("x").convolved as NodeSpec;
    const spec = {
      ...loop,
      square: weight([1, 1, 3, 3]),
      "loop/scaled": node("Conv2D", ["loop/take:1", "square"], attrs),
      out: node("Relu", ["looped"]),
    };
    const { model, stock, free } = await pair(modelArtifacts(spec));
    const want = await call(stock, image(), ["out"]);
    const byStock = async () =>
      expect(await pathsOf(model, async () => expectSame(await call(model, image(), ["out"]), want))).to.deep.equal(
        BY_STOCK,
      );
    await until(async () => {
      await byStock();
      return explain(model).splits?.[0]?.reason;
    }, "parts are looked for");
    await byStock();
    expect(split(model)).to.include({ reason: "it has no static part that is worth a plan" });
    expect(split(model).segments).to.deep.equal([]);
    expect(explain(model).reason).to.match(/needs executeAsync$/);
    free();
  });
});
