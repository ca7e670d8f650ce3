/** Divides launches among threads. */
import type { Launch, Word } from "../../kernels/kernel.ts";

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
