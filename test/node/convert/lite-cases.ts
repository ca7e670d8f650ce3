/** One operator of TensorFlow Lite each, with what TensorFlow.js makes of the same operands. */
import * as tf from "@tensorflow/tfjs-core";
import type { LiteField } from "../../support/lite-file.ts";

export interface LiteCase {
  readonly op: number | string;
  readonly shape: readonly number[];
  /** Further operands: constants, of floats where no type is given. */
  readonly more?: readonly { shape: readonly number[]; values?: readonly number[]; ints?: true }[];
  /** Where the input stands among the operands. */
  readonly at?: number;
  readonly options?: readonly LiteField[];
  readonly custom?: Uint8Array;
  readonly outputs?: number;
  readonly expected: (x: tf.Tensor, ...more: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
}

const x4 = (x: tf.Tensor): tf.Tensor4D => x as tf.Tensor4D;
const filter = (w: tf.Tensor, order: number[]): tf.Tensor4D => tf.transpose(w as tf.Tensor4D, order);
const ints = (...values: number[]) => ({ shape: [values.length], values, ints: true as const });
const gelu = (x: tf.Tensor, gate: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, 0.5), tf.add(gate, 1));
const PADDING = { same: 0, valid: 1 };
export const convolution = (pad: "same" | "valid", width: number, height: number, activation: number): LiteField[] => [
  [0, "byte", PADDING[pad]],
  [1, "int", width],
  [2, "int", height],
  [3, "byte", activation],
];

export const CASES: Readonly<Record<string, LiteCase>> = {
  "CONV_2D with strides, a bias and Relu6": {
    op: 3,
    shape: [1, 7, 9, 3],
    more: [{ shape: [4, 3, 2, 3] }, { shape: [4] }],
    options: convolution("same", 1, 2, 3),
    expected: (x, w, b) =>
      tf.relu6(tf.add(tf.conv2d(x4(x), filter(w as tf.Tensor, [1, 2, 3, 0]), [2, 1], "same"), b as tf.Tensor)),
  },
  "CONV_2D with dilations and no bias": {
    op: 3,
    shape: [2, 9, 9, 2],
    more: [{ shape: [3, 3, 3, 2] }],
    options: [...convolution("valid", 1, 1, 0), [4, "int", 3], [5, "int", 2]],
    expected: (x, w) => tf.conv2d(x4(x), filter(w as tf.Tensor, [1, 2, 3, 0]), 1, "valid", "NHWC", [2, 3]),
  },
  "DEPTHWISE_CONV_2D with two filters a channel": {
    op: 4,
    shape: [1, 6, 6, 3],
    more: [{ shape: [1, 3, 3, 6] }, { shape: [6] }],
    options: [
      [0, "byte", 0],
      [1, "int", 2],
      [2, "int", 2],
      [3, "int", 2],
      [4, "byte", 1],
    ],
    expected: (x, w, b) =>
      tf.relu(tf.add(tf.depthwiseConv2d(x4(x), tf.reshape(w as tf.Tensor, [3, 3, 3, 2]), 2, "same"), b as tf.Tensor)),
  },
  TRANSPOSE_CONV: {
    op: 67,
    shape: [1, 3, 4, 2],
    at: 2,
    more: [ints(1, 6, 8, 5), { shape: [5, 3, 3, 2] }],
    options: [
      [0, "byte", 0],
      [1, "int", 2],
      [2, "int", 2],
    ],
    expected: (x, _, w) => tf.conv2dTranspose(x4(x), filter(w as tf.Tensor, [1, 2, 0, 3]), [1, 6, 8, 5], 2, "same"),
  },
  "MediaPipe's Convolution2DTransposeBias": {
    op: "Convolution2DTransposeBias",
    shape: [1, 3, 4, 2],
    more: [{ shape: [5, 2, 2, 2] }, { shape: [5] }],
    custom: new Uint8Array(Int32Array.of(1, 2, 2).buffer),
    expected: (x, w, b) =>
      tf.add(tf.conv2dTranspose(x4(x), filter(w as tf.Tensor, [1, 2, 0, 3]), [1, 6, 8, 5], 2, "same"), b as tf.Tensor),
  },
  "FULLY_CONNECTED that keeps its operand's axes": {
    op: 9,
    shape: [2, 3, 4],
    more: [{ shape: [5, 4] }, { shape: [5] }],
    options: [
      [0, "byte", 1],
      [2, "byte", 1],
    ],
    expected: (x, w, b) =>
      tf.reshape(
        tf.relu(tf.add(tf.matMul(tf.reshape(x, [6, 4]), w as tf.Tensor2D, false, true), b as tf.Tensor)),
        [2, 3, 5],
      ),
  },
  "FULLY_CONNECTED of a picture": {
    op: 9,
    shape: [1, 2, 2, 3],
    more: [{ shape: [5, 12] }],
    options: [[0, "byte", 0]],
    expected: (x, w) => tf.matMul(tf.reshape(x, [1, 12]), w as tf.Tensor2D, false, true),
  },
  AVERAGE_POOL_2D: {
    op: 1,
    shape: [1, 5, 5, 2],
    options: [
      [0, "byte", 0],
      [1, "int", 2],
      [2, "int", 2],
      [3, "int", 3],
      [4, "int", 2],
    ],
    expected: (x) => tf.avgPool(x4(x), [2, 3], 2, "same"),
  },
  "MAX_POOL_2D with Relu": {
    op: 17,
    shape: [1, 5, 5, 2],
    options: [
      [0, "byte", 1],
      [1, "int", 1],
      [2, "int", 2],
      [3, "int", 2],
      [4, "int", 3],
      [5, "byte", 1],
    ],
    expected: (x) => tf.relu(tf.maxPool(x4(x), [3, 2], [2, 1], "valid")),
  },
  "SOFTMAX with beta": {
    op: 25,
    shape: [2, 5],
    options: [[0, "float", 0.5]],
    expected: (x) => tf.softmax(tf.mul(x, 0.5)),
  },
  "RESHAPE by option": {
    op: 22,
    shape: [2, 6],
    options: [[0, "ints", [3, -1]]],
    expected: (x) => tf.reshape(x, [3, 4]),
  },
  SPACE_TO_DEPTH: {
    op: 26,
    shape: [1, 4, 4, 2],
    options: [[0, "int", 2]],
    expected: (x) => tf.reshape(tf.transpose(tf.reshape(x, [1, 2, 2, 2, 2, 2]), [0, 1, 3, 2, 4, 5]), [1, 2, 2, 8]),
  },
  DEPTH_TO_SPACE: { op: 5, shape: [1, 2, 2, 8], options: [[0, "int", 2]], expected: (x) => tf.depthToSpace(x4(x), 2) },
  L2_NORMALIZATION: { op: 11, shape: [2, 5], options: [], expected: (x) => tf.div(x, tf.norm(x, 2, -1, true)) },
  HARD_SWISH: { op: 117, shape: [2, 9], expected: (x) => tf.div(tf.mul(x, tf.relu6(tf.add(x, 3))), 6) },
  "GELU by erf": { op: 150, shape: [2, 9], options: [], expected: (x) => gelu(x, tf.erf(tf.mul(x, Math.SQRT1_2))) },
  "GELU by tanh": {
    op: 150,
    shape: [2, 9],
    options: [[0, "byte", 1]],
    expected: (x) => gelu(x, tf.tanh(tf.mul(tf.add(x, tf.mul(tf.pow(x, 3), 0.044715)), Math.sqrt(2 / Math.PI)))),
  },
  RELU_N1_TO_1: { op: 20, shape: [2, 9], expected: (x) => tf.clipByValue(x, -1, 1) },
  RELU_0_TO_1: { op: 152, shape: [2, 9], expected: (x) => tf.clipByValue(x, 0, 1) },
  LEAKY_RELU: { op: 98, shape: [2, 9], options: [[0, "float", 0.25]], expected: (x) => tf.leakyRelu(x, 0.25) },
  PRELU: { op: 54, shape: [1, 2, 2, 3], more: [{ shape: [1, 1, 3] }], expected: (x, a) => tf.prelu(x, a as tf.Tensor) },
  "CONCATENATION with Tanh": {
    op: 2,
    shape: [2, 3],
    more: [{ shape: [2, 4] }],
    options: [
      [0, "int", -1],
      [1, "byte", 4],
    ],
    expected: (x, y) => tf.tanh(tf.concat([x, y as tf.Tensor], 1)),
  },
  "SUB with Relu": {
    op: 41,
    shape: [2, 3],
    more: [{ shape: [3] }],
    options: [[0, "byte", 1]],
    expected: (x, y) => tf.relu(tf.sub(x, y as tf.Tensor)),
  },
  MEAN: {
    op: 40,
    shape: [1, 3, 4, 2],
    more: [ints(1, 2)],
    options: [[0, "byte", 1]],
    expected: (x) => tf.mean(x, [1, 2], true),
  },
  SPLIT: {
    op: 49,
    shape: [2, 6],
    at: 1,
    more: [ints(1)],
    outputs: 3,
    options: [[0, "int", 3]],
    expected: (x) => tf.split(x, 3, 1),
  },
  SPLIT_V: {
    op: 102,
    shape: [2, 6],
    more: [ints(1, 5), ints(1)],
    outputs: 2,
    options: [[0, "int", 2]],
    expected: (x) => tf.split(x, [1, 5], 1),
  },
  UNPACK: {
    op: 88,
    shape: [3, 2],
    outputs: 3,
    options: [
      [0, "int", 3],
      [1, "int", 0],
    ],
    expected: (x) => tf.unstack(x, 0),
  },
  TOPK_V2: {
    op: 48,
    shape: [2, 6],
    more: [{ shape: [], values: [3], ints: true }],
    outputs: 2,
    expected: (x) => Object.values(tf.topk(x, 3)),
  },
  STRIDED_SLICE: {
    op: 45,
    shape: [4, 6],
    more: [ints(1, 0), ints(3, 9), ints(1, 2)],
    options: [
      [0, "int", 0],
      [1, "int", 2],
      [4, "int", 0],
    ],
    expected: (x) => tf.stridedSlice(x, [1, 0], [3, 6], [1, 2]),
  },
  GATHER: {
    op: 36,
    shape: [3, 4],
    more: [ints(2, 0)],
    options: [[0, "int", 1]],
    expected: (x) => tf.gather(x, [2, 0], 1),
  },
  "RESIZE_BILINEAR from the centres of pixels": {
    op: 23,
    shape: [1, 3, 3, 2],
    more: [ints(5, 7)],
    options: [[3, "byte", 1]],
    expected: (x) => tf.image.resizeBilinear(x4(x), [5, 7], false, true),
  },
  "RESIZE_NEAREST_NEIGHBOR between corners": {
    op: 97,
    shape: [1, 3, 3, 2],
    more: [ints(5, 7)],
    options: [[0, "byte", 1]],
    expected: (x) => tf.image.resizeNearestNeighbor(x4(x), [5, 7], true),
  },
  "MIRROR_PAD with borders": {
    op: 100,
    shape: [3, 4],
    more: [{ shape: [2, 2], values: [1, 1, 2, 0], ints: true }],
    options: [[0, "byte", 1]],
    expected: (x) =>
      tf.mirrorPad(
        x,
        [
          [1, 1],
          [2, 0],
        ],
        "symmetric",
      ),
  },
  LOCAL_RESPONSE_NORMALIZATION: {
    op: 13,
    shape: [1, 2, 2, 6],
    options: [
      [0, "int", 2],
      [1, "float", 1.5],
      [2, "float", 0.25],
      [3, "float", 0.75],
    ],
    expected: (x) => tf.localResponseNormalization(x4(x), 2, 1.5, 0.25, 0.75),
  },
  BATCH_MATMUL: {
    op: 126,
    shape: [2, 3, 4],
    more: [{ shape: [2, 5, 4] }],
    options: [[1, "byte", 1]],
    expected: (x, y) => tf.matMul(x, y as tf.Tensor, false, true),
  },
  CUMSUM: {
    op: 128,
    shape: [2, 5],
    more: [{ shape: [], values: [1], ints: true }],
    options: [[0, "byte", 1]],
    expected: (x) => tf.cumsum(x, 1, true),
  },
};
