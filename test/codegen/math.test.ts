/** Elementary functions: worst error in ulp over dense grids and random bit patterns, special values, both widths. */
import { expect } from "chai";
import { MATH } from "../../src/codegen/wasm/math.ts";
import { DOUBLE_MATH } from "../../src/codegen/wasm/math-double.ts";
import { FUNCTIONS } from "../../src/expr/functions.ts";
import { elementwise, MODES, randomBits, SPECIAL, ulps } from "./elementwise.ts";

const UNARY = { ...MATH, sin: DOUBLE_MATH.sin, cos: DOUBLE_MATH.cos };
type Name = keyof typeof UNARY;

/** Bounds in ulp, and the intervals where each function is neither saturated nor undefined. */
const CASES: Record<Name, { bound: number; intervals: [number, number][] }> = {
  exp: {
    bound: 1.5,
    intervals: [
      [-104, 89],
      [-1, 1],
      [-104, -87],
      [88, 89],
    ],
  },
  expm1: {
    bound: 2,
    intervals: [
      [-18, 89],
      [-1, 1],
      [-1e-3, 1e-3],
    ],
  },
  log: {
    bound: 1.5,
    intervals: [
      [0, 1e-38],
      [0.5, 2],
      [0.99, 1.01],
      [0, 1000],
    ],
  },
  log1p: {
    bound: 2,
    intervals: [
      [-1, 2],
      [-1e-3, 1e-3],
      [0, 1000],
      [-1, -0.99],
    ],
  },
  sigmoid: {
    bound: 3.5,
    intervals: [
      [-104, 20],
      [-4, 4],
      [-104, -87],
    ],
  },
  tanh: {
    bound: 3,
    intervals: [
      [-9.5, 9.5],
      [-1, 1],
      [8, 9.2],
    ],
  },
  erf: {
    bound: 2,
    intervals: [
      [-4, 4],
      [-1, 1],
      [3, 4],
    ],
  },
  sin: {
    bound: 1.5,
    intervals: [
      [-7, 7],
      [-1000, 1000],
      [-(2 ** 31), 2 ** 31],
    ],
  },
  cos: {
    bound: 1.5,
    intervals: [
      [-7, 7],
      [-1000, 1000],
      [-(2 ** 31), 2 ** 31],
    ],
  },
};

const INF = Infinity;
/** Exact results: [x, f(x)]. */
const EXACT: Record<Name, [number, number][]> = {
  exp: [
    [0, 1],
    [-0, 1],
    [INF, INF],
    [-INF, 0],
    [89, INF],
    [-104, 0],
    [-1e38, 0],
    [1e-45, 1],
  ],
  expm1: [
    [0, 0],
    [-0, -0],
    [INF, INF],
    [-INF, -1],
    [89, INF],
    [-20, -1],
    [1e-45, 1e-45],
    [-1e-40, -1e-40],
  ],
  log: [
    [1, 0],
    [0, -INF],
    [-0, -INF],
    [INF, INF],
    [-INF, NaN],
    [-1, NaN],
    [-1e-45, NaN],
  ],
  log1p: [
    [0, 0],
    [-0, -0],
    [-1, -INF],
    [-2, NaN],
    [INF, INF],
    [-INF, NaN],
    [1e-45, 1e-45],
    [-1e-40, -1e-40],
  ],
  sigmoid: [
    [0, 0.5],
    [-0, 0.5],
    [INF, 1],
    [-INF, 0],
    [40, 1],
    [-110, 0],
    [1e-45, 0.5],
  ],
  tanh: [
    [0, 0],
    [-0, -0],
    [INF, 1],
    [-INF, -1],
    [10, 1],
    [-10, -1],
    [1e-45, 1e-45],
    [-1e-40, -1e-40],
  ],
  erf: [
    [0, 0],
    [-0, -0],
    [INF, 1],
    [-INF, -1],
    [5, 1],
    [-5, -1],
  ],
  sin: [
    [0, 0],
    [-0, -0],
    [INF, NaN],
    [-INF, NaN],
    [1e-45, 1e-45],
  ],
  cos: [
    [0, 1],
    [-0, 1],
    [INF, NaN],
    [-INF, NaN],
    [1e-45, 1],
  ],
};

function inputs(intervals: readonly [number, number][]): Float32Array {
  const grid = 10000;
  const random = 40000;
  const x = new Float32Array(intervals.length * grid + random);
  intervals.forEach(([low, high], k) => {
    for (let i = 0; i < grid; i++) x[k * grid + i] = low + ((high - low) * i) / grid;
  });
  const next = randomBits(12345);
  new Uint32Array(x.buffer).subarray(intervals.length * grid).forEach((_, i, bits) => {
    bits[i] = next();
  });
  return x;
}

for (const mode of MODES)
  describe(`elementary functions, ${mode.name}`, () => {
    for (const name of Object.keys(UNARY) as Name[]) {
      const f = elementwise(mode, 1, (lanes, operand) => {
        operand(0);
        UNARY[name](lanes);
      });
      const { bound, intervals } = CASES[name];
      const meaning = FUNCTIONS[name].meaning as (x: number) => number;

      it(`${name} is within ${bound} ulp`, function () {
        const x = inputs(intervals);
        const y = f(x);
        let worst = 0;
        let where = 0;
        for (let i = 0; i < x.length; i++) {
          if ((name === "sin" || name === "cos") && Math.abs(x[i] as number) > 2 ** 31) continue;
          const error = ulps(y[i] as number, meaning(x[i] as number));
          if (error > worst) [worst, where] = [error, x[i] as number];
        }
        if (this.test) this.test.title += ` (worst ${worst.toFixed(2)} at ${where})`;
        expect(worst, `at ${where}`).to.be.at.most(bound);
      });

      it(`${name} of special values`, () => {
        const cases: [number, number][] = [...EXACT[name], [NaN, NaN]];
        const y = f(Float32Array.from(cases, ([x]) => x));
        expect([...y]).to.deep.equal(cases.map(([, expected]) => Math.fround(expected)));
      });
    }

    it("pow is within 3 ulp", function () {
      const f = elementwise(mode, 2, (lanes, operand) => {
        operand(0);
        operand(1);
        DOUBLE_MATH.pow(lanes);
      });
      const random = inputs([
        [0, 4],
        [-3, 3],
      ]);
      const count = random.length;
      const next = randomBits(99);
      const x = Float32Array.from({ length: 2 * count }, (_, i) => random[i % count] as number);
      // Exponents: first such that the result has any size, then small integers and halves, then any float.
      const y = Float32Array.from({ length: 2 * count }, (_, i) => {
        if (i >= count) return i % 2 ? (next() % 41) / 2 - 10 : (random[next() % count] as number);
        return ((next() / 2 ** 32) * 300 - 150) / (Math.log2(Math.abs(x[i] as number)) || 1);
      });
      const z = f(x, y);
      let worst = 0;
      let where = "";
      z.forEach((value, i) => {
        const error = ulps(value, (x[i] as number) ** (y[i] as number));
        if (error > worst) [worst, where] = [error, `${x[i]} ** ${y[i]}`];
      });
      if (this.test) this.test.title += ` (worst ${worst.toFixed(2)} at ${where})`;
      expect(worst, where).to.be.at.most(3);
    });

    it("pow of special values", () => {
      const f = elementwise(mode, 2, (lanes, operand) => {
        operand(0);
        operand(1);
        DOUBLE_MATH.pow(lanes);
      });
      const bases: number[] = [];
      const powers: number[] = [];
      for (const b of [...SPECIAL, 0.5, 10])
        for (const p of SPECIAL) {
          bases.push(b);
          powers.push(p);
        }
      const z = f(Float32Array.from(bases), Float32Array.from(powers));
      z.forEach((value, i) => {
        const [b, p] = [Math.fround(bases[i] as number), Math.fround(powers[i] as number)];
        const expected = b ** p;
        expect(ulps(value, expected), `${b} ** ${p} = ${value}, not ${expected}`).to.be.at.most(2);
        if (value === 0) expect(Object.is(value, Math.fround(expected)), `sign of ${b} ** ${p}`).to.equal(true);
      });
    });
  });
