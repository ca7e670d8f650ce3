/** The conformance list of data movement: what each element of each output must be, written down index by index. */

import * as maps from "../../kernels/index-maps.ts";
import type { KernelCall } from "../../kernels/kernel.ts";
import { ConstantTensor, type Shape, sizeOf } from "../../src/graph/types.ts";
import { randomFloats } from "../support/random.ts";

export interface MoveCase {
  readonly name: string;
  readonly call: KernelCall;
  readonly inputs: readonly Float32Array[];
  readonly expected: () => (readonly number[])[];
}

/** Every position of a tensor, in row-major order. */
export const positions = (shape: Shape): number[][] =>
  shape.reduce<number[][]>((all, n) => all.flatMap((p) => Array.from({ length: n }, (_, i) => [...p, i])), [[]]);
/** Row-major index of a position. */
export const indexOf = (shape: Shape, position: readonly number[]): number =>
  position.reduce((i, p, d) => i * (shape[d] as number) + p, 0);

type Source = readonly [input: number, position: readonly number[]] | number;

let seed = 5000;

/** @param source for a position of an output, where its value comes from, or the value */
function moveCase(
  name: string,
  attrs: maps.CopyAttrs,
  shapes: readonly Shape[],
  outputs: readonly Shape[],
  source: (position: readonly number[], output: number) => Source,
): MoveCase {
  const inputs = shapes.map((s) => randomFloats(sizeOf(s), seed++));
  return {
    name: `copy ${name} [${shapes.join("], [")}]`,
    call: {
      op: "copy",
      attrs: { ...attrs },
      inputs: shapes.map((shape, i) => ({
        dtype: "float32",
        shape,
        constant: i === 1 ? new ConstantTensor("float32", shape, inputs[1] as Float32Array) : undefined,
      })),
      outputs: outputs.map((shape) => ({ dtype: "float32", shape })),
    },
    inputs,
    expected: () =>
      outputs.map((shape, o) =>
        positions(shape).map((p) => {
          const from = source(p, o);
          return typeof from === "number"
            ? from
            : (inputs[from[0]]?.[indexOf(shapes[from[0]] as Shape, from[1])] as number);
        }),
      ),
  };
}

type Pads = readonly (readonly [number, number])[];

export function concatCase(shapes: readonly Shape[], axis: number): MoveCase {
  const total = shapes.reduce((n, s) => n + (s[axis] as number), 0);
  return moveCase(
    `concat along ${axis} of`,
    maps.concat(shapes, axis),
    shapes,
    [(shapes[0] as Shape).map((n, d) => (d === axis ? total : n))],
    (p) => {
      let [input, at] = [0, p[axis] as number];
      for (; at >= (shapes[input]?.[axis] as number); input++) at -= shapes[input]?.[axis] as number;
      return [input, p.map((n, d) => (d === axis ? at : n))];
    },
  );
}
function splitCase(shape: Shape, sizes: readonly number[], axis: number): MoveCase {
  const begins = sizes.map((_, i) => sizes.slice(0, i).reduce((a, b) => a + b, 0));
  return moveCase(
    `split along ${axis} into ${sizes}`,
    maps.split(shape, sizes, axis),
    [shape],
    sizes.map((s) => shape.map((n, d) => (d === axis ? s : n))),
    (p, o) => [0, p.map((n, d) => (d === axis ? n + (begins[o] as number) : n))],
  );
}
export function padCase(shape: Shape, pads: Pads, value: number): MoveCase {
  return moveCase(
    `pad by ${JSON.stringify(pads)}`,
    maps.pad(shape, pads, value),
    [shape],
    [shape.map((n, d) => n + (pads[d]?.[0] ?? 0) + (pads[d]?.[1] ?? 0))],
    (p) => {
      const from = p.map((n, d) => n - (pads[d]?.[0] ?? 0));
      return from.every((n, d) => n >= 0 && n < (shape[d] as number)) ? [0, from] : value;
    },
  );
}
function mirrorPadCase(shape: Shape, pads: Pads, offset: 0 | 1): MoveCase {
  const mirrored = (i: number, n: number): number => (i < 0 ? offset - 1 - i : i >= n ? 2 * n - 1 - offset - i : i);
  return moveCase(
    `mirror pad by ${JSON.stringify(pads)}, offset ${offset}`,
    maps.mirrorPad(shape, pads, offset),
    [shape],
    [shape.map((n, d) => n + (pads[d]?.[0] ?? 0) + (pads[d]?.[1] ?? 0))],
    (p) => [0, p.map((n, d) => mirrored(n - (pads[d]?.[0] ?? 0), shape[d] as number))],
  );
}
export function sliceCase(
  shape: Shape,
  begin: readonly number[],
  size: readonly number[],
  strides: readonly number[],
): MoveCase {
  return moveCase(
    `slice from ${begin}, size ${size}, strides ${strides}`,
    maps.slice(shape, begin, size, strides),
    [shape],
    [size],
    (p) => [0, p.map((n, d) => (begin[d] as number) + n * (strides[d] as number))],
  );
}
export function transposeCase(shape: Shape, perm: readonly number[]): MoveCase {
  return moveCase(
    `transpose ${perm}`,
    maps.transpose(shape, perm),
    [shape],
    [perm.map((d) => shape[d] as number)],
    (p) => [0, shape.map((_, d) => p[perm.indexOf(d)] as number)],
  );
}
export function tileCase(shape: Shape, repeats: readonly number[]): MoveCase {
  return moveCase(
    `tile ${repeats}`,
    maps.tile(shape, repeats),
    [shape],
    [shape.map((n, d) => n * (repeats[d] as number))],
    (p) => [0, p.map((n, d) => n % (shape[d] as number))],
  );
}
export function reverseCase(shape: Shape, axes: readonly number[]): MoveCase {
  return moveCase(`reverse ${axes}`, maps.reverse(shape, axes), [shape], [shape], (p) => [
    0,
    p.map((n, d) => (axes.includes(d) ? (shape[d] as number) - 1 - n : n)),
  ]);
}
function broadcastCase(shape: Shape, target: Shape): MoveCase {
  return moveCase(`broadcast to ${target}`, maps.broadcast(shape, target), [shape], [target], (p) => [
    0,
    shape.map((n, d) => (n === 1 ? 0 : (p[d + target.length - shape.length] as number))),
  ]);
}
type Four = [number, number, number, number];
export function depthToSpaceCase(shape: Four, b: number): MoveCase {
  const c = shape[3] / (b * b);
  return moveCase(
    `depth to space ${b}`,
    maps.depthToSpace(shape, b),
    [shape],
    [[shape[0], shape[1] * b, shape[2] * b, c]],
    ([n, y, x, d]) => [
      0,
      [
        n as number,
        Math.floor((y as number) / b),
        Math.floor((x as number) / b),
        (((y as number) % b) * b + ((x as number) % b)) * c + (d as number),
      ],
    ],
  );
}
function spaceToDepthCase(shape: Four, b: number): MoveCase {
  const c = shape[3];
  return moveCase(
    `space to depth ${b}`,
    maps.spaceToDepth(shape, b),
    [shape],
    [[shape[0], shape[1] / b, shape[2] / b, c * b * b]],
    ([n, y, x, d]) => {
      const q = Math.floor((d as number) / c);
      return [0, [n as number, (y as number) * b + Math.floor(q / b), (x as number) * b + (q % b), (d as number) % c]];
    },
  );
}
function batchToSpaceCase(shape: Shape, block: readonly number[], crops: Pads): MoveCase {
  const batch = (shape[0] as number) / sizeOf(block);
  const out = [
    batch,
    ...block.map((b, d) => (shape[d + 1] as number) * b - (crops[d]?.[0] as number) - (crops[d]?.[1] as number)),
    ...shape.slice(block.length + 1),
  ];
  return moveCase(
    `batch to space ${block} crops ${JSON.stringify(crops)}`,
    maps.batchToSpace(shape, block, crops),
    [shape],
    [out],
    (p) => {
      const full = block.map((_, d) => (p[d + 1] as number) + (crops[d]?.[0] as number));
      const q = block.reduce((n, b, d) => n * b + ((full[d] as number) % b), 0);
      return [
        0,
        [
          q * batch + (p[0] as number),
          ...block.map((b, d) => Math.floor((full[d] as number) / b)),
          ...p.slice(block.length + 1),
        ],
      ];
    },
  );
}
function spaceToBatchCase(shape: Shape, block: readonly number[], pads: Pads): MoveCase {
  const batch = shape[0] as number;
  const out = [
    batch * sizeOf(block),
    ...block.map((b, d) => ((shape[d + 1] as number) + (pads[d]?.[0] as number) + (pads[d]?.[1] as number)) / b),
    ...shape.slice(block.length + 1),
  ];
  return moveCase(
    `space to batch ${block} pads ${JSON.stringify(pads)}`,
    maps.spaceToBatch(shape, block, pads),
    [shape],
    [out],
    (p) => {
      let q = Math.floor((p[0] as number) / batch);
      const inside = [...block]
        .reverse()
        .map((b) => {
          const r = q % b;
          q = Math.floor(q / b);
          return r;
        })
        .reverse();
      const at = block.map((b, d) => (p[d + 1] as number) * b + (inside[d] as number) - (pads[d]?.[0] as number));
      if (at.some((n, d) => n < 0 || n >= (shape[d + 1] as number))) return 0;
      return [0, [(p[0] as number) % batch, ...at, ...p.slice(block.length + 1)]];
    },
  );
}

export const MOVE_CASES: readonly MoveCase[] = [
  concatCase(
    [
      [2, 3, 4],
      [2, 3, 7],
      [2, 3, 1],
    ],
    2,
  ),
  concatCase(
    [
      [2, 3, 20],
      [2, 1, 20],
    ],
    1,
  ),
  concatCase([[700], [3], [600]], 0),
  concatCase(
    [
      [2, 600],
      [2, 513],
    ],
    1,
  ),
  concatCase(
    [
      [0, 3],
      [2, 3],
    ],
    0,
  ),
  moveCase(
    "pack",
    maps.pack([3, 5], 2, 1),
    [
      [3, 5],
      [3, 5],
    ],
    [[3, 2, 5]],
    ([a, b, c]) => [b as number, [a as number, c as number]],
  ),
  splitCase([2, 9, 5], [2, 3, 4], 1),
  splitCase([3, 12], [1, 5, 6], 1),
  splitCase([4, 6], [1, 1, 1, 1], 0),
  padCase(
    [2, 3, 5, 3],
    [
      [0, 0],
      [1, 2],
      [0, 3],
      [0, 0],
    ],
    0,
  ),
  padCase(
    [3, 18],
    [
      [1, 0],
      [2, 1],
    ],
    -1.5,
  ),
  padCase(
    [4, 3],
    [
      [0, 0],
      [0, 1],
    ],
    7,
  ),
  ...([0, 1] as const).flatMap((offset) =>
    [
      [1, 3],
      [0, 2],
    ].map((pad) => mirrorPadCase([3, 5, 4], [[0, 0], pad, [2, 1]] as unknown as Pads, offset)),
  ),
  padCase(
    [1, 40, 1],
    [
      [2, 2],
      [0, 600],
      [0, 1],
    ],
    2,
  ),
  sliceCase([4, 5, 6], [1, 0, 2], [2, 5, 3], [1, 1, 1]),
  sliceCase([9, 8], [8, 1], [3, 4], [-4, 2]),
  sliceCase([5, 40], [0, 39], [5, 40], [1, -1]),
  sliceCase([5, 7, 3], [0, 6, 0], [5, 4, 3], [1, -2, 1]),
  sliceCase([1200], [1], [1100], [1]),
  ...[
    [1, 0],
    [4, 4],
    [5, 9],
    [8, 16],
    [33, 18],
    [3, 40],
    [40, 3],
  ].map(([a, b]) => transposeCase([a || 1, b || 1], [1, 0])),
  // More than a tile, either way.
  transposeCase([260, 13], [1, 0]),
  transposeCase([13, 261], [1, 0]),
  transposeCase([2, 24, 136], [0, 2, 1]),
  transposeCase([2, 136, 24], [0, 2, 1]),
  transposeCase([2, 5, 6, 8], [0, 3, 1, 2]),
  transposeCase([2, 8, 5, 6], [0, 2, 3, 1]),
  transposeCase([2, 5, 6, 3], [0, 3, 1, 2]),
  transposeCase([3, 4, 5, 20], [0, 2, 1, 3]),
  transposeCase([2, 3, 4, 5, 6], [4, 2, 0, 3, 1]),
  transposeCase([4, 1, 8, 2, 4], [4, 3, 2, 1, 0]),
  transposeCase([6, 5], [0, 1]),
  tileCase([2, 3], [3, 2]),
  tileCase([1, 5], [4, 1]),
  tileCase([3, 1], [1, 21]),
  tileCase([2, 17], [2, 3]),
  reverseCase([4, 6, 5], [1]),
  reverseCase([3, 22], [1]),
  reverseCase([2, 5, 43], [2]),
  reverseCase([70], [0]),
  reverseCase([4, 6, 5], [0, 2]),
  broadcastCase([3, 1], [2, 3, 18]),
  broadcastCase([], [5, 5]),
  broadcastCase([1, 600], [3, 600]),
  depthToSpaceCase([2, 3, 4, 12], 2),
  depthToSpaceCase([1, 2, 3, 4], 2),
  depthToSpaceCase([1, 2, 2, 64], 2),
  spaceToDepthCase([1, 4, 6, 5], 2),
  spaceToDepthCase([2, 6, 3, 1], 3),
  batchToSpaceCase(
    [8, 3, 2, 5],
    [2, 2],
    [
      [0, 0],
      [0, 0],
    ],
  ),
  batchToSpaceCase(
    [4, 5, 4, 3],
    [2, 2],
    [
      [1, 2],
      [3, 0],
    ],
  ),
  batchToSpaceCase([6, 7, 8], [3], [[4, 5]]),
  spaceToBatchCase(
    [2, 4, 6, 5],
    [2, 2],
    [
      [0, 0],
      [0, 0],
    ],
  ),
  spaceToBatchCase(
    [1, 5, 4, 3],
    [2, 3],
    [
      [1, 2],
      [2, 3],
    ],
  ),
];
