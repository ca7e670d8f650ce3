/** Naive normalisation, attention and transposed convolution, for the reference that runs graphs of kernels. */
import type { Attrs } from "../../src/graph/graph.ts";
import { broadcastStrides, stridesOf } from "../../src/graph/ops/rows.ts";
import { type ConstantTensor, type Shape, sizeOf } from "../../src/graph/types.ts";

/** Elements less their set's mean, over its deviation or length. */
export function normalised(attrs: Attrs, { values, shape }: ConstantTensor): Float32Array {
  const { mode, placement = "add" } = attrs;
  const [epsilon, groups] = [Number(attrs.epsilon), Number(attrs.groups)];
  const channels = shape.at(-1) as number;
  const perPicture = values.length / (shape[0] as number);
  /** The set that an element belongs to. */
  const setOf = (i: number): string => {
    const [picture, c] = [Math.floor(i / perPicture), i % channels];
    if (mode === "instance") return `${picture} ${c}`;
    if (mode === "group") return `${picture} ${Math.floor((c * groups) / channels)}`;
    return `${Math.floor(i / channels)}`;
  };
  const sets = new Map<string, number[]>();
  values.forEach((_: number, i: number) => {
    sets.set(setOf(i), [...(sets.get(setOf(i)) ?? []), i]);
  });
  const out = new Float32Array(values.length);
  for (const set of sets.values()) {
    const x = set.map((i) => values[i] as number);
    const mean = mode === "rms" || mode === "l2" ? 0 : x.reduce((a, b) => a + b, 0) / x.length;
    const squares = x.reduce((a, b) => a + (b - mean) ** 2, 0);
    const s = mode === "l2" ? squares : squares / x.length;
    const roots: Readonly<Record<string, number>> = {
      none: Math.sqrt(s),
      max: Math.sqrt(Math.max(s, epsilon)),
      root: Math.sqrt(s) + epsilon,
      add: Math.sqrt(s + epsilon),
    };
    set.forEach((i, n) => {
      out[i] = ((x[n] as number) - mean) / (roots[String(placement)] as number);
    });
  }
  return out;
}

/** Each input pixel added to the output pixels under its window. */
export function scattered(attrs: Attrs, inputs: readonly ConstantTensor[], out: Shape): Float32Array {
  const [x, w] = inputs as [ConstantTensor, ConstantTensor];
  const [images, height, width, depth] = x.shape as [number, number, number, number];
  const [kh, kw, channels] = w.shape as [number, number, number, number];
  const [, outHeight, outWidth] = out as [number, number, number, number];
  const { strides, pads } = attrs as { strides: readonly [number, number]; pads: readonly number[] };
  const sums = new Float64Array(sizeOf(out));
  const dot = (pixel: number, tap: number): number => {
    let sum = 0;
    for (let d = 0; d < depth; d++) sum += (x.values[pixel + d] as number) * (w.values[tap + d] as number);
    return sum;
  };
  for (let at = 0; at < images * height * width; at++)
    for (let tap = 0; tap < kh * kw; tap++) {
      const [b, y, xx] = [Math.floor(at / (height * width)), Math.floor(at / width) % height, at % width];
      const oy = y * strides[0] + Math.floor(tap / kw) - (pads[0] as number);
      const ox = xx * strides[1] + (tap % kw) - (pads[2] as number);
      if (oy < 0 || ox < 0 || oy >= outHeight || ox >= outWidth) continue;
      const to = ((b * outHeight + oy) * outWidth + ox) * channels;
      for (let c = 0; c < channels; c++)
        sums[to + c] = (sums[to + c] as number) + dot(at * depth, (tap * channels + c) * depth);
    }
  return Float32Array.from(sums);
}

/** `softmax(scale · q · kᵀ + mask) · v`; the mask is broadcast. */
export function attended(attrs: Attrs, inputs: readonly ConstantTensor[], out: Shape): Float32Array {
  const [q, k, v, mask] = inputs as [ConstantTensor, ConstantTensor, ConstantTensor, ConstantTensor?];
  const [keys, width] = v.shape.slice(-2) as [number, number];
  const [rows, depth] = q.shape.slice(-2) as [number, number];
  const scores = [...out.slice(0, -1), keys];
  const strides = mask && broadcastStrides(mask.shape, scores);
  const steps = stridesOf(scores);
  const result = new Float32Array(sizeOf(out));
  for (let r = 0; r < sizeOf(out) / width; r++) {
    const head = Math.floor(r / rows) * keys;
    const row = Array.from({ length: keys }, (_, j) => {
      let sum = 0;
      for (let d = 0; d < depth; d++) {
        const at = attrs.transposed ? head * depth + d * keys + j : (head + j) * depth + d;
        sum += (q.values[r * depth + d] as number) * (k.values[at] as number);
      }
      const at = strides?.reduce(
        (n, s, i) => n + s * (Math.floor((r * keys + j) / (steps[i] as number)) % (scores[i] as number)),
        0,
      );
      return sum * Number(attrs.scale ?? 1) + (at === undefined ? 0 : (mask?.values[at] as number));
    });
    const most = Math.max(...row);
    const total = row.reduce((s, x) => s + Math.exp(x - most), 0);
    for (let c = 0; c < width; c++)
      result[r * width + c] = row.reduce(
        (s, x, j) => s + (Math.exp(x - most) / total) * (v.values[(head + j) * width + c] as number),
        0,
      );
  }
  return result;
}
