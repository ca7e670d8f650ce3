/**
 * Sets of elements that are reduced to one value, each by a team: one invocation, or a workgroup whose members take turns
 * along the set and meet in workgroup memory, first those of a subgroup where the device grants that.
 */
import type { FloatType } from "../../src/codegen/wgsl/render.ts";
import { apply, argument, type Expr } from "../../src/expr/expr.ts";
import type { Dispatch, GpuLimits } from "./kernel.ts";
import { flatIndex, flatWorkgroups, type Shader } from "./shader.ts";

export type Combination = "add" | "max" | "min" | "mul";

/** What a combination starts from. */
const START: Readonly<Record<Combination, string>> = {
  add: "0.0",
  mul: "1.0",
  max: "bitcast<f32>(lowest)",
  min: "bitcast<f32>(highest)",
};
const SIZE = 64;
const [first, second] = [argument(0), argument(1)] as [Expr, Expr];

export class Team {
  /** Members; 1 where an invocation works alone. */
  readonly size: number;
  readonly #shader: Shader;
  readonly #limits: GpuLimits;
  readonly #sets: number;
  #steps = 0;

  /** @param length elements, or vectors, of a set */
  constructor(shader: Shader, limits: GpuLimits, sets: number, length: number) {
    this.#shader = shader;
    this.#limits = limits;
    this.#sets = sets;
    // With many sets, or short ones, all invocations are busy anyway.
    this.size = limits.software || length < 2 * SIZE || sets * length < SIZE * SIZE ? 1 : SIZE;
  }

  /** Defines `team`, the index of the set; members of sets that do not exist leave. */
  begin(): string[] {
    const sets = this.#shader.uniform("sets", this.#sets);
    const index = this.size === 1 ? flatIndex(SIZE) : "group.y * groups.x + group.x";
    return [`let team = ${index};`, `if (team >= ${sets}) { return; }`];
  }

  /** A loop over what a member does of the set; `body` may use `index`. */
  loop(length: string, index: string, body: readonly string[]): string[] {
    const [start, step] = this.size === 1 ? ["0u", "1u"] : ["lane", `${this.size}u`];
    return [`for (var ${index} = ${start}; ${index} < ${length}; ${index} += ${step}) {`, ...body, "}"];
  }

  /** The value that a combination starts from. */
  start(how: Combination, type: FloatType): string {
    if (how === "max") this.#shader.declare("var<private> lowest: u32 = 0xff800000u;");
    if (how === "min") this.#shader.declare("var<private> highest: u32 = 0x7f800000u;");
    return `${type}(${START[how]})`;
  }

  /** `target = combination(target, value)`; NaN is kept. */
  combine(how: Combination, type: FloatType, target: string, value: string): string[] {
    const operands = [target, value];
    const { statements, results } = this.#shader.render(
      [apply(how, first, second)],
      type,
      (i) => operands[i] as string,
      `m${this.#steps++}_`,
    );
    return ["{", ...statements, `${target} = ${results[0]};`, "}"];
  }

  /** Declares `name` as what all lanes of all members' `value` make together. */
  gather(how: Combination, type: FloatType, value: string, name: string): string[] {
    const lines = [`var ${name} = ${type === "f32" ? value : `${value}.x`};`];
    if (type !== "f32") for (const lane of "yzw") lines.push(...this.combine(how, "f32", name, `${value}.${lane}`));
    return this.size === 1 ? lines : [...lines, ...this.#meet(how, "f32", name)];
  }

  /** Makes the members' `value` what they make together, lane by lane. */
  meet(how: Combination, type: FloatType, value: string): string[] {
    return this.size === 1 ? [] : this.#meet(how, type, value);
  }

  #meet(how: Combination, type: FloatType, name: string): string[] {
    const shared = `shared${this.#steps++}`;
    this.#shader.declare(`var<workgroup> ${shared}: array<${type}, ${this.size}>;`);
    if (this.#limits.subgroups) {
      this.#shader.subgroups = true;
      return [
        "for (var m = 1u; m < together; m <<= 1u) {",
        `let other = subgroupShuffleXor(${name}, m);`,
        ...this.combine(how, type, name, "other"),
        "}",
        `if (member == 0u) { ${shared}[subgroup] = ${name}; }`,
        "workgroupBarrier();",
        `${name} = ${shared}[0];`,
        "for (var s = 1u; s < subgroups; s++) {",
        ...this.combine(how, type, name, `${shared}[s]`),
        "}",
      ];
    }
    const lines = [`${shared}[lane] = ${name};`];
    for (let half = this.size / 2; half >= 1; half /= 2)
      lines.push(
        "workgroupBarrier();",
        `if (lane < ${half}u) {`,
        `var mine = ${shared}[lane];`,
        ...this.combine(how, type, "mine", `${shared}[lane + ${half}u]`),
        `${shared}[lane] = mine;`,
        "}",
      );
    return [...lines, "workgroupBarrier();", `${name} = ${shared}[0];`];
  }

  /** The dispatch of all sets. */
  finish(body: readonly string[]): Dispatch | string {
    const alone = this.size === 1;
    const groups = flatWorkgroups(this.#sets, alone ? SIZE : 1, this.#limits);
    return this.#shader.finish(this.#limits, [SIZE, 1, 1], groups, body.join("\n"));
  }
}
