/**
 * Geometry of convolution windows.
 *
 * A weight over padding is multiplied by zero or left out, whichever is quicker where it happens. That makes a difference only
 * for weights that are infinite or NaN: then outputs whose window reaches outside the image are NaN, as XNNPACK makes them,
 * or what the image alone gives. Values of the image are not mixed into outputs whose window they are not under, but for
 * Winograd's filtering: there a value that is not finite makes NaN of all outputs of the tiles that see it.
 */
import type { Attrs } from "../src/graph/graph.ts";
import { type ConstantTensor, isStatic, type Shape } from "../src/graph/types.ts";
import type { KernelCall, KernelTensor } from "./kernel.ts";

/** One axis of a convolution: extents, stride, dilation and the padding before the first element. */
export interface WindowAxis {
  readonly input: number;
  readonly output: number;
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
  /** Extent of the window, gaps included. */
  readonly reach: number;
  /** Whether some window reaches outside the input. */
  readonly padded: boolean;
  /** Number of window positions, stride 1, that are inside the input. */
  readonly inside: number;
}

/** The tensors of a convolution over NHWC tensors with constant weights, or what is wrong with them. */
export function convolutionTensors({ inputs, outputs }: KernelCall):
  | {
      readonly x: KernelTensor;
      readonly w: KernelTensor;
      readonly output: KernelTensor;
      readonly constant: ConstantTensor;
    }
  | string {
  const [x, w] = inputs as [KernelTensor, KernelTensor];
  const output = outputs[0] as KernelTensor;
  if (![x, w, output].every((t) => t.dtype === "float32" && t.shape.length === 4 && isStatic(t.shape)))
    return "it needs float32 tensors of rank 4 with known shapes";
  return w.constant ? { x, w, output, constant: w.constant } : "its weights are not constant";
}

/** The two axes of a convolution over NHWC tensors, or why its attributes do not fit its shapes. */
export function windowAxes(
  attrs: Attrs,
  input: Shape,
  kernel: Shape,
  output: Shape,
): { y: WindowAxis; x: WindowAxis } | string {
  const strides = attrs.strides as readonly number[];
  const dilations = (attrs.dilations ?? [1, 1]) as readonly number[];
  const pads = attrs.pads as readonly number[];
  const make = (i: 0 | 1): WindowAxis | undefined => {
    const [n, k, out] = [input[i + 1], kernel[i], output[i + 1]] as [number, number, number];
    const [stride, dilation, before, after] = [strides[i], dilations[i], pads[2 * i], pads[2 * i + 1]] as [
      number,
      number,
      number,
      number,
    ];
    const reach = (k - 1) * dilation + 1;
    if (Math.floor((n + before + after - reach) / stride) + 1 !== out) return undefined;
    const padded = before > 0 || (out - 1) * stride - before + reach > n;
    return {
      input: n,
      output: out,
      kernel: k,
      stride,
      dilation,
      before,
      reach,
      padded,
      inside: Math.max(0, n - reach + 1),
    };
  };
  const [y, x] = [make(0), make(1)];
  return y && x ? { y, x } : "its output shape does not follow from strides, pads and dilations";
}
