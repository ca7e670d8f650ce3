/** Parameter words: what a launch's code reads at run time, where it finds it, and the key that says all the rest. */
import type { FunctionBuilder, Local } from "../src/codegen/wasm/assembler.ts";
import type { Features } from "../src/codegen/wasm/features.ts";
import type { Launch, Units, Word } from "./kernel.ts";

/** Byte offsets of words by name. They are structure: emitted code contains them, so they belong into the key. */
export type Offsets<Name extends string = string> = Readonly<Record<Name, number>>;

/** Collects the parameter words of a launch, so that code and words cannot disagree about positions. */
export class Words {
  readonly list: Word[] = [];
  /** How the launch can be divided among threads, once `divide` said it. */
  units: Units | undefined;

  /**
   * Says that the launch is a loop over independent units.
   * @param count byte offset of the word that counts them, a number
   * @param options.each how often that word counts each unit; the launch stays whole where its count is no multiple of it
   * @param options.grain how many units the code does at a time
   */
  divide(
    count: number,
    steps: Units["steps"],
    options: { readonly each?: number; readonly grain?: number } = {},
  ): void {
    const { each = 1, grain = 1 } = options;
    const total = (this.list[count / 4] as number) / each;
    if (Number.isInteger(total)) this.units = { total, count: [count, each], steps, grain };
  }

  /** Returns the byte offset at which emitted code finds the word. */
  add(word: Word): number {
    return 4 * (this.list.push(word) - 1);
  }

  /** Adds words by name and returns their offsets by the same names. */
  addAll<Name extends string>(words: Readonly<Record<Name, Word>>): Offsets<Name> {
    const offsets = Object.entries<Word>(words).map(([name, value]) => [name, this.add(value)]);
    return Object.fromEntries(offsets) as Offsets<Name>;
  }
}

/** Pushes the parameter word at a byte offset. Outside inner loops, reading it where it is needed spares a register. */
export function word(f: FunctionBuilder, offset: number): FunctionBuilder {
  return f.get(f.params[0] as Local).i32.load(offset);
}

/** A new i32 local that holds the parameter word at a byte offset. */
export function wordLocal(f: FunctionBuilder, offset: number): Local {
  const local = f.local("i32");
  word(f, offset).set(local);
  return local;
}

/** Pushes the parameter word of that name. */
export type Reader = (name: string) => FunctionBuilder;

/** Reads words by name, for code that is put together from parts which know only their own names. */
export function readerOf(f: FunctionBuilder, offsets: Offsets): Reader {
  return (name) => {
    const offset = offsets[name];
    if (offset === undefined) throw new Error(`there is no parameter "${name}"`);
    return word(f, offset);
  };
}

/** A launch whose key is the family, the features and everything else that `emit` may read. */
export function launch(
  family: string,
  features: Features,
  structure: unknown,
  words: Words,
  emit: (f: FunctionBuilder) => void,
): Launch {
  return {
    key: `${family} ${JSON.stringify([features.simd, features.relaxedSimd, structure])}`,
    emit,
    words: words.list,
    units: words.units,
  };
}
