/** Layer, RMS, L2, instance and group normalisation on WebGPU; statistics in two passes, the mean first. */
import { sizeOf } from "../../src/graph/types.ts";
import type { NormalizeAttrs } from "../normalize.ts";
import { gpuEpilogue } from "./epilogue.ts";
import { type GpuKernel, NOTHING } from "./kernel.ts";
import { Shader } from "./shader.ts";
import { Team } from "./teams.ts";

export const normalize: GpuKernel = {
  op: "normalize",
  lower(call, limits) {
    const attrs = call.attrs as unknown as NormalizeAttrs;
    const { mode, epsilon } = attrs;
    const [input, output] = [call.inputs[0], call.outputs[0]];
    if (input?.dtype !== "float32" || output?.dtype !== "float32") return "normalisation takes float32";
    const { shape } = input;
    if (sizeOf(shape) === 0) return NOTHING;
    const channels = shape.at(-1) ?? 1;
    const spatial = mode === "instance" || mode === "group";
    const groups = mode === "instance" ? channels : mode === "group" ? (attrs.groups ?? 1) : 1;
    if (channels % groups !== 0) return "its groups do not divide the channels";
    const outer = spatial ? (shape[0] as number) : sizeOf(shape) / channels;
    const rows = sizeOf(shape) / channels / outer;
    const own = channels / groups;
    const type = own % 4 === 0 ? "vec4<f32>" : "f32";
    const width = type === "f32" ? 1 : 4;

    const shader = new Shader();
    const a = shader.buffer("a", { input: 0 }, type);
    const units = (rows * own) / width;
    const u = shader.uniforms({ units, own: own / width, channels: channels / width, splits: groups, rows });
    const team = new Team(shader, limits, outer * groups, units);
    const epilogue = gpuEpilogue(shader, call, 1, type);
    if (typeof epilogue === "string") return epilogue;
    const size = shader.uniform("size", rows * own, "f32");
    const centred = mode !== "rms" && mode !== "l2";
    const at = `(team / ${u.splits} * ${u.rows} + i / ${u.own}) * ${u.channels} + channel`;
    const place = [
      `let channel = (team % ${u.splits}) * ${u.own} + i % ${u.own};`,
      `let element = ${at};`,
      `let d = ${a}[element] - ${type}(mean);`,
    ];
    const body = [
      ...team.begin(),
      "var mean = 0.0;",
      ...(centred
        ? [
            `var sum = ${type}();`,
            ...team.loop(u.units, "i", [...place, "sum += d;"]),
            ...team.gather("add", type, "sum", "total"),
            `mean = total / ${size};`,
          ]
        : []),
      `var squares = ${type}();`,
      ...team.loop(u.units, "i", [...place, "squares += d * d;"]),
      ...team.gather("add", type, "squares", "power"),
      `let scale = 1.0 / ${root(attrs, size, shader.uniform("epsilon", epsilon, "f32"))};`,
      ...team.loop(u.units, "i", [...place, epilogue.store("d * scale", "element", "channel")]),
    ];
    const dispatch = team.finish(body);
    if (typeof dispatch === "string") return dispatch;
    const flops = (centred ? 6 : 3) * sizeOf(shape) + epilogue.flops;
    return { launches: [dispatch], packed: [], flops };
  },
};

/** What elements are divided by, from the sum of squares `power`. */
function root({ mode, placement = "add" }: NormalizeAttrs, size: string, epsilon: string): string {
  if (mode !== "l2") return `sqrt(power / ${size} + ${epsilon})`;
  if (placement === "root") return `(sqrt(power) + ${epsilon})`;
  if (placement === "max") return `sqrt(max(power, ${epsilon}))`;
  return placement === "none" ? "sqrt(power)" : `sqrt(power + ${epsilon})`;
}
