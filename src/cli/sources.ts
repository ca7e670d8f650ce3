/** Reads a model in whichever form it is: the form is told by what a file holds, not by its name. */
import { open, readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { ungrouped } from "../convert/groups.ts";
import { BadModel, NoGraph, type SourceModel, UnsupportedModel } from "../convert/source.ts";
import { checkWindows, neededNodes, sinks } from "../convert/whole-graph.ts";
import { ancestors, type GraphDef, parseName } from "../graph/from-tfjs.ts";
import { Failure } from "./failure.ts";
import { readModel } from "./model-files.ts";
import { describesLayers } from "./model-json.ts";
import { readBytes } from "./read-bytes.ts";
import { bytesInMemory, constantsOf, plainWeight, type StoredModel, storedModel } from "./stored-model.ts";
import { systemReason } from "./system-reason.ts";

export type Format =
  | "tfjs graph model"
  | "tfjs layers model"
  | "TensorFlow Lite"
  | "TensorFlow SavedModel"
  | "TensorFlow GraphDef"
  | "Keras HDF5"
  | "Keras";

export interface Source {
  readonly format: Format;
  readonly model: StoredModel;
  /** What is to be told of the reading, a sentence each. */
  readonly notes: readonly string[];
  /** Bytes of the weights as they were stored. */
  readonly weightBytes: number;
}

/** How many bytes are looked at to tell a form. */
const START = 16;
const SAVED_MODEL = "saved_model.pb";

interface Reader {
  readonly format: Format;
  readonly isThis: (start: Uint8Array, file: string) => boolean;
  /** @throws BadModel, UnsupportedModel */
  readonly read: (file: string) => Promise<SourceModel>;
}

const READERS: readonly Reader[] = [
  {
    format: "Keras HDF5",
    isThis: (start) => startsWith(start, "\x89HDF\r\n\x1a\n"),
    read: async (file) => (await import("../convert/keras/h5.ts")).sourceFromH5(file),
  },
  {
    format: "Keras",
    isThis: (start) => startsWith(start, "PK\x03\x04"),
    read: async (file) => (await import("../convert/keras/archive.ts")).sourceFromArchive(file),
  },
  {
    format: "TensorFlow Lite",
    isThis: (start) => String.fromCharCode(...start.subarray(4, 8)) === "TFL3",
    read: async (file) => {
      const { sourceFromLite } = await import("../convert/tflite/read.ts");
      return sourceFromLite(await wholeFile(file));
    },
  },
  {
    format: "TensorFlow SavedModel",
    // A message whose first field is a small number; a folder of that form has no other such file.
    isThis: ([tag], file) => tag === 0x08 || basename(file) === SAVED_MODEL,
    read: async (file) => {
      const { sourceFromSavedModel } = await import("../convert/tensorflow/saved-model.ts");
      const folder = join(dirname(file), "variables");
      const index = await readFile(join(folder, "variables.index")).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      });
      const read = (name: string, offset: number, length: number) => readPart(join(folder, name), offset, length);
      return sourceFromSavedModel(await wholeFile(file), { index, read });
    },
  },
  {
    format: "TensorFlow GraphDef",
    // A message whose first field is another one: nodes, functions or versions.
    isThis: ([tag]) => tag === 0x0a || tag === 0x12 || tag === 0x22,
    read: async (file) => {
      const { sourceFromGraphDef } = await import("../convert/tensorflow/graphdef.ts");
      return sourceFromGraphDef(await wholeFile(file));
    },
  },
];

/** Models that people have and that are none of these, by the ends of their names; their first bytes are like those of others. */
const FOREIGN: readonly (readonly [end: RegExp, what: string])[] = [
  [/\.onnx$/i, "an ONNX model"],
  [/\.(pt|pth|safetensors)$/i, "a model of PyTorch"],
];
/** How Python's pickle begins, from its second version on. */
const isPickle = ([first, version = 0]: Uint8Array): boolean => first === 0x80 && version >= 2 && version <= 5;

/** What a file is that is no model of a form that is read here. */
function foreign(file: string, start: Uint8Array): string | undefined {
  return isPickle(start) ? "a Python pickle" : FOREIGN.find(([end]) => end.test(file))?.[1];
}

const startsWith = (bytes: Uint8Array, text: string): boolean =>
  String.fromCharCode(...bytes.subarray(0, text.length)) === text;

/** As a Buffer, for protobufjs reads bytes of other arrays by copying them. */
const wholeFile = async (file: string): Promise<Buffer> => Buffer.from(await readBytes(file));

/** Part of a file. @throws BadModel where it ends before */
async function readPart(file: string, offset: number, length: number): Promise<Uint8Array> {
  const { size } = await stat(file);
  // Checked first, for a damaged length may be more than there is memory.
  if (!(offset >= 0 && length >= 0 && offset + length <= size))
    throw new BadModel(`is damaged: a variable ends at byte ${offset + length} of ${size} of ${basename(file)}`);
  return new Uint8Array(await readBytes(file, offset, length));
}

/** The file that says what the model at `path` is. @throws Failure where it is an address, or a folder without one */
export async function sourceFile(path: string): Promise<string> {
  if (/^https?:\/\//i.test(path))
    throw new Failure(`${path} is an address; save the model with all of its files, and name the file here`, 2);
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return path;
  const names = ["model.json", SAVED_MODEL];
  for (const name of names) if (await stat(join(path, name)).catch(() => undefined)) return join(path, name);
  throw new Failure(`the folder ${path} holds no ${names.join(" and no ")}; name the model's file`, 1);
}

/**
 * Reads a model of any form.
 * @throws Failure 1 when a file cannot be read or ops have no counterpart in tfjs, 2 when it is not a whole model
 */
export async function readSource(path: string): Promise<Source> {
  const file = await sourceFile(path);
  const start = await startOf(file);
  const other = foreign(file, start);
  if (other)
    throw new Failure(
      `${file} is ${other}, which Graphweld does not read; graphweld convert --help says what it reads`,
      2,
    );
  const reader = READERS.find(({ isThis }) => isThis(start, file));
  if (!reader) {
    // Text, after a byte order mark perhaps.
    if (start.length > 0 && !/^(\xef\xbb\xbf)?\s*([{["\w-]|$)/.test(String.fromCharCode(...start)))
      throw new Failure(`${file} is no model of a form that Graphweld reads`, 2);
    return tfjsSource(path);
  }
  try {
    return converted(reader.format, await reader.read(file));
  } catch (error) {
    throw failureOf(file, error);
  }
}

/** @throws UnsupportedModel */
function converted(format: Format, source: SourceModel): Source {
  checkWindows(source.topology.node);
  const model = filesOf(source);
  checkOps(model.files);
  return { format, weightBytes: bytesInMemory(model), ...withoutGroups(model, source.notes) };
}

async function tfjsSource(path: string): Promise<Source> {
  const artifacts = await readModel(path, true);
  const weightBytes = (artifacts.weightData as ArrayBuffer[]).reduce((n, part) => n + part.byteLength, 0);
  const model = storedModel(artifacts);
  try {
    if (describesLayers(artifacts.modelTopology)) {
      const { sourceFromTfjsLayers } = await import("../convert/keras/tfjs.ts");
      return {
        ...converted("tfjs layers model", sourceFromTfjsLayers(artifacts.modelTopology, constantsOf(model))),
        weightBytes,
      };
    }
    const { node } = artifacts.modelTopology as GraphDef;
    checkWindows(node);
    neededNodes(node, outputNodes(artifacts) ?? sinks(node), () => false);
    return { format: "tfjs graph model", weightBytes, ...withoutGroups(model, []) };
  } catch (error) {
    throw failureOf(await sourceFile(path), error);
  }
}

/** @throws UnsupportedModel */
function withoutGroups(model: StoredModel, notes: readonly string[]): Pick<Source, "model" | "notes"> {
  const { files, weights } = model;
  const made = ungrouped(files, constantsOf(model));
  if (!made) return { model, notes };
  const { count, constants } = made;
  return {
    model: {
      files: { ...files, modelTopology: { ...files.modelTopology, node: made.node } },
      weights: [...weights, ...[...constants].map(([name, value]) => plainWeight(name, value))],
    },
    notes: [...notes, `${count} ${count === 1 ? "convolution" : "convolutions"} in groups written out`],
  };
}

/** What a reader throws, as what the caller is told. */
function failureOf(file: string, error: unknown): unknown {
  if (error instanceof BadModel) return new Failure(`${file} ${error.message}`, 2);
  if (error instanceof NoGraph)
    return new Failure(`${file} cannot be converted: ${error.message.replace(/\.$/, "")}`, 1);
  if (error instanceof UnsupportedModel)
    return new Failure(`${file} cannot be converted, for TensorFlow.js has nothing for ${error.message}`, 1);
  const { code } = error as NodeJS.ErrnoException;
  return code && error instanceof Error && "errno" in error
    ? new Failure(`cannot read ${file}: ${systemReason(error)}`, 1)
    : error;
}

async function startOf(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file);
    try {
      const bytes = new Uint8Array(START);
      const { bytesRead } = await handle.read(bytes, 0, START, 0);
      return bytes.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new Failure(`cannot read the model ${file}: ${systemReason(error)}`, 1);
  }
}

/** The files of a model that was read. */
function filesOf({ topology, weights, signature }: SourceModel): StoredModel {
  return {
    files: {
      format: "graph-model",
      // TensorFlow.js asks for a version.
      modelTopology: { versions: { producer: 808 }, library: {}, ...topology },
      ...(signature ? { signature } : {}),
    },
    weights: [...weights].map(([name, value]) => plainWeight(name, value)),
  };
}

/** @throws UnsupportedModel where outputs need ops that TensorFlow.js does not have */
export function checkOps(files: StoredModel["files"]): void {
  const { node } = files.modelTopology as GraphDef;
  const known = stockOps();
  const strange = node.filter(({ op }) => !known.has(op));
  if (strange.length === 0) return;
  const defs = new Map(node.map((def) => [def.name, def]));
  const outputs = outputNodes(files);
  const needed = outputs ? ancestors(defs, outputs, () => false) : node;
  if ("reason" in needed) return;
  const found = needed.filter(({ op }) => !known.has(op));
  if (found.length > 0) throw new UnsupportedModel(found.map(({ op, name }) => ({ op, node: name })));
}

/** The nodes that a signature names as outputs. @throws BadModel */
function outputNodes({ signature, userDefinedMetadata }: StoredModel["files"]): string[] | undefined {
  const { outputs } = ((userDefinedMetadata?.signature ?? signature) as SourceModel["signature"]) ?? {};
  const nodes = Object.entries(outputs ?? {}).map(([key, output]) => {
    if (typeof output?.name !== "string") throw new BadModel(`is damaged: the signature's "${key}" names no node`);
    return parseName(output.name)[0];
  });
  return nodes.length > 0 ? nodes : undefined;
}

/** The ops that the installed tfjs-converter executes, as its own list says. */
function stockOps(): ReadonlySet<string> {
  const list = createRequire(import.meta.url)("@tensorflow/tfjs-converter/metadata/kernel2op.json") as object;
  return new Set(Object.keys(list));
}
