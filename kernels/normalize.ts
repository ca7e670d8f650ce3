/**
 * Layer, RMS, L2, instance and group normalisation: sets of elements less their mean, over their deviation or length.
 *
 * Statistics are taken in two passes, the mean first, for sums of squares alone lose all digits where the mean is large.
 */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { sizeOf } from "../src/graph/types.ts";
import { type EpiloguePlan, epilogueFlops, epilogueSteps, planEpilogue } from "./epilogue.ts";
import { RowEpilogue } from "./epilogue-rows.ts";
import type { Epilogue, Kernel, KernelCall, Launch, Lowered } from "./kernel.ts";
import { advance, cutRow, emitAcross, emitRow, NOTHING, unrollOf, widthOf } from "./loops.ts";
import { launch, type Offsets, readerOf, Words, word, wordLocal } from "./words.ts";

export interface NormalizeAttrs {
  readonly mode: "layer" | "rms" | "l2" | "instance" | "group";
  readonly epsilon: number;
  /** Where `l2` guards against short vectors; the others add epsilon to the mean of squares. */
  readonly placement?: "none" | "add" | "max" | "root";
  /** Of channels; `group` only. */
  readonly groups?: number;
  readonly epilogue: Epilogue;
}

export const normalize: Kernel = { op: "normalize", lower };

/** One input; the operands of the epilogue follow. */
function lower(call: KernelCall, features: Features): Lowered | string {
  const attrs = call.attrs as unknown as NormalizeAttrs;
  const { mode } = attrs;
  const [input, output] = [call.inputs[0], call.outputs[0]];
  if (input?.dtype !== "float32" || output?.dtype !== "float32") return "normalisation takes float32";
  const { shape } = input;
  if (sizeOf(shape) === 0) return NOTHING;
  const channels = shape.at(-1) ?? 1;
  const spatial = mode === "instance" || mode === "group";
  const groups = mode === "instance" ? channels : mode === "group" ? (attrs.groups ?? 1) : 1;
  if (channels % groups !== 0) return "its groups do not divide the channels";
  const outer = spatial ? (shape[0] as number) : sizeOf(shape) / channels;
  const words = new Words();
  const plan = planEpilogue(call, { first: 1 });
  if (typeof plan === "string") return plan;
  const rows = sizeOf(shape) / channels / outer;
  const job: Job = { attrs, plan, operands: words.addAll(plan.words), words, features, outer, rows, channels, groups };
  const main = groups === 1 ? wholeSets(job) : perChannel(job);
  return {
    launches: [main],
    packed: [],
    privateBytes: groups === 1 ? 0 : 8 * padded(channels),
    inPlace: input.constant ? [] : [0],
    flops: (mode === "rms" || mode === "l2" ? 3 : 6) * sizeOf(shape) + epilogueFlops(call),
  };
}

/** `outer` pictures of `rows` rows of `channels`, which fall into `groups`: a set is a group's channels in all rows. */
interface Job {
  readonly attrs: NormalizeAttrs;
  readonly plan: EpiloguePlan;
  /** Where the epilogue's words are. */
  readonly operands: Offsets;
  readonly words: Words;
  readonly features: Features;
  readonly outer: number;
  readonly rows: number;
  readonly channels: number;
  readonly groups: number;
}

/** Floats of private memory for one value a channel. */
const padded = (channels: number): number => 4 * Math.ceil(channels / 4);

function common({ attrs, plan, operands, words, outer, rows, channels, groups }: Job) {
  const at = {
    epilogue: [plan.structure, operands],
    mode: attrs.mode,
    placement: attrs.placement ?? "add",
    source: words.add({ input: 0 }),
    outer: words.add(outer),
    rows: words.add(rows),
    size: words.add({ f32: (rows * channels) / groups }),
    epsilon: words.add({ f32: attrs.epsilon }),
  };
  const bytes = 4 * rows * channels;
  words.divide(at.outer, [[at.source, bytes], ...epilogueSteps(plan, operands, bytes)]);
  return at;
}

/** `sum of squares → what elements are multiplied by`; numbers come from the words. */
function emitScale(lanes: Lanes, { mode, placement }: Job["attrs"], at: { size: number; epsilon: number }): void {
  const { f } = lanes;
  const parameter = (offset: number): Lanes => {
    f.get(f.params[0] as Local);
    return lanes.loadSplat(offset);
  };
  if (mode !== "l2") parameter(at.size).div();
  if (mode === "l2" && placement === "root") lanes.sqrt();
  if (mode === "l2" && placement === "max") parameter(at.epsilon).pmax();
  else if (mode !== "l2" || placement !== "none") parameter(at.epsilon).add();
  if (mode !== "l2" || placement !== "root") lanes.sqrt();
  const root = lanes.keep();
  lanes.constant(1).get(root).div();
  f.free(root);
}

/** A set is contiguous memory: vectors along it, then across their lanes. */
function wholeSets(job: Job): Launch {
  const { attrs, plan, words, features, rows, channels } = job;
  const width = widthOf(features);
  const sums = cutRow(rows * channels, width, 4);
  const results = cutRow(channels, width, unrollOf(...attrs.epilogue));
  const at = {
    ...common(job),
    sums: sums.row,
    results: results.row,
    sumTrips: words.add(sums.trips),
    resultTrips: words.add(results.trips),
  };
  return launch("normalize", features, at, words, (f) => {
    const lanes = new Lanes(f, width, features);
    const writer = new RowEpilogue(lanes, plan, readerOf(f, job.operands));
    const [source, outer] = [wordLocal(f, at.source), wordLocal(f, at.outer)];
    const p = f.local("i32");
    const centre = attrs.mode !== "rms" && attrs.mode !== "l2";
    const mean = centre ? lanes.local() : undefined;
    const scale = lanes.local();
    /** Pushes the sum of what `body` pushes for each vector of the set, in every lane. */
    const total = (body: (count: number, offset: number) => void): void => {
      const parts = Array.from({ length: at.sums.loop ? 4 : 1 }, () => lanes.constant(0).keep());
      f.get(source).set(p);
      emitRow(
        lanes,
        at.sums,
        () => word(f, at.sumTrips),
        (vectors, count) => {
          for (let v = 0; v < vectors; v++) {
            const part = parts[v % parts.length] as Local;
            body(count, v * lanes.bytes);
            lanes.get(part).add().set(part);
          }
        },
        (bytes) => advance(f, p, bytes),
      );
      lanes.get(parts[0] as Local);
      for (const part of parts.slice(1)) lanes.get(part).add();
      if (width === 4) {
        emitAcross(lanes, () => void lanes.add());
        lanes.splat();
      }
      f.free(...parts);
    };
    f.countdown(outer, () => {
      if (mean) {
        total((count, offset) => void lanes.partialLoad(p, count, offset));
        f.get(f.params[0] as Local);
        lanes.loadSplat(at.size).div().set(mean);
      }
      total((count, offset) => {
        lanes.partialLoad(p, count, offset);
        if (mean) lanes.get(mean).sub();
        // Lanes that do not exist are no part of the set.
        if (mean && count < width) f.i32x4.const(...maskOf(count)).v128.and();
        const x = lanes.keep();
        lanes.get(x).get(x).mul();
        f.free(x);
      });
      emitScale(lanes, attrs, at);
      lanes.set(scale);
      const row = wordLocal(f, at.rows);
      f.countdown(row, () => {
        writer.beginRow();
        emitRow(
          lanes,
          at.results,
          () => word(f, at.resultTrips),
          (vectors, count) => {
            for (let v = 0; v < vectors; v++) {
              lanes.partialLoad(source, count, v * lanes.bytes);
              if (mean) lanes.get(mean).sub();
              const x = lanes.get(scale).mul().keep();
              writer.write(x, count, v * lanes.bytes);
              f.free(x);
            }
          },
          (bytes) => {
            advance(f, source, bytes);
            writer.move(bytes);
          },
        );
      });
      f.free(row);
    });
  });
}

const maskOf = (count: number): [number, number, number, number] =>
  [0, 1, 2, 3].map((i) => (i < count ? -1 : 0)) as [number, number, number, number];

/** Sets are channels, or groups of them, of one picture: sums for each channel stand in private memory, a row beside the other. */
function perChannel(job: Job): Launch {
  const { attrs, plan, words, features, rows, channels, groups } = job;
  const width = widthOf(features);
  const sums = cutRow(channels, width, 1);
  const results = cutRow(channels, width, unrollOf(...attrs.epilogue));
  const at = {
    ...common(job),
    sums: sums.row,
    results: results.row,
    first: rows >= 4 ? 4 : 1,
    fours: rows >= 8,
    ones: (rows >= 4 ? rows % 4 : rows - 1) > 0,
    sumTrips: words.add(sums.trips),
    resultTrips: words.add(results.trips),
    groups: words.add(groups),
    width: words.add(channels / groups),
    stride: words.add(4 * channels),
    fourCount: words.add(Math.floor(rows / 4) - 1),
    oneCount: words.add(rows >= 4 ? rows % 4 : rows - 1),
    means: words.add({ private: true }),
    scales: words.add({ private: true, offset: 4 * padded(channels) }),
  };
  return launch("normalize channels", features, at, words, (f) => {
    const lanes = new Lanes(f, width, features);
    const scalar = new Lanes(f, 1, features);
    const writer = new RowEpilogue(lanes, plan, readerOf(f, job.operands));
    const [source, outer, stride] = [at.source, at.outer, at.stride].map((o) => wordLocal(f, o)) as [
      Local,
      Local,
      Local,
    ];
    const [start, mean, sum] = [f.local("i32"), f.local("i32"), f.local("i32")];
    /** Adds `count` rows to the sums at `target`: the elements, or the squares of their distances to the means. */
    const take = (target: number, count: number, initial: boolean): void => {
      const others = Array.from({ length: count - 1 }, () => f.local("i32"));
      const inputs = [source, ...others];
      others.forEach((p, i) => {
        f.get(inputs[i] as Local)
          .get(stride)
          .i32.add()
          .set(p);
      });
      word(f, target).set(sum);
      word(f, at.means).set(mean);
      emitRow(
        lanes,
        at.sums,
        () => word(f, at.sumTrips),
        (_, lanesEach) => {
          const centre = target === at.scales ? lanes.partialLoad(mean, lanesEach).keep() : undefined;
          inputs.forEach((p, i) => {
            lanes.partialLoad(p, lanesEach);
            if (centre) {
              const x = lanes.get(centre).sub().keep();
              lanes.get(x).get(x).mul();
              f.free(x);
            }
            if (i > 0) lanes.add();
          });
          if (centre) f.free(centre);
          if (!initial) lanes.partialLoad(sum, lanesEach).add();
          const result = lanes.keep();
          lanes.partialStore(sum, result, lanesEach);
          f.free(result);
        },
        (bytes) => {
          for (const p of [...inputs, sum, mean]) advance(f, p, bytes);
        },
      );
      // The last row's pointer stands at the end of that row, which is where the next begins.
      f.get(inputs.at(-1) as Local)
        .set(source)
        .free(...others);
    };
    const repeat = (offset: number, body: () => void): void => {
      const counter = wordLocal(f, offset);
      f.countdown(counter, body);
      f.free(counter);
    };
    /** Sums over the picture, added up in each group and replaced by what `finish` makes of them. */
    const statistics = (target: number, finish: () => void): void => {
      f.get(start).set(source);
      take(target, at.first, true);
      if (at.fours) repeat(at.fourCount, () => take(target, 4, false));
      if (at.ones) repeat(at.oneCount, () => take(target, 1, false));
      word(f, target).set(sum);
      const value = f.local("f32");
      repeat(at.groups, () => {
        f.f32.const(0).set(value);
        f.get(sum).set(mean);
        repeat(at.width, () => {
          f.get(value).get(sum).f32.load().f32.add().set(value);
          advance(f, sum, 4);
        });
        f.get(value);
        finish();
        f.set(value);
        repeat(at.width, () => {
          f.get(mean).get(value).f32.store();
          advance(f, mean, 4);
        });
      });
      f.free(value);
    };
    f.countdown(outer, () => {
      f.get(source).set(start);
      statistics(at.means, () => {
        f.get(f.params[0] as Local);
        scalar.loadSplat(at.size).div();
      });
      statistics(at.scales, () => emitScale(scalar, attrs, at));
      f.get(start).set(source);
      repeat(at.rows, () => {
        writer.beginRow();
        word(f, at.means).set(mean);
        word(f, at.scales).set(sum);
        emitRow(
          lanes,
          at.results,
          () => word(f, at.resultTrips),
          (vectors, count) => {
            for (let v = 0; v < vectors; v++) {
              const offset = v * lanes.bytes;
              lanes.partialLoad(source, count, offset).partialLoad(mean, count, offset).sub();
              const x = lanes.partialLoad(sum, count, offset).mul().keep();
              writer.write(x, count, offset);
              f.free(x);
            }
          },
          (bytes) => {
            for (const p of [source, mean, sum]) advance(f, p, bytes);
            writer.move(bytes);
          },
        );
      });
    });
  });
}
