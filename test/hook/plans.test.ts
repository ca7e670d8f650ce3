/** The life of plans: bounded in number, rebuilt when stale, turned down when wrong, slow or broken. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { explain } from "../../src/hook/explain.ts";
import { planners } from "../../src/hook/planners.ts";
import { node, placeholder } from "../support/graphdef.ts";
import { until } from "../support/until.ts";
import {
  artifacts,
  cleanSlate,
  computeDense,
  dense,
  denseOf,
  type Fake,
  fakePlanner,
  idle,
  load,
  memory,
  paths,
  predict,
  set,
  trusted,
} from "./support.ts";

const expected = [denseOf([[1, 2]])];

describe("plans", () => {
  const slate = cleanSlate("cpu");
  let fake: ReturnType<typeof fakePlanner>;
  let model: GraphModel;
  let x: tf.Tensor;
  const use = (how: Fake = {}, from = dense()) => {
    model?.dispose();
    fake = fakePlanner(how);
    planners.cpu = fake.planner;
    model = load(from);
  };

  beforeEach(() => {
    x = tf.tensor2d([[1, 2]]);
    set("GRAPHWELD_PLAN_AT_LOAD", false);
    use();
  });
  afterEach(() => {
    x.dispose();
    model.dispose();
  });

  const rows = (count: number) => tf.ones([count, 2]);
  const shapes = () => explain(model).plans.map(({ inputs }) => inputs.x!.shape[0]);

  it("answer calls that spell an input in another way", async () => {
    await trusted(model, { x });
    expect(predict(model, { "x:0": x })).to.deep.equal(expected);
    expect(paths(model)).to.deep.equal({ plan: 1, stock: 0 });
    const signature = { inputs: { picture: { name: "x:0" } } };
    use({}, dense({ signature }));
    await trusted(model, x);
    for (const name of ["picture", "x", "x:0"]) expect(predict(model, { [name]: x })).to.deep.equal(expected);
    expect(paths(model)).to.deep.equal({ plan: 3, stock: 0 });
  });

  describe("in the cache", () => {
    it("are bounded in number, and the one unused for longest goes", async () => {
      set("GRAPHWELD_PLAN_CACHE", 2);
      const [one, two, three] = [rows(1), rows(2), rows(3)];
      await trusted(model, one);
      await trusted(model, two);
      predict(model, one);
      expect(shapes()).to.deep.equal([1, 2]);
      predict(model, three);
      expect(shapes()).to.deep.equal([1, 2]);
      await trusted(model, three);
      expect(shapes()).to.deep.equal([3, 1]);
      expect(fake.seen.live).to.equal(2);
      expect(predict(model, two)[0]).to.deep.equal(denseOf(Array(2).fill([1, 1])));
      tf.dispose([one, two, three]);
    });

    it("are not built over and over by an app with more shapes than room", async () => {
      set("GRAPHWELD_PLAN_CACHE", 2);
      const inputs = [1, 2, 3, 4, 5].map(rows);
      for (let round = 0; round < 100; round++) {
        for (const input of inputs) predict(model, input);
        await idle(2);
      }
      expect(fake.seen.built).to.be.below(14);
      expect(fake.seen.live).to.be.at.most(2);
      tf.dispose(inputs);
    });
  });

  describe("that went stale", () => {
    const rebuilt = async (change: () => void, after: number[][]) => {
      await trusted(model, x);
      change();
      expect(predict(model, x)).to.deep.equal(after);
      expect(paths(model)).to.deep.equal({ plan: 0, stock: 1 });
      expect(fake.seen.live).to.equal(0);
      await trusted(model, x);
      expect(predict(model, x)).to.deep.equal(after);
      expect(paths(model)).to.deep.equal({ plan: 1, stock: 0 });
      expect(fake.seen.built).to.equal(2);
      expect(fake.seen.live).to.equal(1);
      expect(slate.warnings).to.deep.equal([]);
    };

    it("are rebuilt when they say so themselves", async () => {
      let valid = true;
      use({ valid: () => valid || fake.seen.built === 2 });
      await rebuilt(() => {
        valid = false;
      }, expected);
    });

    it("are rebuilt when they cannot even say", async () => {
      let lost = false;
      use({
        valid() {
          if (lost && fake.seen.built === 1) throw new Error("the memory is gone");
          return true;
        },
      });
      await rebuilt(() => {
        lost = true;
      }, expected);
    });

    it("are rebuilt when a weight is replaced", () =>
      rebuilt(() => {
        model.weights.b![0]!.dispose();
        model.weights.b = [tf.tensor1d([0, 0])];
      }, [[7, 10]]));

    it("are rebuilt when a weight is replaced in its list", () =>
      rebuilt(() => {
        model.weights.b![0]!.dispose();
        model.weights.b![0] = tf.tensor1d([0, 0]);
      }, [[7, 10]]));

    it("are rebuilt when a weight that is a variable is assigned to", async () => {
      const variable = tf.variable(model.weights.b![0]!);
      model.weights.b![0]!.dispose();
      model.weights.b![0] = variable;
      const zeros = tf.zeros([2]);
      await rebuilt(() => void variable.assign(zeros), [[7, 10]]);
      zeros.dispose();
    });

    it("are rebuilt when rules are switched", () => rebuilt(() => set("GRAPHWELD_DISABLED_RULES", "a,b"), expected));

    it("do not hide that a weight is gone", async () => {
      use({ compute: computeDense });
      await trusted(model, x);
      model.weights.b![0]!.dispose();
      expect(() => predict(model, x)).to.throw();
      expect(fake.seen.live).to.equal(0);
    });
  });

  describe("that fail", () => {
    const stays = async (reason: string, calls = 5) => {
      const before = memory();
      for (let i = 0; i < calls; i++) {
        expect(predict(model, x)).to.deep.equal(expected);
        await idle();
      }
      expect(memory()).to.deep.equal(before);
      expect(paths(model)).to.deep.equal({ plan: 0, stock: calls });
      const { state, tier, ...report } = explain(model).plans[0]!;
      expect({ state, tier }).to.deep.equal({ state: "rejected", tier: "stock" });
      expect(report.reason).to.include(reason);
      expect(fake.seen.live).to.equal(0);
    };
    const onePlaintive = (reason: string) => {
      expect(slate.warnings).to.have.length(1);
      expect(slate.warnings[0]).to.include("Graphweld: a model stays on stock TensorFlow.js").and.include(reason);
    };

    it("stay away when they give wrong numbers", async () => {
      use({
        run([out]) {
          const wrong = tf.add(out!, 1);
          out!.dispose();
          return [wrong];
        },
      });
      await stays("output 'out' differs from stock: normalised mean square error 3.6e-2");
      onePlaintive("output 'out'");
      // Another failure of the same model is not worth another warning.
      predict(model, rows(2));
      await idle();
      expect(explain(model).plans.map(({ state }) => state)).to.deep.equal(["rejected", "rejected"]);
      expect(slate.warnings).to.have.length(1);
    });

    it("stay away when they are wrong only where zeros do not show it", async () => {
      use(
        { run: ([out]) => [tf.tidy(() => tf.mul(out!, 2))] },
        artifacts({ x: placeholder([1, 2]), out: node("Relu", ["x"]) }),
      );
      const zeros = tf.zeros([1, 2]);
      for (let i = 0; i < 3; i++) {
        expect(predict(model, zeros)).to.deep.equal([[0, 0]]);
        await idle();
      }
      onePlaintive("output 'out' differs");
      zeros.dispose();
    });

    it("stay away when they give another shape, type or number of outputs", async () => {
      use({ run: ([out]) => [tf.reshape(out!, [2, 1])] });
      await stays("shape [2,1] instead of [1,2]");
      use({ run: ([out]) => [tf.cast(out!, "int32")] });
      await stays("dtype int32 instead of float32");
      use({ run: (outputs) => [...outputs, tf.zeros([1])] });
      await stays("2 outputs instead of 1");
    });

    it("stay away when they throw while being built or checked", async () => {
      use({
        build() {
          tf.zeros([5]);
          throw new Error("cannot");
        },
      });
      await stays(`building the plan threw "cannot"`);
      onePlaintive(`building the plan threw "cannot"`);
      use({
        run() {
          throw new Error("trap");
        },
      });
      await stays(`the plan threw "trap"`);
    });

    it("stay away in silence when the planner has a reason", async () => {
      use({ reason: "op 'Foo' has no kernel" });
      await stays("op 'Foo' has no kernel");
      expect(slate.warnings).to.deep.equal([]);
    });

    it("are caught in a tight loop too", () => {
      use({
        run([out]) {
          out!.dispose();
          return [tf.zeros([1, 2])];
        },
      });
      const before = memory();
      for (let i = 0; i < 10; i++) expect(predict(model, x)).to.deep.equal(expected);
      expect(memory()).to.deep.equal(before);
      onePlaintive("output 'out'");
      expect(paths(model)).to.deep.equal({ plan: 0, stock: 10 });
    });

    it("hand over to stock in the very call that they fail", async () => {
      let fail = false;
      use({
        run(outputs) {
          if (fail) throw new Error("out of memory");
          return outputs;
        },
      });
      await trusted(model, x);
      predict(model, x);
      expect(paths(model)).to.deep.equal({ plan: 1, stock: 0 });
      fail = true;
      await stays(`the plan threw "out of memory"`, 3);
      onePlaintive("out of memory");
    });

    it("do not take the app with them when they cannot be disposed", async () => {
      use();
      const { planner } = fake;
      planners.cpu = (...args) => {
        const plan = planner(...args);
        return "reason" in plan
          ? plan
          : {
              ...plan,
              dispose() {
                plan.dispose();
                throw new Error("no");
              },
            };
      };
      await trusted(model, x);
      model.dispose();
      expect(fake.seen.live).to.equal(0);
    });

    it("are measured: a slower one stays away", async () => {
      set("GRAPHWELD_KEEP_SLOWER", false);
      const time = slate.stopClock();
      use({
        run(outputs) {
          time.pass(3);
          return outputs;
        },
      });
      predict(model, x);
      await until(() => explain(model).plans[0]?.state === "rejected", "a slower plan is rejected");
      paths(model);
      await stays("the plan is slower");
      const { planMs, stockMs } = explain(model).plans[0]!;
      expect(planMs).to.be.above(stockMs! * 1.05);
      onePlaintive("the plan is slower");
    });
  });

  it("may be made by planners that try the model out", () => {
    use({ build: () => tf.dispose(model.predict(x)) });
    for (let i = 0; i < 5; i++) expect(predict(model, x)).to.deep.equal(expected);
    expect(explain(model).calls).to.deep.equal({
      plan: 2,
      stock: 4,
      reasons: { "first call": 1, "a plan is being made": 1 },
    });
  });

  it("that are faster are measured and kept", async () => {
    set("GRAPHWELD_KEEP_SLOWER", false);
    const time = slate.stopClock();
    const stock = tf.getKernel("Relu", "cpu") as tf.KernelConfig;
    const timed: tf.KernelConfig = {
      ...stock,
      kernelFunc(args) {
        time.pass(0.1);
        return stock.kernelFunc(args);
      },
    };
    tf.unregisterKernel("Relu", "cpu");
    tf.registerKernel(timed);
    use({}, artifacts({ x: placeholder([-1, 2]), ...chain(60) }));
    const relu = tf.tensor2d([[1, 2]]);
    // A fast plan in place of sixty nodes.
    planners.cpu = () => ({
      stats: {
        tier: "plan",
        buildMs: 0,
        launches: [],
        stockNodes: 60,
        arenaBytes: 0,
        packedBytes: 0,
        threads: 1,
      },
      explain: () => ({ fired: [], missed: [] }) as never,
      run: ({ x: input }) => [tf.relu(input!)],
      valid: () => true,
      dispose() {},
    });
    const before = memory();
    predict(model, relu);
    await until(() => explain(model).plans[0]?.state === "trusted", "a faster plan is trusted");
    tf.unregisterKernel("Relu", "cpu");
    tf.registerKernel(stock);
    const { planMs, stockMs } = explain(model).plans[0]!;
    expect(stockMs).to.be.above(20 * planMs!);
    expect(memory()).to.deep.equal(before);
    relu.dispose();
  });

  it("are logged when asked", async () => {
    const { info } = console;
    const lines: string[] = [];
    console.info = (line: string) => void lines.push(line);
    try {
      set("GRAPHWELD_VERBOSE", true);
      use({ reason: "no kernel" });
      predict(model, x);
      await idle();
      use();
      predict(model, x);
      await idle();
    } finally {
      console.info = info;
    }
    expect(lines).to.deep.equal([
      "Graphweld: a model: no kernel.",
      "Graphweld: a model: x:float32[1,2] > out runs by plan on cpu.",
    ]);
  });
});

/** A chain of Relu nodes that ends in `out`. */
function chain(length: number) {
  const name = (i: number) => (i === 0 ? "x" : i === length ? "out" : `r${i}`);
  return Object.fromEntries(Array.from({ length }, (_, i) => [name(i + 1), node("Relu", [name(i)])]));
}
