/** Nodes as TensorFlow writes them, as nodes that TensorFlow.js understands. */
import type { AttrProto } from "../../graph/attrs.ts";
import type { NodeDef } from "../../graph/from-tfjs.ts";
import { ConstantTensor } from "../../graph/types.ts";

const NHWC: AttrProto = { s: btoa("NHWC") };
const NDHWC: AttrProto = { s: btoa("NDHWC") };
const ones = (count: number): AttrProto => ({ list: { i: Array<string>(count).fill("1") } });
const CONV2D = { dilations: ones(4), data_format: NHWC };
const NORM = { epsilon: { f: 1e-4 }, data_format: NHWC };

/**
 * Attributes that a SavedModel leaves out where they have TensorFlow's default, and for which TensorFlow.js has none or another
 * (TensorFlow 2.21's registry of ops beside tfjs-converter 4.22's lists).
 */
const DEFAULTS: Readonly<Record<string, Readonly<Record<string, AttrProto>>>> = {
  Conv2D: CONV2D,
  Conv2DBackpropInput: CONV2D,
  DepthwiseConv2dNative: CONV2D,
  Conv3D: { dilations: ones(5), data_format: NDHWC },
  AvgPool: { data_format: NHWC },
  MaxPool: { data_format: NHWC },
  AvgPool3D: { data_format: NDHWC },
  MaxPool3D: { data_format: NDHWC },
  BiasAdd: { data_format: NHWC },
  FusedBatchNorm: NORM,
  FusedBatchNormV2: NORM,
  FusedBatchNormV3: NORM,
  DepthToSpace: { data_format: NHWC },
  CropAndResize: { method: { s: btoa("bilinear") } },
  ImageProjectiveTransformV3: { fill_mode: { s: btoa("CONSTANT") } },
  TopKV2: { sorted: { b: true } },
};

/** Ops that stand for a node that TensorFlow.js lacks, the last with its name; their constants go to `weights`. */
export function adapted(node: NodeDef, weights: Map<string, ConstantTensor>): NodeDef[] {
  const { name, op, input = [], attr = {} } = node;
  if (op === "Erfc") {
    const [one, erf] = [`${name}/one`, `${name}/Erf`];
    const T = attr.T ?? { type: "DT_FLOAT" };
    weights.set(one, ConstantTensor.float([], [1]));
    const value = { tensor: { dtype: "DT_FLOAT", tensorShape: { dim: [] } } };
    return [
      { name: one, op: "Const", input: [], attr: { dtype: { type: "DT_FLOAT" }, value } },
      { name: erf, op: "Erf", input, attr: { T } },
      { name, op: "Sub", input: [one, erf], attr: { T } },
    ];
  }
  return [Object.hasOwn(DEFAULTS, op) ? { ...node, attr: { ...DEFAULTS[op], ...attr } } : node];
}
