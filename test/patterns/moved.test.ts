/** Where padded and resized residuals and concatenations join the kernels that read them, and where not. */
import "@tensorflow/tfjs-backend-cpu";
import { ready, setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { conv2d } from "../../kernels/conv2d.ts";
import { apply, argument } from "../../src/expr/expr.ts";
import { ConstantTensor } from "../../src/graph/types.ts";
import {
  int,
  ints,
  type OpTerm,
  op,
  scalar,
  type Term,
  tensor,
  type Variable,
  weight,
} from "../../src/rewrite/term.ts";
import { conv, made, onGpu, onWasm, PIXELS } from "../support/grouped.ts";

const HALF = { align_corners: false, half_pixel_centers: true };
const pads = (...values: number[]) => ({ ...ints(...values), shape: [values.length / 2, 2] });

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

  it("are read on WebGPU if they are interpolated", () => {
    const on = (resize: typeof op.ResizeBilinear) =>
      made((v) => op.Relu(op.AddV2(resize(v.b, v.size).example(HALF), conv(v.x, v.w))), inputs, onGpu);
    expect(on(op.ResizeBilinear).ops).to.deep.equal(["conv2d"]);
    const { ops, reasons } = on(op.ResizeNearestNeighbor);
    expect(ops).to.deep.equal(["resize", "conv2d"]);
    expect(reasons).to.deep.equal(["conv2d-resized-residual: it can't repeat pixels of epilogue operand 1"]);
  });

  it("are stored where others read them", () => {
    const { reasons } = made((v) => {
      const large = op.ResizeBilinear(v.b, v.size).example(HALF);
      return op.Mul(op.Softmax(large), op.AddV2(conv(v.x, v.w), large));
    }, inputs);
    expect(reasons.join()).to.match(/conv2d-resized-residual: "\w+" is read by others too/);
  });
});

describe("pooled residuals", () => {
  const inputs = { x: tensor(1, 6, 4, 3), w: weight(1, 1, 3, 4), b: tensor(1, 11, 8, 4) };
  const pooled = (x: Term, reach = 3) =>
    op.MaxPool(x).example({ ksize: [1, reach, reach, 1], strides: [1, 2, 2, 1], padding: "SAME", data_format: "NHWC" });
  const added =
    (reach = 3) =>
    (v: { x: Term; w: Term; b: Term }) =>
      op.Relu(op.AddV2(pooled(v.b, reach), conv(v.x, v.w)));

  it("are read on WebGPU, and stored on wasm", () => {
    expect(made(added(), inputs, onGpu).ops).to.deep.equal(["conv2d"]);
    const { ops, reasons } = made(added(), inputs, onWasm);
    expect(ops).to.deep.equal(["pool", "conv2d"]);
    expect(reasons).to.deep.equal(["conv2d-pooled-residual: what it adds is pooled first here"]);
  });

  it("are stored where windows do not overlap, which may join what makes the map", () => {
    const { ops, reasons } = made(added(2), inputs, onGpu);
    expect(ops).to.deep.equal(["pool", "conv2d"]);
    expect(reasons).to.deep.equal(["conv2d-pooled-residual: its windows do not overlap"]);
  });

  it("are stored where others read them", () => {
    const { reasons } = made((v) => {
      const small = pooled(v.b);
      return op.Mul(op.Softmax(small), op.AddV2(conv(v.x, v.w), small));
    }, inputs);
    expect(reasons.join()).to.match(/conv2d-pooled-residual: "\w+" is read by others too/);
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
