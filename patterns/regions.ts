/** Pointwise ops that no anchor takes in: one kernel for as many as hang together. */
import type { Region, RegionForm } from "../src/rewrite/grouping/rule.ts";
import { type OpTerm, op, tensor, type Variable, variablesOf, weight } from "../src/rewrite/term.ts";

const INPUTS = { a: tensor(1, 5, 7, 4), b: tensor(1, 5, 7, 4), c: weight(4) };
type Name = keyof typeof INPUTS;

const region = (
  form: RegionForm,
  about: string,
  names: readonly Name[],
  term: (v: Readonly<Record<Name, Variable>>) => OpTerm,
): Region => {
  const inputs = Object.fromEntries(names.map((n) => [n, INPUTS[n]]));
  return {
    kind: "region",
    name: form === "op" ? "pointwise" : `pointwise-${form}`,
    family: "F15",
    exactness: "X",
    about,
    kernel: "pointwise",
    form,
    example: { title: form, inputs, before: term(variablesOf(inputs) as Readonly<Record<Name, Variable>>) },
  };
};

export const REGIONS: readonly Region[] = [
  region(
    "op",
    "A pointwise op becomes a generated kernel, with any broadcasting of its operands.",
    ["a", "c"],
    ({ a, c }) => op.Mul(a, c),
  ),
  region(
    "chain",
    "Pointwise ops one after the other become one kernel that passes over memory once.",
    ["a", "c"],
    ({ a, c }) => op.Relu(op.AddV2(op.Mul(a, 0.5), c)),
  ),
  region(
    "tree",
    "Pointwise ops of several tensors become one kernel that reads each once.",
    ["a", "b", "c"],
    ({ a, b, c }) => op.Sub(op.Tanh(a), op.Mul(b, c)),
  ),
  region(
    "diamond",
    "Pointwise ops that use a value several times and meet again become one kernel.",
    ["a", "c"],
    ({ a, c }) => {
      const sum = op.AddV2(a, c);
      return op.Mul(sum, op.Sigmoid(sum));
    },
  ),
];
