/** Small layers models, one or more for each layer of the table. */
import {
  input,
  type LayersModel,
  layers,
  model,
  type Sequential,
  type SymbolicTensor,
  sequential,
} from "@tensorflow/tfjs-layers";

export interface LayersCase {
  readonly title: string;
  /** The classes of layers that it is there for. */
  readonly covers: readonly string[];
  readonly make: () => LayersModel;
  /** Values of the input, in place of random ones between -2 and 2. */
  readonly values?: (size: number) => number[];
}

type Shape = readonly (number | null)[];
type Kind = {
  [K in keyof typeof layers]: (typeof layers)[K] extends (args: never) => unknown ? K : never;
}[keyof typeof layers];

/** The default needs methods of tensors that only the union package registers. */
const RECURRENT = { recurrentInitializer: "glorotNormal" } as const;

/** One layer over an input of a shape. */
function one(kind: Kind, shape: Shape, args: object = {}, more: Partial<LayersCase> = {}): LayersCase {
  const build = (more: object) =>
    (layers[kind] as unknown as (args: object) => layers.Layer)({ ...RECURRENT, ...args, ...more });
  const make = (): Sequential => sequential({ layers: [build({ inputShape: [...shape] })] });
  const text = JSON.stringify(args);
  return { title: `${kind} ${text} of [${shape}]`, covers: [build({}).getClassName()], make, ...more };
}

/** A layer over several inputs. */
function several(kind: Kind, shapes: readonly Shape[], args: object = {}): LayersCase {
  const build = layers[kind] as unknown as (args: object) => layers.Layer;
  return {
    title: `${kind} ${JSON.stringify(args)} of ${shapes.map((shape) => `[${shape}]`)}`,
    covers: [build(args).getClassName()],
    make: () => {
      const inputs = shapes.map((shape) => input({ shape: [...shape] }));
      return model({ inputs, outputs: build(args).apply(inputs) as SymbolicTensor });
    },
  };
}

const indices = (most: number) => ({
  values: (size: number) => Array.from({ length: size }, (_, i) => (i * 7) % most),
});
const ACTIVATIONS = [
  "elu",
  "hardSigmoid",
  "linear",
  "relu",
  "relu6",
  "selu",
  "sigmoid",
  "softmax",
  "softplus",
  "softsign",
  "tanh",
  "swish",
  "mish",
  "gelu",
  "gelu_new",
] as const;

export const CASES: readonly LayersCase[] = [
  one("dense", [5], { units: 4, activation: "relu" }),
  one("dense", [3, 5], { units: 4, useBias: false, activation: "tanh" }),
  ...ACTIVATIONS.map((activation) => one("activation", [3, 4], { activation })),
  one("reLU", [4, 4]),
  one("reLU", [4, 4], { maxValue: 6 }),
  one("reLU", [4, 4], { maxValue: 1.5 }),
  one("leakyReLU", [4], { alpha: 0.1 }),
  one("prelu", [4, 5, 3], { alphaInitializer: "randomNormal" }),
  one("prelu", [4, 5, 3], { alphaInitializer: "randomNormal", sharedAxes: [1, 2] }),
  one("elu", [6]),
  one("thresholdedReLU", [6], { theta: 0.7 }),
  one("softmax", [6]),
  one("conv1d", [9, 3], { filters: 4, kernelSize: 3, activation: "relu" }),
  one("conv1d", [9, 3], { filters: 4, kernelSize: 2, strides: 2, padding: "same", useBias: false }),
  one("conv1d", [9, 3], { filters: 4, kernelSize: 2, dilationRate: 2 }),
  one("conv2d", [7, 6, 3], { filters: 4, kernelSize: 3, padding: "same", activation: "sigmoid" }),
  one("conv2d", [7, 6, 3], { filters: 4, kernelSize: [3, 2], strides: [2, 1], useBias: false }),
  one("conv2d", [7, 6, 3], { filters: 4, kernelSize: 2, dilationRate: 2, activation: "relu6" }),
  one("conv2d", [3, 7, 6], { filters: 4, kernelSize: 3, dataFormat: "channelsFirst", activation: "elu" }),
  one("conv2d", [null, null, 3], { filters: 4, kernelSize: 3, padding: "same" }),
  one("conv3d", [4, 5, 3, 2], { filters: 3, kernelSize: 2, activation: "relu" }),
  one("conv2dTranspose", [4, 5, 3], { filters: 2, kernelSize: 3, strides: 2, padding: "same", activation: "relu" }),
  one("conv2dTranspose", [4, 5, 3], { filters: 2, kernelSize: [3, 2], strides: 2 }),
  one("conv2dTranspose", [null, null, 3], { filters: 2, kernelSize: 2, strides: 2 }),
  one("depthwiseConv2d", [6, 5, 3], { kernelSize: 3, depthMultiplier: 2, padding: "same", activation: "relu" }),
  one("depthwiseConv2d", [6, 5, 3], { kernelSize: [3, 3], strides: 2, useBias: false }),
  one("separableConv2d", [6, 5, 3], { filters: 4, kernelSize: 3, depthMultiplier: 2, activation: "relu" }),
  one("maxPooling1d", [8, 3], { poolSize: 2 }),
  one("averagePooling1d", [8, 3], { poolSize: 3, strides: 2, padding: "same" }),
  one("maxPooling2d", [7, 6, 3], { poolSize: 2 }),
  one("maxPooling2d", [7, 6, 3], { poolSize: [3, 2], strides: [2, 1], padding: "same" }),
  one("averagePooling2d", [7, 6, 3], { poolSize: 3, strides: 2, padding: "same" }),
  one("averagePooling2d", [3, 7, 6], { poolSize: 2, dataFormat: "channelsFirst" }),
  one("maxPooling3d", [4, 4, 4, 2], { poolSize: 2 }),
  one("averagePooling3d", [4, 4, 4, 2], { poolSize: 2 }),
  one("globalAveragePooling1d", [5, 3]),
  one("globalMaxPooling1d", [5, 3]),
  one("globalAveragePooling2d", [4, 5, 3]),
  one("globalMaxPooling2d", [3, 4, 5], { dataFormat: "channelsFirst" }),
  one("flatten", [3, 4, 2]),
  one("flatten", [3, 4, 2], { dataFormat: "channelsFirst" }),
  one("reshape", [6, 4], { targetShape: [3, 8] }),
  one("reshape", [6, 4], { targetShape: [2, -1, 3] }),
  one("permute", [3, 4, 2], { dims: [3, 1, 2] }),
  one("repeatVector", [4], { n: 3 }),
  one("batchNormalization", [4, 5, 3]),
  one("batchNormalization", [4, 5, 3], { scale: false }),
  one("batchNormalization", [6], { center: false }),
  one("layerNormalization", [4, 6], { gammaInitializer: "randomNormal", betaInitializer: "randomNormal" }),
  one("zeroPadding2d", [3, 4, 2], {
    padding: [
      [1, 2],
      [0, 3],
    ],
  }),
  one("zeroPadding2d", [2, 3, 4], { padding: 2, dataFormat: "channelsFirst" }),
  one("cropping2D", [6, 7, 2], {
    cropping: [
      [1, 2],
      [0, 3],
    ],
  }),
  one("upSampling2d", [3, 4, 2], { size: [2, 3] }),
  one("upSampling2d", [null, null, 2], { size: [2, 2] }),
  one("upSampling2d", [3, 4, 2], { size: [2, 2], interpolation: "bilinear" }),
  one("embedding", [5], { inputDim: 11, outputDim: 3 }, indices(11)),
  one("rescaling", [3, 4], { scale: 0.5, offset: -1 }),
  one("dropout", [4], { rate: 0.3 }),
  one("spatialDropout1d", [4, 3], { rate: 0.3 }),
  one("alphaDropout", [4], { rate: 0.3 }),
  one("gaussianDropout", [4], { rate: 0.3 }),
  one("gaussianNoise", [4], { stddev: 0.3 }),
  several("add", [
    [3, 4],
    [3, 4],
    [3, 4],
  ]),
  several("add", [[3, 4], [4]]),
  several("multiply", [
    [3, 4],
    [3, 4],
  ]),
  several("average", [
    [3, 4],
    [3, 4],
    [3, 4],
  ]),
  several("maximum", [
    [3, 4],
    [3, 4],
  ]),
  several("minimum", [
    [3, 4],
    [3, 4],
  ]),
  several("concatenate", [
    [3, 4],
    [3, 2],
  ]),
  several(
    "concatenate",
    [
      [3, 4],
      [2, 4],
    ],
    { axis: 1 },
  ),
  one("simpleRNN", [4, 3], { units: 5 }),
  one("simpleRNN", [4, 3], { units: 5, returnSequences: true, goBackwards: true, useBias: false }),
  one("lstm", [4, 3], { units: 5 }),
  one("lstm", [4, 3], { units: 5, returnSequences: true, recurrentActivation: "sigmoid", activation: "relu" }),
  one("gru", [4, 3], { units: 5 }),
  one("gru", [4, 3], { units: 5, returnSequences: true, recurrentActivation: "sigmoid" }),
  bidirectional("concat"),
  bidirectional("sum", true),
  bidirectional("ave"),
  bidirectional("mul"),
  {
    title: "timeDistributed dense",
    covers: ["TimeDistributed"],
    make: () =>
      sequential({
        layers: [layers.timeDistributed({ layer: layers.dense({ units: 3 }), inputShape: [4, 5] } as never)],
      }),
  },
];

function bidirectional(mergeMode: "concat" | "sum" | "ave" | "mul", returnSequences = false): LayersCase {
  return {
    title: `bidirectional ${mergeMode}`,
    covers: ["Bidirectional"],
    make: () => {
      const layer = layers.lstm({ ...RECURRENT, units: 3, returnSequences });
      return sequential({ layers: [layers.bidirectional({ layer, mergeMode, inputShape: [4, 5] } as never)] });
    },
  };
}
