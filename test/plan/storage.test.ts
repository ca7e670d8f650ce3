/** Scheduling and memory planning on small graphs with kernels that only say what they read. */
import { expect } from "chai";
import fc from "fast-check";
import type { Kernel, KernelCall, Lowered, Word } from "../../kernels/kernel.ts";
import { Graph, type Value } from "../../src/graph/graph.ts";
import { ConstantTensor } from "../../src/graph/types.ts";
import { BlockLayout } from "../../src/plan/layout.ts";
import { type Schedule, schedule } from "../../src/plan/schedule.ts";
import { ALIGNMENT, planStorage } from "../../src/plan/storage.ts";

const FEATURES = { simd: true, relaxedSimd: false };
const float = (...shape: number[]) => ({ dtype: "float32" as const, shape });

/** Reads every operand as it lies, may work in place on its first. */
const unary: Kernel = {
  op: "pointwise",
  lower: ({ inputs, outputs }) => {
    const words: Word[] = [...inputs.map((_, i) => ({ input: i })), ...outputs.map((_, i) => ({ output: i }))];
    return { launches: [{ key: "k", emit: () => {}, words }], packed: [], inPlace: [0], flops: 0 };
  },
};
/** The same, never in place. */
const mover: Kernel = {
  op: "copy",
  lower: (call, features) => ({ ...(unary.lower(call, features) as object), inPlace: [] }) as never,
};
const kernels = new Map([unary, mover].map((k) => [k.op, k]));
const lower = (call: KernelCall): Lowered | string =>
  kernels.get(call.op)?.lower(call, FEATURES) ?? `no kernel of ours computes ${call.op}`;

class Builder {
  readonly graph = new Graph();
  input(...shape: number[]): Value {
    return this.graph.add("Placeholder", [], {}, { name: "x", types: [float(...shape)] }).output;
  }
  add(op: string, inputs: Value[], shape: readonly number[], attrs = {}): Value {
    return this.graph.add(op, inputs, attrs, { types: [float(...shape)] }).output;
  }
  output(...values: Value[]): this {
    for (const value of values) this.graph.outputs.push({ name: value.name, value });
    return this;
  }
  plan() {
    const plan: Schedule = schedule(this.graph, lower);
    return { plan, storage: planStorage(this.graph, plan, new Set()) };
  }
}

describe("plan/storage", () => {
  it("runs a chain in the output's own memory", () => {
    const b = new Builder();
    const first = b.add("pointwise", [b.input(1, 64)], [1, 64]);
    const second = b.add("pointwise", [first], [1, 64]);
    const { storage } = b.output(second).plan();
    expect(storage.placeOf(second)).to.deep.equal({ kind: "output", index: 0 });
    expect(storage.placeOf(first)).to.deep.equal({ kind: "output", index: 0 });
    expect(storage.arenaBytes).to.equal(0);
    expect(storage.inPlace).to.equal(1);
  });

  it("never works in place on the caller's tensor, nor on a value that is still read", () => {
    const b = new Builder();
    const first = b.add("pointwise", [b.input(1, 64)], [1, 64]);
    const second = b.add("pointwise", [first], [1, 64]);
    const third = b.add("pointwise", [second, first], [1, 64]);
    const { storage } = b.output(third).plan();
    expect(storage.placeOf(first)).to.not.deep.equal(storage.placeOf(second));
    expect(storage.placeOf(second)).to.deep.equal({ kind: "output", index: 0 });
  });

  it("does not take over an operand that the kernel reads twice", () => {
    const b = new Builder();
    const first = b.add("pointwise", [b.input(1, 64)], [1, 64]);
    const second = b.add("pointwise", [first, b.add("view", [first], [64, 1])], [1, 64]);
    const { storage } = b.output(second).plan();
    expect(storage.inPlace).to.equal(0);
  });

  it("gives views their source's memory and keeps it alive for them", () => {
    const b = new Builder();
    const x = b.input(1, 64);
    const a = b.add("copy", [x], [1, 64]);
    const view = b.add("view", [a], [64]);
    const c = b.add("copy", [x], [1, 64]);
    const d = b.add("copy", [view], [64]);
    const { storage } = b.output(c, d).plan();
    expect(storage.placeOf(view)).to.deep.equal(storage.placeOf(a));
    expect(storage.placeOf(view).kind).to.equal("arena");
  });

  it("copies an output that is an input, a constant or another output", () => {
    const b = new Builder();
    const x = b.input(4);
    const constant = b.graph.constant(ConstantTensor.float([2], [1, 2]));
    const y = b.add("copy", [x], [4]);
    const { storage } = b.output(x, constant, y, b.add("view", [y], [2, 2])).plan();
    expect(storage.copies.map((c) => c.output)).to.deep.equal([0, 1, 3]);
  });

  it("reuses the arena: a long chain needs two buffers", () => {
    const b = new Builder();
    let value = b.input(1000);
    for (let i = 0; i < 10; i++) value = b.add("copy", [value], [1000]);
    const { storage } = b.output(value).plan();
    expect(storage.arenaBytes).to.equal(2 * 4032);
    expect(storage.unsharedBytes).to.equal(10 * 4032);
  });

  it("never gives two values that live at once the same bytes", () => {
    const shape = fc.integer({ min: 1, max: 300 });
    const node = fc.record({
      op: fc.constantFrom("pointwise", "copy"),
      size: shape,
      reads: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 30 }), (nodes) => {
        const b = new Builder();
        const values = [b.input(300)];
        for (const { op, size, reads } of nodes)
          values.push(
            b.add(
              op,
              reads.map((r) => values[r % values.length] as Value),
              [size],
            ),
          );
        b.output(values.at(-1) as Value);
        const { plan, storage } = b.plan();
        // Replay: each byte remembers who wrote it last; every read must find its own value there.
        const owner = new Map<string, Value>();
        const cells = (v: Value): string[] => {
          const place = storage.placeOf(v);
          if (place.kind !== "arena") return [`${place.kind}${"index" in place ? place.index : ""}`];
          expect(place.offset % ALIGNMENT).to.equal(0);
          return Array.from({ length: v.shape?.[0] as number }, (_, i) => String(place.offset + 4 * i));
        };
        for (const cell of cells(values[0] as Value)) owner.set(cell, values[0] as Value);
        for (const step of plan.steps) {
          if (step.kind !== "kernel") throw new Error("a stock step");
          for (const v of step.node.inputs) for (const cell of cells(v)) expect(owner.get(cell), cell).to.equal(v);
          for (const cell of cells(step.node.output)) owner.set(cell, step.node.output);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("plan/schedule", () => {
  it("gathers nodes without a kernel into one stock step, after all kernels that can run", () => {
    const b = new Builder();
    const x = b.input(4);
    const s1 = b.add("Mystery", [x], [4]);
    const k1 = b.add("pointwise", [x], [4]);
    const s2 = b.add("Mystery", [k1, s1], [4]);
    const k2 = b.add("pointwise", [s2], [4]);
    const { plan } = b.output(k2).plan();
    expect(plan.steps.map((s) => s.kind)).to.deep.equal(["kernel", "stock", "kernel"]);
    const stock = plan.steps[1];
    if (stock?.kind !== "stock") throw new Error("no stock step");
    expect(stock.nodes.length).to.equal(2);
    expect(stock.inputs).to.have.members([x, k1]);
    expect(stock.outputs).to.deep.equal([s2]);
    expect([...stock.reasons.values()][0]).to.equal("no kernel of ours computes Mystery");
  });

  it("says which shape is missing", () => {
    const b = new Builder();
    const y = b.graph.add("pointwise", [b.input(4)], {}, { name: "y", types: [undefined] }).output;
    const { plan } = { plan: schedule(b.output(y).graph, lower) };
    const [step] = plan.steps;
    expect(step?.kind === "stock" && [...step.reasons.values()]).to.deep.equal([
      'the shape of "y" is not known before the model runs',
    ]);
  });
});

describe("plan/layout", () => {
  it("lays words, packed constants, zeros, scratch and arena out one after the other", () => {
    const b = new Builder();
    const weight = b.graph.constant(ConstantTensor.float([3], [1, 2, 3]));
    const mid = b.add("copy", [b.input(4), weight], [4]);
    b.output(b.add("copy", [mid], [4]));
    const { plan, storage } = b.plan();
    const layout = new BlockLayout(plan, storage, { words: [3, 2], parts: 2, slots: [] });
    const buffer = new ArrayBuffer(layout.bytes);
    new Uint8Array(buffer).fill(255);
    layout.write(buffer, 0);
    expect(layout.words.length).to.equal(2);
    expect([...new Float32Array(buffer, layout.constant(weight), 3)]).to.deep.equal([1, 2, 3]);
    expect(layout.arena).to.be.greaterThan(layout.constant(weight));
    expect(layout.bytes).to.equal(layout.arena + storage.arenaBytes);
  });
});
