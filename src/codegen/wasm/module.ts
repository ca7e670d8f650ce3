/** WebAssembly modules of generated functions. */
import { FunctionBuilder, type FunctionHandle, type Local, type ValueType } from "./assembler.ts";
import { Bytes, TYPE_CODE, text } from "./encoding.ts";

/** Parameter types, positional or by name (a record's order is the order of the call). */
export type ParameterTypes = readonly ValueType[] | Readonly<Record<string, ValueType>>;

/** Builds a module that works in an imported memory and exports each of its functions. */
export class ModuleBuilder {
  readonly #shared: boolean;
  readonly #functions: FunctionHandle[] = [];
  readonly #bodies: Bytes[] = [];

  /** @param options.shared whether the memory `env.memory` is shared; an import of one kind rejects the other */
  constructor(options: { readonly shared?: boolean } = {}) {
    this.#shared = options.shared ?? false;
  }

  /**
   * Adds an exported function and emits its body.
   * @returns a handle for `f.call` in functions added later
   */
  function<const P extends ParameterTypes>(
    name: string,
    params: P,
    body: (f: FunctionBuilder, params: { readonly [K in keyof P]: Local }) => void,
    results: readonly ValueType[] = [],
  ): FunctionHandle {
    if (this.#functions.some((g) => g.name === name)) throw new Error(`two wasm functions are called "${name}"`);
    const types = Object.values(params) as ValueType[];
    const f = new FunctionBuilder(name, types, results);
    const named = Array.isArray(params)
      ? f.params
      : Object.fromEntries(Object.keys(params).map((k, i) => [k, f.params[i]]));
    body(f, named as { readonly [K in keyof P]: Local });
    this.#bodies.push(f.encode());
    const handle = { name, index: this.#functions.length, params: types, results };
    this.#functions.push(handle);
    return handle;
  }

  /** The module's bytes. */
  build(): Uint8Array<ArrayBuffer> {
    const codes = (types: readonly ValueType[]): number[] => [types.length, ...types.map((t) => TYPE_CODE[t])];
    const types = this.#functions.map((f) => [0x60, ...codes(f.params), ...codes(f.results)]);
    const distinct = [...new Map(types.map((t) => [t.join(), t])).values()];
    const typeIndex = new Map(distinct.map((t, i) => [t.join(), i]));
    const module = new Bytes().append([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
    const section = <T>(id: number, items: readonly T[], write: (content: Bytes, item: T) => void): void => {
      const content = new Bytes().unsigned(items.length);
      for (const item of items) write(content, item);
      module.byte(id).sized(content);
    };
    // A minimum of 0 pages without a maximum accepts every unshared memory; a shared import must state a maximum.
    const memory = (to: Bytes): Bytes => (this.#shared ? to.byte(3).byte(0).unsigned(65536) : to.byte(0).byte(0));
    section(1, distinct, (to, type) => to.append(type));
    section(2, ["memory"], (to, name) => memory(to.append(text("env")).append(text(name)).byte(2)));
    section(3, types, (to, type) => to.unsigned(typeIndex.get(type.join()) as number));
    section(7, this.#functions, (to, f) => to.append(text(f.name)).byte(0).unsigned(f.index));
    section(10, this.#bodies, (to, body) => to.append(body));
    return module.view().slice();
  }
}
