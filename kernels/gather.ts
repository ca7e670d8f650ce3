/** Gathers slices by indices that are known only at run time: along one axis (GatherV2) or several (GatherNd). */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { sizeOf } from "../src/graph/types.ts";
import type { Kernel, KernelCall, Lowered } from "./kernel.ts";
import { advance, BULK, cutRow, emitRow, NOTHING, widthOf } from "./loops.ts";
import { launch, Words, word, wordLocal } from "./words.ts";

export interface GatherAttrs {
  /** The axis of input 0 that the indices, input 1, count along. */
  readonly axis: number;
  /** How many leading axes inputs and output share, 0 unless given. */
  readonly batchDims?: number;
  /** How many axes, from `axis` on, the last axis of the indices counts along; left out: one, and indices have no such axis. */
  readonly depth?: number;
}

export const gather: Kernel = { op: "gather", lower };

/**
 * `[batch, outer, n, inner]` by int32 indices `[batch, m]` to `[batch, outer, m, inner]`.
 * An index that is not in range reads the nearest slice that exists, never other memory.
 */
function lower({ attrs, inputs, outputs }: KernelCall, features: Features): Lowered | string {
  const { axis, batchDims = 0, depth } = attrs as unknown as GatherAttrs;
  const [input, indices, output] = [inputs[0], inputs[1], outputs[0]];
  if (!input || !output || input.dtype !== output.dtype || !/^(float|int)32$/.test(input.dtype))
    return "elements must have 4 bytes";
  if (indices?.dtype !== "int32") return "indices must be int32";
  const { shape } = input;
  const extents = shape.slice(axis, axis + (depth ?? 1));
  if (extents.length === 0 || extents.length < (depth ?? 1) || axis < batchDims) return `there is no axis ${axis}`;
  if (sizeOf(output.shape) === 0) return NOTHING;
  if (sizeOf(extents) === 0) return "there is nothing to gather";
  const inner = sizeOf(shape.slice(axis + extents.length));
  const width = widthOf(features);
  const { row, trips } = cutRow(inner, width, 4);
  const bulk = inner >= BULK;
  const words = new Words();
  const structure = {
    /** Single elements, four at a time. */
    single: inner === 1 && extents.length === 1 && features.simd,
    row: bulk ? null : row,
    source: words.add({ input: 0 }),
    target: words.add({ output: 0 }),
    indices: words.add({ input: 1 }),
    batch: words.add(sizeOf(shape.slice(0, batchDims))),
    outer: words.add(sizeOf(shape.slice(batchDims, axis))),
    count: words.add(sizeOf(indices.shape.slice(batchDims)) / (depth ?? 1)),
    /** For each axis that indices count along: the largest index, and how many bytes one step is. */
    axes: extents.map((n, j) => ({
      last: words.add(n - 1),
      step: words.add(4 * inner * sizeOf(extents.slice(j + 1))),
    })),
    trips: words.add(trips),
    innerBytes: words.add(4 * inner),
    sliceBytes: words.add(4 * sizeOf(extents) * inner),
  };
  // More batches walk through one pointer after the other.
  if (sizeOf(shape.slice(0, axis)) === 1)
    words.divide(structure.count, [
      [structure.indices, 4 * extents.length],
      [structure.target, 4 * inner],
    ]);
  const main = launch("gather", features, structure, words, (f) => {
    const at = structure;
    const lanes = new Lanes(f, width, features);
    const [source, target, first, innerBytes] = [at.source, at.target, at.indices, at.innerBytes].map((o) =>
      wordLocal(f, o),
    ) as [Local, Local, Local, Local];
    const axes = at.axes.map(({ last, step }) => ({ last: wordLocal(f, last), step: wordLocal(f, step) }));
    const [index, from] = [f.local("i32"), f.local("i32")];
    const times = (count: number, body: () => void): void => {
      const counter = wordLocal(f, count);
      f.countdown(counter, body);
      f.free(counter);
    };
    const copyRow = (): void => {
      if (bulk) {
        f.get(target).get(from).get(innerBytes).memory.copy();
        advance(f, target, innerBytes);
        return;
      }
      emitRow(
        lanes,
        row,
        () => word(f, at.trips),
        (vectors, count) => {
          for (let v = 0; v < vectors; v++) {
            const value = lanes.partialLoad(from, count, v * lanes.bytes).keep();
            lanes.partialStore(target, value, count, v * lanes.bytes);
            f.free(value);
          }
        },
        (bytes) => {
          for (const pointer of [from, target]) advance(f, pointer, bytes);
        },
      );
    };
    const [left, quads, vector] = [f.local("i32"), f.local("i32"), f.local("v128")];
    /** Four elements by four indices. */
    const quad = (): void => {
      const [{ last }] = axes as [(typeof axes)[number]];
      f.get(index).v128.load().get(last).i32x4.splat().i32x4.min_s().i32x4.const(0).i32x4.max_s();
      f.i32.const(2).i32x4.shl().get(source).i32x4.splat().i32x4.add().set(vector);
      f.get(target).get(vector).i32x4.extract_lane(0).v128.load32_zero();
      for (let i = 1; i < 4; i++) {
        const loaded = f.local("v128");
        f.set(loaded).get(vector).i32x4.extract_lane(i).get(loaded).v128.load32_lane(i).free(loaded);
      }
      f.v128.store();
      for (const pointer of [index, target]) advance(f, pointer, 16);
    };
    times(at.batch, () => {
      times(at.outer, () => {
        f.get(first).set(index);
        word(f, at.count).set(left);
        if (at.single) {
          f.get(left).i32.const(2).i32.shr_u().tee(quads);
          f.if(() => f.countdown(quads, quad));
          f.get(left).i32.const(3).i32.and().set(left);
        }
        const one = (): void => {
          f.get(source).set(from);
          axes.forEach(({ last, step }, j) => {
            const i = f.local("i32");
            f.get(index)
              .i32.load(4 * j)
              .set(i);
            f.get(i).i32.const(0).get(i).i32.const(0).i32.gt_s().select().set(i);
            f.get(i).get(last).get(i).get(last).i32.lt_s().select();
            f.get(step).i32.mul().get(from).i32.add().set(from);
            f.free(i);
          });
          copyRow();
          advance(f, index, 4 * axes.length);
        };
        if (at.single) f.get(left).if(() => f.countdown(left, one));
        else f.countdown(left, one);
        word(f.get(source), at.sliceBytes).i32.add().set(source);
      });
      // The index pointer stands behind this batch's indices, where the next batch's begin.
      f.get(index).set(first);
    });
  });
  return { launches: [main], packed: [], flops: 0 };
}
