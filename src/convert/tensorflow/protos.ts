/**
 * The messages of TensorFlow that readers need, by the names and numbers of TensorFlow's own definitions; fields that nothing
 * here reads are left out, and skipped when read. With `toObject`, a GraphDef has the form that tfjs's JSON has.
 */
import protobuf from "protobufjs";
import { BadModel } from "../source.ts";

const DEFINITIONS = `
syntax = "proto3";
message TensorShapeProto {
  message Dim { int64 size = 1; string name = 2; }
  repeated Dim dim = 2;
  bool unknown_rank = 3;
}
message TensorProto {
  int32 dtype = 1;
  TensorShapeProto tensor_shape = 2;
  bytes tensor_content = 4;
  repeated int32 half_val = 13;
  repeated float float_val = 5;
  repeated double double_val = 6;
  repeated int32 int_val = 7;
  repeated bytes string_val = 8;
  repeated int64 int64_val = 10;
  repeated bool bool_val = 11;
  repeated uint32 uint32_val = 16;
  repeated uint64 uint64_val = 17;
}
message NameAttrList { string name = 1; map<string, AttrValue> attr = 2; }
message AttrValue {
  message ListValue {
    repeated bytes s = 2;
    repeated int64 i = 3;
    repeated float f = 4;
    repeated bool b = 5;
    repeated int32 type = 6;
    repeated TensorShapeProto shape = 7;
    repeated TensorProto tensor = 8;
    repeated NameAttrList func = 9;
  }
  oneof value {
    bytes s = 2;
    int64 i = 3;
    float f = 4;
    bool b = 5;
    int32 type = 6;
    TensorShapeProto shape = 7;
    TensorProto tensor = 8;
    ListValue list = 1;
    NameAttrList func = 10;
    string placeholder = 9;
  }
}
message NodeDef {
  string name = 1;
  string op = 2;
  repeated string input = 3;
  string device = 4;
  map<string, AttrValue> attr = 5;
}
message ArgDef { string name = 1; int32 type = 3; string type_attr = 4; string number_attr = 5; string type_list_attr = 6; }
message OpDef { string name = 1; repeated ArgDef input_arg = 2; repeated ArgDef output_arg = 3; }
message FunctionDef {
  OpDef signature = 1;
  repeated NodeDef node_def = 3;
  map<string, string> ret = 4;
}
message FunctionDefLibrary { repeated FunctionDef function = 1; }
message VersionDef { int32 producer = 1; int32 min_consumer = 2; }
message GraphDef { repeated NodeDef node = 1; FunctionDefLibrary library = 2; VersionDef versions = 4; }
message TensorInfo { string name = 1; int32 dtype = 2; TensorShapeProto tensor_shape = 3; }
message SignatureDef { map<string, TensorInfo> inputs = 1; map<string, TensorInfo> outputs = 2; string method_name = 3; }
message MetaInfoDef { repeated string tags = 4; }
message MetaGraphDef { MetaInfoDef meta_info_def = 1; GraphDef graph_def = 2; map<string, SignatureDef> signature_def = 5; }
message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraphDef meta_graphs = 2; }
message BundleHeaderProto { int32 num_shards = 1; int32 endianness = 2; VersionDef version = 3; }
message TensorSliceProto { message Extent { int64 start = 1; int64 length = 2; } repeated Extent extent = 1; }
message BundleEntryProto {
  int32 dtype = 1;
  TensorShapeProto shape = 2;
  int32 shard_id = 3;
  int64 offset = 4;
  int64 size = 5;
  fixed32 crc32c = 6;
  repeated TensorSliceProto slices = 7;
}
message SerializedTensor { string name = 1; string full_name = 2; string checkpoint_key = 3; }
message TrackableObject { repeated SerializedTensor attributes = 2; }
message TrackableObjectGraph { repeated TrackableObject nodes = 1; }
`;
const ROOT = protobuf.parse(DEFINITIONS, { keepCase: false }).root;

/** A message's type by its name; for writing too. */
export const messageType = (name: string): protobuf.Type => ROOT.lookupType(name);

/**
 * Decodes a message: whole numbers of 64 bits as numbers, bytes not copied, fields that are not set left out.
 * @throws BadModel where the bytes are no such message
 */
export function decode<T>(name: string, bytes: Uint8Array): T {
  const type = messageType(name);
  try {
    return type.toObject(type.decode(bytes), { longs: Number, arrays: true, objects: true }) as T;
  } catch (error) {
    if (error instanceof protobuf.util.ProtocolError || error instanceof RangeError || error instanceof Error)
      throw new BadModel(`is damaged: no ${name} (${error.message})`);
    throw error;
  }
}

/** The forms that decoding gives. */
export interface ShapeMessage {
  readonly dim: readonly { readonly size?: number }[];
  readonly unknownRank?: boolean;
}
export interface TensorMessage {
  readonly dtype?: number;
  readonly tensorShape?: ShapeMessage;
  readonly tensorContent?: Uint8Array;
  readonly halfVal: readonly number[];
  readonly floatVal: readonly number[];
  readonly doubleVal: readonly number[];
  readonly intVal: readonly number[];
  readonly stringVal: readonly Uint8Array[];
  readonly int64Val: readonly number[];
  readonly boolVal: readonly boolean[];
  readonly uint32Val: readonly number[];
  readonly uint64Val: readonly number[];
}
export interface AttrMessage {
  readonly s?: Uint8Array;
  readonly i?: number;
  readonly f?: number;
  readonly b?: boolean;
  readonly type?: number;
  readonly shape?: ShapeMessage;
  readonly tensor?: TensorMessage;
  readonly func?: { readonly name: string; readonly attr: Attributes };
  readonly placeholder?: string;
  readonly list?: {
    readonly s: readonly Uint8Array[];
    readonly i: readonly number[];
    readonly f: readonly number[];
    readonly b: readonly boolean[];
    readonly type: readonly number[];
    readonly shape: readonly ShapeMessage[];
    readonly func: readonly { readonly name: string }[];
  };
}
export type Attributes = Readonly<Record<string, AttrMessage>>;
export interface NodeMessage {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: Attributes;
}
export interface ArgMessage {
  readonly name: string;
  readonly type?: number;
  readonly typeAttr?: string;
  readonly numberAttr?: string;
  readonly typeListAttr?: string;
}
export interface FunctionMessage {
  readonly signature?: {
    readonly name: string;
    readonly inputArg: readonly ArgMessage[];
    readonly outputArg: readonly ArgMessage[];
  };
  readonly nodeDef: readonly NodeMessage[];
  readonly ret: Readonly<Record<string, string>>;
}
export interface GraphMessage {
  readonly node: readonly NodeMessage[];
  readonly library?: { readonly function: readonly FunctionMessage[] };
  readonly versions?: { readonly producer?: number };
}
export interface TensorInfoMessage {
  readonly name?: string;
  readonly dtype?: number;
  readonly tensorShape?: ShapeMessage;
}
export interface SignatureMessage {
  readonly inputs: Readonly<Record<string, TensorInfoMessage>>;
  readonly outputs: Readonly<Record<string, TensorInfoMessage>>;
}
export interface SavedModelMessage {
  readonly metaGraphs: readonly {
    readonly metaInfoDef?: { readonly tags: readonly string[] };
    readonly graphDef?: GraphMessage;
    readonly signatureDef: Readonly<Record<string, SignatureMessage>>;
  }[];
}
