/** What plans are checked against before stock has run on the device: large nodes of it in parts, so that no stretch is long. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { referenceOutputs } from "../../src/hook/background/reference.ts";
import type { TensorValues } from "../../src/hook/compare.ts";
import { engine } from "../../src/hook/tfjs-internals.ts";
import { loadStock } from "../e2e/support.ts";
import { type GraphSpec, int, ints, modelArtifacts, node, placeholder, weight } from "../support/graphdef.ts";
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
  /** How long the whole takes. */
  readonly ms?: number;
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
  "averages of windows": {
    kernel: "AvgPool",
    spec: { x: placeholder([1, 61, 67, 45]), out: node("AvgPool", ["x"], { ...window(2), ksize: [1, 3, 5, 1] }) },
  },
  "images made larger, by interpolation": {
    kernel: "ResizeBilinear",
    spec: {
      x: placeholder([1, 23, 31, 37]),
      size: ints(51, 45),
      out: node("ResizeBilinear", ["x", "size"], { align_corners: false, half_pixel_centers: true }),
    },
  },
  "images made larger, by the nearest": {
    kernel: "ResizeNearestNeighbor",
    spec: {
      x: placeholder([1, 23, 31, 37]),
      size: ints(51, 45),
      out: node("ResizeNearestNeighbor", ["x", "size"], { align_corners: true, half_pixel_centers: false }),
    },
  },
  "normalised batches": {
    kernel: "FusedBatchNorm",
    ms: 250,
    spec: {
      x: placeholder([1, 53, 47, 39]),
      scale: random(39),
      offset: random(39),
      mean: random(39),
      variance: weight(
        [39],
        Array.from(randomFloats(39, 5), (v) => 1 + v * v),
      ),
      out: node("FusedBatchNormV3", ["x", "scale", "offset", "mean", "variance"], {
        epsilon: 0.001,
        is_training: false,
        data_format: "NHWC",
      }),
    },
  },
  "sums along the last axis": {
    kernel: "Sum",
    ms: 250,
    spec: { x: placeholder([3, 211, 173]), axes: ints(-1), out: node("Sum", ["x", "axes"], { keep_dims: false }) },
  },
  "places of the greatest": {
    kernel: "ArgMax",
    ms: 250,
    spec: { x: placeholder([1, 211, 7, 73]), axis: int(2), out: node("ArgMax", ["x", "axis"]) },
  },
  paddings: {
    kernel: "PadV2",
    ms: 250,
    spec: {
      x: placeholder([1, 61, 43, 35]),
      pads: weight([4, 2], [0, 0, 1, 2, 0, 3, 0, 0], "int32"),
      out: node("Pad", ["x", "pads"]),
    },
  },
  "transposed tensors": {
    kernel: "Transpose",
    ms: 250,
    spec: { x: placeholder([1, 61, 43, 35]), perm: ints(0, 3, 1, 2), out: node("Transpose", ["x", "perm"]) },
  },
  joins: {
    kernel: "Concat",
    spec: {
      x: placeholder([1, 61, 43, 35]),
      w: random(1, 61, 43, 13),
      axis: int(-1),
      out: node("ConcatV2", ["x", "w", "axis"]),
    },
  },
  softmax: { kernel: "Softmax", ms: 250, spec: { x: placeholder([1, 131, 3, 173]), out: node("Softmax", ["x"]) } },
  "convolutions of planes": {
    kernel: "Conv2D",
    spec: {
      x: placeholder([1, 16, 90, 61]),
      w: random(5, 3, 16, 40),
      out: node("Conv2D", ["x", "w"], { ...window(1), data_format: "NCHW" }),
    },
  },
  "transposed convolutions": {
    kernel: "Conv2DBackpropInput",
    spec: {
      sizes: ints(1, 61, 45, 9),
      w: random(3, 5, 9, 13),
      x: placeholder([1, 31, 23, 13]),
      out: node("Conv2DBackpropInput", ["sizes", "w", "x"], window(2)),
    },
  },
  "transposed convolutions without padding, of one channel": {
    kernel: "Conv2DBackpropInput",
    ms: 250,
    spec: {
      sizes: ints(2, 94, 61, 1),
      w: random(4, 2, 1, 21),
      x: placeholder([2, 31, 60, 21]),
      out: node("Conv2DBackpropInput", ["sizes", "w", "x"], { ...window(1, 1, "VALID"), strides: [1, 3, 1, 1] }),
    },
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
        const given = kernelFunc(args);
        // What picks goes through its operand.
        const { shape } = Array.isArray(given) ? (args.inputs.x as tf.TensorInfo) : given;
        const ms = tf.util.sizeFromShape(shape) / pace;
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
      const { ms = 600 } = test;
      const { parts, got, different, size } = await outcome(test, ms);
      expect([different, got.length]).to.deep.equal([-1, size]);
      expect(Math.max(...parts)).to.be.at.most(50);
      // Nothing is computed twice.
      expect(parts.reduce((sum, ms) => sum + ms)).to.be.closeTo(ms, 1e-6);
    });

  for (const outputs of [["out:0", "out:1"], ["out:1"]])
    it(`has the best elements of slices, equal ones too, where ${outputs.length} of values and indices is asked for`, async () => {
      const spec = {
        x: placeholder([2, 3, 20_011]),
        k: int(73),
        out: node("TopKV2", ["x", "k"], { sorted: true }),
      };
      const model = await loadStock(modelArtifacts(spec));
      const shape = [2, 3, 20_011];
      // A thousand values, each many times over.
      const values = randomFloats(tf.util.sizeFromShape(shape), 7).map((v) => Math.round(500 * v));
      const want = tf.tidy(() =>
        [model.execute(tf.tensor(values, shape), outputs)].flat().map((t) => (t as tf.Tensor).dataSync().slice()),
      );
      const x: TensorValues = { dtype: "float32", shape, values };
      const call = { inputs: { x: { dtype: "float32", shape } }, outputs } as const;
      const reference = () => referenceOutputs(model, call, { x });
      const { parts, result } = await ticking("TopK", values.length / 600, reference);
      model.dispose();
      expect(result?.map((one) => [...one.values])).to.deep.equal(want.map((one) => [...one]));
      expect(Math.max(...parts)).to.be.at.most(50);
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
