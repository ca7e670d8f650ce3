/**
 * Two convolutions of which the second reads what the first makes, a band of rows at a time: the map between them is never whole, and
 * a band of it stays in the cache. Rows that the next band needs again are carried over.
 *
 * The kernels are those of the convolutions. A band is a run of units of each, so before each band the code sets their words as
 * those of a thread's part would be set; addresses in the map count from where its row 0 would lie.
 */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import type { Attrs } from "../src/graph/graph.ts";
import { type Shape, sizeOf } from "../src/graph/types.ts";
import { conv2d } from "./conv2d.ts";
import { depthwise } from "./depthwise.ts";
import type { Kernel, KernelCall, KernelTensor, Launch, Lowered, Units, Word } from "./kernel.ts";
import { launch, type Offsets, readerOf, Words } from "./words.ts";

export interface BandsAttrs {
  readonly first: { readonly op: string; readonly attrs: Attrs };
  readonly second: { readonly op: string; readonly attrs: Attrs };
  /** How many inputs are the first's; those of the second follow, without the map. */
  readonly inputs: number;
  /** The shape of the map between them. */
  readonly map: Shape;
  /** Of the output, as the second's. */
  readonly pitch?: number;
}

/** Smaller maps stay in the cache by themselves. */
const LEAST = 3 * (1 << 20);
/** Bytes of a band, about. */
const BAND = 384 << 10;

/** A word that bands change: where it is, where it starts, and what each unit and the map's place add to it. */
type Patch = readonly [word: number, start: number, step: number | undefined, inMap: boolean];
interface Side {
  readonly emit: Launch["emit"];
  /** Byte offset of its words. */
  readonly at: number;
  readonly count: number;
  readonly patches: readonly Patch[];
}

/** Rows behind a band that are its own too: a depthwise convolution fetches the next tile, which may lie there, ahead of reading it. */
const FETCHED = 3;

export const bands: Kernel = { op: "bands", lower: (call, features) => lowerBands(call, features) };

/**
 * @param least bytes of the smallest map that is worth it
 * @param band bytes of a band, about
 */
export function lowerBands(call: KernelCall, features: Features, least = LEAST, band = BAND): Lowered | string {
  const { first, second, inputs, map: shape, pitch } = call.attrs as unknown as BandsAttrs;
  const [images, rows, ...row] = shape as [number, number, ...number[]];
  const map: KernelTensor = { dtype: "float32", shape };
  if (4 * sizeOf(shape) < least) return "the map between them stays in the cache";
  if (images !== 1) return "there are several images";
  const kernelOf = (op: string): Kernel => (op === "conv2d" ? conv2d : depthwise);
  const a = kernelOf(first.op).lower({ ...first, inputs: call.inputs.slice(0, inputs), outputs: [map] }, features);
  const b = kernelOf(second.op).lower(
    {
      ...second,
      attrs: { ...second.attrs, pitch },
      inputs: [map, ...call.inputs.slice(inputs)],
      outputs: call.outputs,
    },
    features,
  );
  if (typeof a === "string") return a;
  if (typeof b === "string") return b;
  const outRows = call.outputs[0]?.shape[1] as number;
  const [unitsA, unitsB] = [unitsOf(a, rows), unitsOf(b, outRows)];
  if (!unitsA || !unitsB) return "one of them can't be divided by rows";

  const { strides, pads, dilations } = second.attrs as Record<string, readonly number[]>;
  const stride = strides?.[0] as number;
  const reach = ((call.inputs[inputs]?.shape[0] as number) - 1) * (dilations?.[0] as number) + 1;
  const rowBytes = 4 * sizeOf(row);
  const height = Math.min(outRows, Math.max(1, Math.floor((band / rowBytes - reach) / stride) + 1));
  const mapAt = Math.ceil(Math.max(a.privateBytes ?? 0, b.privateBytes ?? 0) / 64) * 64;
  const mapBytes = rowBytes * ((height - 1) * stride + reach + FETCHED);

  const words = new Words();
  const at = words.addAll({
    band: 0,
    bands: Math.ceil(outRows / height),
    height,
    outRows,
    rows,
    stride,
    reach,
    before: pads?.[0] as number,
    rowBytes,
    map: { private: true, offset: mapAt },
    words: { private: true, offset: mapAt + mapBytes },
    unitsA: unitsA.perRow,
    unitsB: unitsB.perRow,
    countA: unitsA.perRow * unitsA.count[1],
    countB: unitsB.perRow * unitsB.count[1],
  });
  words.divide(at.bands, [[at.band, 1]]);
  const side = ({ launches }: Lowered, { steps, count }: Units, renamed: (word: Word) => Word | "map"): Side => {
    const [{ words: own, emit }] = launches as [Launch];
    const inMap = own.map((w) => renamed(w) === "map");
    const placed = own.map((w): Word => {
      const word = renamed(w);
      return word === "map" ? { private: true, offset: mapAt + ((w as { offset?: number }).offset ?? 0) } : word;
    });
    const start = 4 * words.list.length;
    for (const word of placed) words.add(word);
    const stepOf = new Map(steps);
    const patches = placed.flatMap((word, i): Patch[] => {
      const step = stepOf.get(4 * i);
      if (step === undefined && !inMap[i]) return [];
      return [[start + 4 * i, words.add(word), step === undefined ? undefined : words.add(step), inMap[i] === true]];
    });
    return { emit, at: start, count: start + count[0], patches };
  };
  const sideA = side(a, unitsA, (w) => (typeof w === "object" && "output" in w ? "map" : w));
  const sideB = side(b, unitsB, (w) => {
    if (typeof w !== "object") return w;
    if ("packed" in w) return { ...w, packed: w.packed + a.packed.length };
    if (!("input" in w)) return w;
    return w.input === 0 ? "map" : { ...w, input: w.input + inputs - 1 };
  });
  const [keyA, keyB] = [a, b].map((l) => l.launches[0]?.key);
  const size = 4 * words.list.length;
  const main = launch("bands", features, { keyA, keyB, at, sideA, sideB, size }, words, (f) => {
    emitBands(f, at, sideA, sideB, size);
  });
  return {
    launches: [main],
    packed: [...a.packed, ...b.packed],
    zeroBytes: Math.max(a.zeroBytes ?? 0, b.zeroBytes ?? 0),
    privateBytes: mapAt + mapBytes + size,
    inPlace: (b.inPlace ?? []).map((i) => i + inputs - 1),
    pitch: b.pitch,
    algorithm: `${first.op} and ${second.op}, ${height} rows at a time`,
    flops: a.flops + b.flops,
  };
}

/** The units of a call that is one launch and falls into rows of its output. */
function unitsOf({ launches }: Lowered, rows: number): (Units & { readonly perRow: number }) | undefined {
  const [only, more] = launches;
  const perRow = (only?.units?.total ?? 0) / rows;
  return only?.units && !more && perRow > 0 && Number.isInteger(perRow) ? { ...only.units, perRow } : undefined;
}

function emitBands(f: Parameters<Launch["emit"]>[0], at: Offsets, a: Side, b: Side, size: number): void {
  const i32 = (): Local => f.local("i32");
  const parameter = f.params[0] as Local;
  const [words, band, left, out, outEnd, top, end, done] = Array.from({ length: 8 }, i32) as [
    ...[Local, Local, Local, Local, Local, Local, Local, Local],
  ];
  const [before, begin, count] = [i32(), i32(), i32()];
  const word = readerOf(f, at);
  const least = (x: Local, y: Local): void => void f.get(x).get(y).get(x).get(y).i32.lt_s().select();
  /** Sets the words of a side to `count` rows from `begin` on, and runs it. */
  const run = (side: Side, units: string, each: string): void => {
    f.get(words).get(count);
    word(each).i32.mul().i32.store(side.count).get(begin);
    word(units).i32.mul().set(begin);
    for (const [target, start, step, inMap] of side.patches) {
      f.get(words).get(words).i32.load(start);
      if (step !== undefined) f.get(begin).get(words).i32.load(step).i32.mul().i32.add();
      if (inMap) {
        f.get(top);
        word("rowBytes").i32.mul().i32.sub();
      }
      f.i32.store(target);
    }
    f.get(words).i32.const(side.at).i32.add().set(parameter);
    f.scoped(() => side.emit(f));
    f.get(words).set(parameter);
  };
  const limit = i32();
  // Words are changed in a copy: another run begins with the same.
  word("words").tee(words).get(parameter).i32.const(size).memory.copy().get(words).set(parameter);
  word("band").set(band);
  word("bands").set(left);
  f.i32.const(-1).set(before);
  f.countdown(left, () => {
    // Rows of the result, and rows of the map under their windows.
    f.get(band);
    word("height").i32.mul().tee(out);
    word("height").i32.add().set(outEnd);
    word("outRows").set(limit);
    least(outEnd, limit);
    f.set(outEnd).get(out);
    word("stride").i32.mul();
    word("before").i32.sub().tee(top).i32.const(0).get(top).i32.const(0).i32.gt_s().select().set(top);
    f.get(outEnd).i32.const(1).i32.sub();
    word("stride").i32.mul();
    word("before").i32.sub();
    word("reach").i32.add().set(end);
    word("rows").set(limit);
    least(end, limit);
    f.set(end);
    f.get(before)
      .i32.const(0)
      .i32.lt_s()
      .get(done)
      .get(top)
      .i32.lt_s()
      .i32.or()
      .if(
        () => void f.get(top).set(done),
        () => {
          word("map");
          word("map").get(top).get(before).i32.sub();
          word("rowBytes").i32.mul().i32.add().get(done).get(top).i32.sub();
          word("rowBytes").i32.mul().memory.copy();
        },
      );
    f.get(end).get(done).i32.sub().tee(count).i32.const(0).i32.gt_s();
    f.if(() => {
      f.get(done).set(begin);
      run(a, "unitsA", "countA");
      f.get(end).set(done);
    });
    f.get(out).set(begin).get(outEnd).get(out).i32.sub().set(count);
    run(b, "unitsB", "countB");
    f.get(top).set(before).get(band).i32.const(1).i32.add().set(band);
  });
}
