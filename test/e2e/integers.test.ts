/** Integers and truth values in a plan: the same as stock, and no stock step. */
import { expect } from "chai";
import { type GraphSpec, int, node, placeholder } from "../support/graphdef.ts";
import { floats, integers, plansAnswer, runBoth } from "./support.ts";

const n = integers([2, 3, 5], [0, 1, -1, 7, -8, 9, 13, -21, 34, 55, 1 << 20, -(1 << 20), 3, 2, -2, 4, 5, 6, 100, -100]);
const values = (n.values as Int32Array).slice();
const full = { ...n, values: Int32Array.from({ length: 30 }, (_, i) => values[i % 20] as number) };
const inputs = {
  n: full,
  m: integers([3, 1], [3, -7, 2]),
  x: floats(
    [2, 3, 5],
    Array.from({ length: 30 }, (_, i) => (i - 14) * 0.7),
  ),
  y: floats([5], [0, -2.1, 3.5, 0.7, Number.NaN]),
};
const given: GraphSpec = {
  n: placeholder([2, 3, 5], "int32"),
  m: placeholder([3, 1], "int32"),
  x: placeholder([2, 3, 5]),
  y: placeholder([5]),
  two: int(2),
};
const COMPARISONS = ["Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual"];
const cast = (input: string, from: string, to: string) => node("Cast", [input], { SrcT: from, DstT: to });

/** Runs ops on stock and by plan, where they must run as kernels. Gives the kernels. */
async function check(ops: GraphSpec): Promise<readonly string[]> {
  const read = new Set(Object.values(ops).flatMap((o) => ("inputs" in o ? o.inputs : [])));
  const used = <T>(of: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(of).filter(([name]) => read.has(name)));
  const { model, plan, stockOps } = await runBoth({ ...used(given), ...ops }, used(inputs));
  expect(stockOps).to.deep.equal([]);
  expect(plan.launches.map((l) => l.op)).to.include("integer");
  model.dispose();
  return plan.launches.map((l) => l.op);
}

describe("kernels for integers", () => {
  plansAnswer();

  it("do arithmetic, broadcasting", async () => {
    const binary = ["AddV2", "Sub", "Mul", "RealDiv", "FloorDiv", "FloorMod", "Maximum", "Minimum"];
    await check(Object.fromEntries(binary.map((op) => [op, node(op, ["n", "m"])])));
    await check(Object.fromEntries(binary.map((op) => [op, node(op, ["n", "two"])])));
  });
  it("apply functions of one operand", () =>
    check(Object.fromEntries(["Neg", "Abs", "Square", "Sign"].map((op) => [op, node(op, ["n"])]))));
  it("wrap around where products overflow", () =>
    check({ a: node("Mul", ["n", "n"]), b: node("Mul", ["a", "n"]), c: node("AddV2", ["b", "b"]) }));
  it("compare integers, floats with NaN among them, and truth values", async () => {
    await check(Object.fromEntries(COMPARISONS.map((op) => [op, node(op, ["n", "m"])])));
    await check(Object.fromEntries(COMPARISONS.map((op) => [op, node(op, ["x", "y"])])));
  });
  it("combine truth values, and choose by them", () =>
    check({
      a: node("Greater", ["n", "m"]),
      b: node("Less", ["x", "y"]),
      and: node("LogicalAnd", ["a", "b"]),
      or: node("LogicalOr", ["a", "b"]),
      not: node("LogicalNot", ["a"]),
      integer: node("Select", ["and", "n", "m"]),
      float: node("Select", ["not", "x", "y"]),
    }));
  it("follow each other in one kernel, where nothing else reads what is between", async () => {
    const chain = {
      quotient: node("FloorDiv", ["n", "m"]),
      minus: node("Neg", ["quotient"]),
      rest: node("Sub", ["minus", "n"]),
      less: node("Less", ["rest", "two"]),
      square: node("Square", ["x"]),
      chosen: node("Select", ["less", "x", "square"]),
    };
    const ops = (await check(chain)).filter((op) => op === "integer");
    expect(ops).to.have.length(1);
    // Where something else reads a value, the chain begins anew.
    const apart = (await check({ ...chain, other: node("Mul", ["n", "rest"]) })).filter((op) => op === "integer");
    expect(apart).to.have.length(3);
  });
  it("cast", () =>
    check({
      truth: node("Greater", ["n", "m"]),
      a: cast("truth", "bool", "int32"),
      b: cast("truth", "bool", "float32"),
      c: cast("n", "int32", "float32"),
      d: cast("x", "float32", "int32"),
    }));
  it("leave to stock what only stock gets out of numbers as truth values", async () => {
    const spec = { n: placeholder([2, 3, 5], "int32"), out: cast("n", "int32", "bool") };
    const { model, stockOps } = await runBoth(spec, { n: inputs.n });
    expect(stockOps).to.deep.equal(["Cast"]);
    model.dispose();
  });
});
