/** Pointwise ops of integers and truth values on WebGPU, an element at a time; truth values are i32 there. */
import { sizeOf } from "../../src/graph/types.ts";
import { type IntegerAttrs, type IntegerOp, integerSteps } from "../integer-ops.ts";
import { broadcastStrides, collapse, stridesOf } from "../loops.ts";
import { type GpuKernel, type GpuLimits, type GpuLowered, type KernelCall, NOTHING } from "./kernel.ts";
import { flatIndex, flatWorkgroups, Shader } from "./shader.ts";

const SIZE = 64;

/** Rounded down. WGSL has no quotients by zero: it gives the dividend. */
const FLOOR_DIV = `fn floorDiv(a: i32, b: i32) -> i32 {
  return a / b - i32(a % b != 0 && (a < 0) != (b < 0));
}`;

/** WGSL of the result, an i32 but for `Select` and `Cast`, over operands `a`, `b` and `c`. */
const CODE: Readonly<Record<IntegerOp, string>> = {
  AddV2: "a + b",
  Sub: "a - b",
  Mul: "a * b",
  RealDiv: "floorDiv(a, b)",
  FloorDiv: "floorDiv(a, b)",
  FloorMod: "a - floorDiv(a, b) * b",
  Maximum: "max(a, b)",
  Minimum: "min(a, b)",
  Square: "a * a",
  Neg: "-a",
  Abs: "abs(a)",
  Sign: "sign(a)",
  LogicalAnd: "a & b",
  LogicalOr: "a | b",
  LogicalNot: "1 - a",
  Equal: "i32(a == b)",
  NotEqual: "i32(a != b)",
  Less: "i32(a < b)",
  LessEqual: "i32(a <= b)",
  Greater: "i32(a > b)",
  GreaterEqual: "i32(a >= b)",
  Select: "select(c, b, a != 0)",
  Cast: "a",
};

export const integer: GpuKernel = { op: "integer", lower };

/** Operands broadcast to the output. */
function lower({ attrs, inputs, outputs }: KernelCall, limits: GpuLimits): GpuLowered | string {
  const { dtype: to = "string", shape = [] } = outputs[0] ?? {};
  const types = inputs.map((t) => t.dtype);
  const odd = [...types, to].find((t) => t !== "float32" && t !== "int32" && t !== "bool");
  if (odd) return `elements of type ${odd} have no kernel`;
  const steps = integerSteps(attrs as unknown as IntegerAttrs, types, to);
  if (typeof steps === "string") return steps;
  const size = sizeOf(shape);
  if (size === 0) return NOTHING;
  const walks: number[][] = [];
  for (const { shape: own } of inputs) {
    const strides = broadcastStrides(own, shape);
    if (!strides) return `an operand [${own}] does not broadcast to [${shape}]`;
    walks.push(strides);
  }
  const { extents, strides } = collapse({ extents: shape, strides: [...walks, stridesOf(shape)] });

  const shader = new Shader();
  const count = shader.uniform("count", size);
  const body = [`let i = ${flatIndex(SIZE)};`, `if (i >= ${count}) { return; }`, "var rest = i;"];
  for (let d = extents.length - 1; d > 0; d--) {
    const n = shader.uniform(`n${d}`, extents[d] as number);
    body.push(`let i${d} = rest % ${n};`, `rest = rest / ${n};`);
  }
  body.push("let i0 = rest;");
  inputs.forEach((_, k) => {
    const buffer = shader.buffer(`x${k}`, { input: k }, types[k] === "float32" ? "f32" : "i32");
    const at = extents.map((_, d) => `i${d} * ${shader.uniform(`t${k}_${d}`, strides[k]?.[d] as number)}`);
    body.push(`let v${k} = ${buffer}[${at.join(" + ")}];`);
  });
  const rest = inputs.map((_, k) => `v${k}`);
  let value = "";
  steps.forEach(({ fn, types: { length }, to: type }, s) => {
    const own = s === 0 ? rest.splice(0, length) : [value, ...rest.splice(0, length - 1)];
    const code = CODE[fn].replace(/\b[abc]\b/g, (name) => own["abc".indexOf(name)] as string);
    value = `r${s}`;
    body.push(`let ${value} = ${type === "float32" ? "f32" : "i32"}(${code});`);
  });
  const y = shader.buffer("y", { output: 0 }, to === "float32" ? "f32" : "i32", true);
  body.push(`${y}[i] = ${value};`);
  if (body.some((line) => line.includes("floorDiv"))) shader.declare(FLOOR_DIV);
  const dispatch = shader.finish(limits, [SIZE, 1, 1], flatWorkgroups(size, SIZE, limits), body.join("\n"));
  return typeof dispatch === "string" ? dispatch : { launches: [dispatch], packed: [], flops: size };
}
