/** Reductions over adjacent axes: sum, mean, max, min and product of [outer, reduced, inner]. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { renderExpression } from "../src/codegen/wasm/render.ts";
import { type Expr, serialize } from "../src/expr/expr.ts";
import { sizeOf } from "../src/graph/types.ts";
import { unrenderable } from "./element.ts";
import type { Epilogue, Kernel, KernelCall, Launch, Lowered, Word } from "./kernel.ts";
import { advance, cutRow, emitAcross, emitRow, flopsOf, LINE, NOTHING, type Row, unrollOf, widthOf } from "./loops.ts";
import { pointwise } from "./pointwise.ts";
import { launch, Words, word, wordLocal } from "./words.ts";

export type ReduceMode = "sum" | "mean" | "max" | "min" | "prod";

export interface ReduceAttrs {
  readonly mode: ReduceMode;
  readonly axes: readonly number[];
  readonly keepDims: boolean;
  /** Applied to each element, argument 0, before it is reduced. */
  readonly prologue?: Expr;
  readonly epilogue: Epilogue;
}

const COMBINE = { sum: "add", mean: "add", max: "max", min: "min", prod: "mul" } as const;
const IDENTITY = { sum: 0, mean: 0, max: -Infinity, min: Infinity, prod: 1 } as const;

export const reduce: Kernel = { op: "reduce", lower };

function lower(call: KernelCall, features: Features): Lowered | string {
  const { mode, axes, prologue, epilogue } = call.attrs as unknown as ReduceAttrs;
  const [input, output] = [call.inputs[0], call.outputs[0]];
  if (input?.dtype !== "float32" || output?.dtype !== "float32") return "only float32 is reduced";
  const missing = unrenderable(...(prologue ? [prologue] : []));
  if (missing) return missing;
  const { shape } = input;
  const reduced = shape.map((_, d) => axes.some((a) => (a < 0 ? a + shape.length : a) === d));
  const first = shape.findIndex((n, d) => n !== 1 && reduced[d]);
  const last = shape.findLastIndex((n, d) => n !== 1 && reduced[d]);
  if (shape.slice(first, last).some((n, i) => n !== 1 && !reduced[first + i]))
    return "the reduced axes are not adjacent";
  if (sizeOf(output.shape) === 0) return NOTHING;
  const outer = first < 0 ? sizeOf(shape) : sizeOf(shape.slice(0, first));
  const length = first < 0 ? 1 : sizeOf(shape.slice(first, last + 1));
  const inner = first < 0 ? 1 : sizeOf(shape.slice(last + 1));
  if (length === 0) return "nothing to reduce";

  const plan: Plan = { mode, prologue, outer, length, inner, features };
  const main = inner === 1 ? alongRows(plan) : inner <= 16 && features.simd ? inRegisters(plan) : acrossRows(plan);
  const flops = sizeOf(shape) * (1 + (prologue ? flopsOf(prologue) : 0));
  const finish = finishWith(epilogue, call, features);
  if (typeof finish === "string") return finish;
  return {
    launches: [main, ...finish.launches],
    packed: finish.packed,
    flops: flops + finish.flops + (mode === "mean" ? outer * inner : 0),
  };
}

/** Results are few, so the epilogue is a pointwise launch over them. */
function finishWith(epilogue: Epilogue, call: KernelCall, features: Features): Lowered | string {
  if (epilogue.length === 1 && epilogue[0].kind === "argument" && epilogue[0].index === 0) return NOTHING;
  const [accumulator, ...others] = [call.outputs[0], ...call.inputs.slice(1)];
  if (!accumulator) return NOTHING;
  const lowered = pointwise.lower(
    { op: "pointwise", attrs: { exprs: epilogue }, inputs: [accumulator, ...others], outputs: call.outputs },
    features,
  );
  if (typeof lowered === "string") return lowered;
  const fromOutput = (w: Word): Word => (typeof w === "object" && "input" in w && w.input === 0 ? { output: 0 } : w);
  return { ...lowered, launches: lowered.launches.map((l) => ({ ...l, words: l.words.map(fromOutput) })) };
}

interface Plan {
  readonly mode: ReduceMode;
  readonly prologue: Expr | undefined;
  readonly outer: number;
  readonly length: number;
  readonly inner: number;
  readonly features: Features;
}

/** The structure that every variant depends on, and the words that every variant reads. */
function common({ mode, prologue, outer, length, inner }: Plan, words: Words) {
  const at = {
    mode,
    prologue: prologue ? serialize(prologue) : null,
    source: words.add({ input: 0 }),
    target: words.add({ output: 0 }),
    outer: words.add(outer),
    length: words.add({ f32: length }),
  };
  words.divide(at.outer, [
    [at.source, 4 * length * inner],
    [at.target, 4 * inner],
  ]);
  return at;
}

/** Emission steps that the variants share. */
function tools(lanes: Lanes, { mode, prologue }: Plan, lengthAt: number) {
  const { f } = lanes;
  return {
    /** Pushes the element at `pointer`, after the prologue. */
    element(pointer: Local, count: number, offset: number): void {
      const load = (): void => void lanes.partialLoad(pointer, count, offset);
      if (prologue) renderExpression(lanes, [prologue], load);
      else load();
    },
    /** `a, b → a combined with b` */
    combine(): void {
      if (lanes.width === 1 || (mode !== "max" && mode !== "min")) return void lanes[COMBINE[mode]]();
      // Maximum and minimum that keep NaN take eight instructions. The short ones keep a NaN in their first operand; one in
      // the second makes the bits all ones, which is NaN again.
      const b = lanes.keep();
      lanes.get(b);
      if (mode === "max") lanes.pmax();
      else lanes.pmin();
      lanes.get(b).get(b).ne().bitor();
      f.free(b);
    },
    identity: (): void => void lanes.constant(IDENTITY[mode]),
    /** A sum becomes the mean. */
    mean(): void {
      if (mode !== "mean") return;
      f.get(f.params[0] as Local);
      lanes.loadSplat(lengthAt).div();
    },
  };
}

/** inner = 1: vectors along each row into four accumulators, then across their lanes. */
function alongRows(plan: Plan): Launch {
  const { length, features } = plan;
  const words = new Words();
  const base = common(plan, words);
  const width = widthOf(features);
  const unroll = plan.prologue && unrollOf(plan.prologue) === 1 ? 1 : 4;
  const { row, trips } = cutRow(length, width, unroll);
  const at = { ...base, trips: words.add(trips) };
  return launch("reduce", features, { along: row, ...at }, words, (f) => {
    const lanes = new Lanes(f, width, features);
    const { element, combine, identity } = tools(lanes, plan, at.length);
    const scalar = new Lanes(f, 1, features);
    const one = tools(scalar, plan, at.length);
    const [source, target, rows] = [at.source, at.target, at.outer].map((o) => wordLocal(f, o)) as [
      Local,
      Local,
      Local,
    ];
    const sums = Array.from({ length: row.loop ? unroll : Math.max(1, Math.floor(row.rest / width)) }, () =>
      lanes.local(),
    );
    const total = f.local("f32");
    f.countdown(rows, () => {
      for (const sum of sums) {
        identity();
        lanes.set(sum);
      }
      const whole: Row = { ...row, rest: row.rest - (row.rest % width) };
      emitRow(
        lanes,
        whole,
        () => word(f, at.trips),
        (vectors, count) => {
          for (let v = 0; v < vectors; v++) {
            const sum = sums[v % sums.length] as Local;
            lanes.get(sum);
            element(source, count, v * lanes.bytes);
            combine();
            lanes.set(sum);
          }
        },
        (bytes) => advance(f, source, bytes),
      );
      lanes.get(sums[0] as Local);
      for (const sum of sums.slice(1)) {
        lanes.get(sum);
        combine();
      }
      if (width === 4) emitAcross(lanes, combine);
      f.set(total);
      // What is less than a vector: lane by lane, for a prologue may make anything of lanes that are not there.
      for (let i = 0; i < row.rest % width; i++) {
        f.get(total);
        one.element(source, 1, 4 * i);
        one.combine();
        f.set(total);
      }
      if (row.rest % width > 0) advance(f, source, 4 * (row.rest % width));
      f.get(target).get(total);
      one.mean();
      f.f32.store();
      advance(f, target, 4);
    });
  });
}

/** inner ≤ 16: the accumulators of a whole row stay in registers. */
function inRegisters(plan: Plan): Launch {
  const { length, inner, features } = plan;
  const words = new Words();
  const base = common(plan, words);
  const vectors = Math.ceil(inner / 4);
  const counts = Array.from({ length: vectors }, (_, v) => Math.min(4, inner - 4 * v));
  // Rows that follow one another go to different accumulators, or each would wait for the one before.
  const copies = Math.min(length, plan.prologue && unrollOf(plan.prologue) === 1 ? 1 : Math.floor(8 / vectors));
  const trips = Math.floor(length / copies);
  const structure = { registers: inner, copies, rest: length % copies, ...base, trips: words.add(trips) };
  return launch("reduce", features, structure, words, (f) => {
    const lanes = new Lanes(f, 4, features);
    const { element, combine, identity, mean } = tools(lanes, plan, structure.length);
    const [source, target, rows] = [structure.source, structure.target, structure.outer].map((o) =>
      wordLocal(f, o),
    ) as [Local, Local, Local];
    const sums = Array.from({ length: copies }, () => counts.map(() => lanes.local()));
    const accumulate = (row: number): void => {
      counts.forEach((count, v) => {
        const sum = sums[row]?.[v] as Local;
        lanes.get(sum);
        element(source, count, 4 * inner * row + 16 * v);
        combine();
        lanes.set(sum);
      });
    };
    f.countdown(rows, () => {
      for (const sum of sums.flat()) {
        identity();
        lanes.set(sum);
      }
      const counter = wordLocal(f, structure.trips);
      f.countdown(counter, () => {
        for (let row = 0; row < copies; row++) accumulate(row);
        advance(f, source, 4 * inner * copies);
      });
      f.free(counter);
      for (let row = 0; row < structure.rest; row++) accumulate(row);
      advance(f, source, 4 * inner * structure.rest);
      counts.forEach((count, v) => {
        lanes.get(sums[0]?.[v] as Local);
        for (const copy of sums.slice(1)) {
          lanes.get(copy[v] as Local);
          combine();
        }
        mean();
        const result = lanes.keep();
        lanes.partialStore(target, result, count, 16 * v);
        f.free(result);
      });
      advance(f, target, 4 * inner);
    });
  });
}

/** Rows that results take up at a time, each from a part of its own: memory is fetched ahead within pages only. */
const STREAMS = 8;

/** inner > 16: the row of results, which stays in the cache, takes up the rows of the input some at a time. */
function acrossRows(plan: Plan): Launch {
  const { length, inner, features } = plan;
  const words = new Words();
  const base = common(plan, words);
  const width = widthOf(features);
  const unroll = plan.prologue ? 1 : 2;
  const { row, trips } = cutRow(inner, width, unroll);
  const streams = [STREAMS, 4].find((n) => length >= 4 * n) ?? Math.min(length, 4);
  const each = Math.floor(length / streams);
  const structure = {
    across: row,
    streams,
    more: each > 1,
    singly: length % streams > 0,
    ...base,
    trips: words.add(trips),
    stride: words.add(4 * inner),
    apart: words.add(4 * inner * each),
    groups: words.add(each - 1),
    singles: words.add(length % streams),
  };
  // One row of results, as of a mean over a whole picture, is divided itself, at ends of cache lines.
  if (plan.outer === 1 && row.rest === 0) {
    const bytes = 4 * width * unroll;
    const steps = [structure.source, structure.target].map((at) => [at, bytes] as const);
    words.divide(structure.trips, steps, { grain: LINE / bytes });
  }
  return launch("reduce", features, structure, words, (f) => {
    const lanes = new Lanes(f, width, features);
    const { element, combine, mean } = tools(lanes, plan, structure.length);
    const [source, target, rows] = [structure.source, structure.target, structure.outer].map((o) =>
      wordLocal(f, o),
    ) as [Local, Local, Local];
    const [stride, apart] = [wordLocal(f, structure.stride), wordLocal(f, structure.apart)];
    const out = f.local("i32");
    /** One pass over the results with `count` rows of the input, `apart` from one another; leaves `source` a row further. */
    const pass = (count: number, initial: boolean): void => {
      const inputs = Array.from({ length: count }, (_, i) => {
        f.get(source);
        if (i > 0) f.get(apart).i32.const(i).i32.mul().i32.add();
        const p = f.local("i32");
        f.set(p);
        return p;
      });
      f.get(target).set(out);
      emitRow(
        lanes,
        row,
        () => word(f, structure.trips),
        (vectors, lanesEach) => {
          for (let v = 0; v < vectors; v++) {
            const offset = v * lanes.bytes;
            inputs.forEach((p, i) => {
              element(p, lanesEach, offset);
              if (i > 0) combine();
            });
            if (!initial) {
              lanes.partialLoad(out, lanesEach, offset);
              combine();
            }
            const sum = lanes.keep();
            lanes.partialStore(out, sum, lanesEach, offset);
            f.free(sum);
          }
        },
        (bytes) => {
          for (const p of inputs) advance(f, p, bytes);
          advance(f, out, bytes);
        },
      );
      f.free(...inputs);
      advance(f, source, stride);
    };
    const repeat = (offset: number, count: number): void => {
      const counter = wordLocal(f, offset);
      f.countdown(counter, () => pass(count, false));
      f.free(counter);
    };
    f.countdown(rows, () => {
      pass(streams, true);
      if (structure.more) repeat(structure.groups, streams);
      f.get(source)
        .get(apart)
        .i32.const(streams - 1)
        .i32.mul()
        .i32.add()
        .set(source);
      if (structure.singly) repeat(structure.singles, 1);
      if (plan.mode === "mean") {
        f.get(target).set(out);
        emitRow(
          lanes,
          row,
          () => word(f, structure.trips),
          (vectors, lanesEach) => {
            for (let v = 0; v < vectors; v++) {
              lanes.partialLoad(out, lanesEach, v * lanes.bytes);
              mean();
              const result = lanes.keep();
              lanes.partialStore(out, result, lanesEach, v * lanes.bytes);
              f.free(result);
            }
          },
          (bytes) => advance(f, out, bytes),
        );
      }
      f.get(target).get(stride).i32.add().set(target);
    });
  });
}
