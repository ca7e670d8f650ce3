/** The least time that a model can take, from the arithmetic that it asks for and the rates of the machine. */
import type { Work } from "../src/cli/work.ts";
import type { Calibration } from "./calibrate.ts";

/**
 * Milliseconds that the work takes at the calibrated rates, convolutions and products at the peak and depthwise convolutions at
 * their own, if all else were free. Only what does less arithmetic, as Winograd's convolutions do, or has wider vectors is faster.
 */
export function floorMs(work: Work, { peak, depthwise }: Pick<Calibration, "peak" | "depthwise">): number {
  return (work.dense / peak + work.depthwise / depthwise) / 1e6;
}
