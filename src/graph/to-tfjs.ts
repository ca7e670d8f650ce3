/** Export: from a graph to a GraphDef with weights, which stock tfjs loads and runs. */
import type { io } from "@tensorflow/tfjs-core";
import { argument, type Expr } from "../expr/expr.ts";
import type { FunctionName } from "../expr/functions.ts";
import { encodeAttrs, shapeProto, typeName } from "./attrs.ts";
import { type GraphDef, type NodeDef, parseName } from "./from-tfjs.ts";
import type { Graph, Node, Value } from "./graph.ts";
import type { OpRow } from "./op-row.ts";
import { rowOf } from "./ops.ts";
import { ConstantTensor } from "./types.ts";

/** The op that computes a scalar function. */
const OP_OF: Readonly<Record<FunctionName, string>> = {
  neg: "Neg",
  abs: "Abs",
  sign: "Sign",
  floor: "Floor",
  ceil: "Ceil",
  round: "Round",
  sqrt: "Sqrt",
  exp: "Exp",
  expm1: "Expm1",
  log: "Log",
  log1p: "Log1p",
  sigmoid: "Sigmoid",
  tanh: "Tanh",
  erf: "Erf",
  sin: "Sin",
  cos: "Cos",
  add: "AddV2",
  sub: "Sub",
  mul: "Mul",
  div: "RealDiv",
  min: "Minimum",
  max: "Maximum",
  pow: "Pow",
  less: "Less",
  lessEqual: "LessEqual",
  equal: "Equal",
  notEqual: "NotEqual",
  and: "LogicalAnd",
  or: "LogicalOr",
  not: "LogicalNot",
  select: "Select",
};

/** What export takes over from the model that the graph came from. */
export interface ExportOptions {
  /** The model's signature; its outputs are found among the graph's under their keys or their tensors' names. */
  readonly signature?: unknown;
  /** Further fields of the model's files: `userDefinedMetadata`, `generatedBy`, … */
  readonly artifacts?: Partial<io.ModelArtifacts>;
}

/**
 * Writes a graph as a model that stock tfjs loads. Ops of ours are written out in TensorFlow's by their scalar meaning;
 * every graph output is found under the name it was asked for. Throws on kernels, which exist only inside a plan.
 */
export function toGraphDef(
  graph: Graph,
  { signature, artifacts = {} }: ExportOptions = {},
): io.ModelArtifacts & {
  readonly modelTopology: GraphDef;
  readonly weightSpecs: io.WeightsManifestEntry[];
  readonly weightData: ArrayBuffer;
} {
  const { topology, constants } = writeGraph(graph, signature);
  return {
    format: "graph-model",
    ...artifacts,
    ...(signature ? { signature } : {}),
    modelTopology: topology,
    weightSpecs: constants.map(({ name, value: { shape, dtype } }) => ({ name, shape: [...shape], dtype })),
    weightData: bytesOf(constants),
  };
}

/** A weight of a written graph. */
export interface WrittenConstant {
  readonly name: string;
  readonly value: ConstantTensor;
  /** The loaded model's weight that it is, where it is one. */
  readonly weight?: string;
}

/** Writes a graph's nodes, and says which weights they need. */
export function writeGraph(
  graph: Graph,
  signature?: unknown,
): { readonly topology: GraphDef; readonly constants: readonly WrittenConstant[] } {
  const { nodes, constants } = new Writer(graph, signature as SignatureOutputs | undefined);
  return { topology: { node: nodes, versions: { producer: 808 }, library: {} } as GraphDef, constants };
}

/** The constants' bytes, one after the other. */
function bytesOf(constants: readonly WrittenConstant[]): ArrayBuffer {
  const bytes = new Uint8Array(constants.reduce((n, { value }) => n + value.values.byteLength, 0));
  let offset = 0;
  for (const { value } of constants) {
    const { buffer, byteOffset, byteLength } = value.values;
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
    offset += byteLength;
  }
  return bytes.buffer;
}

/** Ops that a step of a scalar meaning may be written as; the larger ones first. */
const IDIOMS = ["Softplus", "Relu6", "Relu", "Rsqrt", "Square"] as const;

/** The op that computes an expression from one of its parts, and that part. */
function idiomOf(e: Expr): { readonly op: string; readonly operand: Expr } | undefined {
  for (const op of IDIOMS) {
    const found: { operand?: Expr } = {};
    const meaning = rowOf(op)?.scalar?.([argument(0)], {});
    if (meaning && fits(meaning, e, found)) return { op, operand: found.operand as Expr };
  }
  return undefined;
}

/** Whether an expression is `meaning` with some expression for its argument. */
function fits(meaning: Expr, e: Expr, found: { operand?: Expr }): boolean {
  if (meaning.kind === "argument") {
    found.operand ??= e;
    return found.operand === e;
  }
  if (meaning.kind === "constant") return e.kind === "constant" && Object.is(e.value, meaning.value);
  return (
    e.kind === "apply" && e.fn === meaning.fn && meaning.args.every((arg, i) => fits(arg, e.args[i] as Expr, found))
  );
}

interface SignatureOutputs {
  readonly outputs?: Readonly<Record<string, { readonly name: string }>>;
}

class Writer {
  readonly nodes: NodeDef[] = [];
  readonly constants: WrittenConstant[] = [];
  readonly #taken: Set<string>;
  /** Names under which nodes are written, where not their own. */
  readonly #renamed = new Map<Node, string>();
  readonly #scalars = new Map<number, string>();

  constructor(graph: Graph, signature: SignatureOutputs | undefined) {
    this.#taken = new Set([...graph.nodes].map((n) => n.name));
    const wanted = this.#wanted(graph, signature);
    const own = new Map([...graph.nodes].map((n) => [n.name, n]));
    const aliases = [...wanted].filter(([name, values]) => {
      const node = own.get(name);
      if (node && values.every((value, i) => value === undefined || node.outputs[i] === value)) return false;
      // Another node has the name that an output is asked for by.
      if (node) this.#renamed.set(node, this.#free(`${name}/inner`));
      return true;
    });
    for (const node of graph.topological()) this.#write(node);
    for (const [name, values] of aliases) {
      const present = values.find((v) => v !== undefined) as Value;
      const op = values.length === 1 ? "Identity" : "IdentityN";
      this.nodes.push({ name, op, input: values.map((v) => this.#ref(v ?? present)), attr: {} });
    }
  }

  /** Per node name that outputs are asked for by, the values of its outputs. */
  #wanted(graph: Graph, signature: SignatureOutputs | undefined): Map<string, (Value | undefined)[]> {
    const wanted = new Map<string, (Value | undefined)[]>();
    for (const { name, value } of graph.outputs) {
      const [node, output] = parseName(signature?.outputs?.[name]?.name ?? name);
      const values = wanted.get(node) ?? [];
      values[output] = value;
      wanted.set(node, Array.from(values));
    }
    return wanted;
  }

  #free(base: string): string {
    let name = base;
    for (let n = 1; this.#taken.has(name); n++) name = `${base}_${n}`;
    this.#taken.add(name);
    return name;
  }

  #ref({ node, index }: Value): string {
    const name = this.#nameOf(node);
    return index === 0 ? name : `${name}:${index}`;
  }
  #nameOf(node: Node): string {
    return this.#renamed.get(node) ?? node.name;
  }

  #write(node: Node): void {
    const name = this.#nameOf(node);
    if (/^[a-z]/.test(node.op))
      throw new Error(`"${name}" is a kernel (${node.op}), which no TensorFlow.js model can hold`);
    if (node.op === "Const") {
      this.#constant(name, node.attrs.value as ConstantTensor, node.attrs.weight as string | undefined);
      return;
    }
    const input = node.inputs.map((v) => this.#ref(v));
    const row = rowOf(node.op);
    if (row?.internal && row.scalar) {
      const expr = row.scalar(
        node.inputs.map((_, i) => argument(i)),
        node.attrs,
      );
      this.#expression(name, expr, input);
      return;
    }
    if (row?.internal && row.expand) {
      this.#expansion(name, node, row.expand, input);
      return;
    }
    const control = node.control.filter((c) => this.#taken.has(c)).map((c) => `^${c}`);
    this.nodes.push({ name, op: node.op, input: [...input, ...control], attr: encodeAttrs(node.attrs) });
  }

  #constant(name: string, value: ConstantTensor, weight?: string): void {
    const dtype = typeName(value.dtype);
    const tensor = { dtype, tensorShape: shapeProto(value.shape) };
    this.nodes.push({ name, op: "Const", input: [], attr: { dtype: { type: dtype }, value: { tensor } } });
    this.constants.push({ name, value, ...(weight === undefined ? {} : { weight }) });
  }

  /** Writes an expression as one node a step; the last one has the name. */
  #expression(name: string, root: Expr, input: readonly string[]): void {
    const refs = new Map<Expr, string>();
    const write = (e: Expr): string => {
      if (e.kind === "argument") return input[e.index] as string;
      if (e.kind === "constant") return this.#scalar(e.value);
      const known = refs.get(e);
      if (known !== undefined) return known;
      const idiom = idiomOf(e);
      const op = idiom?.op ?? OP_OF[e.fn];
      const operands = (idiom ? [idiom.operand] : e.args).map(write);
      const step = e === root ? name : this.#free(`${name}/${op}`);
      this.nodes.push({ name: step, op, input: operands, attr: encodeAttrs({ T: "float32" }) });
      refs.set(e, step);
      return step;
    };
    if (root.kind === "apply") write(root);
    else this.nodes.push({ name, op: "Identity", input: [write(root)], attr: encodeAttrs({ T: "float32" }) });
  }

  /** Writes the ops that an op of ours stands for; the last one has the name. */
  #expansion(name: string, node: Node, expand: NonNullable<OpRow["expand"]>, input: readonly string[]): void {
    const types = node.inputs.map(({ type, name: operand }) => {
      if (!type) throw new Error(`"${name}" (${node.op}) cannot be written: the type of "${operand}" is not known`);
      return type;
    });
    const steps: NodeDef[] = [];
    expand<string>(
      (op, operands, attrs = {}) => {
        const refs = operands.map((o) => (typeof o === "string" ? o : this.#operand(name, o)));
        const step = { name: this.#free(`${name}/${op}`), op, input: refs, attr: encodeAttrs(attrs) };
        steps.push(step);
        return step.name;
      },
      input,
      node.attrs,
      types,
    );
    const last = steps.pop() as NodeDef;
    this.nodes.push(...steps, { ...last, name });
  }

  /** A constant of an expansion; numbers are shared. */
  #operand(name: string, value: ConstantTensor): string {
    if (value.dtype === "float32" && value.shape.length === 0) return this.#scalar(value.values[0] as number);
    const constant = this.#free(`${name}/const`);
    this.#constant(constant, value);
    return constant;
  }

  /** A scalar constant, shared by all that need it. */
  #scalar(value: number): string {
    let name = this.#scalars.get(value);
    if (name === undefined) {
      name = this.#free("scalar");
      this.#scalars.set(value, name);
      this.#constant(name, new ConstantTensor("float32", [], Float32Array.of(value)));
    }
    return name;
  }
}
