/** What a .tflite file says, as plain data: the tables of TensorFlow Lite's schema, and the tensors' values. */
import { halfFromBits } from "../../graph/float16.ts";
import { ConstantTensor, type DType, type Shape, sizeOf, type TensorType, type Values } from "../../graph/types.ts";
import { BadModel } from "../source.ts";
import { rootTable, type Table } from "./table.ts";

/** Builtin operators by number, where a name stands; those that no list of ops here names are left out. */
const BUILTINS =
  "ADD AVERAGE_POOL_2D CONCATENATION CONV_2D DEPTHWISE_CONV_2D DEPTH_TO_SPACE DEQUANTIZE EMBEDDING_LOOKUP FLOOR FULLY_CONNECTED HASHTABLE_LOOKUP L2_NORMALIZATION L2_POOL_2D LOCAL_RESPONSE_NORMALIZATION LOGISTIC LSH_PROJECTION LSTM MAX_POOL_2D MUL RELU RELU_N1_TO_1 RELU6 RESHAPE RESIZE_BILINEAR RNN SOFTMAX SPACE_TO_DEPTH SVDF TANH CONCAT_EMBEDDINGS SKIP_GRAM CALL CUSTOM EMBEDDING_LOOKUP_SPARSE PAD UNIDIRECTIONAL_SEQUENCE_RNN GATHER BATCH_TO_SPACE_ND SPACE_TO_BATCH_ND TRANSPOSE MEAN SUB DIV SQUEEZE UNIDIRECTIONAL_SEQUENCE_LSTM STRIDED_SLICE BIDIRECTIONAL_SEQUENCE_RNN EXP TOPK_V2 SPLIT LOG_SOFTMAX DELEGATE BIDIRECTIONAL_SEQUENCE_LSTM CAST PRELU MAXIMUM ARG_MAX MINIMUM LESS NEG PADV2 GREATER GREATER_EQUAL LESS_EQUAL SELECT SLICE SIN TRANSPOSE_CONV SPARSE_TO_DENSE TILE EXPAND_DIMS EQUAL NOT_EQUAL LOG SUM SQRT RSQRT SHAPE POW ARG_MIN FAKE_QUANT REDUCE_PROD REDUCE_MAX PACK LOGICAL_OR ONE_HOT LOGICAL_AND LOGICAL_NOT UNPACK REDUCE_MIN FLOOR_DIV REDUCE_ANY SQUARE ZEROS_LIKE FILL FLOOR_MOD RANGE RESIZE_NEAREST_NEIGHBOR LEAKY_RELU SQUARED_DIFFERENCE MIRROR_PAD ABS SPLIT_V UNIQUE CEIL REVERSE_V2 ADD_N GATHER_ND COS WHERE RANK ELU REVERSE_SEQUENCE MATRIX_DIAG QUANTIZE MATRIX_SET_DIAG ROUND HARD_SWISH IF WHILE NON_MAX_SUPPRESSION_V4 NON_MAX_SUPPRESSION_V5 SCATTER_ND SELECT_V2 DENSIFY SEGMENT_SUM BATCH_MATMUL PLACEHOLDER CUMSUM CALL_ONCE BROADCAST_TO RFFT2D CONV_3D IMAG REAL COMPLEX_ABS HASHTABLE HASHTABLE_FIND HASHTABLE_IMPORT HASHTABLE_SIZE REDUCE_ALL CONV_3D_TRANSPOSE VAR_HANDLE READ_VARIABLE ASSIGN_VARIABLE BROADCAST_ARGS RANDOM_STANDARD_NORMAL BUCKETIZE RANDOM_UNIFORM MULTINOMIAL GELU DYNAMIC_UPDATE_SLICE RELU_0_TO_1 UNSORTED_SEGMENT_PROD UNSORTED_SEGMENT_MAX UNSORTED_SEGMENT_SUM ATAN2 UNSORTED_SEGMENT_MIN SIGN BITCAST BITWISE_XOR RIGHT_SHIFT".split(
    " ",
  );
const CUSTOM = BUILTINS.indexOf("CUSTOM");

interface StoredType {
  readonly name: string;
  readonly dtype: DType;
  /** Bytes of an element. */
  readonly width: number;
  /** Element `i` of the data. */
  readonly read: (data: DataView, i: number) => number;
}
const nibble = (data: DataView, i: number): number => (data.getInt8(i >> 1) << (i & 1 ? 24 : 28)) >> 28;
/** TensorFlow Lite's tensor types by number: what holds their values here. Others cannot be held. */
const TYPES: Readonly<Record<number, StoredType>> = {
  0: { name: "FLOAT32", dtype: "float32", width: 4, read: (d, i) => d.getFloat32(4 * i, true) },
  1: { name: "FLOAT16", dtype: "float32", width: 2, read: (d, i) => halfFromBits(d.getUint16(2 * i, true)) },
  2: { name: "INT32", dtype: "int32", width: 4, read: (d, i) => d.getInt32(4 * i, true) },
  3: { name: "UINT8", dtype: "int32", width: 1, read: (d, i) => d.getUint8(i) },
  4: { name: "INT64", dtype: "int32", width: 8, read: (d, i) => clamp(d.getBigInt64(8 * i, true)) },
  6: { name: "BOOL", dtype: "bool", width: 1, read: (d, i) => d.getUint8(i) },
  7: { name: "INT16", dtype: "int32", width: 2, read: (d, i) => d.getInt16(2 * i, true) },
  9: { name: "INT8", dtype: "int32", width: 1, read: (d, i) => d.getInt8(i) },
  10: { name: "FLOAT64", dtype: "float32", width: 8, read: (d, i) => d.getFloat64(8 * i, true) },
  15: { name: "UINT32", dtype: "int32", width: 4, read: (d, i) => d.getInt32(4 * i, true) },
  16: { name: "UINT16", dtype: "int32", width: 2, read: (d, i) => d.getUint16(2 * i, true) },
  17: { name: "INT4", dtype: "int32", width: 0.5, read: nibble },
};
const NAMES: Readonly<Record<number, string>> = { 5: "STRING", 8: "COMPLEX64", 11: "COMPLEX128", 12: "UINT64" };

/** A 64-bit number as the nearest one of 32 bits: bounds of slices that mean "to the end" are the largest there is. */
const clamp = (value: bigint): number =>
  Number(value > 2147483647n ? 2147483647n : value < -2147483648n ? -2147483648n : value);

export interface LiteTensor {
  readonly name: string;
  /** dtype and shape as they are converted: quantised numbers are floats. Open extents are -1. */
  readonly type: TensorType;
  /** Why its values cannot be held; such a tensor must not be read. */
  readonly refusal?: string;
  readonly constant?: ConstantTensor;
}
export interface LiteOperator {
  /** A builtin's name, or a custom op's. */
  readonly op: string;
  readonly custom: boolean;
  /** Positions among the tensors; -1 where an operand is left out. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: Table | undefined;
  readonly customOptions: Uint8Array | undefined;
}
export interface LiteModel {
  readonly tensors: readonly LiteTensor[];
  readonly operators: readonly LiteOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Names that a signature gives tensors, by their positions. */
  readonly inputNames: ReadonlyMap<number, string>;
  readonly outputNames: ReadonlyMap<number, string>;
  /** Whether any value was stored as a quantised number. */
  readonly quantised: boolean;
}

/** @throws BadModel where the file is damaged */
export function readLite(bytes: Uint8Array): LiteModel {
  const root = rootTable(bytes, "TFL3");
  const [graph] = root.tables(2);
  if (!graph) throw new BadModel("is damaged: it has no subgraph");
  const codes = root.tables(1).map((code) => {
    // Numbers beyond a byte came later, in a field of their own.
    const builtin = Math.max(code.byte(0), code.int(3));
    const custom = builtin === CUSTOM;
    return { custom, op: custom ? code.text(1) || "CUSTOM" : (BUILTINS[builtin] ?? `builtin operator ${builtin}`) };
  });
  const buffers = root.tables(4);
  const stored = graph.tables(0);
  const tensors = stored.map((tensor, i) => tensorOf(tensor, i, buffers, root));
  const position = (i: number, absent: boolean): number => {
    if (!(i >= (absent ? -1 : 0) && i < tensors.length)) throw new BadModel(`is damaged: it has no tensor ${i}`);
    return i;
  };
  const operators = graph.tables(3).map((operator, i): LiteOperator => {
    const code = codes[operator.int(0)];
    if (!code) throw new BadModel(`is damaged: operator ${i} is of kind ${operator.int(0)} of ${codes.length}`);
    return {
      ...code,
      inputs: (operator.ints(1) ?? []).map((t) => position(t, true)),
      outputs: (operator.ints(2) ?? []).map((t) => position(t, false)),
      options: operator.byte(3) ? operator.table(4) : undefined,
      customOptions: operator.bytes(5),
    };
  });
  const signature = root.tables(7).find((each) => each.int(4) === 0);
  const names = (field: number): Map<number, string> =>
    new Map((signature?.tables(field) ?? []).map((entry) => [entry.int(1), entry.text(0)]));
  return {
    tensors,
    operators,
    inputs: (graph.ints(1) ?? []).map((t) => position(t, false)),
    outputs: (graph.ints(2) ?? []).map((t) => position(t, false)),
    inputNames: names(0),
    outputNames: names(1),
    quantised: stored.some((tensor) => (tensor.table(4)?.floats(2).length ?? 0) > 0),
  };
}

/** How stored numbers stand for others: `scale · (stored − zero)`, one for all or one for each slice along an axis. */
interface Quantisation {
  readonly scale: readonly number[];
  readonly zero: readonly number[];
  readonly axis: number;
}

function tensorOf(table: Table, index: number, buffers: readonly Table[], root: Table): LiteTensor {
  const name = table.text(3) || `tensor_${index}`;
  const wrong = (text: string): BadModel => new BadModel(`is damaged: the tensor "${name}" ${text}`);
  const shape = table.ints(0) ?? [];
  const open = table.ints(7);
  if (!shape.every((d) => d >= 0) || (open && !open.every((d) => d >= -1))) throw wrong(`has the shape [${shape}]`);
  const number = table.byte(1);
  const stored = TYPES[number];
  const extents = open?.length === shape.length ? open : shape;
  if (!stored) {
    const refusal = `the tensor "${name}" is of type ${NAMES[number] ?? number}`;
    return { name, type: { dtype: "float32", shape: extents }, refusal };
  }
  const details = table.table(4);
  const scale = details?.floats(2) ?? [];
  const quantisation =
    scale.length > 0 && stored.dtype === "int32"
      ? { scale, zero: details?.longs(3) ?? [], axis: details?.int(6) ?? 0 }
      : undefined;
  const dtype = quantisation ? "float32" : stored.dtype;
  const buffer = buffers[table.int(2)];
  if (!buffer) throw wrong(`lies in buffer ${table.int(2)} of ${buffers.length}`);
  const [offset, length] = [buffer.long(1), buffer.long(2)];
  const data = offset > 1 ? root.bytesAt(offset, length) : buffer.bytes(0);
  if (!data || data.length === 0) return { name, type: { dtype, shape: extents } };

  if (table.table(6)) return { name, type: { dtype, shape }, refusal: `the tensor "${name}" is stored sparse` };
  const size = sizeOf(shape);
  if (!Number.isSafeInteger(size)) throw wrong(`has the shape [${shape}]`);
  if (Math.ceil(size * stored.width) !== data.length)
    throw wrong(`of shape [${shape}] has ${data.length} bytes, where ${Math.ceil(size * stored.width)} are needed`);
  if (quantisation && scale.length > 1 && shape[quantisation.axis] !== scale.length)
    throw wrong(`has ${scale.length} scales along axis ${quantisation.axis} of its shape [${shape}]`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const load = (): Values => {
    const values = readAll(view, size, stored, dtype);
    return quantisation ? dequantise(values as Float32Array, shape, quantisation) : values;
  };
  return { name, type: { dtype, shape }, constant: new ConstantTensor(dtype, shape, load) };
}

function readAll(view: DataView, count: number, { name, read }: StoredType, dtype: DType): Values {
  const aligned = view.byteOffset % 4 === 0;
  if (aligned && name === "FLOAT32") return new Float32Array(view.buffer, view.byteOffset, count);
  const out =
    dtype === "float32" ? new Float32Array(count) : dtype === "bool" ? new Uint8Array(count) : new Int32Array(count);
  for (let i = 0; i < count; i++) out[i] = read(view, i);
  return out;
}

/** Turns stored numbers into those that they stand for, in place. */
function dequantise(values: Float32Array, shape: Shape, { scale, zero, axis }: Quantisation): Float32Array {
  const inner = scale.length > 1 ? sizeOf(shape.slice(axis + 1)) : values.length;
  for (let i = 0; i < values.length; i++) {
    const slice = Math.floor(i / inner) % scale.length;
    values[i] = ((values[i] as number) - (zero[slice] ?? zero[0] ?? 0)) * (scale[slice] as number);
  }
  return values;
}
