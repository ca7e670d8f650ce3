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

type Extents = Readonly<Record<"channels" | "wide" | "high" | "toX" | "toY", string>>;

interface Operand {
  readonly index: number;
  readonly input: number;
  readonly from: Shape;
  readonly to: Shape;
  readonly type: FloatType;
}

/** Declares a function `moved…(element, channel)` that gives an operand's value. */
export class MovedOperand {
  readonly #shader: Shader;
  readonly #operand: Operand;
  readonly #source: string;
  readonly #u: Extents;

  constructor(shader: Shader, operand: Operand) {
    const { index, input, from, to, type } = operand;
    this.#shader = shader;
    this.#operand = operand;
    this.#source = shader.buffer(`x${index}`, { input }, type);
    const [, high, wide, channels] = from as readonly [number, number, number, number];
    const extents = {
      channels: channels / (type === "f32" ? 1 : 4),
      wide,
      high,
      toX: to[2] as number,
      toY: to[1] as number,
    };
    this.#u = Object.fromEntries(
      Object.entries(extents).map(([name, value]) => [name, this.#uniform(name, value)]),
    ) as unknown as Extents;
  }

  /** Interpolates; or why it can't. */
  resized({ mode, alignCorners, halfPixelCenters }: ResizeAttrs): string | undefined {
    const { index, from, to } = this.#operand;
    // Positions are floats here, which may round to the other of two pixels.
    if (mode !== "bilinear") return `it can't repeat pixels of epilogue operand ${index}`;
    const half = halfPixelCenters ? "0.5" : "0.0";
    const lines = (["y", "x"] as const).flatMap((name, i) => {
      const [extent, outExtent] = [from[i + 1], to[i + 1]] as [number, number];
      const aligned = alignCorners && outExtent > 1 ? 1 : 0;
      const ratio = this.#uniform(`${name}Ratio`, (extent - aligned) / (outExtent - aligned), "f32");
      return [
        `let p${name} = ${ratio} * (f32(${name}) + ${half}) - ${half};`,
        `let ${name}0 = u32(max(floor(p${name}), 0.0));`,
        `let ${name}1 = min(u32(ceil(p${name})), ${name === "y" ? this.#u.high : this.#u.wide} - 1u);`,
        `let d${name} = p${name} - f32(${name}0);`,
      ];
    });
    const row = (y: string): string => `mix(${this.#at(y, "x0")}, ${this.#at(y, "x1")}, dx)`;
    this.#declare([...lines, `return mix(${row("y0")}, ${row("y1")}, dy);`]);
    return undefined;
  }

  /** The largest or the mean of a window; padding never takes part. */
  pooled({ mode, window, strides, pads }: PoolAttrs): undefined {
    const { type } = this.#operand;
    const max = mode === "max";
    const lines = (["y", "x"] as const).flatMap((name, i) => {
      const [stride, reach] = [
        this.#uniform(`${name}Stride`, strides[i] as number),
        this.#uniform(`${name}Window`, window[i] as number),
      ];
      const before = this.#uniform(`${name}Before`, pads[2 * i] as number);
      const end = name === "y" ? this.#u.high : this.#u.wide;
      return [
        `let ${name}0 = max(${name} * ${stride}, ${before}) - ${before};`,
        `let ${name}1 = min(${name} * ${stride} + ${reach} - ${before}, ${end});`,
      ];
    });
    if (max) this.#shader.declare(`var<private> lowest${this.#operand.index}: u32 = 0xff800000u;`);
    this.#declare([
      ...lines,
      `var acc = ${type}(${max ? `bitcast<f32>(lowest${this.#operand.index})` : ""});`,
      "for (var v = y0; v < y1; v++) {",
      "for (var h = x0; h < x1; h++) {",
      `let value = ${this.#at("v", "h")};`,
      // Comparing keeps NaN from becoming the maximum.
      max ? "acc = select(acc, value, value > acc);" : "acc += value;",
      "}",
      "}",
      `return acc${max ? "" : " / f32((x1 - x0) * (y1 - y0))"};`,
    ]);
  }

  #uniform(name: string, value: number, type?: "f32"): string {
    return this.#shader.uniform(`${name}${this.#operand.index}`, value, type);
  }

  #at(y: string, x: string): string {
    const { channels, wide } = this.#u;
    return `${this.#source}[((image + ${y}) * ${wide} + ${x}) * ${channels} + channel]`;
  }

  #declare(lines: readonly string[]): void {
    const { channels, toX, toY, high } = this.#u;
    const { index, type } = this.#operand;
    this.#shader.declare(`fn moved${index}(element: u32, channel: u32) -> ${type} {
let pixel = element / ${channels};
let x = pixel % ${toX};
let y = pixel / ${toX} % ${toY};
let image = pixel / ${toX} / ${toY} * ${high};
${lines.join("\n")}
}`);
  }
}
