/** Scheduling and memory planning on small graphs with kernels that only say what they read. */
import { expect } from "chai";
import fc from "fast-check";
import type { Kernel, KernelCall, Lowered, Word } from "../../kernels/kernel.ts";
import { Graph, type Value } from "../../src/graph/graph.ts";
import { ConstantTensor, sizeOf } from "../../src/graph/types.ts";
import { BlockLayout } from "../../src/plan/layout.ts";
import { type Schedule, schedule } from "../../src/plan/schedule.ts";
import { planStorage } from "../../src/plan/storage.ts";

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
/** Finds the operands that `placed` names in place, one behind the other, and copies the rest. */
const joiner: Kernel = {
  op: "join",
  lower: ({ inputs, outputs, attrs }) => {
    let offset = 0;
    const at = inputs.map(({ shape }) => {
      const begin = offset;
      offset += 4 * sizeOf(shape);
      return begin;
    });
    const placed = (attrs.placed as number[]).map((input) => ({ input, offset: at[input] as number }));
    const words: Word[] = inputs.flatMap((_, input) => (placed.some((p) => p.input === input) ? [] : [{ input }]));
    words.push(...outputs.map((_, output) => ({ output })));
    return { launches: [{ key: "k", emit: () => {}, words }], packed: [], placed, flops: 0 };
  },
};
/** Writes wider pixels, and could do so in place if these were its own. */
const spacer: Kernel = {
  op: "pointwise-pitched",
  lower: (call, features) => ({ ...(unary.lower(call, features) as object), pitch: call.attrs.pitch }) as never,
};
const cutter: Kernel = {
  op: "part",
  lower: ({ attrs }) => ({ launches: [], packed: [], viewAt: 4 * (attrs.at as number), flops: 0 }),
};
const kernels = new Map([unary, mover, spacer, joiner, cutter].map((k) => [k.op, k]));
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
    expect(storage.placeOf(second)).to.deep.equal({ kind: "output", index: 0, offset: 0 });
    expect(storage.placeOf(first)).to.deep.equal({ kind: "output", index: 0, offset: 0 });
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
    expect(storage.placeOf(second)).to.deep.equal({ kind: "output", index: 0, offset: 0 });
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

  it("makes what lies in wider pixels last before the join, through views too, and not in place", () => {
    const b = new Builder();
    const x = b.input(4, 3);
    const first = b.add("copy", [x], [4, 3]);
    const early = b.add("pointwise-pitched", [first], [4, 3], { pitch: 5 });
    const view = b.add("view", [early], [1, 4, 3]);
    const other = b.add("pointwise", [b.add("pointwise", [x], [4, 2])], [4, 2]);
    const late = b.add("pointwise-pitched", [other], [4, 2], { pitch: 5 });
    const joined = b.add("join", [view, late], [4, 5], { placed: [0, 1] });
    const { storage, plan } = b.output(b.add("copy", [joined], [4, 5])).plan();
    const makers = plan.steps.flatMap((s) => (s.kind === "kernel" ? [s.node.output] : []));
    expect(makers.slice(-4, -1)).to.have.ordered.members([early, late, joined]);
    expect(storage.placeOf(view)).to.deep.equal(storage.placeOf(joined));
    // Only the two chains of plain kernels; neither first nor other is overwritten by the join's parts.
    expect(storage.inPlace).to.equal(1);
    expect(storage.placeOf(first)).to.not.deep.equal(storage.placeOf(joined));
  });

  it("gives an operand that a join wants in place its part of the join's memory, and keeps it for other readers", () => {
    const b = new Builder();
    const x = b.input(1, 64);
    const first = b.add("pointwise", [x], [1, 64]);
    const second = b.add("pointwise", [first], [1, 64]);
    const joined = b.add("join", [first, second], [2, 64], { placed: [0, 1] });
    const { storage } = b.output(b.add("pointwise", [first, joined], [2, 64])).plan();
    const { offset } = storage.placeOf(joined);
    expect(storage.placeOf(first)).to.deep.equal({ kind: "arena", offset });
    expect(storage.placeOf(second)).to.deep.equal({ kind: "arena", offset: offset + 256 });
    expect(storage.inPlace).to.equal(0);
    expect(storage.arenaBytes).to.equal(512);
  });

  it("puts the parts of a join that the caller asks for into the caller's tensor", () => {
    const b = new Builder();
    const first = b.add("pointwise", [b.input(1, 8)], [1, 8]);
    const second = b.add("pointwise", [first], [1, 8]);
    const { storage } = b.output(b.add("join", [second, first], [2, 8], { placed: [1] })).plan();
    expect(storage.placeOf(first)).to.deep.equal({ kind: "output", index: 0, offset: 32 });
    expect(storage.placeOf(second).kind).to.equal("arena");
  });

  it("refuses a join that wants the caller's tensor in place", () => {
    const b = new Builder();
    b.output(b.add("join", [b.input(1, 8)], [2, 8], { placed: [0] }));
    expect(() => b.plan()).to.throw(/can't have its input 0 in place/);
  });

  it("copies an output that is a part of another value", () => {
    const b = new Builder();
    const whole = b.add("copy", [b.input(8)], [8]);
    const part = b.add("part", [whole], [4], { at: 4 });
    const { storage } = b.output(part).plan();
    expect(storage.copies).to.deep.equal([{ output: 0, value: part }]);
    expect(storage.placeOf(part)).to.deep.equal({ kind: "arena", offset: 16 });
    expect(storage.placeOf(whole)).to.deep.equal({ kind: "arena", offset: 0 });
  });

  it("does not work in place on a part, even where the whole is as large as the result", () => {
    const b = new Builder();
    const whole = b.add("copy", [b.input(8)], [8]);
    const out = b.add("pointwise", [b.add("part", [whole], [4], { at: 4 })], [8]);
    const { storage } = b.output(out).plan();
    expect(storage.inPlace).to.equal(0);
    expect(storage.placeOf(whole).kind).to.equal("arena");
  });

  it("never gives two values that live at once the same bytes", () => {
    const shape = fc.integer({ min: 1, max: 300 });
    const node = fc.record({
      op: fc.constantFrom("pointwise", "copy", "join", "part"),
      size: shape,
      reads: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 30 }), (nodes) => {
        const b = new Builder();
        const values = [b.input(300)];
        const placedBefore = new Set<Value>(values);
        for (const { op, size, reads } of nodes) {
          const operands = reads.map((r) => values[r % values.length] as Value);
          const [x] = operands as [Value];
          const length = x.shape?.[0] as number;
          if (op === "join") {
            const placed = operands.flatMap((v, i) => {
              if (placedBefore.has(v) || v.node.op === "part") return [];
              placedBefore.add(v);
              return [i];
            });
            const total = operands.reduce((n, v) => n + (v.shape?.[0] as number), 0);
            values.push(b.add("join", operands, [total], { placed }));
          } else if (op === "part") values.push(b.add("part", [x], [length - (size % length)], { at: size % length }));
          else values.push(b.add(op, operands, [size]));
        }
        b.output(b.add("copy", [values.at(-1) as Value], [1]));
        const { plan, storage } = b.plan();
        // Replay: each cell remembers what was written last, and every reader must find what it expects.
        const contents = new Map<Value, string[]>();
        const contentOf = (v: Value): string[] => {
          const known = contents.get(v);
          if (known) return known;
          const [n] = v.shape as [number];
          const { op, inputs, attrs, id } = v.node;
          const made =
            op === "join"
              ? inputs.flatMap(contentOf)
              : op === "part"
                ? contentOf(inputs[0] as Value).slice(attrs.at as number, (attrs.at as number) + n)
                : Array.from({ length: n }, (_, i) => `${id}:${i}`);
          contents.set(v, made);
          return made;
        };
        const cells = (v: Value): string[] => {
          const place = storage.placeOf(v);
          const memory = `${place.kind}${"index" in place ? place.index : ""}`;
          return Array.from({ length: v.shape?.[0] as number }, (_, i) => `${memory} ${place.offset + 4 * i}`);
        };
        const memory = new Map<string, string>();
        const write = (v: Value): void => {
          const content = contentOf(v);
          cells(v).forEach((cell, i) => void memory.set(cell, content[i] as string));
        };
        const expectThere = (v: Value): void => {
          expect(cells(v).map((cell) => memory.get(cell))).to.deep.equal(contentOf(v));
        };
        write(values[0] as Value);
        for (const step of plan.steps) {
          if (step.kind !== "kernel") throw new Error("a stock step");
          const { inputs, output, attrs } = step.node;
          for (const v of inputs) expectThere(v);
          if (step.node.op === "join") {
            const at = cells(output);
            let begin = 0;
            inputs.forEach((v, i) => {
              const content = contentOf(v);
              if (!(attrs.placed as number[]).includes(i))
                content.forEach((c, j) => void memory.set(at[begin + j] as string, c));
              begin += content.length;
            });
            expectThere(output);
          } else write(output);
        }
      }),
      { numRuns: 500, seed: 20_240_612 },
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
