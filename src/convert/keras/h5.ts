/** Models that Keras has stored in HDF5, whole (`.h5`) or the weights alone. */
import { ConstantTensor, type Values } from "../../graph/types.ts";
import { BadModel, NoGraph, type SourceModel } from "../source.ts";
import { json, kerasVersion, sourceFromLayers } from "./source.ts";
import { byName, type Stored } from "./weights.ts";

/** Groups within groups; only damaged files go deeper. */
const DEEPEST = 32;

let loads = 0;
/** A library of its own, for one that was aborted answers nothing any more. */
const load = () =>
  quietly(async () => {
    const { default: library } = (await import(`${import.meta.resolve("h5wasm/node")}?${loads++}`)) as Library;
    await library.ready;
    return library;
  });
type Library = typeof import("h5wasm/node");

/** The library for HDF5, once it is ready. */
export let h5wasm = await load();

/** What the library throws it also prints, by what `console.error` is while it loads. */
async function quietly<T>(load: () => Promise<T>): Promise<T> {
  const { error } = console;
  console.error = () => {};
  try {
    return await load();
  } finally {
    console.error = error;
  }
}

type Group = InstanceType<typeof h5wasm.Group>;

/**
 * A model in one HDF5 file, as `model.save("model.h5")` makes it.
 * @throws BadModel, NoGraph
 */
export async function sourceFromH5(file: string): Promise<SourceModel> {
  const { config, version, weights } = await readH5(file, (root) => {
    const config = root.attrs.model_config?.value;
    const version = root.attrs.keras_version?.value;
    const group = root.get("model_weights");
    return { config, version, weights: group instanceof h5wasm.Group ? datasets(group) : undefined };
  });
  if (typeof config !== "string" || !weights)
    throw new BadModel("holds weights without a model: it has no model_config (Keras writes it in model.save)");
  return sourceFromLayers(json(config, "its model_config"), byName(weights), { keras: kerasVersion(version) });
}

/** All that `read` takes from a file. @throws BadModel where it is damaged */
export async function readH5<T>(file: string, read: (root: Group) => T): Promise<T> {
  const { activate_throwing_error_handler: quiet } = await h5wasm.ready;
  // Else the library prints what is wrong, and goes on.
  quiet();
  let open: InstanceType<typeof h5wasm.File> | undefined;
  try {
    open = new h5wasm.File(file, "r");
    return read(open);
  } catch (error) {
    if (error instanceof BadModel || error instanceof NoGraph) throw error;
    if (error instanceof WebAssembly.RuntimeError) {
      open = undefined;
      h5wasm = await load();
    }
    throw new BadModel(`is damaged: ${firstLine(error)}`);
  } finally {
    try {
      open?.close();
    } catch {
      // A damaged file may not close either.
    }
  }
}

const firstLine = (error: unknown): string =>
  String(error instanceof Error ? error.message : error).split("\n")[0] ?? "";

/** The floats below a group, by their paths in it. */
export function datasets(group: Group): Stored {
  const found = new Map<string, ConstantTensor>();
  const walk = (at: Group, path: string, depth: number): void => {
    if (depth > DEEPEST) throw new BadModel(`is damaged: "${path}" lies ${depth} groups deep`);
    for (const key of at.keys()) {
      const one = at.get(key);
      const name = path ? `${path}/${key}` : key;
      if (one instanceof h5wasm.Group) walk(one, name, depth + 1);
      else if (one instanceof h5wasm.Dataset && /f/.test(String(one.dtype))) found.set(name, constant(name, one));
      else if (one instanceof h5wasm.Dataset && /e/.test(String(one.dtype)))
        throw new NoGraph(`The weight "${name}" is stored as float16, which is not read from HDF5.`);
    }
  };
  walk(group, "", 0);
  return found;
}

function constant(name: string, { shape, value }: InstanceType<typeof h5wasm.Dataset>): ConstantTensor {
  const values = shape?.length === 0 && typeof value === "number" ? [value] : value;
  const size = shape?.reduce((a, b) => a * b, 1);
  if (!shape || !(Array.isArray(values) || ArrayBuffer.isView(values)) || values.length !== size)
    throw new BadModel(`is damaged: the weight "${name}" is not whole`);
  const floats: Values = values instanceof Float32Array ? values : Float32Array.from(values as ArrayLike<number>);
  return new ConstantTensor("float32", shape, floats);
}
