/** Puts a shader together: bindings, uniforms and helpers are declared as the code that uses them is written. */
import {
  type FloatType,
  helperText,
  type Rendered,
  type RenderTarget,
  renderWgsl,
} from "../../src/codegen/wgsl/render.ts";
import type { Expr } from "../../src/expr/expr.ts";
import type { Word } from "../kernel.ts";
import type { Dispatch, GpuLimits, Uniform } from "./kernel.ts";

export type ElementType = FloatType | "i32" | "u32" | "vec4<u32>";

/** What a shader must say that uses subgroups, and further parameters of its function. */
const SUBGROUPS = [
  "enable subgroups;\nrequires subgroup_id;",
  `,
  @builtin(subgroup_size) together: u32, @builtin(subgroup_invocation_id) member: u32,
  @builtin(subgroup_id) subgroup: u32, @builtin(num_subgroups) subgroups: u32`,
] as const;

export class Shader {
  readonly #words: Word[] = [];
  readonly #writes: boolean[] = [];
  readonly #declarations: string[] = [];
  readonly #uniforms: Uniform[] = [];
  readonly #members: string[] = [];
  readonly #constants = new Map<number, string>();
  readonly #helpers = new Map<string, string>();
  readonly #functions: string[] = [];
  /** Whether the body may use `together`, the invocations of a subgroup, `member`, the index in it, and `subgroup`, its index of `subgroups`. */
  subgroups = false;

  /** Declares a storage buffer and returns its name. */
  buffer(name: string, word: Word, type: ElementType = "f32", writes = false): string {
    const binding = this.#words.push(word) - 1;
    this.#writes.push(writes);
    const access = writes ? "read_write" : "read";
    this.#declarations.push(`@group(0) @binding(${binding}) var<storage, ${access}> ${name}: array<${type}>;`);
    return name;
  }

  /** Declares a uniform and returns the code that reads it. Numbers are u32 unless their type says otherwise. */
  uniform(name: string, value: number, type: "u32" | "i32" | "f32" = "u32"): string {
    this.#uniforms.push(type === "f32" ? { f32: value } : value);
    this.#members.push(`${name}: ${type}`);
    return `u.${name}`;
  }

  /** Declares uniforms by name. */
  uniforms<Name extends string>(
    values: Readonly<Record<Name, number>>,
    type: "u32" | "i32" = "u32",
  ): Record<Name, string> {
    const entries = Object.entries<number>(values).map(([name, value]) => [name, this.uniform(name, value, type)]);
    return Object.fromEntries(entries) as Record<Name, string>;
  }

  /** Adds a declaration of the module: a function, or workgroup memory. */
  declare(text: string): void {
    this.#functions.push(text);
  }

  /** Adds one of the renderer's functions. */
  helper(name: string, type: FloatType): void {
    for (const text of helperText(name, type).split(/\n(?=fn )/)) this.#helpers.set(text, text);
  }

  /** Renders expressions; their odd numbers become uniforms. */
  render(exprs: readonly Expr[], type: FloatType, argument: RenderTarget["argument"], prefix?: string): Rendered {
    const constant = (value: number): string => {
      const known = this.#constants.get(value);
      if (known !== undefined) return known;
      const code = this.uniform(`c${this.#constants.size}`, value, "f32");
      this.#constants.set(value, code);
      return code;
    };
    return renderWgsl(exprs, { type, argument, constant, helper: (n, t) => this.helper(n, t) }, prefix);
  }

  /** Storage buffers bound so far. */
  get buffers(): number {
    return this.#words.length;
  }

  /**
   * The finished dispatch, or why the device can't run it.
   * @param body may use `id` (global), `local`, `lane` (local index) and `group`
   */
  finish(
    limits: GpuLimits,
    size: readonly [x: number, y: number, z: number],
    workgroups: readonly [x: number, y: number, z: number],
    body: string,
  ): Dispatch | string {
    if (this.buffers > limits.storageBuffers)
      return `it would bind ${this.buffers} storage buffers where the device grants ${limits.storageBuffers}`;
    if (workgroups.some((n) => n > limits.workgroups)) return "it would take more workgroups than the device grants";
    const uniforms = this.#members.length
      ? [
          `struct Uniforms { ${this.#members.join(", ")} }`,
          `@group(0) @binding(${this.buffers}) var<uniform> u: Uniforms;`,
        ]
      : [];
    const [enable, builtins] = this.subgroups ? SUBGROUPS : ["", ""];
    const code = [
      ...(enable ? [enable] : []),
      ...this.#declarations,
      ...uniforms,
      ...this.#helpers.values(),
      ...this.#functions,
      `@compute @workgroup_size(${size.join(", ")})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>${builtins}) {
${body}
}`,
      "",
    ].join("\n");
    return { code, words: this.#words, writes: this.#writes, uniforms: this.#uniforms, workgroups };
  }
}

/** Spreads a number of workgroups over two dimensions where one is too short; `flatIndex` puts them together again. */
export function flatWorkgroups(invocations: number, size: number, limits: GpuLimits): [number, number, number] {
  const count = Math.ceil(invocations / size);
  const x = Math.min(count, limits.workgroups);
  return [x, Math.ceil(count / x), 1];
}

/** The code of an invocation's index in a dispatch of `flatWorkgroups`. */
export const flatIndex = (size: number): string => `(group.y * groups.x + group.x) * ${size}u + lane`;
