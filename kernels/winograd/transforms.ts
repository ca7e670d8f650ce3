/**
 * The linear maps of Winograd's minimal filtering, F(m×m, 3×3) for m = 2 and 4 (Lavin and Gray, "Fast Algorithms for Convolutional
 * Neural Networks", 2015; made by the Toom-Cook construction from interpolation points).
 *
 * The points are 0, ±1 and ∞, and 0, ±√½, ±√2 and ∞. Those of the larger tile are not the usual 0, ±1, ±2: the squared error is a
 * quarter, because no power of a point is far from 1, and products of points that are 1 save multiplications besides.
 */
import type { Local } from "../../src/codegen/wasm/assembler.ts";
import type { Lanes } from "../../src/codegen/wasm/lanes.ts";
import type { Values } from "../../src/graph/types.ts";

/** Outputs of a tile along each axis. */
export type TileSize = 2 | 4;
export const TAPS = 3;
/** Elements of the input under a tile along each axis, and so points of the transformed tile. */
export const reachOf = (size: TileSize): number => size + TAPS - 1;

type Matrix = readonly (readonly number[])[];
interface Transforms {
  /** From elements to points, from taps to points, and from points to outputs. */
  readonly input: Matrix;
  readonly filter: Matrix;
  readonly output: Matrix;
}

/** The product of two polynomials, given by their coefficients, lowest first. */
const times = (p: readonly number[], q: readonly number[]): number[] =>
  Array.from({ length: p.length + q.length - 1 }, (_, i) => p.reduce((sum, c, j) => sum + c * (q[i - j] ?? 0), 0));

/** The squares of the pairs of points ±p; 0 and ∞ are always among the points. Squares are given, so that their products are exact. */
function construct(squares: readonly number[]): Transforms {
  const size = 2 * squares.length;
  const points = [0, ...squares.flatMap((s) => [Math.sqrt(s), -Math.sqrt(s)])];
  /** The product of x² − s over all squares but one. */
  const evens = (without?: number): number[] =>
    squares
      .filter((s) => s !== without)
      .map((s) => [-s, 0, 1])
      .reduce(times, [1]);
  const input = points.map((p, i) => {
    const square = squares[Math.floor((i - 1) / 2)];
    return i === 0 ? [...evens(), 0] : [0, ...times(evens(square), [p, 1]), 0];
  });
  const powers = (p: number, n: number): number[] => Array.from({ length: n }, (_, i) => p ** i);
  const rounded = (rows: Matrix): Matrix => rows.map((row) => row.map(Math.fround));
  return {
    input: rounded([...input, [0, ...evens()]]),
    filter: [
      ...points.map((p) => {
        const scale = points.filter((q) => q !== p).reduce((product, q) => product * (p - q), 1);
        return powers(p, TAPS).map((power) => power / scale);
      }),
      [0, 0, 1],
    ],
    output: rounded(powers(0, size).map((_, r) => [...points.map((p) => p ** r), r === size - 1 ? 1 : 0])),
  };
}

const TRANSFORMS: Readonly<Record<TileSize, Transforms>> = { 2: construct([1]), 4: construct([0.5, 2]) };

/** Weights HWIO `[3, 3, C, N]` at the points: one `[C, N]` after the other, row by row of points. Computed in float64, rounded once. */
export function transformWeights(size: TileSize, values: Values, elements: number): Float32Array {
  const { filter } = TRANSFORMS[size];
  const points = filter.length;
  const result = new Float32Array(points * points * elements);
  const half = new Float64Array(points * TAPS);
  for (let e = 0; e < elements; e++) {
    filter.forEach((row, i) => {
      for (let x = 0; x < TAPS; x++) {
        let sum = 0;
        for (let y = 0; y < TAPS; y++) sum += (row[y] as number) * (values[(y * TAPS + x) * elements + e] as number);
        half[i * TAPS + x] = sum;
      }
    });
    for (let i = 0; i < points; i++)
      filter.forEach((row, j) => {
        let sum = 0;
        for (let x = 0; x < TAPS; x++) sum += (row[x] as number) * (half[i * TAPS + x] as number);
        result[(i * points + j) * elements + e] = sum;
      });
  }
  return result;
}

type Term = readonly [coefficient: number, value: Local];

/** Emits transforms of one axis on values in registers. Make it outside of loops: it sets up the constants. */
export class AxisTransform {
  readonly #lanes: Lanes;
  readonly #matrices: Transforms;
  readonly #constants = new Map<number, Local>();

  constructor(lanes: Lanes, size: TileSize, kind: "input" | "output") {
    this.#lanes = lanes;
    this.#matrices = TRANSFORMS[size];
    for (const c of new Set(this.#matrices[kind].flat().map(Math.abs)))
      if (c !== 0 && c !== 1) this.#constants.set(c, lanes.constant(c).keep());
  }

  /** Points from elements. Rows for ±p share their even and odd parts, which are added and subtracted. */
  input(elements: readonly Local[], store: (point: number, value: Local) => void): void {
    const { f } = this.#lanes;
    const rows = this.#matrices.input;
    const put = (point: number): void => {
      const value = this.#lanes.keep();
      store(point, value);
      f.free(value);
    };
    const part = (row: readonly number[], parity: 0 | 1): Local => {
      this.#combine(elements.flatMap((e, k): Term[] => (k % 2 === parity ? [[row[k] as number, e]] : [])));
      return this.#lanes.keep();
    };
    rows.forEach((row, i) => {
      if (i === 0 || i === rows.length - 1) {
        this.#combine(elements.map((e, k): Term => [row[k] as number, e]));
        put(i);
      } else if (i % 2 === 1) {
        const [even, odd] = [part(row, 0), part(row, 1)];
        this.#lanes.get(even).get(odd).add();
        put(i);
        this.#lanes.get(even).get(odd).sub();
        put(i + 1);
        f.free(even, odd);
      }
    });
  }

  /** Outputs from points, as new locals. Values at ±p come in as their sum or as their difference. */
  output(points: readonly Local[]): Local[] {
    const { f } = this.#lanes;
    const rows = this.#matrices.output;
    const last = points.length - 1;
    const pairs = Array.from({ length: (last - 1) / 2 }, (_, i) => {
      const [p, q] = [points[2 * i + 1], points[2 * i + 2]] as [Local, Local];
      return [this.#lanes.get(p).get(q).add().keep(), this.#lanes.get(p).get(q).sub().keep()] as const;
    });
    const outputs = rows.map((row, r) => {
      this.#combine([
        [row[0] as number, points[0] as Local],
        ...pairs.map((pair, i): Term => [row[2 * i + 1] as number, pair[r % 2] as Local]),
        [row[last] as number, points[last] as Local],
      ]);
      return this.#lanes.keep();
    });
    f.free(...pairs.flat());
    return outputs;
  }

  /** Pushes the sum of products, of which one at least is not zero. */
  #combine(terms: readonly Term[]): void {
    const lanes = this.#lanes;
    // What is added unchanged comes first: then nothing but multiply-adds follow.
    const rank = ([c]: Term): number => (c === 1 ? 0 : c === -1 ? 1 : 2);
    const order = terms.filter(([c]) => c !== 0).sort((a, b) => rank(a) - rank(b));
    order.forEach(([c, value], i) => {
      const factor = this.#constants.get(Math.abs(c));
      if (i === 0) {
        lanes.get(value);
        if (factor) lanes.get(factor).mul();
        if (c < 0) lanes.neg();
        return;
      }
      if (!factor) {
        lanes.get(value);
        if (c > 0) lanes.add();
        else lanes.sub();
        return;
      }
      const sum = lanes.keep();
      lanes.get(value).get(factor);
      if (c > 0) lanes.madd(() => lanes.get(sum));
      else lanes.nmadd(() => lanes.get(sum));
      lanes.f.free(sum);
    });
  }
}
