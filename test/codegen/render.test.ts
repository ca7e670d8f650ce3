/** The renderer against the JavaScript oracle: every function, sharing, fusion, several roots. */
import { expect } from "chai";
import { FunctionBuilder } from "../../src/codegen/wasm/assembler.ts";
import { Lanes } from "../../src/codegen/wasm/lanes.ts";
import { RENDERABLE, renderExpression, renderTo } from "../../src/codegen/wasm/render.ts";
import { compile } from "../../src/expr/evaluate.ts";
import { apply, argument, argumentsOf, constant, type Expr } from "../../src/expr/expr.ts";
import { FUNCTIONS, type FunctionName } from "../../src/expr/functions.ts";
import { elementwise, MODES, randomBits, SPECIAL, ulps } from "./elementwise.ts";

const x = argument(0);
const y = argument(1);
const z = argument(2);

/** Functions that are not exactly rounded, and their bound in ulp. */
const INEXACT: Partial<Record<FunctionName, number>> = {
  exp: 2,
  expm1: 2,
  log: 2,
  log1p: 2,
  sigmoid: 3.5,
  tanh: 3.5,
  erf: 2.5,
  pow: 3,
  sin: 2,
  cos: 2,
};

/** An expression of floats that computes `fn`, whatever its types are. */
function exercise(fn: FunctionName): Expr {
  const { arity, operands, result } = FUNCTIONS[fn];
  if (fn === "select") return apply("select", apply("less", x, y), y, z);
  const masks = [apply("less", x, y), apply("notEqual", y, z)];
  const e = apply(fn, ...(operands === "mask" ? masks : [x, y, z]).slice(0, arity));
  return result === "mask" ? apply("select", e, 1, 2) : e;
}

/** All pairs of special values, and random ones of moderate and of any size. */
function samples(count: number): Float32Array[] {
  const pairs = SPECIAL.length ** 2;
  const next = randomBits(77);
  const bits = new Uint32Array(1);
  const anyFloat = new Float32Array(bits.buffer);
  return [0, 1, 2].slice(0, count).map((k) =>
    Float32Array.from({ length: pairs + 4000 }, (_, i) => {
      if (i < pairs) return SPECIAL[Math.floor(i / SPECIAL.length ** k) % SPECIAL.length] as number;
      bits[0] = next();
      return i % 2 ? (anyFloat[0] as number) : (bits[0] as number) / 2 ** 29 - 4;
    }),
  );
}

function check(mode: (typeof MODES)[number], e: Expr, bound = 0): void {
  const count = Math.max(...argumentsOf(e), 0) + 1;
  const inputs = samples(count);
  const actual = elementwise(mode, count, (lanes, operand) => renderExpression(lanes, [e], operand))(...inputs);
  const oracle = compile(e, bound ? (v) => v : Math.fround);
  const periodic = e.kind === "apply" && (e.fn === "sin" || e.fn === "cos");
  actual.forEach((value, i) => {
    const args = inputs.map((input) => input[i] as number);
    if (periodic && Math.abs(args[0] as number) > 2 ** 31 && Number.isFinite(args[0])) return; // no digit of these is right
    const expected = oracle(args);
    if (!(ulps(value, expected) <= bound)) expect.fail(`f(${args}) is ${value}, expected ${expected}`);
  });
}

for (const mode of MODES)
  describe(`expressions in wasm, ${mode.name}`, () => {
    for (const fn of RENDERABLE) it(fn, () => check(mode, exercise(fn), INEXACT[fn] ?? 0));

    it("limits by constants, in either order", () => {
      for (const e of [
        apply("max", x, -1),
        apply("max", -1, x),
        apply("min", x, 6),
        apply("min", apply("max", 0, x), 6),
      ])
        check(mode, e);
    });
    it("expm1 of what is not positive", () => {
      for (const e of [apply("min", x, 0), apply("min", -1, x)]) check(mode, apply("expm1", e), 2);
      check(mode, apply("expm1", apply("min", x, 1)), 2);
    });
    it("ELU as a sum of two halves", () => {
      const elu = (a: Expr, b: Expr): Expr => apply("add", apply("max", a, 0), apply("expm1", apply("min", b, 0)));
      check(mode, elu(x, x), 2);
      if (mode.width === 1) return;
      // In one it sets the sign bit, and needs neither limit.
      const lanes = new Lanes(new FunctionBuilder("elu", []), mode.width, mode.features);
      const constantsOf = (e: Expr) => lanes.constantsIn((l) => renderExpression(l, [e], () => l.constant(1)));
      const sign = 0x80000000 | 0;
      expect([elu(x, x), elu(x, y)].map((e) => constantsOf(e).has(sign))).to.deep.equal([true, false]);
    });
    it("limits by NaN", () => check(mode, apply("max", x, NaN)));
    it("products feeding sums", () => {
      const product = apply("mul", x, -1); // exact, so that fusing does not change the result
      for (const e of [
        apply("add", product, y),
        apply("add", y, product),
        apply("sub", y, product),
        apply("sub", product, y),
      ])
        check(mode, e);
      check(mode, apply("add", product, product));
    });
    it("shared masks", () => {
      const mask = apply("less", x, y);
      check(mode, apply("select", apply("and", mask, apply("not", apply("and", mask, apply("less", y, z)))), x, z));
    });
    it("swish: x · sigmoid(x)", () => {
      const f = elementwise(mode, 1, (l, operand) =>
        renderExpression(l, [apply("mul", x, apply("sigmoid", x))], operand),
      );
      const [value] = f(Float32Array.of(1.25));
      expect(ulps(value as number, 1.25 / (1 + Math.exp(-1.25)))).to.be.at.most(3);
    });
    it("several roots share work and may overwrite their operands", () => {
      const calls: number[] = [];
      const shared = apply("add", x, y);
      const f = elementwise(
        mode,
        2,
        (lanes, operand) => {
          operand(0);
          const a = lanes.keep();
          operand(1);
          const b = lanes.keep();
          const read = (i: number): void => {
            calls.push(i);
            lanes.get(i ? b : a);
          };
          renderTo(lanes, [apply("mul", shared, argument(1)), apply("neg", shared)], read, [a, b]);
          lanes.get(a).get(b);
        },
        2,
      );
      expect([...f(Float32Array.of(1, 2, 3, 4), Float32Array.of(10, 20, 30, 40))]).to.deep.equal([
        110, 440, 990, 1760, -11, -22, -33, -44,
      ]);
      expect(calls).to.deep.equal([0, 1]);
    });
    it("constants as roots", () => {
      const f = elementwise(mode, 1, (lanes, operand) => renderExpression(lanes, [constant(2.5)], operand));
      expect([...f(new Float32Array(4))]).to.deep.equal([2.5, 2.5, 2.5, 2.5]);
    });
  });

describe("expressions in wasm", () => {
  const emit = (e: Expr): string => {
    const f = new FunctionBuilder("k", ["v128"], ["v128"]);
    renderExpression(new Lanes(f, 4, { simd: true, relaxedSimd: true }), [e], () => f.get(f.params[0] as never));
    return [...f.encode().view()].map((b) => b.toString(16).padStart(2, "0")).join("");
  };
  it("limits by a constant are single instructions", () => {
    expect(emit(apply("min", 6, apply("max", x, 0))))
      .to.match(/fdeb01.*fdea01/)
      .and.not.match(/fde[89]01/);
  });
  it("a product feeding a sum is fused", () => {
    expect(emit(apply("add", 3, apply("mul", x, 2))))
      .to.match(/fd8502/)
      .and.not.match(/fde[46]01/);
  });
  it("a product needed elsewhere is not", () => {
    const product = apply("mul", x, 2);
    expect(emit(apply("add", product, apply("abs", product))))
      .to.match(/fde601/)
      .and.not.match(/fd8502/);
  });
});
