/** Divides launches among threads. */
import type { Launch, Word } from "../../kernels/kernel.ts";
import type { KernelStep } from "./schedule.ts";
import { bytesOf } from "./storage.ts";

/** What one thread does in a nanosecond, about: floating-point operations, and bytes. */
const FLOPS = 40;
const BYTES = 8;
/** Nanoseconds that a part must take to be worth handing to another thread. */
const SMALLEST = 8_000;
/** Nanoseconds above which there are more parts than threads: they even out what threads can't do at the same speed. */
const LONG = 150_000;

/** Into how many parts each launch of a step is best divided. */
export function partsOf({ node, lowered }: KernelStep, threads: number): number {
  if (threads < 2 || lowered.launches.length === 0) return 1;
  const values = [...node.inputs.filter((v) => !v.constant), ...node.outputs];
  const bytes = values.reduce((sum, v) => sum + bytesOf(v), 0);
  const time = (lowered.flops / FLOPS + bytes / BYTES) / lowered.launches.length;
  const most = time > LONG ? 2 * threads : threads;
  return Math.max(1, Math.min(most, Math.floor(time / SMALLEST)));
}

/** The words of up to `parts` launches that make up one, of about the same size; of one where it can't be divided. */
export function partition({ words, units }: Launch, parts: number): (readonly Word[])[] {
  if (!units) return [words];
  const { total, grain, count, steps } = units;
  const grains = Math.ceil(total / grain);
  const bounds = Array.from({ length: parts + 1 }, (_, i) => Math.min(total, Math.round((i * grains) / parts) * grain));
  return bounds.slice(1).flatMap((end, i) => {
    const begin = bounds[i] as number;
    if (begin >= end) return [];
    const part = [...words];
    part[count[0] / 4] = (end - begin) * count[1];
    for (const [at, step] of steps) part[at / 4] = moved(words[at / 4], begin * step);
    return [part];
  });
}

function moved(word: Word | undefined, by: number): Word {
  if (typeof word === "number") return word + by;
  if (typeof word !== "object" || "f32" in word || "zeros" in word) throw new Error("a unit moves what is no position");
  return { ...word, offset: (word.offset ?? 0) + by };
}
