/** Softmax and its logarithm over the last axis on WebGPU, stable for large inputs. */
import { sizeOf } from "../../src/graph/types.ts";
import type { SoftmaxAttrs } from "../softmax.ts";
import { type Dispatch, type GpuKernel, type GpuLimits, NOTHING } from "./kernel.ts";
import { Shader } from "./shader.ts";
import { Team } from "./teams.ts";

export const softmax: GpuKernel = {
  op: "softmax",
  lower({ attrs, inputs, outputs }, limits) {
    const { log = false } = attrs as unknown as SoftmaxAttrs;
    const [input, output] = [inputs[0], outputs[0]];
    if (input?.dtype !== "float32" || output?.dtype !== "float32") return "softmax takes float32";
    const size = sizeOf(input.shape);
    if (size === 0) return NOTHING;
    const n = input.shape.at(-1) ?? 1;
    const shader = new Shader();
    const type = n % 4 === 0 ? "vec4<f32>" : "f32";
    const source = shader.buffer("a", { input: 0 }, type);
    const target = shader.buffer("y", { output: 0 }, type, true);
    const dispatch = softmaxRows(shader, limits, { rows: size / n, n, log, source, target, plus: () => "" });
    return typeof dispatch === "string" ? dispatch : { launches: [dispatch], packed: [], flops: 5 * size };
  },
};

export interface SoftmaxRows {
  readonly rows: number;
  readonly n: number;
  readonly log: boolean;
  /** Buffers of vectors of four where n is a multiple, else of floats; they may be the same. */
  readonly source: string;
  readonly target: string;
  /** Code that is added to the element at `i` units of row `team`. */
  readonly plus: (i: string) => string;
}

/** The dispatch that normalises rows. */
export function softmaxRows(
  shader: Shader,
  limits: GpuLimits,
  { rows, n, log, source, target, plus }: SoftmaxRows,
): Dispatch | string {
  const type = n % 4 === 0 ? "vec4<f32>" : "f32";
  const units = shader.uniform("units", type === "f32" ? n : n / 4);
  const team = new Team(shader, limits, rows, type === "f32" ? n : n / 4);
  const at = `${source}[base + i]${plus("i")}`;
  const body = [
    ...team.begin(),
    `let base = team * ${units};`,
    `var most = ${team.start("max", type)};`,
    ...team.loop(units, "i", team.combine("max", type, "most", `(${at})`)),
    ...team.gather("max", type, "most", "top"),
    `var sum = ${type}();`,
    ...team.loop(units, "i", [`sum += exp(${at} - ${type}(top));`]),
    ...team.gather("add", type, "sum", "total"),
    ...team.loop(units, "i", [
      log
        ? // The logarithm may be lost beside the maximum, so that is subtracted first.
          `${target}[base + i] = ${at} - ${type}(top) - ${type}(log(total));`
        : `${target}[base + i] = exp(${at} - ${type}(top)) / ${type}(total);`,
    ]),
  ];
  return team.finish(body);
}
