/** Named words of a launch's parameter block, so that code and words cannot disagree about positions. */
import type { FunctionBuilder, Local } from "../src/codegen/wasm/assembler.ts";
import type { Word } from "./kernel.ts";

/** A layout of parameter words: the order of `names`. */
export class ParameterBlock {
  readonly #offsets: ReadonlyMap<string, number>;

  constructor(names: readonly string[]) {
    this.#offsets = new Map(names.map((name, i) => [name, 4 * i]));
  }

  /** The words of a launch. Throws when a name has no value. */
  words(values: Readonly<Record<string, Word>>): Word[] {
    return [...this.#offsets.keys()].map((name) => {
      const word = values[name];
      if (word === undefined) throw new Error(`no value for the parameter "${name}"`);
      return word;
    });
  }

  /** A function that pushes the i32 of that name, read from memory: outside inner loops this spares a register. */
  reader(f: FunctionBuilder): (name: string) => FunctionBuilder {
    const block = f.params[0] as Local;
    return (name) => {
      const offset = this.#offsets.get(name);
      if (offset === undefined) throw new Error(`no parameter "${name}"`);
      return f.get(block).i32.load(offset);
    };
  }
}
