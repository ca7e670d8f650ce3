/** Graphs that differ from a rule's example in one thing, derived from the example: most near misses are among them. */
import type { Node } from "../../src/graph/graph.ts";
import { exampleGraph } from "../../src/rewrite/example.ts";
import { type Example, type InputSpec, OpTerm, opTerms, type Term, Variable, weight } from "../../src/rewrite/term.ts";

type Shape = readonly number[];

/** An operand of an example: an input, or a number where an op reads it. */
interface Operand {
  readonly name: string;
  readonly spec: InputSpec;
  /** The highest rank among the results of the ops that read it. */
  readonly rank: number;
  /** Whether this is what the op has as its operand `i`. */
  readonly isAt: (op: OpTerm, i: number) => boolean;
}

function operandsOf(example: Example): Operand[] {
  const { nodes } = exampleGraph(example);
  const operands = new Map<string, Operand>();
  opTerms(example.before).forEach((term, n) => {
    const { rank } = (nodes.get(term) as Node).output;
    term.args.forEach((arg, i) => {
      if (arg instanceof Variable) {
        const { name, spec } = arg;
        const most = Math.max(rank, operands.get(name)?.rank ?? 0);
        operands.set(name, { name, spec, rank: most, isAt: (op, at) => op.args[at] === arg });
      } else if (typeof arg === "number") {
        const name = `number${n}.${i}`;
        operands.set(name, {
          name,
          spec: { ...weight(), values: [arg] },
          rank,
          isAt: (op, at) => op === term && at === i,
        });
      }
    });
  });
  return [...operands.values()];
}

/** The example with some of its ops made otherwise. */
function rebuilt(example: Example, title: string, make: (op: OpTerm, args: Term[]) => OpTerm): Example {
  const made = new Map<Term, Term>();
  const visit = (t: Term): Term => {
    if (!(t instanceof OpTerm)) return t;
    const known = made.get(t) ?? make(t, t.args.map(visit));
    made.set(t, known);
    return known;
  };
  const before = visit(example.before) as OpTerm;
  return { ...example, title, before, ...(example.also && { also: example.also.map((t) => visit(t) as OpTerm) }) };
}

/** The example with other specs for some of its operands. */
function changed(example: Example, title: string, changes: readonly (readonly [Operand, InputSpec])[]): Example {
  const made = changes.map(([operand, spec]) => ({ operand, variable: new Variable(operand.name, spec) }));
  const inputs = Object.fromEntries(made.map(({ variable: { name, spec } }) => [name, spec]));
  const graph = rebuilt(example, title, (op, args) => {
    const variableAt = (i: number): Term | undefined => made.find(({ operand }) => operand.isAt(op, i))?.variable;
    return new OpTerm(
      op.op,
      args.map((arg, i) => variableAt(i) ?? arg),
      op,
    );
  });
  return { ...graph, inputs: { ...example.inputs, ...inputs } };
}

/** The example with an input of another shape. */
export const withShape = (example: Example, name: string, shape: Shape): Example => {
  const operand = operandsOf(example).find((o) => o.name === name) as Operand;
  return changed(example, `${name} is [${shape}]`, [[operand, { ...operand.spec, shape }]]);
};

/** Each operand with each of other specs. */
const withOthers = (example: Example, others: (o: Operand) => readonly Partial<InputSpec>[]): Example[] =>
  operandsOf(example).flatMap((o) =>
    others(o).map((other) =>
      changed(example, `${o.name} with ${JSON.stringify(other)}`, [[o, { ...o.spec, ...other }]]),
    ),
  );

/**
 * Every operand with another rank: a leading dimension of one or two elements more, right before its own or before all that
 * the result has, a dimension of one element behind, or the first one less; and all that vary together. Many are no legal graphs.
 */
export function rankVariants(example: Example): Example[] {
  const alone = withOthers(example, ({ spec: { shape }, rank }) => {
    const ones = new Array<number>(Math.max(0, rank - shape.length)).fill(1);
    const longer = ones.length > 0 ? [shape, [...ones, ...shape]] : [shape];
    const more = longer.flatMap((s) => [1, 2].map((d) => [d, ...s]));
    return [...more, [...shape, 1], ...(shape.length > 0 ? [shape.slice(1)] : [])].map((s) => ({ shape: s }));
  });
  const tensors = operandsOf(example).filter((o) => o.spec.kind === "tensor");
  const together = (title: string, to: (shape: Shape) => Shape): Example =>
    changed(
      example,
      title,
      tensors.map((o) => [o, { ...o.spec, shape: to(o.spec.shape) }]),
    );
  return tensors.length < 2
    ? alone
    : [
        ...alone,
        together("every tensor has a dimension more", (s) => [2, ...s]),
        together("every tensor has a dimension less", (s) => s.slice(1)),
      ];
}

/** Every operand with one extent changed, or the last two exchanged: what has one element along an axis broadcasts. */
const extentVariants = (example: Example): Example[] =>
  withOthers(example, ({ spec: { shape } }) => {
    const others: Shape[] = shape.flatMap((d, i) =>
      (d === 1 ? [2, 3] : [1, d + 1, 2 * d]).map((n) => shape.with(i, n)),
    );
    if (shape.length > 1) others.push([...shape.slice(0, -2), shape.at(-1) as number, shape.at(-2) as number]);
    return others.map((s) => ({ shape: s }));
  });

/** Every tensor with an extent, or all, that the graph does not know. */
const unknownVariants = (example: Example): Example[] =>
  withOthers(example, ({ spec: { kind, shape } }) => {
    const axes = [...shape.keys()];
    return kind === "tensor" ? [axes, ...axes.map((a) => [a])].map((unknown) => ({ unknown })) : [];
  });

/** Every constant with other values; tiny, huge and no numbers among them. */
export const valueVariants = (example: Example): Example[] =>
  withOthers(example, ({ spec: { kind, dtype, values = [1.25, -0.5] } }) => {
    if (kind === "tensor") return [];
    const negated = values.map((v) => -v);
    const others = {
      float32: [[0], [-1], [2 * (values[0] as number)], [1, 2], [1, 0], [1e-42], [3e38], [Number.NaN]],
      int32: [values.toReversed(), ...values.flatMap((v, i) => [v - 1, v + 1, -1].map((n) => values.with(i, n)))],
      bool: [values.map((v) => 1 - v), [1, 0]],
    };
    return [negated, ...(others[dtype as keyof typeof others] ?? [])].map((v) => ({ values: v }));
  });

/** Other values of attributes that are neither a number nor true or false. */
const ATTRIBUTES: Readonly<Record<string, readonly unknown[]>> = {
  data_format: ["NCHW"],
  padding: ["SAME", "VALID", "EXPLICIT"],
  strides: [
    [1, 1, 1, 1],
    [1, 2, 2, 1],
    [1, 1, 1, 2],
  ],
  dilations: [
    [1, 1, 1, 1],
    [1, 2, 2, 1],
  ],
  ksize: [
    [1, 1, 1, 1],
    [1, 2, 2, 1],
    [1, 3, 3, 1],
  ],
  fused_ops: [["BiasAdd"], ["BiasAdd", "Relu"], ["BiasAdd", "Sigmoid"], ["Prelu"]],
  DstT: ["float32", "int32", "bool"],
};
const otherAttributes = (name: string, value: unknown): readonly unknown[] => {
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [-value, value + 1];
  return (ATTRIBUTES[name] ?? []).filter((v) => String(v) !== String(value));
};

/** Every attribute that no rule asks for with other values. */
const attributeVariants = (example: Example): Example[] =>
  opTerms(example.before).flatMap((term) =>
    Object.entries(term.exampleAttrs).flatMap(([name, value]) =>
      otherAttributes(name, value).map((v) =>
        rebuilt(example, `${term.op} with ${name} ${JSON.stringify(v)}`, (t, args) => {
          const own = new OpTerm(t.op, args, t);
          return t === term ? own.example({ [name]: v }) : own;
        }),
      ),
    ),
  );

/** Other shapes of the same rank, shapes that the graph does not know, and other attributes. */
export const shapeVariants = (example: Example): Example[] =>
  [extentVariants, unknownVariants, attributeVariants].flatMap((of) => of(example));
