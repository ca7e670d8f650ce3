/** Example graphs: what tests, docs and the demo run a rule on, with seeded random data. */
import { Graph, type Node, type Value } from "../graph/graph.ts";
import { ConstantTensor, type DType, type Shape, sizeOf, type Values } from "../graph/types.ts";
import { type Example, type InputSpec, OpTerm, type Term, Variable } from "./term.ts";

export interface ExampleOptions {
  readonly seed?: number;
  /** Changes the shapes of tensor inputs. */
  readonly shape?: (shape: Shape) => Shape;
  /** Puts NaN and infinities among the values of float32 tensors. */
  readonly specials?: boolean;
  /** Takes the place of float32 in all inputs and numbers. */
  readonly dtype?: DType;
  /** The name of a constant input that is fed instead. */
  readonly fed?: string;
}

export interface ExampleGraph {
  readonly graph: Graph;
  /** Values of the placeholders, by name. */
  readonly feeds: ReadonlyMap<string, ConstantTensor>;
  /** The node of every op term. */
  readonly nodes: ReadonlyMap<OpTerm, Node>;
}

/** Builds an example's graph. Its outputs are "result" and, for the terms that are outputs too, "also0" and so on. */
export function exampleGraph(example: Example, options: ExampleOptions = {}): ExampleGraph {
  const { seed = 1, shape = (s: Shape) => s } = options;
  const graph = new Graph();
  const feeds = new Map<string, ConstantTensor>();
  const values = new Map<Term, Value>();
  const nodes = new Map<OpTerm, Node>();
  const random = generator(seed);
  const dtypeOf = (dtype: DType): DType => (dtype === "float32" ? (options.dtype ?? dtype) : dtype);

  const input = ({ name, spec }: Variable): Value => {
    const dtype = dtypeOf(spec.dtype);
    const isTensor = spec.kind === "tensor";
    const type = { dtype, shape: isTensor ? shape(spec.shape) : spec.shape };
    const data = exampleData({ ...spec, ...type }, random, isTensor && options.specials === true);
    if (!isTensor && name !== options.fed) return graph.constant(data, name);
    feeds.set(name, data);
    const known = { dtype, shape: type.shape.map((d, i) => (spec.unknown?.includes(i) ? -1 : d)) };
    return graph.add("Placeholder", [], known, { name, types: [known] }).output;
  };
  const build = (term: Term): Value => {
    const known = values.get(term);
    if (known && typeof term !== "number") return known;
    let value: Value;
    if (term instanceof Variable) value = input(term);
    else if (typeof term === "number") value = graph.constant(filled(dtypeOf("float32"), [], () => term));
    else if (term instanceof OpTerm) {
      const inputs = term.args.map(build);
      const node = graph.add(term.op, inputs, { ...term.exampleAttrs, ...term.attrs });
      nodes.set(term, node);
      value = node.output;
    } else throw new Error("an example is made of ops, numbers and inputs");
    values.set(term, value);
    return value;
  };
  graph.outputs.push({ name: "result", value: build(example.before) });
  for (const [i, term] of (example.also ?? []).entries()) graph.outputs.push({ name: `also${i}`, value: build(term) });
  return { graph, feeds, nodes };
}

/** Example data of an input. */
function exampleData(spec: InputSpec, random: () => number, specials: boolean): ConstantTensor {
  const [low, high] = spec.range ?? [-2, 2];
  const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  return filled(spec.dtype, spec.shape, (i) => {
    if (spec.values) return spec.values[i % spec.values.length] as number;
    const r = random();
    if (spec.dtype === "bool") return r < 0.5 ? 0 : 1;
    if (spec.dtype === "int32") return Math.floor(1 + r * 3);
    return specials && i % 5 === 1 ? (odd[(i / 5) & 3] as number) : low + (high - low) * r;
  });
}

function filled(dtype: DType, shape: Shape, at: (i: number) => number): ConstantTensor {
  const n = sizeOf(shape);
  const values: Values =
    dtype === "float32" ? new Float32Array(n) : dtype === "bool" ? new Uint8Array(n) : new Int32Array(n);
  for (let i = 0; i < n; i++) values[i] = at(i);
  return new ConstantTensor(dtype, shape, values);
}

/** Mulberry32: small, seeded, good enough for test data. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
