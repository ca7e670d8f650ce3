/** Expressions as people write them. */
import { expect } from "chai";
import { apply, argument, type Expr } from "../../src/expr/expr.ts";
import { printExpressions } from "../../src/expr/print.ts";

const [acc, a] = [argument(0), argument(1)];
const print = (...roots: Expr[]): string[] =>
  printExpressions(roots, (i) => ["acc", "a"][i] as string, roots.length > 1 ? ["out0", "out1"] : ["out"]);

describe("printed expressions", () => {
  it("have brackets where they are needed, and only there", () => {
    const sum = apply("add", acc, a);
    expect(print(apply("mul", sum, apply("mul", a, 2)))).to.deep.equal(["out = (acc + a) · (a · 2)"]);
    expect(print(apply("sub", apply("sub", acc, a), apply("sub", acc, 1)))).to.deep.equal([
      "out = acc − a − (acc − 1)",
    ]);
    expect(print(apply("max", sum, 0))).to.deep.equal(["out = max(acc + a, 0)"]);
    expect(print(apply("div", 1, apply("add", 1, apply("exp", apply("neg", acc)))))).to.deep.equal([
      "out = 1 / (1 + exp(−acc))",
    ]);
    expect(print(apply("select", apply("less", acc, -0.5), acc, a))).to.deep.equal([
      "out = select(acc < −0.5, acc, a)",
    ]);
  });

  it("name what is used more than once", () => {
    const sum = apply("add", acc, a);
    expect(print(apply("mul", sum, apply("sigmoid", sum)))).to.deep.equal(["t1 = acc + a", "out = t1 · sigmoid(t1)"]);
    expect(print(sum, apply("max", sum, 0))).to.deep.equal(["out0 = acc + a", "out1 = max(acc + a, 0)"]);
  });
});
