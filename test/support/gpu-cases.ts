/**
 * Which conformance cases run on WebGPU. A software device takes up to seconds to compile a pipeline, and the whole list
 * makes hundreds; what matters of a case is the code that it brings.
 */
import type { GpuKernel, GpuLimits, KernelCall } from "../../kernels/webgpu/kernel.ts";

/** Set by `GRAPHWELD_ALL_GPU_CASES=1 npx mocha test/node/webgpu test/webgpu`: every case and larger models. */
export const ALL_CASES = Boolean(globalThis.process?.env?.GRAPHWELD_ALL_GPU_CASES);

interface Candidate<Case> {
  readonly case: Case;
  readonly codes: readonly string[];
}

/**
 * Per op, the cases that bring most lines of code that no chosen one has (numbers apart), until `most` pipelines are made;
 * and all that need no pipeline but those. Refused calls have no code, so they are always among them.
 */
export function chosenCases<Case extends { readonly call: KernelCall }>(
  all: readonly Case[],
  kernelOf: (op: string) => GpuKernel,
  limits: GpuLimits,
  most: number,
): Case[] {
  if (ALL_CASES) return [...all];
  const chosen = [...new Set(all.map(({ call }) => call.op))].flatMap((op) => {
    const cases = all.filter(({ call }) => call.op === op);
    const kernel = kernelOf(op);
    const candidates = cases.map((c): Candidate<Case> => {
      const lowered = kernel.lower(c.call, limits);
      return { case: c, codes: typeof lowered === "string" ? [] : lowered.launches.map((l) => l.code) };
    });
    const codes = coveringCodes(candidates, most);
    return candidates.filter((c) => c.codes.every((code) => codes.has(code)));
  });
  const kept = new Set(chosen.map((c) => c.case));
  return all.filter((c) => kept.has(c));
}

/** Code of up to `most` pipelines, chosen greedily by how many new lines a case has. */
function coveringCodes(candidates: readonly Candidate<unknown>[], most: number): Set<string> {
  const codes = new Set<string>();
  const known = new Set<string>();
  const news = ({ codes: own }: Candidate<unknown>): number =>
    new Set(own.flatMap(linesOf).filter((line) => !known.has(line))).size;
  while (codes.size < most) {
    const best = candidates.reduce((a, b) => (news(b) > news(a) ? b : a));
    if (news(best) === 0) break;
    for (const code of best.codes) {
      codes.add(code);
      for (const line of linesOf(code)) known.add(line);
    }
  }
  return codes;
}

const linesOf = (code: string): string[] => code.replace(/\d+/g, "0").split("\n");
