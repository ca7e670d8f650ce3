/** The grouping engine on graphs that its rules' examples do not show: cycles, dual stores, limits and leftovers. */
import { GROUPINGS } from "../../patterns/index.ts";
import "@tensorflow/tfjs-backend-cpu";
import { ready, setBackend } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import type { Expr } from "../../src/expr/expr.ts";
import { serialize } from "../../src/expr/expr.ts";
import type { Value } from "../../src/graph/graph.ts";
import { ConstantTensor } from "../../src/graph/types.ts";
import { group } from "../../src/rewrite/grouping.ts";
import { randomValues } from "../support/graphdef.ts";
import { check, IMAGE, nodeOf, reasons, rules, WINDOW, Writer } from "../support/group-graphs.ts";

describe("grouping", () => {
  before(async () => {
    await setBackend("cpu");
    await ready();
  });

  it("lets the later of two convolutions that meet absorb the addition", () => {
    const { ops, graph } = check((w) => {
      const x = w.input();
      w.out(w.op("Relu", [w.op("AddV2", [w.conv(x), w.conv(w.op("Sigmoid", [x]))])]));
    });
    expect(ops.filter((op) => op === "conv2d")).to.have.length(2);
    expect(ops).to.have.length(3);
    expect([...graph.nodes].filter((n) => n.op === "conv2d" && n.inputs.length === 3)).to.have.length(1);
  });

  it("does not absorb a gate that waits for the value itself", () => {
    const { ops } = check((w) => {
      const y = w.conv(w.input());
      const mean = w.op("Mean", [y, w.ints(1, 2)], { keep_dims: true });
      w.out(w.op("Mul", [y, w.op("Sigmoid", [mean])]));
    });
    expect(ops).to.deep.equal(["conv2d", "reduce", "pointwise"]);
  });

  it("stores a value beside its activation and stops before what waits for the stored one", () => {
    const { ops, graph, log } = check((w) => {
      const y = w.conv(w.input());
      const late = w.op("Softmax", [y]);
      w.out(w.op("AddV2", [w.op("Relu", [y]), late]));
    });
    expect(ops).to.deep.equal(["conv2d", "softmax", "pointwise"]);
    expect(rules(log)).to.include.members(["conv2d-dual-store", "conv2d-relu"]);
    expect(nodeOf(graph, "conv2d").outputs).to.have.length(2);
    expect(reasons(log).join()).to.include("depends on the kernel's own result");
  });

  it("stores two values only where that is allowed", () => {
    const write = (w: Writer): void => {
      const y = w.conv(w.input());
      w.out(y, w.op("Relu", [y]));
    };
    expect(check(write).ops).to.deep.equal(["conv2d"]);
    expect(check(write, { dualStore: false }).ops).to.deep.equal(["conv2d", "pointwise"]);
    expect(check(write, { disable: ["conv2d-dual-store"] }).ops).to.deep.equal(["conv2d", "pointwise"]);
  });

  it("forgets the raw value when later steps take in all its readers", () => {
    const { ops, graph } = check((w) => {
      const y = w.conv(w.input());
      const [a, b] = [w.op("Relu", [y]), w.op("Tanh", [y])];
      w.out(w.op("Mul", [a, w.op("AddV2", [b, w.op("Abs", [a])])]));
    });
    expect(ops).to.deep.equal(["conv2d"]);
    expect(nodeOf(graph, "conv2d").outputs).to.have.length(1);
  });

  it("keeps two dual stores from waiting for each other", () => {
    const { graph } = check((w) => {
      const x = w.input();
      const [a, b] = [w.conv(x), w.conv(x)];
      const [ra, rb] = [w.op("Relu", [a]), w.op("Relu", [b])];
      // Each activated value would wait for the other's raw one.
      w.out(w.op("AddV2", [ra, w.op("Softmax", [b])]), w.op("AddV2", [rb, w.op("Softmax", [a])]));
    });
    expect(() => graph.topological()).not.to.throw();
  });

  it("folds one padding into all convolutions that read it", () => {
    const pads = (w: Writer): Value =>
      w.op("Pad", [w.input(), w.graph.constant(ConstantTensor.int([4, 2], [0, 0, 1, 0, 2, 1, 0, 0]))]);
    const valid = { padding: "VALID" };
    const all = check((w) => {
      const p = pads(w);
      w.out(w.conv(p, 2, valid), w.conv(p, 3, valid));
    });
    expect(all.ops).to.deep.equal(["conv2d", "conv2d"]);
    const some = check((w) => {
      const p = pads(w);
      w.out(w.conv(p, 2, valid), w.op("Softmax", [p]));
    });
    expect(some.ops).to.deep.equal(["copy", "conv2d", "softmax"]);
    expect(reasons(some.log).join()).to.include("is also read by Softmax");
  });

  it("does not fold padding by another value, nor of channels", () => {
    for (const [values, fill] of [
      [[0, 0, 1, 1, 1, 1, 0, 0], 1],
      [[0, 0, 0, 0, 0, 0, 0, 1], 0],
    ] as const) {
      const { ops } = check((w) => {
        const pads = w.graph.constant(ConstantTensor.int([4, 2], values));
        w.out(w.conv(w.op("PadV2", [w.input(), pads, fill]), 2));
      });
      expect(ops).to.deep.equal(["copy", "conv2d"]);
    }
  });

  it("computes a comparison inside every region that needs it", () => {
    const { ops, log } = check((w) => {
      const x = w.input();
      const mask = w.op("Greater", [x, 0.25]);
      w.out(
        w.op("Select", [mask, x, w.op("Neg", [x])]),
        w.op("Softmax", [w.op("Select", [mask, w.op("Exp", [x]), x])]),
      );
    });
    expect(ops).to.have.members(["pointwise", "pointwise", "softmax"]);
    expect(rules(log)).to.include("pointwise-diamond");
  });

  it("reads int32 tensors through a cast", () => {
    const { ops } = check((w) => {
      const x = w.input(IMAGE, "int32");
      w.out(w.op("Mul", [w.op("Cast", [x], { SrcT: "int32", DstT: "float32" }), 0.125]));
    });
    expect(ops).to.deep.equal(["pointwise"]);
  });

  it("leaves integers in other functions and unknown ops, and says why", () => {
    const w = new Writer();
    const x = w.input(IMAGE, "int32");
    w.out(w.op("Relu", [x]), w.op("Atan", [w.input()]));
    const log = group(w.graph, GROUPINGS);
    const left = [...w.graph.nodes].map((n) => n.op).filter((op) => /^[A-Z]/.test(op));
    expect(left).to.include.members(["Relu", "Atan"]);
    expect(reasons(log)).to.include.members(["Relu is computed on int32", "Atan has no kernel"]);
  });

  it("makes kernels of integers and stored truth values in the end, and none that a region computes inside", () => {
    const { ops } = check((w) => {
      const x = w.input(IMAGE, "int32");
      const both = w.op("AddV2", [x, x]);
      const float = w.op("Cast", [both], { SrcT: "int32", DstT: "float32" });
      const inside = w.op("Greater", [float, 0.5]);
      w.out(w.op("Select", [inside, float, w.input()]), w.op("Greater", [both, x]));
    });
    expect(ops).to.have.members(["integer", "integer", "pointwise"]);
  });

  it("keeps within its limits", () => {
    const write = (w: Writer): void => {
      const x = w.input();
      let sum = x;
      for (let i = 0; i < 9; i++) sum = w.op("AddV2", [w.op("Tanh", [sum]), w.input()]);
      w.out(sum);
    };
    const wide = check(write);
    expect(wide.ops.length).to.equal(2);
    expect(reasons(wide.log).join()).to.include("more than 6 tensors");
    expect(check(write, { operands: 3 }).ops.length).to.equal(5);
    expect(check(write, { size: 5 }).ops.length).to.be.above(3);
    const tall = check(
      (w) => {
        let y = w.conv(w.input());
        for (let i = 0; i < 40; i++) y = w.op("Sin", [y]);
        w.out(y);
      },
      { size: 16 },
    );
    expect(tall.ops.length).to.equal(3);
    expect(reasons(tall.log).join()).to.include("exceed 16 terms");
  });

  it("drops steps, then the kernel, when the backend can't run it", () => {
    const write = (w: Writer): void => void w.out(w.op("Tanh", [w.op("Relu", [w.conv(w.input())])]));
    const hasTanh = (e: Expr): boolean => serialize(e).includes("tanh");
    const partial = check(write, {
      supports: ({ op, attrs }) => op !== "conv2d" || !(attrs.epilogue as Expr[]).some(hasTanh) || "no tanh here",
    });
    expect(partial.ops).to.deep.equal(["conv2d", "pointwise"]);
    expect(partial.log.missed).to.deep.include({ rule: "conv2d-tanh", node: "tanh", reason: "no tanh here" });
    const none = check(write, { supports: ({ op }) => op !== "conv2d" || "no convolutions here" });
    expect(none.ops).to.deep.equal(["Conv2D", "pointwise"]);
    expect(none.log.missed).to.deep.include({ rule: "conv2d", node: "conv2d", reason: "no convolutions here" });
  });

  it("reads what fused ops apply", () => {
    const { graph } = check((w) => {
      const x = w.input();
      const inputs = [x, w.weight(3, 3, 3, 4), w.weight(4), w.weight(4)];
      const y = w.op("_FusedConv2D", inputs, { ...WINDOW, fused_ops: ["BiasAdd", "Prelu"], num_args: 2 });
      const z = w.op("_FusedConv2D", [x, w.weight(3, 3, 3, 4), w.weight(4)], {
        ...WINDOW,
        fused_ops: ["BiasAdd", "LeakyRelu"],
        num_args: 1,
        leakyrelu_alpha: 0.125,
      });
      w.out(w.op("AddV2", [y, z]));
    });
    const kernels = [...graph.nodes].filter((n) => n.op === "conv2d");
    expect(kernels.map((n) => n.inputs.length).sort()).to.deep.equal([4, 4]);
  });

  it("converts only what the kernels can compute", () => {
    const refused = (write: (w: Writer) => Value): string => {
      const w = new Writer();
      w.out(write(w));
      const log = group(w.graph, GROUPINGS);
      expect(
        [...w.graph.nodes].some((n) => /^[A-Z_]/.test(n.op) && n.op !== "Const" && n.op !== "Placeholder"),
      ).to.equal(true);
      return reasons(log).join();
    };
    expect(refused((w) => w.conv(w.input([1, 3, 4, 5]), 3, { data_format: "NCHW" }))).to.include("not NHWC");
    expect(refused((w) => w.op("Conv2D", [w.input(), w.input([3, 3, 3, 2])], WINDOW))).to.include("not constant");
    expect(refused((w) => w.op("DepthwiseConv2dNative", [w.input(), w.weight(3, 3, 3, 2)], WINDOW))).to.include(
      "multiplier",
    );
    expect(refused((w) => w.op("Conv2D", [w.input([1, 4, 4, 6]), w.weight(3, 3, 3, 4)], WINDOW))).to.include("grouped");
    expect(
      refused((w) =>
        w.op("_FusedConv2D", [w.input(), w.weight(3, 3, 3, 2)], { ...WINDOW, fused_ops: ["FusedBatchNorm"] }),
      ),
    ).to.include("FusedBatchNorm");
    expect(refused((w) => w.conv(w.input([-1, 4, 4, 3])))).to.include("is not known");
    expect(refused((w) => w.op("Sum", [w.input([2, 3], "int32"), w.ints(1)], { keep_dims: true }))).to.include(
      "not float32",
    );
  });

  it("leaves nodes that control edges order", () => {
    const w = new Writer();
    const y = w.conv(w.input());
    const [held, free] = [w.op("Relu", [y]), w.op("Tanh", [w.input()])];
    const after = w.graph.add("Abs", [free], {}, { control: [held.node.name] }).output;
    w.out(held, after);
    group(w.graph, GROUPINGS);
    expect([...w.graph.nodes].map((n) => n.op)).to.include.members(["conv2d", "Relu", "Abs", "pointwise"]);
  });

  it("makes the same of the same graph", () => {
    const text = (): string => {
      const w = new Writer();
      const y = w.conv(w.input());
      const [a, b] = [w.op("Relu", [y]), w.op("Tanh", [w.conv(y)])];
      w.out(w.op("AddV2", [a, b]), w.op("Mul", [b, y]));
      const log = group(w.graph, GROUPINGS);
      return JSON.stringify([
        w.graph.topological().map((n) => [n.op, n.name, n.inputs.map((v) => v.name), n.rules]),
        log.fired,
        log.missed,
      ]);
    };
    expect(text()).to.equal(text());
  });

  it("never makes a cycle, nor changes a result, on random graphs", () => {
    const count = { kernels: 0, nodes: 0, dual: 0 };
    for (let seed = 1; seed <= 120; seed++) {
      const write = (w: Writer): void => writeRandom(w, seed);
      const { ops, log } = check(write);
      count.kernels += ops.length;
      count.dual += rules(log).filter((r) => r.endsWith("dual-store")).length;
      const w = new Writer();
      write(w);
      count.nodes += w.graph.topological().filter((n) => n.op !== "Const" && n.op !== "Placeholder").length;
    }
    expect(count.kernels).to.be.below(0.8 * count.nodes);
    expect(count.dual).to.be.above(50);
  });
});

/** A graph of ops that read any earlier values, so that diamonds, shared values and late operands are frequent. */
function writeRandom(w: Writer, seed: number): void {
  const stream = randomValues(400, seed * 7919);
  let at = 0;
  const pick = (n: number): number => Math.min(n - 1, Math.floor((((stream[at++] as number) + 2) / 4) * n));
  const values = [w.input()];
  /** Recent values more often than old ones. */
  const value = (): Value => values[Math.max(pick(values.length), pick(values.length))] as Value;
  const kinds: (() => Value)[] = [
    () => w.conv(value(), 3),
    () => w.op("DepthwiseConv2dNative", [value(), w.weight(3, 3, 3, 1)], WINDOW),
    () => w.op("Softmax", [value()]),
    () =>
      w.op("MaxPool", [value()], { ksize: [1, 3, 3, 1], strides: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" }),
    () => w.op("Mean", [value(), w.ints(1, 2)], { keep_dims: true }),
    () => w.op("Relu", [value()]),
    () => w.op("Sigmoid", [value()]),
    () => w.op("Tanh", [value()]),
    () => w.op("AddV2", [value(), value()]),
    () => w.op("Mul", [value(), value()]),
    () => w.op("Sub", [value(), 0.5]),
    () => w.op("Minimum", [value(), value()]),
    () => w.op("Select", [w.op("Less", [value(), value()]), value(), value()]),
    () => w.op("Prelu", [w.op("AddV2", [value(), w.weight(1, 4, 5, 3)]), w.weight(3)]),
  ];
  // Means have another shape, which ops must not mix up with theirs: they go on through a broadcast.
  for (let i = 0; i < 14; i++) {
    const made = (kinds[pick(kinds.length)] as () => Value)();
    values.push(made.shape?.[1] === 1 ? w.op("Mul", [values[0] as Value, made]) : made);
  }
  const read = new Set([...w.graph.nodes].flatMap((n) => n.inputs));
  const ends = [...w.graph.nodes].filter((n) => n.op !== "Const" && !read.has(n.output)).map((n) => n.output);
  w.out(...ends, value());
}
