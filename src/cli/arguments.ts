/** What citty lets pass: unknown options, options without their value, too many arguments. */
import { type ParseArgsConfig, parseArgs } from "node:util";
import type { ArgDef, ArgsDef } from "citty";
import { Failure, messageOf } from "./failure.ts";

/** @throws Failure 2 where the arguments are not exactly what the command takes */
export function checkArguments(command: string, definitions: ArgsDef, args: readonly string[]): void {
  const wrong = (text: string): Failure => new Failure(`${text}; see graphweld ${command} --help`, 2);
  const options: NonNullable<ParseArgsConfig["options"]> = {};
  for (const [name, definition] of Object.entries(definitions)) {
    if (definition.type === "positional") continue;
    const short = aliasOf(definition);
    options[name] = { type: definition.type === "boolean" ? "boolean" : "string", ...(short ? { short } : {}) };
    if (definition.default === true || "negativeDescription" in definition) options[`no-${name}`] = { type: "boolean" };
  }
  let given: { values: Record<string, unknown>; positionals: string[] };
  try {
    given = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    // Only what is wrong: Node goes on with advice.
    const [text = ""] = messageOf(error).split(/\. |\.?\n/);
    throw wrong(text.charAt(0).toLowerCase() + text.slice(1));
  }
  const positionals = [...given.positionals];
  for (const [name, definition] of Object.entries(definitions)) {
    const positional = definition.type === "positional";
    const value = positional ? positionals.shift() : given.values[name];
    const short = aliasOf(definition);
    if (definition.required && !value)
      throw wrong(`${command} needs ${positional ? `a ${name}` : `${short ? `-${short}` : `--${name}`} and a value`}`);
  }
  if (positionals.length > 0) throw wrong(`unexpected argument "${positionals[0]}"`);
}

/** The one-letter name of an option. */
const aliasOf = (definition: ArgDef): string | undefined =>
  "alias" in definition ? [definition.alias ?? []].flat()[0] : undefined;
