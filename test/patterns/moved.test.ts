/** Where padded and resized residuals, factors of channels and concatenations join the kernels that read them, and where not. */
import { GROUPINGS } from "../../patterns/index.ts";
import "@tensorflow/tfjs-backend-cpu";
import { ready, setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { conv2d } from "../../kernels/conv2d.ts";
import { KERNELS } from "../../kernels/index.ts";
import { GPU_KERNELS } from "../../kernels/webgpu/index.ts";
import { apply, argument } from "../../src/expr/expr.ts";
import { ConstantTensor } from "../../src/graph/types.ts";
import { exampleGraph } from "../../src/rewrite/example.ts";
import { type GroupingOptions, group } from "../../src/rewrite/grouping.ts";
import {
  type Inputs,
  int,
  ints,
  type OpTerm,
  op,
  scalar,
  type Term,
  tensor,
  type Variable,
  variablesOf,
  weight,
} from "../../src/rewrite/term.ts";
import { runReference } from "../support/reference.ts";
import { limitsFor } from "../support/run-gpu.ts";
import { nmse, runStock } from "../support/stock.ts";

const PIXELS = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const HALF = { align_corners: false, half_pixel_centers: true };
const conv = (x: Term, w: Term, attrs = {}) => op.Conv2D(x, w).example({ ...PIXELS, ...attrs });
const pads = (...values: number[]) => ({ ...ints(...values), shape: [values.length / 2, 2] });

/** Groups a graph, compares with stock, and returns the kernels and what was said. */
function made<const I extends Inputs>(
  build: (v: { readonly [K in keyof I]: Variable }) => OpTerm,
  inputs: I,
  options: GroupingOptions = {},
) {
  const before = build(variablesOf(inputs) as { readonly [K in keyof I]: Variable });
  const { graph, feeds } = exampleGraph({ title: "graph", inputs, before });
  const expected = runStock(graph, feeds);
  const log = group(graph, GROUPINGS, options);
  for (const [name, value] of runReference(graph, feeds))
    expect(nmse(value, expected.get(name) as ConstantTensor), name).to.be.below(1e-11);
  return {
    ops: graph
      .topological()
      .map((n) => n.op)
      .filter((o) => o !== "Const" && o !== "Placeholder"),
    fired: log.fired.map((f) => f.rule),
    reasons: log.missed.map((m) => `${m.rule}: ${m.reason}`),
    attrs: graph.outputs[0]?.value.node.attrs ?? {},
  };
}

const wasm = new Map(KERNELS.map((k) => [k.op, k]));
const gpu = new Map(GPU_KERNELS.map((k) => [k.op, k]));
const onWasm: GroupingOptions = {
  supports: (call) => {
    const lowered = wasm.get(call.op)?.lower(call, { simd: true, relaxedSimd: false });
    return typeof lowered === "string" ? lowered : (lowered?.costly ?? true);
  },
};
const onGpu: GroupingOptions = {
  supports: (call) => {
    const lowered = gpu.get(call.op)?.lower(call, limitsFor(true));
    return typeof lowered === "string" ? lowered : true;
  },
};

describe("padded residuals", () => {
  before(async () => {
    await setBackend("cpu");
    await ready();
  });
  const inputs = {
    x: tensor(1, 6, 8, 3),
    w: weight(1, 1, 3, 6),
    b: tensor(1, 12, 16, 4),
    how: pads(0, 0, 0, 0, 0, 0, 0, 2),
  };
  const pool = { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: "VALID", data_format: "NHWC" };

  it("are read behind a pool, before the activation, on both backends", () => {
    for (const options of [onWasm, onGpu]) {
      const { ops, fired } = made(
        (v) => op.Relu(op.AddV2(conv(v.x, v.w), op.Pad(op.MaxPool(v.b).example(pool), v.how))),
        options === onWasm ? inputs : { ...inputs, w: weight(1, 1, 3, 8), how: pads(0, 0, 0, 0, 0, 0, 0, 4) },
        options,
      );
      expect(ops).to.deep.equal(["pool", "conv2d"]);
      expect(fired).to.include.members(["conv2d-padded-residual", "conv2d-residual-relu"]);
    }
  });

  it("stay full where the kernel has vectors that span their end", () => {
    const narrow = { ...inputs, x: tensor(1, 12, 16, 3), b: tensor(1, 12, 16, 6), w: weight(1, 1, 3, 8) };
    const { ops, fired, reasons } = made((v) => op.AddV2(conv(v.x, v.w), op.Pad(v.b, v.how)), narrow, onGpu);
    expect(ops).to.deep.equal(["copy", "conv2d"]);
    expect(fired).to.include("conv2d-residual");
    expect(reasons).to.deep.equal(["conv2d-padded-residual: epilogue operand 1 ends within a vector of channels"]);
  });

  it("stay full where depthwise vectors overlap", () => {
    const depthwise = {
      x: tensor(1, 4, 5, 6),
      w: weight(3, 3, 6, 1),
      b: tensor(1, 4, 5, 4),
      how: pads(0, 0, 0, 0, 0, 0, 0, 2),
    };
    const { ops, fired, reasons } = made(
      (v) => op.Relu(op.AddV2(op.DepthwiseConv2dNative(v.x, v.w).example(PIXELS), op.Pad(v.b, v.how))),
      depthwise,
      onWasm,
    );
    expect(ops).to.deep.equal(["copy", "depthwise"]);
    expect(fired).to.include.members(["depthwise-residual", "depthwise-residual-relu"]);
    expect(reasons).to.deep.equal(["depthwise-padded-residual: it can't read epilogue operand 1 while it is narrow"]);
  });

  const small = { x: tensor(1, 4, 5, 3), w: weight(1, 1, 3, 4) };
  for (const [reason, b, how] of [
    ["it pads elsewhere than behind the channels", tensor(1, 4, 5, 3), pads(0, 0, 0, 0, 0, 0, 1, 0)],
    ["it pads elsewhere than behind the channels", tensor(1, 4, 4, 3), pads(0, 0, 0, 0, 0, 1, 0, 1)],
  ] as const)
    it(`are stored where ${reason}, of ${how.values}`, () => {
      const { fired, reasons } = made((v) => op.AddV2(conv(v.x, v.w), op.Pad(v.b, v.how)), { ...small, b, how });
      expect(fired).to.include("conv2d-residual").and.not.include("conv2d-padded-residual");
      expect(reasons).to.deep.equal([`conv2d-padded-residual: ${reason}`]);
    });

  it("are stored where the padding is no zero, and where there is one number only", () => {
    const b = { b: tensor(1, 4, 5, 3), how: pads(0, 0, 0, 0, 0, 0, 0, 1), one: scalar(1) };
    expect(
      made((v) => op.AddV2(conv(v.x, v.w), op.PadV2(v.b, v.how, v.one)), { ...small, ...b }).reasons,
    ).to.deep.equal(["conv2d-padded-residual: it pads with something else than 0"]);
    const pixel = { ...small, x: tensor(1, 1, 1, 3), b: tensor(1, 1, 1, 1), how: pads(0, 0, 0, 0, 0, 0, 0, 3) };
    expect(made((v) => op.AddV2(conv(v.x, v.w), op.Pad(v.b, v.how)), pixel).reasons).to.include(
      "conv2d-padded-residual: there is one number only",
    );
  });

  it("are stored where others read them", () => {
    const b = { b: tensor(1, 4, 5, 3), how: pads(0, 0, 0, 0, 0, 0, 0, 1) };
    const { reasons, fired } = made(
      (v) => {
        const padded = op.Pad(v.b, v.how);
        return op.Mul(op.Softmax(padded), op.AddV2(conv(v.x, v.w), padded));
      },
      { ...small, ...b },
    );
    expect(fired).to.not.include("conv2d-padded-residual");
    expect(reasons.join()).to.match(/conv2d-padded-residual: "\w+" is read by others too/);
  });
});

describe("resized residuals", () => {
  const inputs = { x: tensor(1, 6, 8, 3), w: weight(1, 1, 3, 4), b: tensor(1, 3, 4, 4), size: ints(6, 8) };

  it("are read by either way of resizing, and through a bias", () => {
    for (const resize of [op.ResizeNearestNeighbor, op.ResizeBilinear]) {
      const { ops, fired, attrs } = made(
        (v) => op.Relu6(op.AddV2(resize(v.b, v.size).example(HALF), op.BiasAdd(conv(v.x, v.w), v.bias))),
        { ...inputs, bias: weight(4) },
      );
      expect(ops).to.deep.equal(["conv2d"]);
      expect(fired).to.include.members(["conv2d-resized-residual", "conv2d-residual-relu6"]);
      expect(attrs.resized).to.have.all.keys("1");
    }
  });

  it("are stored where that is quicker: unless they are of repeated pixels, and far larger than caches", () => {
    const { ops, reasons } = made(
      (v) => op.Relu(op.AddV2(op.ResizeNearestNeighbor(v.b, v.size).example({ align_corners: false }), conv(v.x, v.w))),
      inputs,
      onWasm,
    );
    const costly = "what fits the cache, or is not one pixel each, is quicker resized first";
    expect(ops).to.deep.equal(["resize", "conv2d"]);
    expect(reasons).to.deep.equal([`conv2d-resized-residual: ${costly}`]);
    const large = (side: number, mode: string) => {
      const shape = (...extents: number[]) => ({ dtype: "float32", shape: extents }) as const;
      const w = { ...shape(1, 1, 1, 32), constant: ConstantTensor.float([1, 1, 1, 32], new Float32Array(32)) };
      const lowered = conv2d.lower(
        {
          op: "conv2d",
          attrs: {
            strides: [1, 1],
            pads: [0, 0, 0, 0],
            dilations: [1, 1],
            epilogue: [apply("add", argument(0), argument(1))],
            resized: { 1: { mode, alignCorners: false, halfPixelCenters: false } },
          },
          inputs: [shape(1, side, side, 1), w, shape(1, side / 2, side / 2, 32)],
          outputs: [shape(1, side, side, 32)],
        },
        { simd: true, relaxedSimd: false },
      );
      return typeof lowered === "string" ? lowered : lowered.costly;
    };
    expect(large(256, "nearest")).to.equal(undefined);
    expect(large(254, "nearest")).to.equal(costly);
    expect(large(256, "bilinear")).to.equal(costly);
  });

  it("are stored where the backend has no kernel for it", () => {
    const { ops, reasons } = made(
      (v) => op.Relu(op.AddV2(op.ResizeBilinear(v.b, v.size).example(HALF), conv(v.x, v.w))),
      inputs,
      onGpu,
    );
    expect(ops).to.deep.equal(["resize", "conv2d"]);
    expect(reasons.join()).to.match(/^conv2d-resized-residual: epilogue operand 1 \[1,3,4,4\] is neither/);
  });

  it("are stored where others read them", () => {
    const { reasons } = made((v) => {
      const large = op.ResizeBilinear(v.b, v.size).example(HALF);
      return op.Mul(op.Softmax(large), op.AddV2(conv(v.x, v.w), large));
    }, inputs);
    expect(reasons.join()).to.match(/conv2d-resized-residual: "\w+" is read by others too/);
  });
});

describe("factors of channels", () => {
  const inputs = { x: tensor(1, 5, 7, 3), factors: tensor(1, 1, 1, 3), w: weight(1, 1, 3, 4) };
  const missed = (more: Partial<typeof inputs>, attrs = {}): string[] =>
    made((v) => conv(op.Mul(v.x, v.factors), v.w, attrs), { ...inputs, ...more } as typeof inputs).reasons.filter((r) =>
      r.startsWith("conv2d-factors"),
    );

  it("scale the weights, on the way of squeeze and excite", () => {
    const squeeze = {
      x: tensor(1, 5, 7, 3),
      d: weight(3, 3, 3, 1),
      s: weight(1, 1, 3, 3),
      w: weight(1, 1, 3, 4),
      axes: ints(1, 2),
    };
    const { ops, fired, attrs } = made(
      (v) => {
        const y = op.Relu(op.DepthwiseConv2dNative(v.x, v.d).example(PIXELS));
        const gate = op.Sigmoid(conv(op.Mean(y, v.axes).example({ keep_dims: true }), v.s));
        return op.Relu(conv(op.Mul(y, gate), v.w));
      },
      squeeze,
      onWasm,
    );
    expect(ops).to.deep.equal(["depthwise", "reduce", "conv2d", "conv2d"]);
    expect(fired).to.include("conv2d-factors");
    expect(attrs.gated).to.equal(true);
  });

  it("are applied by a kernel of their own where another way is not shorter, or not known", () => {
    expect(missed({ w: weight(1, 1, 3, 9) })).to.deep.equal([
      "conv2d-factors: there are more than a quarter as many outputs as pixels",
    ]);
    expect(missed({ factors: tensor(1, 5, 7, 1) })).to.deep.equal([
      "conv2d-factors: there is no factor for each channel",
    ]);
    expect(missed({ x: tensor(2, 5, 7, 3), factors: tensor(2, 1, 1, 3) })).to.deep.equal([
      "conv2d-factors: there is no factor for each channel",
    ]);
    expect(missed({ x: tensor(1, 5, 7, 1) })).to.deep.equal(['conv2d-factors: "Mul" is broadcast']);
    const window = "conv2d-factors: the window is larger than a pixel, or has steps";
    expect(missed({ w: weight(3, 3, 3, 4) })).to.deep.equal([window]);
    expect(missed({}, { strides: [1, 2, 2, 1] })).to.deep.equal([window]);
  });

  it("are the epilogue of the kernel before, where they do not wait for it", () => {
    const { fired, reasons } = made((v) => conv(op.Mul(conv(v.x, v.s), v.factors), v.w), {
      ...inputs,
      s: weight(1, 1, 3, 3),
    });
    expect(fired).to.include("conv2d-gate").and.not.include("conv2d-factors");
    expect(reasons).to.include("conv2d-factors: the factors do not depend on what they are applied to");
  });

  it("are applied by a kernel of their own on WebGPU", () => {
    const { ops, reasons } = made((v) => op.Relu(conv(op.Mul(v.x, v.factors), v.w)), inputs, onGpu);
    expect(ops).to.deep.equal(["pointwise", "conv2d"]);
    expect(reasons).to.deep.equal(["conv2d-factors: it takes no factors or parts"]);
  });
});

describe("factors of channels before depthwise convolutions", () => {
  const inputs = { x: tensor(1, 5, 7, 3), factors: tensor(1, 1, 1, 3), w: weight(3, 3, 3, 1), v: weight(5, 5, 3, 1) };
  const deep = (x: Term, w: Term, attrs = {}) => op.DepthwiseConv2dNative(x, w).example({ ...PIXELS, ...attrs });
  const kept = (build: (v: { readonly [K in keyof typeof inputs]: Variable }) => OpTerm, more = {}) => {
    const { ops, fired, reasons } = made(build, { ...inputs, ...more });
    expect(ops).to.include("pointwise");
    expect(fired).not.to.include("depthwise-factors");
    return reasons.filter((r) => r.startsWith("depthwise-factors"));
  };

  it("are applied to the results of all, on the way of squeeze and excite", () => {
    const { ops, fired } = made(
      (v) => {
        const y = op.Relu(deep(v.x, v.w));
        const gate = op.Sigmoid(conv(op.Mean(y, v.axes).example({ keep_dims: true }), v.s));
        const scaled = op.Mul(y, gate);
        return op.AddV2(
          op.Relu(op.AddV2(deep(scaled, v.w), v.bias)),
          op._FusedConv2D(deep(scaled, v.v), v.s, v.bias).example({ ...PIXELS, fused_ops: ["BiasAdd"], num_args: 1 }),
        );
      },
      { ...inputs, s: weight(1, 1, 3, 3), bias: weight(3), axes: ints(1, 2) },
      onWasm,
    );
    expect(ops).to.deep.equal(["depthwise", "reduce", "conv2d", "depthwise", "depthwise", "conv2d"]);
    expect(fired.filter((f) => f === "depthwise-factors")).to.have.length(2);
  });

  it("come before a bias, steps and padding of its own", () => {
    const { ops, fired } = made(
      (v) =>
        op
          .FusedDepthwiseConv2dNative(op.Mul(v.factors, v.x), v.w, v.bias)
          .example({ ...PIXELS, strides: [1, 2, 2, 1], fused_ops: ["BiasAdd", "Relu"], num_args: 1 }),
      { ...inputs, factors: tensor(3), bias: weight(3) },
      onWasm,
    );
    expect(ops).to.deep.equal(["depthwise"]);
    expect(fired).to.include("depthwise-factors");
  });

  it("are applied by a kernel of their own where somebody else reads the product, or it is another", () => {
    expect(
      kept((v) => {
        const scaled = op.Mul(v.x, v.factors);
        return op.AddV2(deep(scaled, v.w), op.Sqrt(op.Abs(scaled)));
      }),
    ).to.deep.equal(['depthwise-factors: "Mul" is also read by Abs "Abs"']);
    const none = ["depthwise-factors: there is no factor for each channel"];
    expect(kept((v) => deep(op.Mul(v.x, v.factors), v.w), { factors: tensor(1, 5, 7, 1) })).to.deep.equal(none);
    expect(kept((v) => deep(op.Mul(v.x, v.factors), v.w), { factors: tensor(1, 5, 7, 3) })).to.deep.equal(none);
    expect(kept((v) => deep(op.Mul(v.x, v.factors), v.w), { x: tensor(1, 5, 7, 1) })).to.deep.equal([
      'depthwise-factors: "Mul" is broadcast',
    ]);
  });

  it("are applied once where stock, which multiplies channels, reads the product too", () => {
    const all = { ...inputs, u: weight(3, 3, 3, 2), axis: int(3) };
    const terms = variablesOf(all);
    const scaled = op.Mul(terms.x, terms.factors);
    const before = op.ConcatV2(deep(scaled, terms.w), deep(scaled, terms.u), terms.axis).example({ N: 2 });
    const { graph } = exampleGraph({ title: "graph", inputs: all, before });
    const { missed } = group(graph, GROUPINGS);
    expect(missed.filter((m) => m.rule === "depthwise-factors").map((m) => m.reason)).to.deep.equal([
      '"Mul" is also read by DepthwiseConv2dNative "DepthwiseConv2dNative_1"',
    ]);
  });

  it("are the epilogue of the kernel before, where they do not wait for it", () => {
    const { ops, reasons } = made((v) => deep(op.Mul(deep(v.x, v.w), v.factors), v.w), inputs, onWasm);
    expect(ops).to.deep.equal(["depthwise", "depthwise"]);
    expect(reasons).to.include("depthwise-factors: the factors do not depend on what they are applied to");
  });

  it("are applied to the results on WebGPU too", () => {
    expect(made((v) => op.Relu(deep(op.Mul(v.x, v.factors), v.w)), inputs, onGpu).ops).to.deep.equal(["depthwise"]);
  });
});

describe("concatenations before products", () => {
  const inputs = { a: tensor(1, 5, 7, 4), b: tensor(1, 5, 7, 2), axis: int(-1), w: weight(1, 1, 6, 4) };

  it("are read in parts, also of vectors and by products of matrices", () => {
    const { ops, attrs } = made(
      (v) => op.Relu(conv(op.ConcatV2(v.a, v.b, v.axis).example({ N: 2 }), v.w)),
      inputs,
      onWasm,
    );
    expect(ops).to.deep.equal(["conv2d"]);
    expect(attrs.parts).to.equal(2);
    const rows = made(
      (v) => op.MatMul(op.ConcatV2(v.a, v.b, v.c, v.axis).example({ N: 3 }), v.w),
      { a: tensor(5, 3), b: tensor(5, 1), c: tensor(5, 2), axis: int(1), w: weight(6, 4) },
      onWasm,
    );
    expect(rows.ops).to.deep.equal(["matmul"]);
    expect(rows.attrs.parts).to.equal(3);
  });

  type Build = (v: { readonly [K in keyof typeof inputs]: Variable }) => OpTerm;
  const reasons = (more: Partial<typeof inputs>, build: Build): string[] =>
    made(build, { ...inputs, ...more } as typeof inputs).reasons.filter((r) => /(conv2d|matmul)-concat/.test(r));
  const joined: Build = (v) => conv(op.ConcatV2(v.a, v.b, v.axis).example({ N: 2 }), v.w);

  it("are made where that costs nothing, or the product can't", () => {
    expect(reasons({ axis: int(1), w: weight(1, 1, 4, 4), b: tensor(1, 5, 7, 4) }, joined)).to.deep.equal([
      "conv2d-concat: it joins along another axis than the channels",
    ]);
    expect(reasons({ a: tensor(1, 1, 1, 4), b: tensor(1, 1, 1, 2) }, joined)).to.deep.equal([
      "conv2d-concat: each part is one run of memory, which is computed in its place",
    ]);
    expect(reasons({ w: weight(3, 3, 6, 4) }, joined)).to.deep.equal([
      "conv2d-concat: the window is larger than a pixel, or has steps",
    ]);
    const many = { a: tensor(1, 5, 7, 1), w: weight(1, 1, 9, 2) };
    expect(
      reasons(many, (v) =>
        conv(op.ConcatV2(v.a, v.a, v.a, v.a, v.a, v.a, v.a, v.a, v.a, v.axis).example({ N: 9 }), v.w),
      ),
    ).to.deep.equal(["conv2d-concat: it joins more than 8 parts"]);
    const matrices = { a: tensor(5, 4), b: tensor(5, 2), w: tensor(6, 4) };
    expect(reasons(matrices, (v) => op.MatMul(op.ConcatV2(v.a, v.b, v.axis).example({ N: 2 }), v.w))).to.deep.equal([
      "matmul-concat: it is no product of rows and a constant",
    ]);
  });

  it("are made on WebGPU", () => {
    const { ops, reasons } = made(joined, inputs, onGpu);
    expect(ops).to.deep.equal(["copy", "conv2d"]);
    expect(reasons).to.deep.equal(["conv2d-concat: it takes no factors or parts"]);
  });
});
