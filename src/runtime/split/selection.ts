/**
 * Non-max suppression as tfjs's converter does it, to the same boxes in the same order, without its objects, arrays and sorting:
 * https://github.com/tensorflow/tfjs, `non_max_suppression_impl.ts`. Candidates wait in a binary heap, of which only as many
 * are taken as it needs to find the boxes asked for, and boxes already selected lie in one array with their areas.
 */
import { getBackend, type Tensor, tensor } from "@tensorflow/tfjs-core";
import type { NodeDef } from "../../graph/from-tfjs.ts";
import type { RunSegment } from "./splice.ts";

/** What has one box out of many selected: `[boxes, scores, most, overlap, least, softness]`. */
export const SELECTION = /^NonMaxSuppressionV[345]$/;

export interface Selection {
  /** Corners of each box: `[y1, x1, y2, x2]`, in either order. */
  readonly boxes: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
  /** How many boxes are selected at most. */
  readonly most: number;
  /** A box that overlaps one selected before by this share of their union, or more, is dropped. */
  readonly overlap: number;
  /** Only what scores more is selected. */
  readonly least: number;
  /** σ of the Gaussian that lowers the scores of boxes that overlap less (Soft-NMS, Bodla et al., 2017); 0 lowers none. */
  readonly softness: number;
}

/** Numbers of an entry for a selected box: its least and largest y and x, and its area. */
const ENTRY = 5;

/**
 * The indices of the selected boxes, and their scores as lowered, best first; of equals the first box is the better.
 * @throws when overlap or softness are outside of [0, 1], as tfjs does
 */
export function selectBoxes({ boxes, scores, most, overlap, least, softness }: Selection): {
  readonly indices: number[];
  readonly scores: number[];
} {
  if (!(overlap >= 0 && overlap <= 1 && softness >= 0 && softness <= 1))
    throw new Error(`overlap and softness lie in [0, 1], and are ${overlap} and ${softness}`);
  const score = new Float64Array(scores);
  /** How many of the selected boxes have lowered a candidate's score already. */
  const since = new Int32Array(score.length);
  const heap = new Int32Array(score.length);
  let count = 0;
  for (let i = 0; i < score.length; i++) if ((score[i] as number) > least) heap[count++] = i;
  const isBetter = (a: number, b: number): boolean => {
    const x = score[a] as number;
    const y = score[b] as number;
    return x > y || (x === y && a < b);
  };
  const at = (place: number): number => heap[place] as number;
  /** Puts a candidate at a place or below, where the two under each are no better than it. */
  const sink = (candidate: number, from: number): void => {
    let place = from;
    for (;;) {
      let next = 2 * place + 1;
      if (next + 1 < count && isBetter(at(next + 1), at(next))) next++;
      if (next >= count || !isBetter(at(next), candidate)) break;
      heap[place] = at(next);
      place = next;
    }
    heap[place] = candidate;
  };
  for (let i = (count >> 1) - 1; i >= 0; i--) sink(at(i), i);

  const scale = softness > 0 ? -0.5 / softness : 0;
  const indices: number[] = [];
  const chosen = new Float64Array(ENTRY * Math.max(0, Math.min(most, count)));
  const lowered: number[] = [];
  const { min, max } = Math;
  while (indices.length < most && count > 0) {
    const box = at(0);
    const corner = (i: number): number => boxes[4 * box + i] as number;
    const top = min(corner(0), corner(2));
    const left = min(corner(1), corner(3));
    const bottom = max(corner(0), corner(2));
    const right = max(corner(1), corner(3));
    const area = (bottom - top) * (right - left);
    const before = score[box] as number;
    let now = before;
    let dropped = false;
    // Boxes that lie close together score alike, so the last selected is the likeliest to overlap.
    for (let j = indices.length - 1; j >= (since[box] as number); j--) {
      const e = ENTRY * j;
      const other = chosen[e + 4] as number;
      let share = 0;
      if (!(area <= 0 || other <= 0)) {
        const height = max(min(bottom, chosen[e + 2] as number) - max(top, chosen[e] as number), 0);
        const common = height * max(min(right, chosen[e + 3] as number) - max(left, chosen[e + 1] as number), 0);
        share = common / (area + other - common);
      }
      if (share >= overlap) {
        dropped = true;
        break;
      }
      // What is not a number overlaps nothing, and yet leaves nothing of the score.
      now *= share <= overlap ? (scale === 0 ? 1 : Math.exp(scale * share * share)) : 0;
      if (now <= least) break;
    }
    since[box] = indices.length;
    if (!dropped && now !== before && now > least) {
      score[box] = now;
      sink(box, 0);
      continue;
    }
    if (!dropped && now === before) {
      chosen.set([top, left, bottom, right, area], ENTRY * indices.length);
      indices.push(box);
      lowered.push(now);
    }
    const last = at(--count);
    if (count > 0) sink(last, 0);
  }
  return { indices, scores: lowered };
}

/** Backends whose tensors can be read at once. */
const AT_HAND: ReadonlySet<string> = new Set(["wasm", "cpu"]);

/** Whether tensors can be read at once; elsewhere selections wait for the device. */
export const isAtHand = (): boolean => AT_HAND.has(getBackend());

/** What runs a node of `SELECTION`, if it has the operands that tfjs needs. */
export function runSelection({ op, input = [], attr }: NodeDef): RunSegment | undefined {
  const version = Number(op.slice(-1));
  if (input.length < (version === 5 ? 6 : 5) || input.some((name) => name.startsWith("^"))) return undefined;
  const padded = version === 4 && attr?.pad_to_max_output_size?.b === true;
  const select = ([boxes = [], scores = [], ...scalars]: readonly ArrayLike<number>[]): Tensor[] => {
    const [size = 0, overlap = 0, least = 0, softness = 0] = scalars.map((scalar) => scalar[0] as number);
    const most = Math.min(size, scores.length);
    const found = selectBoxes({ boxes, scores, most, overlap, least, softness: version === 5 ? softness : 0 });
    const { length } = found.indices;
    if (padded) while (found.indices.length < most) found.indices.push(0);
    const indices = tensor(found.indices, [found.indices.length], "int32");
    if (version === 3) return [indices];
    return [indices, version === 4 ? tensor(length, [], "int32") : tensor(found.scores, [length])];
  };
  return (tensors) => {
    const [boxes, scores] = tensors;
    if (boxes?.shape.join() !== `${scores?.shape},4`) throw new Error("boxes are [n, 4], and scores [n]");
    if (isAtHand()) return select(tensors.map((t) => t.dataSync<"float32">()));
    return Promise.all(tensors.map((t) => t.data<"float32">())).then(select);
  };
}
