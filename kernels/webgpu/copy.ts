/** Data movement on WebGPU: regions of strided tensors, several in one dispatch where they do not overlap. All elements have 4 bytes. */
import { sizeOf } from "../../src/graph/types.ts";
import type { CopyAttrs, Region } from "../index-maps.ts";
import { collapse } from "../loops.ts";
import type { Dispatch, GpuKernel, GpuLimits, KernelCall } from "./kernel.ts";
import { flatIndex, flatWorkgroups, Shader } from "./shader.ts";

const SIZE = 64;
/** Regions of a dispatch: each is a branch of its code. */
const MOST_REGIONS = 8;

export const copy: GpuKernel = {
  op: "copy",
  lower(call, limits) {
    const { regions, fill = 0 } = call.attrs as unknown as CopyAttrs;
    const dtype = call.outputs[0]?.dtype;
    if ([...call.inputs, ...call.outputs].some((t) => t.dtype !== dtype))
      return "inputs and outputs must have one type";
    const bits = dtype === "float32" ? (new Int32Array(Float32Array.of(fill).buffer)[0] as number) : fill;
    const launches: Dispatch[] = [];
    for (const part of partsOf(call, regions, limits)) {
      const dispatch = lowerPart(part, bits, limits);
      if (typeof dispatch === "string") return dispatch;
      launches.push(dispatch);
    }
    return { launches, packed: [], flops: 0 };
  },
};

const outputOf = ({ output = 0 }: Region): number => output;

/** Regions that may be copied at once, part by part in order. */
function partsOf({ outputs }: KernelCall, all: readonly Region[], limits: GpuLimits): Region[][] {
  const parts: Region[][] = [];
  let part: Region[] = [];
  outputs.forEach(({ shape }, o) => {
    const own = all.filter((r) => outputOf(r) === o && sizeOf(r.extents) > 0);
    // Regions that cover the output with nothing to spare do not overlap, nor do those of several outputs.
    const disjoint = own.reduce((sum, r) => sum + sizeOf(r.extents), 0) === sizeOf(shape);
    own.forEach((region, i) => {
      const joined = [...part, region];
      const bound = new Set(joined.map((r) => r.input)).size + new Set(joined.map(outputOf)).size;
      if ((i > 0 && !disjoint) || joined.length > MOST_REGIONS || bound > limits.storageBuffers) part = [];
      if (part.length === 0) parts.push(part);
      part.push(region);
    });
    if (!disjoint) part = [];
  });
  return parts;
}

/** A region's box in the order of the output's memory. */
function boxOf({ input, output = 0, inOffset, outOffset, extents, inStrides, outStrides }: Region) {
  const order = extents
    .map((_, d) => d)
    .sort((a, b) => Math.abs(outStrides[b] as number) - Math.abs(outStrides[a] as number));
  const pick = (list: readonly number[]): number[] => order.map((d) => list[d] as number);
  const { extents: sizes, strides } = collapse({
    extents: pick(extents),
    strides: [pick(inStrides), pick(outStrides)],
  });
  const [from, to] = strides as [readonly number[], readonly number[]];
  const inner = sizes.length - 1;
  const whole = (s: readonly number[]): boolean => s.slice(0, inner).every((n) => n % 4 === 0);
  const splat = input < 0 || from[inner] === 0;
  const wide =
    (sizes[inner] as number) % 4 === 0 &&
    to[inner] === 1 &&
    outOffset % 4 === 0 &&
    whole(to) &&
    (splat ? input < 0 : from[inner] === 1 && inOffset % 4 === 0 && whole(from));
  return { sizes, from, to, inOffset, outOffset, input, output, wide };
}

function lowerPart(part: readonly Region[], fill: number, limits: GpuLimits): Dispatch | string {
  const boxes = part.map(boxOf);
  const width = boxes.every((b) => b.wide) ? 4 : 1;
  const type = width === 4 ? "vec4<u32>" : "u32";
  const shader = new Shader();
  const targets = new Map<number, string>();
  for (const { output } of boxes)
    if (!targets.has(output)) targets.set(output, shader.buffer(`y${targets.size || ""}`, { output }, type, true));
  const buffers = new Map<number, string>();
  for (const { input } of boxes)
    if (input >= 0 && !buffers.has(input)) buffers.set(input, shader.buffer(`a${input}`, { input }, type));
  let end = 0;
  const branches = boxes.map(({ sizes, from, to, inOffset, outOffset, input, output }, b) => {
    const inner = sizes.length - 1;
    const lines: string[] = [`var rest = i - ${b === 0 ? "0u" : `u.end${b - 1}`};`];
    end += sizeOf(sizes) / width;
    const limit = shader.uniform(`end${b}`, end);
    for (let d = inner; d > 0; d--) {
      const n = shader.uniform(`n${b}_${d}`, (sizes[d] as number) / (d === inner ? width : 1));
      lines.push(`let i${d} = i32(rest % ${n}); rest = rest / ${n};`);
    }
    lines.push("let i0 = i32(rest);");
    /** Vectors count four elements. */
    const place = (name: string, strides: readonly number[], offset: number): string => {
      const terms = strides.flatMap((s, d) => {
        const unit = d === inner && width === 4 ? s : s / width;
        return s === 0 ? [] : [unit === 1 ? `i${d}` : `i${d} * ${shader.uniform(`${name}${b}_${d}`, unit, "i32")}`];
      });
      return `u32(${[shader.uniform(`${name}${b}`, offset / width, "i32"), ...terms].join(" + ")})`;
    };
    const source =
      input < 0
        ? `${type}(${shader.uniform(`fill${b}`, fill)})`
        : `${buffers.get(input)}[${place("from", from, inOffset)}]`;
    lines.push(`${targets.get(output)}[${place("to", to, outOffset)}] = ${source};`, "return;");
    return [`if (i < ${limit}) {`, ...lines, "}"].join("\n");
  });
  const body = [`let i = ${flatIndex(SIZE)};`, ...branches].join("\n");
  return shader.finish(limits, [SIZE, 1, 1], flatWorkgroups(end, SIZE, limits), body);
}
