/**
 * The graph: nodes that compute values from values.
 *
 * Ops in CamelCase are TensorFlow's (`Conv2D`) or scalar ops of our own op table (`HardSwish`); ops in lower case are
 * kernels (`conv2d`), made only by grouping. A graph is built for the outputs that a caller asks for, with shapes as far
 * as they are known, and edited in place: uses are kept up to date, so a rewrite costs what it touches.
 */
import { infer } from "./infer.ts";
import type { ConstantTensor, TensorType } from "./types.ts";

/** An attribute as plain data; strings are decoded, `list(int)` is an array. */
export type Attr = unknown;
export type Attrs = Readonly<Record<string, Attr>>;

/** One output of a node. */
export class Value {
  readonly node: Node;
  readonly index: number;
  /** dtype and shape, as far as inference knows them. */
  type: TensorType | undefined;
  /** The nodes that read this value, with how often each does. */
  readonly users: Map<Node, number> = new Map();

  constructor(node: Node, index: number, type: TensorType | undefined) {
    this.node = node;
    this.index = index;
    this.type = type;
  }

  /** TensorFlow's name of the value: `conv`, `split:1`. */
  get name(): string {
    return this.index === 0 ? this.node.name : `${this.node.name}:${this.index}`;
  }
  get shape(): readonly number[] | undefined {
    return this.type?.shape;
  }
  /** Number of dimensions; -1 when unknown. */
  get rank(): number {
    return this.type?.shape.length ?? -1;
  }
  get constant(): ConstantTensor | undefined {
    return this.node.op === "Const" ? (this.node.attrs.value as ConstantTensor) : undefined;
  }
}

export class Node {
  readonly id: number;
  /** Change through `Graph.rename`. */
  name: string;
  readonly op: string;
  /** To be replaced, never changed: lowered calls are known by it. */
  attrs: Attrs;
  /** Change through `Graph.setInput`, which keeps the uses up to date. */
  readonly inputs: Value[];
  readonly outputs: Value[];
  /** Names of nodes that must run before this one; a node with any is never rewritten. */
  readonly control: readonly string[];
  /** Names of the nodes of the loaded graph that this one stands for. */
  origin: readonly string[];
  /** The rules that made it, in order. */
  rules: readonly string[] = [];

  constructor(id: number, name: string, op: string, inputs: Value[], attrs: Attrs, control: readonly string[]) {
    this.id = id;
    this.name = name;
    this.op = op;
    this.inputs = inputs;
    this.attrs = attrs;
    this.outputs = [];
    this.control = control;
    this.origin = [name];
  }

  /** The `i`-th input. Throws when there is none, so callers need no check. */
  input(i: number): Value {
    const value = this.inputs[i];
    if (!value) throw new Error(`${this.op} "${this.name}" has no input ${i}`);
    return value;
  }
  /** The first output. */
  get output(): Value {
    return this.outputs[0] as Value;
  }
}

export interface NodeOptions {
  readonly name?: string;
  readonly control?: readonly string[];
  /** Output types, where the caller knows them better than the op table. */
  readonly types?: readonly (TensorType | undefined)[];
}

/** A value that the caller asked for, under the name that they asked by. */
export interface GraphOutput {
  readonly name: string;
  value: Value;
}

export class Graph {
  /** In order of insertion; `topological()` gives an order of execution. */
  readonly nodes: Set<Node> = new Set();
  readonly inputs: Value[] = [];
  readonly outputs: GraphOutput[] = [];
  readonly #names: Set<string> = new Set();
  #nextId = 0;

  /** Adds a node; its output types come from the op table unless given. A name already taken gets a number. */
  add(op: string, inputs: readonly Value[], attrs: Attrs = {}, options: NodeOptions = {}): Node {
    const node = new Node(
      this.#nextId++,
      this.#freeName(options.name ?? op),
      op,
      [...inputs],
      attrs,
      options.control ?? [],
    );
    const types = options.types ?? infer(op, inputs, attrs);
    types.forEach((type, i) => {
      node.outputs.push(new Value(node, i, type));
    });
    for (const value of inputs) use(value, node, 1);
    this.nodes.add(node);
    if (op === "Placeholder") this.inputs.push(node.output);
    return node;
  }

  constant(value: ConstantTensor, name = "const"): Value {
    return this.add("Const", [], { value }, { name, types: [{ dtype: value.dtype, shape: value.shape }] }).output;
  }

  setInput(node: Node, i: number, value: Value): void {
    use(node.input(i), node, -1);
    node.inputs[i] = value;
    use(value, node, 1);
  }

  /** Makes every reader of `from`, and every graph output that is `from`, read `to`. */
  replace(from: Value, to: Value): void {
    for (const node of [...from.users.keys()])
      node.inputs.forEach((value, i) => {
        if (value === from) this.setInput(node, i, to);
      });
    for (const output of this.outputs) if (output.value === from) output.value = to;
  }

  /** Gives a node a name, if that is free. */
  rename(node: Node, name: string): void {
    if (this.#names.has(name)) return;
    this.#names.delete(node.name);
    this.#names.add(name);
    node.name = name;
  }

  isOutput(value: Value): boolean {
    return this.outputs.some((o) => o.value === value);
  }

  /** Removes a node that nothing reads. */
  remove(node: Node): void {
    if (node.outputs.some((v) => v.users.size > 0 || this.isOutput(v)))
      throw new Error(`${node.op} "${node.name}" is still used`);
    for (const value of node.inputs) use(value, node, -1);
    this.nodes.delete(node);
    this.#names.delete(node.name);
  }

  /**
   * Removes `node` if nothing reads it, and then whatever only it read. Placeholders and nodes whose name is in `keep` stay.
   * Returns the removed nodes.
   */
  removeUnused(node: Node, keep?: ReadonlySet<string>): Node[] {
    const removed: Node[] = [];
    const work = [node];
    for (let n = work.pop(); n; n = work.pop()) {
      if (!this.nodes.has(n) || n.op === "Placeholder" || keep?.has(n.name)) continue;
      if (n.outputs.some((v) => v.users.size > 0 || this.isOutput(v))) continue;
      this.remove(n);
      removed.push(n);
      for (const value of n.inputs) work.push(value.node);
    }
    return removed;
  }

  /** The nodes in an order of execution: producers before users, otherwise as inserted. Throws on a cycle. */
  topological(): Node[] {
    const state = new Map<Node, "open" | "done">();
    const order: Node[] = [];
    for (const root of this.nodes) {
      const stack: Node[] = [root];
      for (let node = stack.at(-1); node; node = stack.at(-1)) {
        if (state.get(node) === "done") {
          stack.pop();
          continue;
        }
        const wanted = node.inputs.map((v) => v.node).filter((n) => state.get(n) !== "done");
        if (wanted.length === 0) {
          state.set(node, "done");
          order.push(node);
          stack.pop();
        } else if (state.get(node) === "open" && wanted.some((n) => state.get(n) === "open"))
          throw new Error(`the graph has a cycle through "${node.name}"`);
        else {
          state.set(node, "open");
          stack.push(...wanted.reverse());
        }
      }
    }
    return order;
  }

  #freeName(base: string): string {
    let name = base;
    for (let n = 1; this.#names.has(name); n++) name = `${base}_${n}`;
    this.#names.add(name);
    return name;
  }
}

function use(value: Value, node: Node, delta: 1 | -1): void {
  const count = (value.users.get(node) ?? 0) + delta;
  if (count > 0) value.users.set(node, count);
  else value.users.delete(node);
}
