/**
 * Products with a few columns as dot products: vectors go along the reduction, so that no lane is idle.
 *
 * Four rows of A at a time meet all columns of B; the sums of their vectors' lanes are then adjacent in C, which is
 * therefore treated as a matrix of a quarter of the rows, with each constant per channel four times in a row.
 */
import type { FunctionBuilder, Local } from "../../src/codegen/wasm/assembler.ts";
import type { Features } from "../../src/codegen/wasm/features.ts";
import { Lanes } from "../../src/codegen/wasm/lanes.ts";
import { argumentsOf } from "../../src/expr/expr.ts";
import { ConstantTensor } from "../../src/graph/types.ts";
import { type EpiloguePlan, epilogueSteps, planEpilogue } from "../epilogue.ts";
import { emitTileEpilogue, startAccumulators } from "../epilogue-tiles.ts";
import type { Epilogue, KernelCall, KernelTensor, Lowered } from "../kernel.ts";
import { advance } from "../loops.ts";
import { operandKind } from "../operands.ts";
import { launch, type Offsets, readerOf, Words } from "../words.ts";

const ROWS = 4;
/** Three columns and more are no faster than in a usual tile, one or two are two to four times as fast. */
const MOST_COLUMNS = 2;

/** Rows of A contiguous in input 0; element (k, n) of B is `weights.values[k · kStride + n · nStride]`. */
export interface DotProducts {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly weights: ConstantTensor;
  readonly kStride: number;
  readonly nStride: number;
}

/** The structure that the code depends on. */
interface DotSpec {
  readonly columns: number;
  /** Steps of the reduction beyond the last whole vector. */
  readonly rest: number;
}

/** Lowers a call that is such a product, where this is worth it. */
export function lowerDot(call: KernelCall, products: DotProducts, features: Features): Lowered | undefined {
  const { m, n, k } = products;
  if (!features.simd || n > MOST_COLUMNS || k < 8 || m === 0 || m % ROWS !== 0) return undefined;
  const folded = foldRows(call, m, n);
  const plan = folded && planEpilogue(folded, { first: 2, packedBefore: 1 });
  if (!plan || typeof plan === "string") return undefined;
  const spec: DotSpec = { columns: n, rest: k % 4 };
  const words = new Words();
  const at = words.addAll<string>({
    a: { input: 0 },
    b: { packed: 0 },
    blocks: m / ROWS,
    trips: Math.floor(k / 4),
    rowStride: 4 * k,
    ...plan.words,
  });
  words.divide(at.blocks as number, [[at.a as number, 4 * ROWS * k], ...epilogueSteps(plan, at, 4 * ROWS * n)]);
  return {
    launches: [
      launch("dot", features, { spec, epilogue: plan.structure, at }, words, (f) =>
        emitDot(f, spec, plan, at, features),
      ),
    ],
    packed: [() => packColumns(products), ...plan.packed],
    privateBytes: plan.privateBytes,
    inPlace: plan.inPlace,
    flops: 2 * m * n * k,
  };
}

/** The call with four rows of its output as one; undefined where an operand is per channel and not constant. */
function foldRows(call: KernelCall, m: number, n: number): KernelCall | undefined {
  const shape = [m / ROWS, ROWS * n];
  const output = call.outputs[0] as KernelTensor;
  const inputs = [...call.inputs];
  for (const index of argumentsOf(...(call.attrs.epilogue as Epilogue))) {
    const operand = inputs[index + 1];
    if (index === 0 || !operand) continue;
    const kind = operandKind(operand, output.shape);
    const { constant, dtype } = operand;
    if (!kind || dtype !== "float32" || (kind === "channel" && !constant)) return undefined;
    if (kind === "full") inputs[index + 1] = { ...operand, shape };
    if (kind === "channel" && constant) {
      const values = Float32Array.from({ length: ROWS * n }, (_, i) => constant.values[i % n] as number);
      inputs[index + 1] = { dtype, shape: [ROWS * n], constant: new ConstantTensor(dtype, [ROWS * n], values) };
    }
  }
  return { ...call, inputs, outputs: call.outputs.map((o) => ({ ...o, shape })) };
}

/** B as `[ceil(K / 4)][N][4]`, zero padded. */
function packColumns({ n, k, weights: { values }, kStride, nStride }: DotProducts): Float32Array {
  const packed = new Float32Array(Math.ceil(k / 4) * n * 4);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < n; j++) packed[((i >> 2) * n + j) * 4 + (i & 3)] = values[i * kStride + j * nStride] as number;
  return packed;
}

function emitDot(f: FunctionBuilder, spec: DotSpec, plan: EpiloguePlan, at: Offsets, features: Features): void {
  const lanes = new Lanes(f, 4, features);
  const read = readerOf(f, at);
  const { columns, rest } = spec;
  const i32 = (): Local => f.local("i32");
  const [a, b, output, channel, blocks, trips] = [0, 1, 2, 3, 4, 5].map(i32) as [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const rows = Array.from({ length: ROWS }, i32);
  const sums = rows.map(() => Array.from({ length: columns }, () => lanes.local()));

  const step = (count: number): void => {
    const factors = Array.from({ length: columns }, (_, j) =>
      lanes
        .get(b)
        .load(j * lanes.bytes)
        .keep(),
    );
    rows.forEach((row, i) => {
      const x = lanes.partialLoad(row, count).keep();
      sums[i]?.forEach((sum, j) => {
        lanes
          .get(x)
          .get(factors[j] as Local)
          .madd(() => lanes.get(sum))
          .set(sum);
      });
      f.free(x);
    });
    f.free(...factors);
  };

  read("a").set(a);
  read("blocks").set(blocks);
  f.i32.const(0).set(output).i32.const(0).set(channel);
  f.countdown(blocks, () => {
    rows.forEach((row, i) => {
      f.get(i === 0 ? a : (rows[i - 1] as Local));
      if (i > 0) read("rowStride").i32.add();
      f.set(row);
    });
    f.get(rows[ROWS - 1] as Local);
    read("rowStride").i32.add().set(a);
    read("b").set(b);
    for (const sum of sums.flat()) lanes.constant(0).set(sum);
    read("trips").set(trips);
    f.countdown(trips, () => {
      step(4);
      for (const row of rows) advance(f, row, 16);
      advance(f, b, 16 * columns);
    });
    if (rest > 0) step(rest);

    const results = Array.from({ length: columns }, () => lanes.local());
    startAccumulators(lanes, plan, read, { accumulators: [results], channelOffset: channel });
    results.forEach((result, v) => {
      emitSumsOfLanes(lanes, sums.flat().slice(4 * v, 4 * v + 4) as [Local, Local, Local, Local]);
      lanes.get(result).add().set(result);
    });
    emitTileEpilogue(lanes, plan, read, {
      accumulators: [results],
      rows: 1,
      rowOffsets: [output],
      channelOffset: channel,
      lastCount: 4,
    });
    f.free(...results);
    advance(f, output, 4 * ROWS * columns);
  });
}

/** Pushes a vector of what the lanes of each of four vectors add up to. */
function emitSumsOfLanes({ f }: Lanes, [a, b, c, d]: readonly [Local, Local, Local, Local]): void {
  const half = (x: Local, y: Local): Local => {
    // x0 + x2, x1 + x3, y0 + y2, y1 + y3
    const local = f.local("v128");
    f.get(x).get(y).i32x4.shuffle(0, 1, 4, 5).get(x).get(y).i32x4.shuffle(2, 3, 6, 7).f32x4.add().set(local);
    return local;
  };
  const [ab, cd] = [half(a, b), half(c, d)];
  f.get(ab).get(cd).i32x4.shuffle(0, 2, 4, 6).get(ab).get(cd).i32x4.shuffle(1, 3, 5, 7).f32x4.add().free(ab, cd);
}
