/** The schedules that make sense for a product, best first. */
import type { Features } from "../../src/codegen/wasm/features.ts";
import type { Schedule } from "./gemm.ts";

/** Extents of one product, and the bytes of A that one more row touches (less than 4·k where windows overlap). */
export interface Problem {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly rowBytes: number;
  /** Windows of an image only: how many are in a row of the result, and whether tiles may overlap. */
  readonly row?: { readonly width: number; readonly overlaps: boolean };
}

/** Register tiles `[mr, nr]`. V8 keeps 15 vectors in registers; unfused products need one or two of them. */
type Tiles = readonly (readonly [number, number])[];
const FUSED: Tiles = [
  [6, 8],
  [5, 8],
  [4, 8],
  [3, 12],
  [2, 16],
  [12, 4],
  [8, 4],
  [3, 8],
  [2, 8],
  [1, 32],
  [1, 16],
  [1, 8],
  [1, 4],
];
const UNFUSED: Tiles = [
  [4, 8],
  [2, 16],
  [8, 4],
  [3, 8],
  [2, 8],
  [1, 32],
  [1, 16],
  [1, 8],
  [1, 4],
];
const SCALAR: Tiles = [
  [4, 2],
  [3, 2],
  [2, 4],
  [1, 8],
  [1, 4],
  [1, 2],
  [1, 1],
];

/** Register tiles of four rows: the pixels of a window that is pooled. */
const WINDOWS: Tiles = [
  [4, 8],
  [4, 4],
  [4, 2],
  [4, 1],
];

/** Bytes of B that stay in the nearest cache beside a tile of A, and bytes of a block of A that stay in the next. */
const NEAR = 28 << 10;
const BLOCK = 128 << 10;

/** Lists schedules by modelled cycles, for products whose rows are windows of four pixels those that keep them together. */
export function schedules(problem: Problem, features: Features, windows = false): Schedule[] {
  const width = features.simd ? 4 : 1;
  const free = !features.simd ? SCALAR : features.relaxedSimd ? FUSED : UNFUSED;
  const tiles = windows ? WINDOWS.filter(([, nr]) => (features.simd ? nr >= width : nr < 4)) : free;
  return tiles
    .filter(([mr, nr]) => mr <= Math.max(problem.m, 1) && nr <= Math.max(Math.ceil(problem.n / width) * width, width))
    .flatMap(([mr, nr]) => inRows(problem, mr).map((inRows) => ({ mr, nr, mc: blockRows(problem, mr), inRows })))
    .flatMap((schedule) => [schedule, ...(windows ? [] : withTail(problem, schedule, features))])
    .map((schedule) => ({ schedule, cost: cycles(problem, schedule, features) }))
    .sort((a, b) => a.cost - b.cost)
    .map(({ schedule }) => schedule);
}

/**
 * Modelled cycles of a product, on a core that does two multiply-adds, two loads and seven instructions a cycle. A panel too large for the
 * nearest cache, or read once, is read from the next; dependences, most with eight accumulators or fewer, and the loop cost a little per step, setting up and storing a tile about
 * twenty cycles.
 */
export function cycles(problem: Problem, { mr, nr, inRows, tailRows = mr }: Schedule, features: Features): number {
  const { m, n, k, row } = problem;
  const width = features.simd ? 4 : 1;
  const instructions = features.simd && features.relaxedSimd ? 1 : 2;
  const tile = (columns: number, mr: number): number => {
    const vectors = Math.ceil(columns / width);
    const products = mr * vectors;
    const loads = mr + vectors;
    const step = Math.max(products / 2, loads / 2, (instructions * products + loads + mr + 5) / 7);
    const far = m <= mr || 4 * k * columns > NEAR ? columns / 32 : 0;
    const waits = instructions === 1 && products <= 8 ? 0.6 : 0.4;
    return k * (step + waits + far) + 20 + 2 * products + (row && !inRows ? PIXEL * mr : 0);
  };
  const tail = n % nr;
  const tiles = (mr: number): number =>
    row && inRows ? (m / row.width) * Math.ceil(row.width / mr) : Math.ceil(m / mr);
  return tiles(mr) * Math.floor(n / nr) * tile(nr, mr) + (tail > 0 ? tiles(tailRows) * tile(tail, tailRows) : 0);
}

/** Rows of tiles of a single vector of columns: six chains of multiply-adds would leave the core waiting. */
const TALL = 12;

/** The schedule with taller tiles in the last panel, where that is a single vector. */
function withTail(problem: Problem, schedule: Schedule, { relaxedSimd }: Features): Schedule[] {
  const { m, n, row } = problem;
  const { mr, nr } = schedule;
  const tail = n % nr;
  if (!relaxedSimd || row || (mr !== 6 && mr !== 4) || n < nr || m < TALL || tail === 0 || tail > 4) return [];
  return [{ ...schedule, mc: blockRows(problem, TALL), tailRows: TALL }];
}

/** Columns of a panel where single rows of A meet several at a time: memory is faster as several streams. */
const STREAM = 8;
export const streamOf = ({ mr, nr }: Schedule): number | undefined => (mr === 1 && nr > STREAM ? STREAM : undefined);

/** Cycles of finding a window's pixel, where the next need not be beside it. */
const PIXEL = 6;

/** Whether tiles of `mr` windows lie in rows of the result: as they must, and as they may. */
function inRows({ row }: Problem, mr: number): readonly boolean[] {
  if (!row || row.width < mr) return [false];
  if (row.width % mr === 0) return [true];
  return row.overlaps ? [true, false] : [false];
}

function blockRows({ m, n, k, rowBytes }: Problem, mr: number): number {
  if (4 * n * k <= NEAR) return mr;
  const rows = Math.min(m, Math.max(BLOCK / rowBytes, 8 * mr));
  return Math.ceil(rows / mr) * mr;
}
