/** Pointwise: expressions of operands that broadcast to the outputs' shape. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import { Lanes } from "../src/codegen/wasm/lanes.ts";
import { withConstants } from "../src/codegen/wasm/render.ts";
import { argumentsOf, type Expr, serialize } from "../src/expr/expr.ts";
import { sameShape, sizeOf } from "../src/graph/types.ts";
import { emitElement, unrenderable } from "./element.ts";
import type { Kernel, KernelCall, Lowered, Word } from "./kernel.ts";
import {
  advance,
  broadcastStrides,
  collapse,
  cutRow,
  divideNest,
  emitOuter,
  emitRow,
  flopsOf,
  fold,
  isLong,
  type Nest,
  NOTHING,
  outerLoops,
  stridesOf,
  touch,
  unrollOf,
  widthOf,
} from "./loops.ts";
import { launch, Words, word, wordLocal } from "./words.ts";

export interface PointwiseAttrs {
  /** One expression an output; argument i is input i. */
  readonly exprs: readonly Expr[];
}

/** Rows shorter than this are repeated (see `lengthen`), up to about `LONG` elements. */
const SHORT = 128;
const LONG = 1024;

export const pointwise: Kernel = { op: "pointwise", lower };

function lower({ attrs, inputs, outputs }: KernelCall, features: Features): Lowered | string {
  const { exprs } = attrs as unknown as PointwiseAttrs;
  const shape = outputs[0]?.shape ?? [];
  if (outputs.length !== exprs.length) return `${exprs.length} expressions do not make ${outputs.length} outputs`;
  if (outputs.some((o) => o.dtype !== "float32" || !sameShape(o.shape, shape)))
    return "outputs must be float32 of one shape";
  const size = sizeOf(shape);
  const flops = flopsOf(...exprs) * size;
  if (size === 0) return NOTHING;
  const missing = unrenderable(...exprs);
  if (missing) return missing;

  const used = argumentsOf(...exprs);
  const walks: number[][] = [];
  for (const i of used) {
    const input = inputs[i];
    if (!input) return `there is no operand ${i}`;
    if (input.dtype !== "float32" && input.dtype !== "int32") return `operand ${i} is ${input.dtype}`;
    const strides = broadcastStrides(input.shape, shape);
    if (!strides) return `operand ${i} [${input.shape}] does not broadcast to [${shape}]`;
    walks.push(strides);
  }
  const lowered = lengthen(
    fold(collapse({ extents: shape, strides: [...walks, stridesOf(shape)] })),
    used.map((i) => inputs[i]?.constant !== undefined),
  );
  const { nest, repeats } = lowered;

  const width = widthOf(features);
  const { row, trips } = cutRow(nest.extents.at(-1) as number, width, unrollOf(...exprs));
  const words = new Words();
  const packed: (() => Float32Array | Int32Array)[] = [];
  const tripsAt = words.add(trips);
  const operands = used.map((i, n) => {
    const strides = nest.strides[n] as number[];
    let address: Word = { input: i };
    if (repeats.has(n)) {
      const values = inputs[i]?.constant?.values as Float32Array;
      const length = nest.extents.at(-1) as number;
      address = {
        packed:
          packed.push(() =>
            values.constructor === Int32Array
              ? repeat(Int32Array, values, length)
              : repeat(Float32Array, values, length),
          ) - 1,
      };
    }
    const inner = strides.at(-1) as number;
    return {
      address: words.add(address),
      integer: inputs[i]?.dtype === "int32",
      kind: strides.every((s) => s === 0) ? "scalar" : inner === 0 ? "row" : "vector",
    } as const;
  });
  const results = outputs.map((_, i) => words.add({ output: i }));
  const loops = outerLoops(nest, words);
  const own = nest.strides.at(-1) as readonly number[];
  divideNest(words, loops, { ...nest, strides: [...nest.strides.slice(0, -1), ...results.map(() => own)] }, [
    ...operands.map((o) => o.address),
    ...results,
  ]);
  const long = isLong(4 * (nest.extents.at(-1) as number));
  const structure = { exprs: serialize(...exprs), row, long, tripsAt, operands, results, loops };

  const emit = launch("pointwise", features, structure, words, (f) => {
    const lanes = new Lanes(f, width, features);
    /** Address of an operand's element, or its value where the whole row shares it. */
    const pointers = operands.map((o) => wordLocal(f, o.address));
    const splats = new Map<number, Local>();
    const outs = results.map((r) => wordLocal(f, r));
    const float = (n: number): Lanes => (operands[n]?.integer ? lanes.toBits().fromInteger() : lanes);
    const hoist = (kind: "scalar" | "row"): void =>
      operands.forEach((o, n) => {
        if (o.kind !== kind) return;
        f.get(pointers[n] as Local);
        lanes.loadSplat();
        float(n);
        const splat = splats.get(n);
        if (splat) lanes.set(splat);
        else splats.set(n, lanes.keep());
      });
    hoist("scalar");
    // The outputs' pointers end each row where the next begins, so they never need a move of their own.
    const nest = (): void =>
      emitOuter(f, loops, pointers, () => {
        hoist("row");
        emitRow(
          lanes,
          row,
          () => word(f, tripsAt),
          (vectors, count) => {
            for (let v = 0; v < vectors; v++)
              emitElement(
                lanes,
                exprs,
                (argument) => {
                  const n = used.indexOf(argument);
                  const splat = splats.get(n);
                  if (splat) return void lanes.get(splat);
                  lanes.partialLoad(pointers[n] as Local, count, v * lanes.bytes);
                  float(n);
                },
                (o, value) => void lanes.partialStore(outs[o] as Local, value, count, v * lanes.bytes),
              );
          },
          (bytes) => {
            operands.forEach((o, n) => {
              if (o.kind === "vector") advance(f, pointers[n] as Local, bytes);
            });
            for (const out of outs) advance(f, out, bytes);
          },
          long
            ? (ahead) => {
                operands.forEach((o, n) => {
                  if (o.kind === "vector") touch(f, pointers[n] as Local, ahead);
                });
                for (const out of outs) touch(f, out, ahead);
              }
            : undefined,
        );
      });
    withConstants(lanes, exprs, nest);
  });

  const inPlace = used.filter((i) => {
    const input = inputs[i];
    return input?.dtype === "float32" && !input.constant && sameShape(input.shape, shape);
  });
  return { launches: [emit], packed, inPlace, flops };
}

/**
 * Per-channel operands with few channels make short rows. Where all such operands are constant, `r` of these rows become
 * one and the operands are repeated `r` times at plan time; `r` divides the next dimension.
 */
function lengthen(
  nest: Nest,
  constant: readonly boolean[],
): { readonly nest: Nest; readonly repeats: ReadonlySet<number> } {
  const inner = nest.extents.length - 1;
  const channels = nest.extents[inner] as number;
  const rows = nest.extents[inner - 1];
  const unchanged = { nest, repeats: new Set<number>() };
  if (rows === undefined || channels >= SHORT) return unchanged;
  const repeats = new Set<number>();
  for (const [n, s] of nest.strides.entries()) {
    const [outer, own] = [s[inner - 1] as number, s[inner] as number];
    if (outer === own * channels) continue;
    if (!constant[n] || own !== 1 || s.slice(0, inner).some((x) => x !== 0)) return unchanged;
    repeats.add(n);
  }
  let best = 1;
  const quality = (r: number): number => ((r * channels) % 8 === 0 ? LONG : 0) + r * channels;
  for (let r = 2; r * channels <= LONG && r <= rows; r++) if (rows % r === 0 && quality(r) > quality(best)) best = r;
  if (best === 1) return unchanged;
  return {
    nest: {
      extents: [...nest.extents.slice(0, inner - 1), rows / best, channels * best],
      strides: nest.strides.map((s, n) => {
        const own = s[inner] as number;
        return [...s.slice(0, inner - 1), repeats.has(n) ? 0 : own * channels * best, own];
      }),
    },
    repeats,
  };
}

function repeat<T extends Float32Array | Int32Array>(
  type: new (n: number) => T,
  values: ArrayLike<number>,
  length: number,
): T {
  const result = new type(length);
  for (let at = 0; at < length; at += values.length) result.set(values as T, at);
  return result;
}
