/**
 * Scaled dot-product attention, `softmax(scale · q · kᵀ + mask) · v` for each head: a block of rows of the scores at a time,
 * so that scores are never more than what stays in the cache.
 */
import type { Features } from "../src/codegen/wasm/features.ts";
import { apply, argument, type Expr } from "../src/expr/expr.ts";
import { broadcastStrides } from "../src/graph/ops/rows.ts";
import { type Shape, sizeOf } from "../src/graph/types.ts";
import { attentionProblem, blockOf } from "./attention-shapes.ts";
import { planEpilogue } from "./epilogue.ts";
import { gemmLaunch, ROWS } from "./gemm/launch.ts";
import { type PackSpec, packLaunch, panelSize } from "./gemm/pack.ts";
import { schedules } from "./gemm/schedule.ts";
import type { Epilogue, Kernel, KernelCall, KernelTensor, Launch, Lowered, Word } from "./kernel.ts";
import { NOTHING, stridesOf, widthOf } from "./loops.ts";
import { softmax } from "./softmax.ts";

export interface AttentionAttrs {
  readonly scale?: number;
  /** The keys are given in columns, `[…, depth, keys]`. */
  readonly transposed?: boolean;
}

export const attention: Kernel = { op: "attention", lower };

/** With fewer rows than this, packing the values costs more than reading them where they lie. */
const ROWS_WORTH_PACKING = 12;

/** q `[…, rows, depth]`, k `[…, keys, depth]`, v `[…, keys, width]`, and a mask that broadcasts to `[…, rows, keys]`. */
function lower(call: KernelCall, features: Features): Lowered | string {
  const { scale = 1, transposed = false } = call.attrs as unknown as AttentionAttrs;
  const [q, k, v, mask] = call.inputs as [KernelTensor, KernelTensor, KernelTensor, KernelTensor?];
  if (![...call.inputs, ...call.outputs].every((t) => t.dtype === "float32")) return "it needs float32 tensors";
  const problem = attentionProblem(q.shape, k.shape, v.shape, mask?.shape, transposed);
  if (problem) return problem;
  const batch = q.shape.slice(0, -2);
  const [rows, depth] = q.shape.slice(-2) as [number, number];
  const [keys, width] = v.shape.slice(-2) as [number, number];
  if (sizeOf(q.shape) * sizeOf(v.shape) === 0) return NOTHING;
  const masks = mask && maskOf(mask.shape, batch, keys);

  const blockRows = blockOf(rows, keys);
  const lanes = widthOf(features);
  const pick = (n: number, depthOf: number) =>
    schedules({ m: blockRows, n, k: depthOf, rowBytes: 4 * depthOf }, features)[0];
  const [first, second] = [pick(keys, depth), pick(width, keys)];
  if (!first || !second) return "no schedule fits";
  const panels = [
    { k: depth, n: keys, nr: first.nr, width: lanes },
    { k: keys, n: width, nr: second.nr, width: lanes },
  ] as const;
  // Scratch: scores, then the panels of kᵀ and of v of one head.
  const atKeys = align(4 * blockRows * keys);
  const atValues = atKeys + align(4 * panelSize(panels[0]));
  const scratchBytes = atValues + 4 * panelSize(panels[1]);
  const heads = sizeOf(batch);

  const packs = rows >= ROWS_WORTH_PACKING;
  const launches: Launch[] = [];
  for (let head = 0; head < heads; head++) {
    const values = { input: 2, offset: 4 * head * keys * width } as const;
    launches.push(
      packing(
        panels[0],
        { input: 1, offset: 4 * head * keys * depth },
        atKeys,
        transposed ? [keys, 1] : [1, depth],
        features,
      ),
      ...(packs ? [packing(panels[1], values, atValues, [width, 1], features)] : []),
    );
    for (let from = 0; from < rows; from += blockRows) {
      const m = Math.min(blockRows, rows - from);
      const scores = { shape: [m, keys], dtype: "float32" } as const;
      const maskWord: Word | undefined = masks && { input: 3, offset: 4 * masks.offset(head, from) };
      const products = productPlan(scores, scale, masks?.perRow ? [m, keys] : masks && [keys], maskWord);
      const sums = productPlan({ ...scores, shape: [m, width] }, 1);
      if (typeof products === "string" || typeof sums === "string") return "its mask can't be read";
      const rowsAt = head * rows + from;
      launches.push(
        gemmLaunch(ROWS, { n: keys, k: depth }, first, products, features, {
          a: { input: 0, offset: 4 * rowsAt * depth },
          b: { scratch: true, offset: atKeys },
          m,
          run: depth,
          rowStride: 4 * depth,
        }),
        ...softmaxInScratch(scores, features),
        gemmLaunch(
          { ...ROWS, panels: packs ? "packed" : "matrix" },
          { n: width, k: keys },
          second,
          { ...sums, words: { output0: { output: 0, offset: 4 * rowsAt * width } } },
          features,
          {
            a: { scratch: true },
            b: packs ? { scratch: true, offset: atValues } : values,
            ...(packs ? {} : { bStride: 4 * width }),
            m,
            run: keys,
            rowStride: 4 * keys,
          },
        ),
      );
    }
  }
  return { launches, packed: [], scratchBytes, flops: heads * rows * keys * (2 * depth + 2 * width + 5) };
}

const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/** Where the mask of a head's row starts, in elements, and whether each row has its own. */
function maskOf(shape: Shape, batch: Shape, keys: number) {
  const own = shape.at(-2) ?? 1;
  const strides = broadcastStrides([...shape.slice(0, -2), own * keys], [...batch, own * keys]);
  const steps = stridesOf(batch);
  const start = (head: number): number =>
    batch.reduce((sum, n, d) => sum + (Math.floor(head / (steps[d] as number)) % n) * (strides[d] as number), 0);
  const perRow = own !== 1;
  return { perRow, offset: (head: number, row: number): number => start(head) + (perRow ? row * keys : 0) };
}

/** The plan of a product into scratch: what is done to scores before they are stored. */
function productPlan(result: KernelTensor, scale: number, mask?: Shape, maskWord?: Word) {
  const [acc, extra] = [argument(0), argument(1)];
  const scaled: Expr = scale === 1 ? acc : apply("mul", acc, scale);
  const epilogue: Epilogue = [mask ? apply("add", scaled, extra) : scaled];
  const operands: KernelTensor[] = mask ? [{ dtype: "float32", shape: mask }] : [];
  const plan = planEpilogue(
    { op: "matmul", attrs: { epilogue }, inputs: operands, outputs: [result] },
    { first: 0, packedBefore: 0 },
  );
  if (typeof plan === "string") return plan;
  const words: Record<string, Word> = { ...plan.words, output0: { scratch: true } };
  if (maskWord) words.operand1 = maskWord;
  return { ...plan, words };
}

/** Packs a factor of one head into scratch. */
function packing(
  { k, n, nr, width }: { readonly k: number; readonly n: number; readonly nr: number; readonly width: 1 | 4 },
  source: Word,
  offset: number,
  [kStride, nStride]: readonly [number, number],
  features: Features,
): Launch {
  const spec: PackSpec = { nr, whole: n >= nr, tail: n % nr, adjacent: nStride === 1, width };
  return packLaunch(spec, features, {
    source,
    target: { scratch: true, offset },
    k,
    kStride: 4 * kStride,
    nStride: 4 * nStride,
    wholePanels: Math.floor(n / nr),
    batches: 1,
    sourceBatch: 0,
  });
}

function softmaxInScratch(scores: KernelTensor, features: Features): Launch[] {
  const lowered = softmax.lower({ op: "softmax", attrs: {}, inputs: [scores], outputs: [scores] }, features);
  if (typeof lowered === "string") throw new Error(lowered);
  const inScratch = (w: Word): Word =>
    typeof w === "object" && ("input" in w || "output" in w) ? { scratch: true } : w;
  return lowered.launches.map((l) => ({ ...l, words: l.words.map(inScratch) }));
}
