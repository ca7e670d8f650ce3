/** Reads a model's outputs as shapes over its input picture. Positions are fractions of the picture's width and height. */
import type { DrawingKind } from "../models.ts";
import type { Output } from "../types.ts";
import { OBJECTS } from "./objects.ts";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly score: number;
  readonly label: string;
}
export type Point = readonly [x: number, y: number];
export interface Bar {
  readonly label: string;
  readonly value: number;
}
export interface Drawing {
  readonly boxes: readonly Box[];
  readonly points: readonly Point[];
  readonly lines: readonly (readonly [Point, Point])[];
  readonly bars: readonly Bar[];
  /** Row-major values from 0 to 1 that cover the picture. */
  readonly mask?: { readonly width: number; readonly height: number; readonly values: Float32Array };
}

const NOTHING: Drawing = { boxes: [], points: [], lines: [], bars: [] };
const SURE = 0.4;

const HAND = [0, 1, 2, 3, 4, 0, 5, 6, 7, 8, 5, 9, 10, 11, 12, 9, 13, 14, 15, 16, 13, 17, 18, 19, 20, 17, 0];
const POSE: readonly (readonly [number, number])[] = [
  [5, 6],
  [5, 7],
  [7, 9],
  [6, 8],
  [8, 10],
  [5, 11],
  [6, 12],
  [11, 12],
  [11, 13],
  [13, 15],
  [12, 14],
  [14, 16],
  [0, 1],
  [0, 2],
  [1, 3],
  [2, 4],
];

/** @param size height and width of the model's input */
export function decode(
  kind: DrawingKind,
  outputs: readonly Output[],
  size: { readonly height: number; readonly width: number },
  labels?: readonly string[],
): Drawing {
  const decoded = DECODERS[kind]?.(outputs, size);
  return decoded ?? values(outputs, labels);
}

type Decoder = (
  outputs: readonly Output[],
  size: { readonly height: number; readonly width: number },
) => Drawing | undefined;

const DECODERS: Readonly<Partial<Record<DrawingKind, Decoder>>> = {
  blazeface,
  centernet: (outputs, { width, height }) => {
    const found = outputs.find((o) => o.shape.at(-1) === 6);
    if (!found) return undefined;
    const boxes = rows(found.values, 6).map(
      ([x1, y1, x2, y2, score, kind]): Box => ({
        left: at(x1) / width,
        top: at(y1) / height,
        right: at(x2) / width,
        bottom: at(y2) / height,
        score: at(score),
        label: OBJECTS[at(kind)] ?? `class ${kind}`,
      }),
    );
    return { ...NOTHING, boxes: strongest(boxes) };
  },
  handtrack: (outputs) => {
    const named = (suffix: string): Output | undefined => outputs.find((o) => o.name.replace(/:0$/, "") === suffix);
    const [boxes, scores] = [named("Identity_1"), named("Identity_4")];
    if (!boxes || !scores) return undefined;
    const all = rows(boxes.values, 4).map(
      ([top, left, bottom, right], i): Box => ({
        left: at(left),
        top: at(top),
        right: at(right),
        bottom: at(bottom),
        score: at(scores.values[i]),
        label: "hand",
      }),
    );
    return { ...NOTHING, boxes: strongest(all) };
  },
  mesh: (outputs, size) =>
    points(
      outputs.find((o) => o.values.length === 1404),
      size,
    ),
  iris: (outputs, size) =>
    points(
      outputs.find((o) => o.values.length === 228),
      size,
    ),
  hand: (outputs, size) => {
    const found = points(
      outputs.find((o) => o.values.length === 63 && /Identity(:0)?$/.test(o.name)),
      size,
    );
    return found && { ...found, lines: path(found.points, HAND) };
  },
  pose: ([output]) => {
    if (!output) return undefined;
    const joints = rows(output.values, 3).map(([y, x, score]) => ({
      point: [at(x), at(y)] as Point,
      sure: at(score) > 0.25,
    }));
    return {
      ...NOTHING,
      points: joints.filter((j) => j.sure).map((j) => j.point),
      lines: POSE.flatMap(([a, b]) => {
        const [from, to] = [joints[a], joints[b]];
        return from?.sure && to?.sure ? [[from.point, to.point] as const] : [];
      }),
    };
  },
};

/** BlazeFace: offsets to two and six anchors in the middle of each cell of a 16×16 and an 8×8 grid, with six landmarks. */
function blazeface(
  outputs: readonly Output[],
  { width, height }: { height: number; width: number },
): Drawing | undefined {
  const boxes: (Box & { readonly marks: readonly Point[] })[] = [];
  for (const [cells, anchors] of [
    [16, 2],
    [8, 6],
  ] as const) {
    const count = cells * cells * anchors;
    const scores = outputs.find((o) => o.values.length === count)?.values;
    const found = outputs.find((o) => o.values.length === 16 * count)?.values;
    if (!scores || !found) return undefined;
    rows(found, 16).forEach((row, i) => {
      const score = 1 / (1 + Math.exp(-at(scores[i])));
      if (score < SURE) return;
      const cell = Math.floor(i / anchors);
      const middle: Point = [((cell % cells) + 0.5) / cells, (Math.floor(cell / cells) + 0.5) / cells];
      const [x, y] = [middle[0] + at(row[0]) / width, middle[1] + at(row[1]) / height];
      const [w, h] = [at(row[2]) / width, at(row[3]) / height];
      const marks = rows(row.slice(4), 2).map(
        ([dx, dy]): Point => [middle[0] + at(dx) / width, middle[1] + at(dy) / height],
      );
      boxes.push({ left: x - w / 2, top: y - h / 2, right: x + w / 2, bottom: y + h / 2, score, label: "face", marks });
    });
  }
  const kept = strongest(boxes);
  return { ...NOTHING, boxes: kept, points: kept.flatMap((b) => b.marks) };
}

/** What nobody said the meaning of: a map over the picture where one output is one, else the entries of the smallest output. */
function values(outputs: readonly Output[], labels?: readonly string[]): Drawing {
  const map = outputs.find(({ shape }) => shape.length === 4 && Math.min(shape[1] ?? 0, shape[2] ?? 0) >= 8);
  if (map) return { ...NOTHING, mask: maskOf(map) };
  const named = outputs.find((o) => o.values.length === labels?.length);
  const smallest =
    named ?? [...outputs].sort((a, b) => a.values.length - b.values.length).find((o) => o.values.length > 1);
  const chosen = smallest ?? outputs[0];
  if (!chosen) return NOTHING;
  const bars = Array.from(chosen.values, (value, i) => ({ label: (named && labels?.[i]) ?? `#${i}`, value }));
  return { ...NOTHING, bars: bars.sort((a, b) => b.value - a.value).slice(0, 7) };
}

/** One channel as it is, or which of several is the largest, scaled to 0…1. */
function maskOf({ values: all, shape }: Output): NonNullable<Drawing["mask"]> {
  const [, height = 1, width = 1, channels = 1] = shape;
  const picked = Float32Array.from({ length: height * width }, (_, i) => {
    const row = all.subarray(i * channels, (i + 1) * channels);
    return channels === 1 ? at(row[0]) : row.indexOf(Math.max(...row));
  });
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const v of picked) [low, high] = [Math.min(low, v), Math.max(high, v)];
  return { width, height, values: picked.map((v) => (v - low) / (high - low || 1)) };
}

const at = (value: number | undefined): number => value ?? 0;

function rows(flat: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: Math.floor(flat.length / width) }, (_, i) => flat.subarray(i * width, (i + 1) * width));
}

/** Points of three coordinates in pixels of the input. */
function points(output: Output | undefined, { width, height }: { height: number; width: number }): Drawing | undefined {
  return (
    output && { ...NOTHING, points: rows(output.values, 3).map(([x, y]): Point => [at(x) / width, at(y) / height]) }
  );
}

function path(all: readonly Point[], order: readonly number[]): [Point, Point][] {
  return order.slice(1).flatMap((to, i): [Point, Point][] => {
    const [a, b] = [all[order[i] as number], all[to]];
    return a && b ? [[a, b]] : [];
  });
}

/** Non-maximum suppression: of boxes that overlap by half, the one that is surest. */
function strongest<B extends Box>(boxes: readonly B[]): B[] {
  const kept: B[] = [];
  for (const box of boxes.filter((b) => b.score >= SURE).sort((a, b) => b.score - a.score))
    if (kept.length < 20 && kept.every((other) => overlap(box, other) < 0.5)) kept.push(box);
  return kept;
}

function overlap(a: Box, b: Box): number {
  const width = Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left));
  const height = Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
  const area = (box: Box): number => (box.right - box.left) * (box.bottom - box.top);
  const both = width * height;
  return both / (area(a) + area(b) - both || 1);
}
