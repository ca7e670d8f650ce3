/**
 * Several shaders in one: a workgroup does the work of one after the other, and what they hand to each other lies in words of
 * 32 bits that all of them see.
 *
 * Like half precision, it is a pass over generated text, which reaches a binding as `name[index]` only.
 */
import { accesses } from "./accesses.ts";

/** Invocations of the workgroup. */
export const MEMBERS = 64;
const SIZE = `@workgroup_size(${MEMBERS}, 1, 1)`;

/** What a binding of a part becomes: a binding of the whole as it is, or words of one, from the value of the uniform `at` on. */
export interface Placed {
  readonly slot: number;
  readonly at?: string;
}

export interface Part {
  readonly code: string;
  /** For each binding, in order. */
  readonly bindings: readonly Placed[];
}

/** A binding of the whole. */
export interface Slot {
  readonly type: string;
  readonly writes: boolean;
}

/** Whether a shader can be a part: its invocations need not meet. */
export const canBePart = (code: string): boolean => code.includes(SIZE) && !code.includes("var<workgroup>");

const BINDING = /@group\(0\) @binding\(\d+\) var<storage, \w+> (\w+): array<(.+)>;\n/g;

/** Names and element types of a shader's bindings, in order. */
export const bindingsOf = (code: string): { name: string; type: string }[] =>
  [...code.matchAll(BINDING)].map(([, name = "", type = ""]) => ({ name, type }));

/**
 * The text of the whole. Its uniforms are those of the parts, in order, the `places` that parts' bindings name, and for each part the
 * workgroups that it would have.
 */
export function sequence(parts: readonly Part[], slots: readonly Slot[], places: readonly string[]): string {
  const members: string[] = [];
  const texts = parts.map(({ code, bindings }, k) => {
    let text = code
      .replace(BINDING, "")
      .replace(/struct Uniforms { (.*) }\n.*u: Uniforms;\n/, (_, own: string) => {
        members.push(...own.split(", ").map((m) => m.replace(":", `_${k}:`)));
        return "";
      })
      .replace(/(?<![\w.])u\.\w+/g, `$&_${k}`)
      .replace(`@compute ${SIZE}\n`, "")
      .replace(/@builtin\(\w+\) /g, "");
    for (const [, name] of text.matchAll(/^(?:fn|var<private>) (\w+)/gm))
      text = renamed(text, `${name}`, `${name}_${k}`);
    bindingsOf(code).forEach(({ name, type }, i) => {
      const { slot, at } = bindings[i] as Placed;
      if (at === undefined) {
        text = renamed(text, name, `slot${slot}`);
        return;
      }
      const [get, put] = [`get${k}_${i}`, `put${k}_${i}`];
      text = accesses(
        text,
        name,
        (index) => `${get}(${index})`,
        (index, value) => `${put}(${index}, ${value})`,
      );
      const vector = type.startsWith("vec4");
      const word = (j: number): string => `slot${slot}[u.${at} + ${vector ? `4u * i + ${j}u` : "i"}]`;
      const words = vector ? [0, 1, 2, 3].map(word) : [word(0)];
      const bits = vector ? `vec4<u32>(${words.join(", ")})` : words[0];
      text += `fn ${get}(i: u32) -> ${type} { return bitcast<${type}>(${bits}); }\n`;
      if (slots[slot]?.writes)
        text += `fn ${put}(i: u32, value: ${type}) {\n${words.map((w, j) => `${w} = bitcast<u32>(value${vector ? `[${j}]` : ""});`).join("\n")}\n}\n`;
    });
    return text;
  });
  members.push(...places.map((name) => `${name}: u32`), ...parts.map((_, k) => `groups${k}: u32`));
  const declared = slots.map(
    ({ type, writes }, i) =>
      `@group(0) @binding(${i}) var<storage, ${writes ? "read_write" : "read"}> slot${i}: array<${type}>;`,
  );
  const calls = parts.map(
    (_, k) => `for (var g = 0u; g < u.groups${k}; g++) {
main_${k}(id, id, id.x, vec3<u32>(g, 0u, 0u), vec3<u32>(u.groups${k}, 1u, 1u));
}`,
  );
  return [
    ...declared,
    `struct Uniforms { ${members.join(", ")} }`,
    `@group(0) @binding(${slots.length}) var<uniform> u: Uniforms;`,
    ...texts,
    `@compute ${SIZE}\nfn main(@builtin(local_invocation_id) id: vec3<u32>) {`,
    calls.join("\nstorageBarrier();\n"),
    "}\n",
  ].join("\n");
}

const renamed = (text: string, name: string, to: string): string =>
  text.replace(new RegExp(`(?<![\\w.])${name}\\b`, "g"), to);
