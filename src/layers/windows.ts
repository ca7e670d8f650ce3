/** Layers that move a window: convolutions and pooling. TensorFlow's ops have the channels last. */
import type { Attrs, Value } from "../graph/graph.ts";
import { activate } from "./activations.ts";
import type { LayerBuilder } from "./builder.ts";
import { type Config, channelsFirst, flag, number, perAxis, text } from "./config.ts";
import type { Layer } from "./table.ts";

/** Adds the bias and applies the activation. */
function finish(b: LayerBuilder, x: Value, config: Config): Value {
  const sum = flag(config, "use_bias", true) ? b.op("AddV2", [x, b.weight("bias")]) : x;
  return activate(b, sum, config.activation);
}

/** Runs a layer of two spatial axes with the channels last, wherever they are. */
export function channelsLast(b: LayerBuilder, x: Value, config: Config, run: (x: Value) => Value): Value {
  if (!channelsFirst(config)) return run(x);
  const rank = b.shape(x).length;
  const spatial = Array.from({ length: rank - 2 }, (_, i) => i);
  const inner = run(b.transpose(x, 0, ...spatial.map((i) => i + 2), 1));
  return b.transpose(inner, 0, rank - 1, ...spatial.map((i) => i + 1));
}

function paddingOf(b: LayerBuilder, config: Config): "SAME" | "VALID" {
  const padding = text(config, "padding", "valid").toLowerCase();
  if (padding !== "same" && padding !== "valid") b.refuse(`has the padding ${padding}`);
  return padding === "same" ? "SAME" : "VALID";
}

/** The attributes of a window of two axes. */
function windowOf(b: LayerBuilder, config: Config, strides: readonly number[], dilations: readonly number[]) {
  return {
    strides: [1, ...strides, 1],
    dilations: [1, ...dilations, 1],
    padding: paddingOf(b, config),
    data_format: strides.length === 3 ? "NDHWC" : "NHWC",
  };
}

/** A window of one axis as one of two, the first of which has one row. */
const flat = (b: LayerBuilder, x: Value, run: (x: Value) => Value): Value =>
  b.op("Squeeze", [run(b.op("ExpandDims", [x, b.int(1)]))], { squeeze_dims: [1] });

/** A convolution of two axes; where channels are in groups, one for each group. */
function grouped(b: LayerBuilder, x: Value, kernel: Value, window: Attrs, config: Config): Value {
  const groups = number(config, "groups", 1);
  if (groups === 1) return b.op("Conv2D", [x, kernel], window);
  const [parts, kernels] = [x, kernel].map((y) => b.ops("Split", [b.int(3), y], { num_split: groups })) as [
    Value[],
    Value[],
  ];
  const made = parts.map((part, i) => b.op("Conv2D", [part, kernels[i] as Value], window));
  return b.concat(made, 3);
}

const conv2d: Layer = (b, [x], config) => {
  const window = windowOf(b, config, perAxis(config.strides, 2, 1), perAxis(config.dilation_rate, 2, 1));
  // The sum with the bias is over channels, so both belong between the transposes.
  return [channelsLast(b, x, config, (y) => finish(b, grouped(b, y, b.weight("kernel"), window, config), config))];
};

const conv1d: Layer = (b, [x], config) => {
  const [stride, dilation, size] = ["strides", "dilation_rate", "kernel_size"].map(
    (name) => perAxis(config[name], 1, 1)[0],
  ) as [number, number, number];
  const causal = text(config, "padding", "valid") === "causal";
  const window = windowOf(b, causal ? { padding: "valid" } : config, [1, stride], [1, dilation]);
  return [
    channelsLast(b, x, config, (y) => {
      const padded = causal ? b.op("Pad", [y, b.pairs([0, 0], [(size - 1) * dilation, 0], [0, 0])]) : y;
      const kernel = b.op("ExpandDims", [b.weight("kernel"), b.int(0)]);
      return finish(
        b,
        flat(b, padded, (rows) => grouped(b, rows, kernel, window, config)),
        config,
      );
    }),
  ];
};

const conv3d: Layer = (b, [x], config) => {
  const window = windowOf(b, config, perAxis(config.strides, 3, 1), perAxis(config.dilation_rate, 3, 1));
  return [channelsLast(b, x, config, (y) => finish(b, b.op("Conv3D", [y, b.weight("kernel")], window), config))];
};

/** A depthwise convolution, without what follows. */
function depthwise(b: LayerBuilder, x: Value, config: Config): Value {
  const strides = perAxis(config.strides, 2, 1);
  const dilations = perAxis(config.dilation_rate, 2, 1);
  const kernel = b.weight("depthwise_kernel", "kernel");
  return b.op("DepthwiseConv2dNative", [x, kernel], windowOf(b, config, strides, dilations));
}

const depthwiseConv2d: Layer = (b, [x], config) => {
  // TensorFlow.js reads the dilation of such a layer and does not apply it.
  if (!b.keras && perAxis(config.dilation_rate, 2, 1).some((d) => d !== 1)) b.refuse("is dilated");
  return [channelsLast(b, x, config, (y) => finish(b, depthwise(b, y, config), config))];
};

const separableConv2d: Layer = (b, [x], config) => [
  channelsLast(b, x, config, (y) => {
    const one = windowOf(b, { padding: "valid" }, [1, 1], [1, 1]);
    return finish(b, b.op("Conv2D", [depthwise(b, y, config), b.weight("pointwise_kernel")], one), config);
  }),
];

const transposedConv2d: Layer = (b, [x], config) => {
  const strides = perAxis(config.strides, 2, 1) as [number, number];
  const sizes = perAxis(config.kernel_size, 2, 1) as [number, number];
  if (perAxis(config.dilation_rate, 2, 1).some((d) => d !== 1)) b.refuse("is dilated");
  if (config.output_padding !== null && config.output_padding !== undefined) b.refuse("pads its output");
  const window = windowOf(b, config, strides, [1, 1]);
  return [
    channelsLast(b, x, config, (y) => {
      const beyond = sizes.map((size, i) =>
        window.padding === "VALID" ? Math.max(size - (strides[i] as number), 0) : 0,
      );
      const scaled = b.op("Mul", [b.extentsOf(y, 1, 3), b.ints(...strides)]);
      const extents = b.op("AddV2", [scaled, b.ints(...beyond)]);
      const kernel = b.weight("kernel");
      const shape = [b.extentsOf(y, 0, 1), extents, b.ints(b.shape(kernel)[2] as number)];
      const made = b.shaped("Conv2DBackpropInput", [b.concat(shape, 0), kernel, y], window, [
        ...b.shape(y).slice(0, 1),
        ...b
          .shape(y)
          .slice(1, 3)
          .map((d, i) => (d < 0 ? -1 : d * (strides[i] as number) + (beyond[i] as number))),
        b.shape(kernel)[2] as number,
      ]);
      return finish(b, made, config);
    }),
  ];
};

function pool(b: LayerBuilder, x: Value, op: string, config: Config, axes: 2 | 3): Value {
  const size = perAxis(config.pool_size, axes, 2);
  const { dilations: _, ...window } = windowOf(b, config, perAxis(config.strides ?? size, axes, 1), []);
  return channelsLast(b, x, config, (y) => b.op(op, [y], { ksize: [1, ...size, 1], ...window }));
}

const pool2d =
  (op: string): Layer =>
  (b, [x], config) => [pool(b, x, op, config, 2)];
const pool3d =
  (op: string): Layer =>
  (b, [x], config) => [pool(b, x, op, config, 3)];
const pool1d =
  (op: string): Layer =>
  (b, [x], config) => {
    const [size] = perAxis(config.pool_size, 1, 2) as [number];
    const [stride] = perAxis(config.strides ?? size, 1, 1) as [number];
    const two = { ...config, pool_size: [1, size], strides: [1, stride], data_format: "channels_last" };
    return [channelsLast(b, x, config, (y) => flat(b, y, (rows) => pool(b, rows, op, two, 2)))];
  };

/** Pools over all spatial axes. */
const global =
  (op: string, axes: number): Layer =>
  (b, [x], config) => {
    const first = channelsFirst(config) ? 2 : 1;
    const over = Array.from({ length: axes }, (_, i) => first + i);
    return [b.op(op, [x, b.ints(...over)], { keep_dims: flag(config, "keepdims") })];
  };

export const WINDOWS: Readonly<Record<string, Layer>> = {
  Conv1D: conv1d,
  Conv2D: conv2d,
  Conv3D: conv3d,
  Conv2DTranspose: transposedConv2d,
  DepthwiseConv2D: depthwiseConv2d,
  SeparableConv2D: separableConv2d,
  MaxPooling1D: pool1d("MaxPool"),
  AveragePooling1D: pool1d("AvgPool"),
  MaxPooling2D: pool2d("MaxPool"),
  AveragePooling2D: pool2d("AvgPool"),
  MaxPooling3D: pool3d("MaxPool3D"),
  AveragePooling3D: pool3d("AvgPool3D"),
  GlobalAveragePooling1D: global("Mean", 1),
  GlobalMaxPooling1D: global("Max", 1),
  GlobalAveragePooling2D: global("Mean", 2),
  GlobalMaxPooling2D: global("Max", 2),
};
