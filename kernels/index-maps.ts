/** Data movement as index maps: which element of which input each element of an output is. */
import { type Shape, sizeOf } from "../src/graph/types.ts";
import { stridesOf } from "./loops.ts";

/** A box of elements: element (i, j, …) of the box goes from `in + Σ index × inStride` to `out + Σ index × outStride`. */
export interface Region {
  /** Which input; -1 stands for the fill value. */
  readonly input: number;
  /** Which output, 0 unless given. */
  readonly output?: number;
  /** Offsets and strides count elements. */
  readonly inOffset: number;
  readonly outOffset: number;
  readonly extents: readonly number[];
  readonly inStrides: readonly number[];
  readonly outStrides: readonly number[];
}

/** Attributes of the op `copy`. Together the regions write every element of every output; a later one overwrites an earlier one. */
export interface CopyAttrs {
  readonly regions: readonly Region[];
  /** The value of regions without an input, 0 unless given. */
  readonly fill?: number;
}

/** Whether a region moves one run of elements as they lie. */
export function isRun({ extents, inStrides, outStrides }: Region): boolean {
  const own = stridesOf(extents);
  const solid = extents.every((n, d) => n === 1 || (inStrides[d] === own[d] && outStrides[d] === own[d]));
  return solid && sizeOf(extents) > 0;
}

/** How many elements the pixels of a value are apart where a region puts them, all of each together. */
export function pitchOf({ extents, inStrides, outStrides }: Region, shape: Shape): number | undefined {
  const channels = shape.at(-1) as number;
  const own = stridesOf(extents);
  const pitches = extents.flatMap((n, d) => {
    const [step, out] = [own[d] as number, outStrides[d] as number];
    if (n === 1) return [];
    if (inStrides[d] !== step) return [0];
    if (step >= channels) return [(out * channels) / step];
    return out === step && n * step <= channels ? [] : [0];
  });
  const [pitch = 0] = pitches;
  const all = sizeOf(extents) === sizeOf(shape) && pitches.every((p) => p === pitch);
  return all && Number.isInteger(pitch) && pitch > channels ? pitch : undefined;
}

/** The elements of its output between which a region writes: from the first to behind the last. */
export function spanOf({ extents, outOffset, outStrides }: Region): readonly [from: number, to: number] {
  const reach = extents.map((n, d) => (n - 1) * (outStrides[d] as number));
  const sum = (pick: (a: number, b: number) => number): number => reach.reduce((s, r) => s + pick(r, 0), outOffset);
  return [sum(Math.min), sum(Math.max) + 1];
}

/** Σ index × stride */
const at = (strides: readonly number[], index: readonly number[]): number =>
  index.reduce((sum, i, d) => sum + i * (strides[d] as number), 0);
const replaceAt = (list: readonly number[], d: number, value: number): number[] =>
  list.map((x, i) => (i === d ? value : x));

/** The parts one behind the other along `axis`. */
export function concat(shapes: readonly Shape[], axis: number): CopyAttrs {
  const shape = replaceAt(
    shapes[0] as Shape,
    axis,
    shapes.reduce((n, s) => n + (s[axis] as number), 0),
  );
  const outStrides = stridesOf(shape);
  let begin = 0;
  const regions = shapes.map((extents, input): Region => {
    const outOffset = begin * (outStrides[axis] as number);
    begin += extents[axis] as number;
    return { input, inOffset: 0, outOffset, extents, inStrides: stridesOf(extents), outStrides };
  });
  return { regions };
}

/** Tensors of one shape under a new axis. */
export function pack(shape: Shape, count: number, axis: number): CopyAttrs {
  const part = [...shape.slice(0, axis), 1, ...shape.slice(axis)];
  return concat(new Array<Shape>(count).fill(part), axis);
}

/** The reverse of `concat`: one output for each size along `axis`. With sizes of 1 also the reverse of `pack`. */
export function split(shape: Shape, sizes: readonly number[], axis: number): CopyAttrs {
  const inStrides = stridesOf(shape);
  let begin = 0;
  const regions = sizes.map((size, output): Region => {
    const extents = replaceAt(shape, axis, size);
    const inOffset = begin * (inStrides[axis] as number);
    begin += size;
    return { input: 0, output, inOffset, outOffset: 0, extents, inStrides, outStrides: stridesOf(extents) };
  });
  return { regions };
}

/**
 * Surrounds a tensor with `value`.
 * @param pads per dimension, how many before and after
 */
export function pad(
  shape: Shape,
  pads: readonly (readonly [before: number, after: number])[],
  value: number,
): CopyAttrs {
  const padded = shape.map((n, d) => n + (pads[d]?.[0] ?? 0) + (pads[d]?.[1] ?? 0));
  const outStrides = stridesOf(padded);
  const inStrides = stridesOf(shape);
  const before = pads.map((p) => p[0]);
  const regions: Region[] = [
    { input: 0, inOffset: 0, outOffset: at(outStrides, before), extents: shape, inStrides, outStrides },
  ];
  // The border in slabs that do not overlap: dimensions above d are inside, those below d run over the padded extent.
  shape.forEach((extent, d) => {
    const [head = 0, tail = 0] = pads[d] ?? [];
    for (const [begin, size] of [
      [0, head],
      [head + extent, tail],
    ] as const) {
      const extents = [...shape.slice(0, d), size, ...padded.slice(d + 1)];
      const origin = [...before.slice(0, d), begin, ...padded.slice(d + 1).map(() => 0)];
      const inStrides = extents.map(() => 0);
      if (sizeOf(extents) > 0)
        regions.push({ input: -1, inOffset: 0, outOffset: at(outStrides, origin), extents, inStrides, outStrides });
    }
  });
  return { regions, fill: value };
}

/**
 * Surrounds a tensor with its own elements, mirrored at its borders.
 * @param offset 1 where the border element itself is not repeated (REFLECT), 0 where it is (SYMMETRIC)
 */
export function mirrorPad(
  shape: Shape,
  pads: readonly (readonly [before: number, after: number])[],
  offset: 0 | 1,
): CopyAttrs {
  const outStrides = stridesOf(shape.map((n, d) => n + (pads[d]?.[0] ?? 0) + (pads[d]?.[1] ?? 0)));
  const own = stridesOf(shape);
  /** Along one dimension: where each part lands, how long it is, where it is read from and in which direction. */
  const parts = shape.map((n, d) => {
    const [head = 0, tail = 0] = pads[d] ?? [];
    return [
      { to: 0, size: head, from: head - 1 + offset, step: -1 },
      { to: head, size: n, from: 0, step: 1 },
      { to: head + n, size: tail, from: n - 1 - offset, step: -1 },
    ].filter((part) => part.size > 0);
  });
  const boxes = parts.reduce<(typeof parts)[number][]>(
    (all, next) => all.flatMap((box) => next.map((p) => [...box, p])),
    [[]],
  );
  const regions = boxes.map(
    (box): Region => ({
      input: 0,
      inOffset: at(
        own,
        box.map((p) => p.from),
      ),
      outOffset: at(
        outStrides,
        box.map((p) => p.to),
      ),
      extents: box.map((p) => p.size),
      inStrides: own.map((s, d) => s * (box[d]?.step ?? 1)),
      outStrides,
    }),
  );
  return { regions };
}

/** `size[d]` elements from `begin[d]` on, `strides[d]` apart; strides may be negative. */
export function slice(
  shape: Shape,
  begin: readonly number[],
  size: readonly number[],
  strides: readonly number[] = [],
): CopyAttrs {
  const own = stridesOf(shape);
  const inStrides = own.map((s, d) => s * (strides[d] ?? 1));
  return {
    regions: [
      { input: 0, inOffset: at(own, begin), outOffset: 0, extents: size, inStrides, outStrides: stridesOf(size) },
    ],
  };
}

/** Each of `axes` backwards. */
export function reverse(shape: Shape, axes: readonly number[]): CopyAttrs {
  const flip = (d: number): boolean => axes.includes(d);
  return slice(
    shape,
    shape.map((n, d) => (flip(d) ? n - 1 : 0)),
    shape,
    shape.map((_, d) => (flip(d) ? -1 : 1)),
  );
}

/** A view of the input with other extents and strides, written row-major. */
const view = (extents: readonly number[], inStrides: readonly number[]): CopyAttrs => ({
  regions: [{ input: 0, inOffset: 0, outOffset: 0, extents, inStrides, outStrides: stridesOf(extents) }],
});

/** Dimension d of the output is dimension `perm[d]` of the input. */
export function transpose(shape: Shape, perm: readonly number[]): CopyAttrs {
  const strides = stridesOf(shape);
  return view(
    perm.map((d) => shape[d] as number),
    perm.map((d) => strides[d] as number),
  );
}

/** `repeats[d]` copies along each dimension. */
export function tile(shape: Shape, repeats: readonly number[]): CopyAttrs {
  const strides = stridesOf(shape);
  return view(
    shape.flatMap((n, d) => [repeats[d] ?? 1, n]),
    strides.flatMap((s) => [0, s]),
  );
}

/** Broadcasts `shape` to `target` by numpy's rules. */
export function broadcast(shape: Shape, target: Shape): CopyAttrs {
  const strides = stridesOf(shape);
  const missing = target.length - shape.length;
  return view(
    target,
    target.map((n, d) => (d < missing || (shape[d - missing] === 1 && n !== 1) ? 0 : (strides[d - missing] as number))),
  );
}

/** NHWC `[n, h, w, b·b·c]` → `[n, h·b, w·b, c]` */
export function depthToSpace(
  [n, h, w, depth]: Shape & readonly [number, number, number, number],
  block: number,
): CopyAttrs {
  const c = depth / (block * block);
  return transpose([n, h, w, block, block, c], [0, 1, 3, 2, 4, 5]);
}

/** NHWC `[n, h·b, w·b, c]` → `[n, h, w, b·b·c]` */
export function spaceToDepth(
  [n, h, w, c]: Shape & readonly [number, number, number, number],
  block: number,
): CopyAttrs {
  return transpose([n, h / block, block, w / block, block, c], [0, 1, 3, 2, 4, 5]);
}

/** TensorFlow's BatchToSpaceND: blocks move from the batch into the dimensions behind it, then `crops` are cut off. */
export function batchToSpace(
  shape: Shape,
  block: readonly number[],
  crops: readonly (readonly [before: number, after: number])[],
): CopyAttrs {
  const m = block.length;
  const strides = stridesOf(shape);
  const batch = (shape[0] as number) / sizeOf(block);
  const blocks = stridesOf(block);
  // Output position y of a dimension is input position (y + crop) / b in the batch block (y + crop) % b, so cropping cuts
  // boxes unless it is by whole blocks: one region for each phase of each dimension.
  const out = shape
    .slice(1, m + 1)
    .map((n, d) => n * (block[d] as number) - (crops[d]?.[0] ?? 0) - (crops[d]?.[1] ?? 0));
  const outStrides = stridesOf([batch, ...out, ...shape.slice(m + 1)]);
  const regions: Region[] = [];
  const phases = (d: number, chosen: readonly { q: number; first: number; begin: number; count: number }[]): void => {
    if (d < m) {
      const b = block[d] as number;
      const crop = crops[d]?.[0] ?? 0;
      for (let q = 0; q < b; q++) {
        // The first input position of this phase that is not cropped, and where it lands.
        const first = Math.max(0, Math.ceil((crop - q) / b));
        const begin = first * b + q - crop;
        phases(d + 1, [
          ...chosen,
          { q, first, begin, count: Math.max(0, Math.ceil(((out[d] as number) - begin) / b)) },
        ]);
      }
      return;
    }
    const extents = [batch, ...chosen.map((p) => p.count), ...shape.slice(m + 1)];
    if (sizeOf(extents) === 0) return;
    const from = [
      chosen.reduce((n, p, i) => n + p.q * (blocks[i] as number), 0) * batch,
      ...chosen.map((p) => p.first),
    ];
    regions.push({
      input: 0,
      inOffset: at(strides, from),
      outOffset: at(outStrides, [0, ...chosen.map((p) => p.begin)]),
      extents,
      inStrides: strides,
      outStrides: outStrides.map((s, d) => (d >= 1 && d <= m ? s * (block[d - 1] as number) : s)),
    });
  };
  phases(0, []);
  return { regions };
}

/** TensorFlow's SpaceToBatchND: pads with zeros, then blocks move into the batch. */
export function spaceToBatch(
  shape: Shape,
  block: readonly number[],
  pads: readonly (readonly [before: number, after: number])[],
): CopyAttrs {
  const m = block.length;
  const padded = shape.slice(1, m + 1).map((n, d) => n + (pads[d]?.[0] ?? 0) + (pads[d]?.[1] ?? 0));
  const small = padded.map((n, d) => n / (block[d] as number));
  const target = [(shape[0] as number) * sizeOf(block), ...small, ...shape.slice(m + 1)];
  // Cropping what the reverse would make of the target gives back the input: swap the two sides of each of its regions.
  const copies = batchToSpace(target, block, pads).regions.map(
    (r): Region => ({
      ...r,
      inOffset: r.outOffset,
      outOffset: r.inOffset,
      inStrides: r.outStrides,
      outStrides: r.inStrides,
    }),
  );
  if (!pads.some(([a, b]) => a > 0 || b > 0)) return { regions: copies };
  // Padding is scattered over the blocks, so it is written first and the input over it.
  const outStrides = stridesOf(target);
  return {
    regions: [
      { input: -1, inOffset: 0, outOffset: 0, extents: target, inStrides: target.map(() => 0), outStrides },
      ...copies,
    ],
  };
}
