/** A finished comparison as data and as an image. */
import { bytes, ms, times, tiny } from "./format.ts";
import type { Finished } from "./state.ts";
import type { Comparison } from "./statistics.ts";

/** Everything that was measured, with what it was measured on. Times are milliseconds, sizes bytes. */
export function reportJson(result: Finished, comparison: Comparison): string {
  const { settings, modelName, stock, fused, tier, reason, readyMs, calls, answered, nmse, maxAbsError, stopped } =
    result;
  const device = {
    userAgent: navigator.userAgent,
    processors: navigator.hardwareConcurrency,
    crossOriginIsolated,
  };
  const report = {
    model: modelName,
    link: location.href,
    date: new Date().toISOString(),
    settings,
    device,
    comparison,
    tier,
    ...(reason ? { reason } : {}),
    readyMs,
    calls,
    answered,
    stopped,
    difference: { nmse, maxAbsError },
    stock,
    fused,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** A card of 1200 × 630 pixels, as messengers show it. */
export async function reportImage(result: Finished, comparison: Comparison): Promise<Blob> {
  const [width, height] = [1200, 630];
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  const text = (x: number, y: number, size: number, color: string, words: string, weight = 400): void => {
    context.font = `${weight} ${size}px system-ui, sans-serif`;
    context.fillStyle = color;
    context.fillText(words, x, y);
  };
  context.fillStyle = "#0b1416";
  context.fillRect(0, 0, width, height);
  text(72, 100, 34, "#5eead4", "Graphweld", 700);
  text(72, 150, 30, "#94a3b8", `${result.modelName} on ${result.settings.backend}, in this browser`);
  text(72, 320, 150, "#f8fafc", times(comparison.ratio), 700);
  const spread = comparison.interval ? ` (95 %: ${comparison.interval.map(times).join(" to ")})` : "";
  text(72, 372, 28, "#94a3b8", `as fast as stock TensorFlow.js${spread}`);
  const most = Math.max(comparison.stock.median, comparison.fused.median);
  for (const [i, [name, side, color]] of (
    [
      ["Stock", comparison.stock, "#60a5fa"],
      ["Graphweld", comparison.fused, "#2dd4bf"],
    ] as const
  ).entries()) {
    const y = 425 + 58 * i;
    text(72, y + 27, 26, "#e2e8f0", name);
    context.fillStyle = color;
    context.fillRect(250, y, (680 * side.median) / most, 36);
    text(270 + (680 * side.median) / most, y + 27, 26, "#e2e8f0", ms(side.median), 600);
  }
  const { stock, fused, maxAbsError } = result;
  const facts = [
    `${stock.launches} → ${fused.launches} launches`,
    `${bytes(stock.bytes)} → ${bytes(fused.bytes)}`,
    `largest difference ${tiny(maxAbsError)}`,
    `${stock.timings.total.length} runs each`,
  ];
  text(72, 585, 24, "#94a3b8", facts.join("   ·   "));
  return canvas.convertToBlob({ type: "image/png" });
}
