/** Operands of epilogues that are pictures of another size than the output: resized or pooled where an element of the output is. */
import type { FloatType } from "../../src/codegen/wgsl/render.ts";
import type { Shape } from "../../src/graph/types.ts";
import type { PoolAttrs } from "../pool.ts";
import type { ResizeAttrs } from "../resize-table.ts";
import type { Shader } from "./shader.ts";

/** How operands become as large as the output, by argument. */
export interface MovedAttrs {
  readonly resized?: Readonly<Record<number, ResizeAttrs>>;
  readonly pooled?: Readonly<Record<number, PoolAttrs>>;
}

/**
 * Declares a function `moved…(element, channel)` that gives operand `index`, of shape `from`, where an output of shape `to` has that
 * element; or says why it can't.
 */
export function movedOperand(
  shader: Shader,
  type: FloatType,
  index: number,
  how: ResizeAttrs | PoolAttrs,
  source: string,
  from: Shape,
  to: Shape,
): string | undefined {
  const u = (name: string, value = 0, kind?: "f32"): string => shader.uniform(`${name}_${index}`, value, kind);
  const channels = u("own", (from[3] as number) / (type === "f32" ? 1 : 4));
  const ends = [u("high", from[1]), u("wide", from[2])];
  const outs = [u("toY", to[1]), u("toX", to[2])];
  const at = (y: string, x: string): string =>
    `${source}[((image + ${y}) * ${ends[1]} + ${x}) * ${channels} + channel]`;
  /** Lines for each axis, where `x` and `y` are the output's place. */
  let axis: (a: string, i: 0 | 1) => string;
  let rest: string;
  if ("window" in how) {
    const { mode, window, strides, pads } = how;
    axis = (a, i) => {
      const [start, before] = [`${a} * ${u(`${a}Step`, strides[i])}`, u(`${a}Before`, pads[2 * i])];
      return `let ${a}0 = max(${start}, ${before}) - ${before};
let ${a}1 = min(${start} + ${u(`${a}Window`, window[i])} - ${before}, ${ends[i]});`;
    };
    const max = mode === "max";
    // Comparing keeps NaN from becoming the maximum.
    rest = `var acc = ${type}(${max ? `bitcast<f32>(${u("lowest", 0xff800000)})` : ""});
for (var v = y0; v < y1; v++) {
for (var h = x0; h < x1; h++) {
let value = ${at("v", "h")};
acc = ${max ? "select(acc, value, value > acc)" : "acc + value"};
}
}
return acc${max ? "" : " / f32((x1 - x0) * (y1 - y0))"};`;
  } else {
    const { mode, alignCorners, halfPixelCenters } = how;
    // Positions are floats here, which may round to the other of two pixels.
    if (mode !== "bilinear") return `it can't repeat pixels of epilogue operand ${index}`;
    axis = (a, i) => {
      const [extent, wanted] = [from[i + 1], to[i + 1]] as [number, number];
      const aligned = alignCorners && wanted > 1 ? 1 : 0;
      const half = halfPixelCenters ? "0.5" : "0.0";
      return `let p${a} = ${u(`${a}Ratio`, (extent - aligned) / (wanted - aligned), "f32")} * (f32(${a}) + ${half}) - ${half};
let ${a}0 = u32(max(floor(p${a}), 0.0));
let ${a}1 = min(u32(ceil(p${a})), ${ends[i]} - 1u);
let d${a} = p${a} - f32(${a}0);`;
    };
    const row = (y: string): string => `mix(${at(y, "x0")}, ${at(y, "x1")}, dx)`;
    rest = `return mix(${row("y0")}, ${row("y1")}, dy);`;
  }
  shader.declare(`fn moved${index}(element: u32, channel: u32) -> ${type} {
let pixel = element / ${channels};
let x = pixel % ${outs[1]};
let y = pixel / ${outs[1]} % ${outs[0]};
let image = pixel / ${outs[1]} / ${outs[0]} * ${ends[0]};
${axis("y", 0)}
${axis("x", 1)}
${rest}
}`);
  return undefined;
}
