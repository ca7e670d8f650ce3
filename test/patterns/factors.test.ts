/** Where factors of channels join the kernels that read what they scale, and where not. */
import "@tensorflow/tfjs-backend-cpu";
import { ready, setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { GROUPINGS } from "../../patterns/index.ts";
import { exampleGraph } from "../../src/rewrite/example.ts";
import { group } from "../../src/rewrite/grouping.ts";
import {
  int,
  ints,
  type OpTerm,
  op,
  type Term,
  tensor,
  type Variable,
  variablesOf,
  weight,
} from "../../src/rewrite/term.ts";
import { conv, made, onGpu, onWasm, PIXELS } from "../support/grouped.ts";

const onCpu = async (): Promise<void> => {
  await setBackend("cpu");
  await ready();
};

describe("factors of channels", () => {
  before(onCpu);
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
  before(onCpu);
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
