/**
 * Several shaders in one: a workgroup does the work of one after the other, and all that they read and write lies in words of 32 bits.
 *
 * Like half precision, it is a pass over generated text, which reaches a binding as `name[index]` only.
 */
import { accesses } from "./accesses.ts";

export interface Part<Uniform> {
  readonly code: string;
  readonly uniforms: readonly Uniform[];
  /** Workgroups that it would have. */
  readonly groups: number;
  /** For each binding, in order, which binding of the whole it is in, and from which word on. */
  readonly places: readonly (readonly [binding: number, word: number])[];
}

/**
 * The text of the whole, and its uniforms.
 * @param writes for each binding of the whole, whether parts write it
 */
export function sequence<Uniform>(
  parts: readonly Part<Uniform>[],
  writes: readonly boolean[],
): { code: string; uniforms: (Uniform | number)[] } {
  const members: string[] = [];
  const uniforms: (Uniform | number)[] = [];
  const calls: string[] = [];
  const uniform = (name: string, value: number): string => {
    members.push(`${name}: u32`);
    uniforms.push(value);
    return `u.${name}`;
  };
  const texts = parts.map(({ code, places, groups, uniforms: own }, k) => {
    const bindings: [name: string, type: string][] = [];
    let text = code
      .replace(/.*var<storage, \w+> (\w+): array<(.+)>;\n/g, (_, name, type) => {
        bindings.push([name, type]);
        return "";
      })
      .replace(/struct Uniforms { (.*) }\n.*\n/, (_, list: string) => {
        members.push(...list.split(", ").map((m) => m.replace(":", `_${k}:`)));
        uniforms.push(...own);
        return "";
      })
      .replace(/(?<![\w.])u\.\w+/g, `$&_${k}`)
      .replace(/@compute .*\n|@builtin\(\w+\) /g, "");
    const names = [...text.matchAll(/^(?:fn|var<private>) (\w+)/gm)].map(([, name]) => name);
    text = text.replace(new RegExp(`(?<![\\w.])(${names.join("|")})\\b`, "g"), `$1_${k}`);
    bindings.forEach(([name, type], i) => {
      const [binding, word] = places[i] as Part<Uniform>["places"][number];
      const [get, put] = [`get${k}_${i}`, `put${k}_${i}`];
      text = accesses(
        text,
        name,
        (index) => `${get}(${index})`,
        (index, value) => `${put}(${index}, ${value})`,
      );
      const lanes = type.startsWith("vec4") ? [0, 1, 2, 3] : [0];
      const at = uniform(`at${k}_${i}`, word);
      const words = lanes.map((j) => `words${binding}[${at} + i * ${lanes.length}u + ${j}u]`);
      const element = /\w+(?=>?$)/.exec(type);
      text += `fn ${get}(i: u32) -> ${type} { return ${type}(${words.map((w) => `bitcast<${element}>(${w})`)}); }\n`;
      if (writes[binding])
        text += `fn ${put}(i: u32, v: ${type}) {\n${words.map((w, j) => `${w} = bitcast<u32>(v${lanes[1] ? `[${j}]` : ""});\n`).join("")}}\n`;
    });
    const count = uniform(`groups${k}`, groups);
    calls.push(`for (var g = 0u; g < ${count}; g++) {
main_${k}(id, id, id.x, vec3<u32>(g, 0u, 0u), vec3<u32>(${count}, 1u, 1u));
}`);
    return text;
  });
  const code = [
    ...writes.map(
      (w, i) => `@group(0) @binding(${i}) var<storage, ${w ? "read_write" : "read"}> words${i}: array<u32>;`,
    ),
    `struct Uniforms { ${members.join(", ")} }`,
    `@group(0) @binding(${writes.length}) var<uniform> u: Uniforms;`,
    ...texts,
    `@compute @workgroup_size(64, 1, 1)\nfn main(@builtin(local_invocation_id) id: vec3<u32>) {`,
    calls.join("\nstorageBarrier();\n"),
    "}\n",
  ].join("\n");
  return { code, uniforms };
}
