/** Writes graphs in a few words, groups them and compares what comes out with stock tfjs. */

import { expect } from "chai";
import { GROUPINGS } from "../../patterns/index.ts";
import { type Attrs, Graph, type Node, type Value } from "../../src/graph/graph.ts";
import { ConstantTensor, type DType, type Shape, sizeOf } from "../../src/graph/types.ts";
import { type GroupingOptions, group } from "../../src/rewrite/grouping.ts";
import type { RewriteLog } from "../../src/rewrite/rule.ts";
import { randomValues } from "./graphdef.ts";
import { runReference } from "./reference.ts";
import { nmse, runStock } from "./stock.ts";

export const WINDOW = { strides: [1, 1, 1, 1], dilations: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
export const IMAGE = [1, 4, 5, 3];

/** Writes graphs in a few words. */
export class Writer {
  readonly graph = new Graph();
  readonly feeds = new Map<string, ConstantTensor>();
  #seed = 1;

  input(shape: Shape = IMAGE, dtype: DType = "float32"): Value {
    const type = { dtype, shape };
    const { output, name } = this.graph.add("Placeholder", [], type, { name: "x", types: [type] });
    const values = randomValues(sizeOf(shape), this.#seed++);
    const data = dtype === "float32" ? Float32Array.from(values) : Int32Array.from(values, (v) => Math.round(8 * v));
    this.feeds.set(name, new ConstantTensor(dtype, shape, data));
    return output;
  }
  weight(...shape: number[]): Value {
    return this.graph.constant(ConstantTensor.float(shape, randomValues(sizeOf(shape), this.#seed++)));
  }
  ints(...values: number[]): Value {
    return this.graph.constant(ConstantTensor.int([values.length], values));
  }
  op(op: string, inputs: readonly (Value | number)[], attrs: Attrs = {}): Value {
    const values = inputs.map((v) => (typeof v === "number" ? this.graph.constant(ConstantTensor.float([], [v])) : v));
    return this.graph.add(op, values, attrs, { name: op.toLowerCase() }).output;
  }
  conv(x: Value, to = x.shape?.at(-1) ?? 1, attrs: Attrs = {}): Value {
    return this.op("Conv2D", [x, this.weight(3, 3, x.shape?.at(-1) ?? 1, to)], { ...WINDOW, ...attrs });
  }
  out(...values: Value[]): this {
    for (const value of values) this.graph.outputs.push({ name: `out${this.graph.outputs.length}`, value });
    return this;
  }
}

/** Writes the same graph twice, groups one of them and compares what both compute. */
export function check(
  write: (w: Writer) => void,
  options: GroupingOptions = {},
): { log: RewriteLog; graph: Graph; ops: string[] } {
  const [plain, made] = [new Writer(), new Writer()];
  write(plain);
  write(made);
  const log = group(made.graph, GROUPINGS, options);
  const order = made.graph.topological();
  const expected = runStock(plain.graph, plain.feeds);
  const nodes = order.filter((n) => n.op !== "Const" && n.op !== "Placeholder");
  if (nodes.every((n) => /^[a-z]/.test(n.op)))
    for (const [name, value] of runReference(made.graph, made.feeds))
      expect(nmse(value, expected.get(name) as ConstantTensor), name).to.be.below(1e-11);
  return { log, graph: made.graph, ops: nodes.map((n) => n.op) };
}

export const rules = (log: RewriteLog): string[] => log.fired.map((f) => f.rule);
export const reasons = (log: RewriteLog): string[] => log.missed.map((m) => m.reason);
export const nodeOf = (graph: Graph, op: string): Node => [...graph.nodes].find((n) => n.op === op) as Node;
