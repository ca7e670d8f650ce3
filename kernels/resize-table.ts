/** Which pixels a resized image is made of, exactly as TensorFlow says. */
import type { Epilogue } from "./kernel.ts";

export interface ResizeAttrs {
  readonly mode: "bilinear" | "nearest";
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
  readonly epilogue: Epilogue;
}

/** Words of a table's entry: the first and the second source position, in units of `step`, and the weight of the second. */
export const ENTRY = 3;

/** The sources of each position along an axis. */
export function resizeTable(
  { mode, alignCorners, halfPixelCenters }: ResizeAttrs,
  extent: number,
  outExtent: number,
  step: number,
): Int32Array {
  const position = mode === "bilinear" ? bilinearPosition : nearestPosition;
  const entries = new Int32Array(ENTRY * outExtent);
  const weights = new Float32Array(entries.buffer);
  // As TensorFlow: with aligned corners the outermost pixels coincide, unless there is only one.
  const aligned = alignCorners && outExtent > 1 ? 1 : 0;
  const ratio = (extent - aligned) / (outExtent - aligned);
  for (let i = 0; i < outExtent; i++) {
    const [first, second, weight] = position(i, ratio, extent, alignCorners, halfPixelCenters);
    entries.set([first * step, second * step], ENTRY * i);
    weights[ENTRY * i + 2] = weight;
  }
  return entries;
}

type Position = readonly [first: number, second: number, weightOfSecond: number];

function bilinearPosition(i: number, ratio: number, extent: number, _: boolean, half: boolean): Position {
  const source = half ? ratio * (i + 0.5) - 0.5 : ratio * i;
  const first = Math.max(0, Math.floor(source));
  return [first, Math.min(extent - 1, Math.ceil(source)), source - first];
}

function nearestPosition(i: number, ratio: number, extent: number, alignCorners: boolean, half: boolean): Position {
  const source = half ? ratio * (i + 0.5) : ratio * i;
  const nearest = Math.max(0, Math.min(extent - 1, alignCorners ? Math.round(source) : Math.floor(source)));
  return [nearest, nearest, 0];
}
