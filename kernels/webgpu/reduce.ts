/** Reductions over adjacent axes on WebGPU: sum, mean, max, min and product of [outer, reduced, inner]. */
import { sizeOf } from "../../src/graph/types.ts";
import { flopsOf } from "../loops.ts";
import type { ReduceAttrs } from "../reduce.ts";
import { gpuEpilogue, outputType } from "./epilogue.ts";
import { type GpuKernel, NOTHING } from "./kernel.ts";
import { Shader } from "./shader.ts";
import { Team } from "./teams.ts";

const COMBINE = { sum: "add", mean: "add", max: "max", min: "min", prod: "mul" } as const;

export const reduce: GpuKernel = {
  op: "reduce",
  lower(call, limits) {
    const { mode, axes, prologue } = call.attrs as unknown as ReduceAttrs;
    const [input, output] = [call.inputs[0], call.outputs[0]];
    if (input?.dtype !== "float32" || output?.dtype !== "float32") return "only float32 is reduced";
    const { shape } = input;
    const reduced = shape.map((_, d) => axes.some((a) => (a < 0 ? a + shape.length : a) === d));
    const first = shape.findIndex((n, d) => n !== 1 && reduced[d]);
    const last = shape.findLastIndex((n, d) => n !== 1 && reduced[d]);
    if (shape.slice(first, last).some((n, i) => n !== 1 && !reduced[first + i]))
      return "the reduced axes are not adjacent";
    if (sizeOf(output.shape) === 0) return NOTHING;
    const outer = first < 0 ? sizeOf(shape) : sizeOf(shape.slice(0, first));
    const length = first < 0 ? 1 : sizeOf(shape.slice(first, last + 1));
    const inner = first < 0 ? 1 : sizeOf(shape.slice(last + 1));
    if (length === 0) return "nothing to reduce";

    /** Vectors across sets that lie side by side, or along a set. */
    const across = inner % 4 === 0 && outputType(call) !== "f32";
    const along = inner === 1 && length % 4 === 0;
    const type = across || along ? "vec4<f32>" : "f32";
    const shader = new Shader();
    const a = shader.buffer("a", { input: 0 }, type);
    const units = along ? length / 4 : length;
    const columns = across ? inner / 4 : inner;
    const u = shader.uniforms({ units, columns, channels: (output.shape.at(-1) ?? 1) / (across ? 4 : 1) });
    const team = new Team(shader, limits, outer * columns, units);
    const resultType = across ? type : "f32";
    const epilogue = gpuEpilogue(shader, call, 1, resultType);
    if (typeof epilogue === "string") return epilogue;
    const how = COMBINE[mode];
    const element = prologue
      ? shader.render([prologue], type, () => "value", "p")
      : { statements: [], results: ["value"] };
    const body = [
      ...team.begin(),
      `let base = (team / ${u.columns}) * ${u.units} * ${u.columns} + team % ${u.columns};`,
      `var acc = ${team.start(how, type)};`,
      ...team.loop(u.units, "i", [
        `let value = ${a}[base + i * ${u.columns}];`,
        ...element.statements,
        ...team.combine(how, type, "acc", element.results[0] as string),
      ]),
      ...(across ? [...team.meet(how, type, "acc"), "var total = acc;"] : team.gather(how, type, "acc", "total")),
      ...(mode === "mean" ? [`total = total / ${shader.uniform("length", length, "f32")};`] : []),
      ...(team.size > 1 ? ["if (lane > 0u) { return; }"] : []),
      epilogue.store("total", "team", `team % ${u.channels}`),
    ];
    const dispatch = team.finish(body);
    if (typeof dispatch === "string") return dispatch;
    const flops = sizeOf(shape) * (1 + (prologue ? flopsOf(prologue) : 0)) + epilogue.flops;
    return { launches: [dispatch], packed: [], flops };
  },
};
