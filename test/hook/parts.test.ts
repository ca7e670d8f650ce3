/** What plans are checked against before stock has run on the device: large nodes of it in parts, so that no stretch is long. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { referenceOutputs } from "../../src/hook/background/reference.ts";
import type { TensorValues } from "../../src/hook/compare.ts";
import { engine } from "../../src/hook/tfjs-internals.ts";
import { loadStock } from "../e2e/support.ts";
import { type GraphSpec, ints, modelArtifacts, node, placeholder, weight } from "../support/graphdef.ts";
import { randomFloats } from "../support/random.ts";
import { onlyCpu, ready } from "../support/tf.ts";

const window = (stride: number, dilation = 1, padding = "SAME", more = {}) => ({
  strides: [1, stride, stride, 1],
  dilations: [1, dilation, dilation, 1],
  padding,
  data_format: "NHWC",
  ...more,
});
const random = (...shape: number[]) => weight(shape, [...randomFloats(tf.util.sizeFromShape(shape), shape.length)]);
const EXPLICIT = { explicit_paddings: [0, 0, 2, 1, 0, 2, 0, 0] };

const STRIDED: Case = {
  kernel: "Conv2D",
  spec: { x: placeholder([1, 90, 61, 16]), w: random(5, 3, 16, 40), out: node("Conv2D", ["x", "w"], window(2)) },
};
/** Ops that are cut, by the kernel that computes a part. */
interface Case {
  readonly kernel: string;
  readonly spec: GraphSpec;
}
const CASES: Readonly<Record<string, Case>> = {
  "convolutions with bias and slopes": {
    kernel: "FusedConv2D",
    spec: {
      x: placeholder([2, 43, 41, 16]),
      w: random(3, 3, 16, 40),
      b: random(40),
      a: random(1, 1, 40),
      out: node(
        "_FusedConv2D",
        ["x", "w", "b", "a"],
        window(1, 1, "SAME", { fused_ops: ["BiasAdd", "Prelu"], num_args: 2 }),
      ),
    },
  },
  "strided convolutions": STRIDED,
  "convolutions with paddings of their own": {
    kernel: "Conv2D",
    spec: {
      x: placeholder([1, 90, 61, 16]),
      w: random(3, 3, 16, 40),
      out: node("Conv2D", ["x", "w"], window(2, 1, "EXPLICIT", EXPLICIT)),
    },
  },
  "dilated depthwise convolutions": {
    kernel: "DepthwiseConv2dNative",
    spec: {
      x: placeholder([1, 140, 112, 24]),
      w: random(3, 3, 24, 2),
      out: node("DepthwiseConv2dNative", ["x", "w"], window(1, 2)),
    },
  },
  "products of turned matrices": {
    kernel: "BatchMatMul",
    spec: {
      x: placeholder([3, 400, 90]),
      w: random(1, 170, 400),
      out: node("BatchMatMulV2", ["x", "w"], { adj_x: true, adj_y: true }),
    },
  },
  "elements with operands that broadcast": {
    kernel: "Multiply",
    spec: { x: placeholder([1, 350, 1, 50]), w: random(48, 1), out: node("Mul", ["x", "w"]) },
  },
  pools: {
    kernel: "MaxPool",
    spec: { x: placeholder([1, 100, 100, 48]), out: node("MaxPool", ["x"], { ...window(1), ksize: [1, 3, 3, 1] }) },
  },
  means: {
    kernel: "Mean",
    spec: {
      x: placeholder([2, 60, 90, 72]),
      axes: ints(1, 2),
      out: node("Mean", ["x", "axes"], { keep_dims: false }),
    },
  },
};

describe("the reference of a plan", () => {
  let show: () => Promise<void>;
  beforeEach(async () => {
    show = await onlyCpu();
  });
  afterEach(() => show());

  /** A clock that goes on only while a kernel of the cpu backend computes: a ms for so many elements of its result. */
  async function ticking<T>(
    kernelName: string,
    pace: number,
    work: () => Promise<T>,
  ): Promise<{ parts: number[]; result: T }> {
    const kernel = tf.getKernel(kernelName, "cpu");
    const { kernelFunc } = kernel;
    const { performance } = globalThis;
    let time = 0;
    const parts: number[] = [];
    Object.assign(kernel, {
      kernelFunc: (args: Parameters<typeof kernelFunc>[0]) => {
        const given = kernelFunc(args) as tf.TensorInfo;
        const ms = tf.util.sizeFromShape(given.shape) / pace;
        parts.push(ms);
        time += ms;
        return given;
      },
    });
    const stopped = Object.create(performance, { now: { value: () => time } }) as Performance;
    Object.defineProperty(globalThis, "performance", { value: stopped, configurable: true, writable: true });
    try {
      return { result: await work(), parts };
    } finally {
      Object.defineProperty(globalThis, "performance", { value: performance, configurable: true, writable: true });
      Object.assign(kernel, { kernelFunc });
    }
  }

  /** What stock gives, what the reference is, and how long the parts of its large node took where the whole takes `ms`. */
  async function outcome({ kernel, spec }: Case, ms: number) {
    const model = await loadStock(modelArtifacts(spec));
    const shape = model.inputs[0]?.shape as number[];
    const values = randomFloats(tf.util.sizeFromShape(shape), 7);
    const want = tf.tidy(() => (model.execute(tf.tensor(values, shape)) as tf.Tensor).dataSync().slice());
    const x: TensorValues = { dtype: "float32", shape, values };
    const call = { inputs: { x: { dtype: "float32", shape } }, outputs: ["out"] } as const;
    const before = tf.memory().numTensors;
    const { parts, result } = await ticking(kernel, want.length / ms, () => referenceOutputs(model, call, { x }));
    expect(tf.memory().numTensors).to.equal(before);
    model.dispose();
    const got = result?.[0]?.values as Float32Array;
    return { parts, got, different: want.findIndex((v, i) => !Object.is(v, got[i])), size: want.length };
  }

  for (const [name, test] of Object.entries(CASES))
    it(`has ${name} in parts of 50 ms at most, and their bits`, async () => {
      const { parts, got, different, size } = await outcome(test, 600);
      expect([different, got.length]).to.deep.equal([-1, size]);
      expect(Math.max(...parts)).to.be.at.most(50);
      // Nothing is computed twice.
      expect(parts.reduce((sum, ms) => sum + ms)).to.be.closeTo(600, 1e-6);
    });

  it("is in few parts where they take little time", async () => {
    const { parts, different } = await outcome(STRIDED, 6);
    expect(different).to.equal(-1);
    expect(parts.length).to.be.within(2, 6);
  });

  it("has the app's WebAssembly started, and left to itself where that fails", async () => {
    await show();
    await ready("wasm");
    await ready("cpu");
    const registry = engine().registry as Record<string, object | undefined>;
    const factories = engine().registryFactory as Record<string, unknown>;
    const [own, factory] = [registry.wasm, factories.wasm];
    delete registry.wasm;
    try {
      expect((await outcome(STRIDED, 6)).parts.length, "what cpu computed").to.equal(0);
      expect(registry.wasm).not.to.equal(undefined);
      expect(tf.getBackend()).to.equal("cpu");
      (registry.wasm as unknown as tf.KernelBackend).dispose();
      delete registry.wasm;
      factories.wasm = { factory: () => Promise.reject(new Error("no such file")) };
      expect((await outcome(STRIDED, 6)).different).to.equal(-1);
      expect(registry.wasm).to.equal(undefined);
    } finally {
      Object.assign(registry, { wasm: own });
      factories.wasm = factory;
      // Kernels are bound to it again.
      await ready("wasm");
      show = await onlyCpu();
    }
  });
});
