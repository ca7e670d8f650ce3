/** Makes the tensors that a model is fed: random numbers, or a picture. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import { type NamedTensorMap, randomUniform, tensor } from "@tensorflow/tfjs-core";
import type { InputSource, PixelRange, TensorFacts } from "../types.ts";

/** Height and width where a model leaves them open. */
const OPEN_SIZE = 224;

/** A model's inputs with every extent known: open batches are one, open heights and widths a common size. */
export function inputsOf(model: GraphModel): TensorFacts[] {
  return model.inputs.map(({ name, shape = [], dtype }) => ({
    name,
    dtype,
    shape: shape.map((d, axis) => (d > 0 ? d : shape.length === 4 && axis > 0 ? OPEN_SIZE : 1)),
  }));
}

/** The input that takes a picture: rank 4, channels last. */
export const pictureInput = (inputs: readonly TensorFacts[]): TensorFacts | undefined =>
  inputs.find(
    ({ shape }) => shape.length === 4 && [1, 3].includes(shape[3] as number) && Math.min(...shape.slice(1, 3)) >= 8,
  );

/** @throws Error when an input is of a type that cannot be made up */
export function makeInputs(model: GraphModel, source: InputSource): NamedTensorMap {
  const inputs = inputsOf(model);
  const picture = source.kind === "picture" ? pictureInput(inputs) : undefined;
  return Object.fromEntries(
    inputs.map((input, i) => {
      const { name, dtype, shape } = input;
      if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool")
        throw new Error(`The input “${name}” takes ${dtype}, which this page cannot make up.`);
      if (source.kind === "picture" && input === picture)
        return [name, tensor(pixels(source.picture, shape, source.range), [...shape], dtype)];
      return [name, randomUniform([...shape], 0, { float32: 1, int32: 255, bool: 2 }[dtype], dtype, 7 + i)];
    }),
  );
}

/** The picture, scaled to the input's height and width, as numbers in `range`; one channel is its luminance. */
function pixels(picture: ImageBitmap, shape: readonly number[], [low, high]: PixelRange): Float32Array {
  const [batch = 1, height = 1, width = 1, channels = 3] = shape;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser cannot read pictures in a worker.");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  const values = new Float32Array(batch * height * width * channels);
  const size = height * width * channels;
  const scale = (high - low) / 255;
  for (let i = 0; i < height * width; i++) {
    const [r, g, b] = [data[4 * i] as number, data[4 * i + 1] as number, data[4 * i + 2] as number];
    if (channels === 1) values[i] = low + scale * (0.2989 * r + 0.587 * g + 0.114 * b);
    else {
      values[3 * i] = low + scale * r;
      values[3 * i + 1] = low + scale * g;
      values[3 * i + 2] = low + scale * b;
    }
  }
  for (let i = 1; i < batch; i++) values.copyWithin(i * size, 0, size);
  return values;
}
