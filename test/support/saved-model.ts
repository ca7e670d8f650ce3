/** Writes real graph models in TensorFlow's own formats: frozen GraphDefs, and SavedModels with functions and a checkpoint. */
import type { io } from "@tensorflow/tfjs-core";
import { maskedCrc32c } from "../../src/convert/tensorflow/crc32c.ts";
import { messageType } from "../../src/convert/tensorflow/protos.ts";
import { type AttrProto, dataTypeName } from "../../src/graph/attrs.ts";
import { type GraphDef, type NodeDef, parseName } from "../../src/graph/from-tfjs.ts";
import type { ConstantTensor } from "../../src/graph/types.ts";
import { weightsOf } from "../../src/graph/weights-tfjs.ts";

const NUMBERS = new Map(Array.from({ length: 24 }, (_, i) => [dataTypeName(i), i]));
const number = (type: string | number | undefined): number =>
  typeof type === "number" ? type : (NUMBERS.get(type ?? "DT_FLOAT") as number);
const encodeMessage = (name: string, value: object): Uint8Array => {
  const type = messageType(name);
  return type.encode(type.fromObject(value)).finish();
};

/** Attributes of JSON as messages: types are numbers there. */
function attributes(attr: NodeDef["attr"]): object {
  const one = ({ type, list, shape, ...rest }: AttrProto): object => ({
    ...rest,
    ...(type === undefined ? {} : { type: number(type) }),
    ...(shape ? { shape } : {}),
    ...(list ? { list: { ...list, type: (list.type ?? []).map(number) } } : {}),
  });
  return Object.fromEntries(
    Object.entries(attr ?? {})
      .filter(([name]) => name !== "value")
      .map(([name, value]) => [name, one(value)]),
  );
}

const bytesOf = ({ values }: ConstantTensor): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const typeOf = (value: ConstantTensor): number =>
  number({ float32: "DT_FLOAT", int32: "DT_INT32", bool: "DT_BOOL" }[value.dtype as "bool"]);
const shapeOf = (value: ConstantTensor): object => ({ dim: value.shape.map((size) => ({ size })) });

function constant(name: string, value: ConstantTensor): object {
  const tensor = { dtype: typeOf(value), tensorShape: shapeOf(value), tensorContent: bytesOf(value) };
  return { name, op: "Const", attr: { dtype: { type: typeOf(value) }, value: { tensor } } };
}

/** A model's nodes and weights. */
function partsOf(artifacts: io.ModelArtifacts): { nodes: readonly NodeDef[]; weights: Map<string, ConstantTensor> } {
  return { nodes: (artifacts.modelTopology as GraphDef).node, weights: weightsOf(artifacts) };
}

/** The model as one file. */
export function frozenGraph(artifacts: io.ModelArtifacts): Uint8Array {
  const { nodes, weights } = partsOf(artifacts);
  const node = nodes.map(({ name, op, input = [], attr }) => {
    const value = weights.get(name);
    return value ? constant(name, value) : { name, op, input, attr: attributes(attr) };
  });
  return encodeMessage("GraphDef", { node, versions: { producer: 808 } });
}

/** How a SavedModel says which value of the checkpoint is which variable's. */
export type Naming = "restore function" | "object graph" | "shared name";

interface Signature {
  readonly inputs: Readonly<Record<string, { name: string }>>;
  readonly outputs: Readonly<Record<string, { name: string }>>;
}

/**
 * The model as TensorFlow 2 saves it: large weights are variables, which a chain of two functions gets as resources.
 * @returns contents by path
 */
export function savedModel(artifacts: io.ModelArtifacts, naming: Naming): Record<string, Uint8Array> {
  const { nodes, weights } = partsOf(artifacts);
  const signature = (artifacts.userDefinedMetadata?.signature ?? artifacts.signature) as Signature;
  const inputs = nodes.filter(({ op }) => op === "Placeholder");
  const outputs = Object.values(signature.outputs).map(({ name }) => parseName(name));
  const variables = [...weights].filter(([, value]) => value.dtype === "float32" && value.shape.length > 1);
  const variable = new Map(variables.map(([name], i) => [name, i]));
  const argOf = (name: string): string => `arg_${name.replace(/\W/g, "_").toLowerCase()}`;
  const resource = (i: number): string => `unknown_${i}`;

  /** A value inside a function. */
  const inner = (input: string): string => {
    if (input.startsWith("^")) return input;
    const [name, output] = parseName(input);
    if (inputs.some((each) => each.name === name)) return argOf(name);
    return variable.has(name) ? `${name}/Read:value:0` : `${name}:output:${output}`;
  };
  const args = [
    ...inputs.map(({ name, attr }) => ({ name: argOf(name), type: number(attr?.dtype?.type) })),
    ...variables.map((_, i) => ({ name: resource(i), type: number("DT_RESOURCE") })),
  ];
  const outputArg = outputs.map((_, i) => ({ name: `out_${i}`, type: 1 }));
  const body = nodes.flatMap(({ name, op, input = [], attr }): object[] => {
    const value = weights.get(name);
    const i = variable.get(name);
    if (op === "Placeholder") return [];
    if (i !== undefined) return [{ name: `${name}/Read`, op: "ReadVariableOp", input: [resource(i)] }];
    return [value ? constant(name, value) : { name, op, input: input.map(inner), attr: attributes(attr) }];
  });
  const call = (name: string, callee: string, input: readonly string[]): object => ({
    name,
    op: "StatefulPartitionedCall",
    input,
    attr: { f: { func: { name: callee } } },
  });
  const functions: object[] = [
    {
      signature: { name: "__inference_model_1", inputArg: args, outputArg },
      nodeDef: body,
      ret: Object.fromEntries(outputs.map(([name, output], i) => [`out_${i}`, inner(`${name}:${output}`)])),
    },
    {
      signature: { name: "__inference_signature_wrapper_2", inputArg: args, outputArg },
      nodeDef: [
        call(
          "StatefulPartitionedCall",
          "__inference_model_1",
          args.map(({ name }) => name),
        ),
        ...outputs.map((_, i) => ({
          name: `Identity_${i}`,
          op: "Identity",
          input: [`StatefulPartitionedCall:output:${i}`],
        })),
      ],
      ret: Object.fromEntries(outputs.map((_, i) => [`out_${i}`, `Identity_${i}:output:0`])),
    },
  ];
  const handles = variables.map(([name], i) => `${name}/handle_${i}`);
  const node: object[] = [
    ...inputs.map(({ name, attr }) => ({ name: `serving_default_${name}`, op: "Placeholder", attr: attributes(attr) })),
    ...variables.map(([name], i) => ({
      name: handles[i],
      op: "VarHandleOp",
      attr: { shared_name: { s: Buffer.from(`layer/${name}`) } },
    })),
    call("StatefulPartitionedCall", "__inference_signature_wrapper_2", [
      ...inputs.map(({ name }) => `serving_default_${name}`),
      ...handles,
    ]),
  ];
  const keyOf = (i: number): string =>
    naming === "shared name" ? `layer/${variables[i]?.[0]}` : `variables/${i}/.ATTRIBUTES/VARIABLE_VALUE`;
  if (naming === "restore function") {
    const names = {
      dtype: 7,
      tensorShape: { dim: [{ size: variables.length }] },
      stringVal: variables.map((_, i) => Buffer.from(keyOf(i))),
    };
    functions.push({
      signature: {
        name: "__inference_restore_3",
        inputArg: [{ name: "file", type: 7 }, ...args.slice(inputs.length)],
        outputArg: [{ name: "out", type: 7 }],
      },
      nodeDef: [
        { name: "names", op: "Const", attr: { dtype: { type: 7 }, value: { tensor: names } } },
        { name: "RestoreV2", op: "RestoreV2", input: ["file", "names:output:0", "names:output:0"] },
        ...variables.flatMap((_, i) => [
          { name: `Identity_${i}`, op: "Identity", input: [`RestoreV2:tensors:${i}`] },
          { name: `Assign_${i}`, op: "AssignVariableOp", input: [resource(i), `Identity_${i}:output:0`] },
        ]),
        { name: "done", op: "Identity", input: ["file", ...variables.map((_, i) => `^Assign_${i}`)] },
      ],
      ret: { out: "done:output:0" },
    });
    node.push({ name: "saver_filename", op: "Placeholder", attr: { dtype: { type: 7 } } });
    node.push(call("StatefulPartitionedCall_1", "__inference_restore_3", ["saver_filename", ...handles]));
  }
  const tensors = (which: Signature["inputs"], nameOf: (name: string, i: number) => string): object =>
    Object.fromEntries(
      Object.entries(which).map(([key, info], i) => [key, { ...typed(info), name: nameOf(info.name, i) }]),
    );
  const model = {
    savedModelSchemaVersion: 1,
    metaGraphs: [
      {
        metaInfoDef: { tags: ["serve"] },
        graphDef: { node, library: { function: functions }, versions: { producer: 808 } },
        signatureDef: {
          __saved_model_init_op: {},
          serving_default: {
            inputs: tensors(signature.inputs, (name) => `serving_default_${parseName(name)[0]}:0`),
            outputs: tensors(signature.outputs, (_, i) => `StatefulPartitionedCall:${i}`),
          },
        },
      },
    ],
  };
  const entries = new Map(variables.map(([, value], i) => [keyOf(i), value]));
  const objects =
    naming === "object graph"
      ? variables.map(([name], i) => ({ fullName: `layer/${name}`, checkpointKey: keyOf(i) }))
      : undefined;
  return { "saved_model.pb": encodeMessage("SavedModel", model), ...checkpoint(entries, objects) };
}

/** What a signature says of a tensor beside its name. */
function typed(info: object): object {
  const { dtype, tensorShape } = info as { dtype?: string; tensorShape?: object };
  return { ...(dtype ? { dtype: number(dtype) } : {}), ...(tensorShape ? { tensorShape } : {}) };
}

/** A checkpoint in two shards, as `BundleWriter` lays it out. */
function checkpoint(
  values: ReadonlyMap<string, ConstantTensor>,
  objects: readonly { fullName: string; checkpointKey: string }[] | undefined,
): Record<string, Uint8Array> {
  const shards: Uint8Array[][] = [[], []];
  const sizes = [0, 0];
  const place = (bytes: Uint8Array, shardId: number): object => {
    const offset = sizes[shardId] as number;
    shards[shardId]?.push(bytes);
    sizes[shardId] = offset + bytes.length;
    return { shardId, offset, size: bytes.length, crc32c: maskedCrc32c(bytes) };
  };
  const entries = [...values].map(([key, value], i): [string, Uint8Array] => {
    const at = place(bytesOf(value), i % 2);
    return [key, encodeMessage("BundleEntryProto", { dtype: typeOf(value), shape: shapeOf(value), ...at })];
  });
  if (objects) {
    const nodes = objects.map((each) => ({ attributes: [{ name: "VARIABLE_VALUE", ...each }] }));
    const graph = encodeMessage("TrackableObjectGraph", { nodes });
    const bytes = Buffer.concat([varint(graph.length), Buffer.alloc(4), graph]);
    entries.push(["_CHECKPOINTABLE_OBJECT_GRAPH", encodeMessage("BundleEntryProto", { dtype: 7, ...place(bytes, 0) })]);
  }
  entries.push(["", encodeMessage("BundleHeaderProto", { numShards: 2, version: { producer: 1 } })]);
  return {
    "variables/variables.index": sortedTable(entries.sort(([a], [b]) => (a < b ? -1 : 1))),
    "variables/variables.data-00000-of-00002": Buffer.concat(shards[0] as Uint8Array[]),
    "variables/variables.data-00001-of-00002": Buffer.concat(shards[1] as Uint8Array[]),
  };
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    bytes.push(rest >= 128 ? (rest % 128) | 128 : rest);
    if (rest < 128) return Buffer.from(bytes);
  }
}

/** A table in LevelDB's form: blocks of some entries, keys that share prefixes, every fourth one whole. */
function sortedTable(entries: readonly (readonly [string, Uint8Array])[]): Uint8Array {
  const file: Uint8Array[] = [];
  let size = 0;
  const write = (part: Uint8Array): void => {
    file.push(part);
    size += part.length;
  };
  const block = (items: readonly (readonly [string, Uint8Array])[]): Buffer => {
    const parts: Uint8Array[] = [];
    const restarts: number[] = [];
    let length = 0;
    let last = Buffer.alloc(0);
    items.forEach(([text, value], i) => {
      const key = Buffer.from(text);
      let shared = 0;
      if (i % 4 === 0) restarts.push(length);
      else while (shared < Math.min(key.length, last.length) && key[shared] === last[shared]) shared++;
      const part = Buffer.concat([
        varint(shared),
        varint(key.length - shared),
        varint(value.length),
        key.subarray(shared),
        value,
      ]);
      parts.push(part);
      length += part.length;
      last = key;
    });
    const tail = Buffer.alloc(4 * restarts.length + 4);
    for (const [i, at] of [...restarts, restarts.length].entries()) tail.writeUInt32LE(at, 4 * i);
    const content = Buffer.concat([...parts, tail, Buffer.of(0)]);
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(maskedCrc32c(content));
    const handle = Buffer.concat([varint(size), varint(content.length - 1)]);
    write(content);
    write(sum);
    return handle;
  };
  const index: [string, Uint8Array][] = [];
  for (let i = 0; i < entries.length; i += 10) {
    const items = entries.slice(i, i + 10);
    index.push([items.at(-1)?.[0] ?? "", block(items)]);
  }
  const handles = [block([]), block(index)];
  const footer = Buffer.alloc(48);
  Buffer.concat(handles).copy(footer);
  footer.writeBigUInt64LE(0xdb4775248b80fb57n, 40);
  write(footer);
  return Buffer.concat(file);
}
