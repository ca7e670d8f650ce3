/** Paints what a model found over the picture that it saw. */
import type { Drawing, Mask } from "./decode.ts";

export function paint(canvas: HTMLCanvasElement, picture: ImageBitmap, drawing: Drawing, color: string): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  context.drawImage(picture, 0, 0, width, height);
  if (drawing.mask) paintMask(context, drawing.mask, color);
  const unit = width / 200;
  context.strokeStyle = color;
  context.fillStyle = color;
  context.lineWidth = 1.6 * unit;
  context.lineJoin = "round";
  for (const [[x1, y1], [x2, y2]] of drawing.lines) {
    context.beginPath();
    context.moveTo(x1 * width, y1 * height);
    context.lineTo(x2 * width, y2 * height);
    context.stroke();
  }
  const radius = drawing.points.length > 100 ? 0.9 * unit : 2.2 * unit;
  for (const [x, y] of drawing.points) {
    context.beginPath();
    context.arc(x * width, y * height, radius, 0, 2 * Math.PI);
    context.fill();
  }
  context.font = `600 ${7 * unit}px system-ui, sans-serif`;
  context.textBaseline = "bottom";
  for (const { left, top, right, bottom, score, label } of drawing.boxes) {
    const [x, y] = [left * width, top * height];
    context.strokeRect(x, y, (right - left) * width, (bottom - top) * height);
    const text = `${label} ${Math.round(100 * score)} %`;
    const line = Math.max(y, 9 * unit);
    context.fillStyle = color;
    context.fillRect(x - 0.8 * unit, line - 9 * unit, context.measureText(text).width + 5 * unit, 9 * unit);
    context.fillStyle = "#fff";
    context.fillText(text, x + 1.5 * unit, line - 0.8 * unit);
  }
}

function paintMask(context: CanvasRenderingContext2D, mask: Mask, color: string): void {
  const layer = new OffscreenCanvas(mask.width, mask.height);
  const paintLayer = layer.getContext("2d", { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D;
  const known = new Map<string, readonly number[]>();
  const rgb = (css: string): readonly number[] => {
    let found = known.get(css);
    if (!found) {
      paintLayer.fillStyle = css;
      paintLayer.fillRect(0, 0, 1, 1);
      found = [...paintLayer.getImageData(0, 0, 1, 1).data.subarray(0, 3)];
      known.set(css, found);
    }
    return found;
  };
  const image = paintLayer.createImageData(mask.width, mask.height);
  mask.values.forEach((value, i) => {
    // Neighbours in the list of classes get hues far from each other: steps of the golden angle.
    const [css, alpha] = mask.classes
      ? [`hsl(${(137.5 * value) % 360} 85% 50%)`, value ? 170 : 0]
      : [color, 200 * value];
    image.data.set([...rgb(css), alpha], 4 * i);
  });
  paintLayer.putImageData(image, 0, 0);
  context.drawImage(layer, 0, 0, context.canvas.width, context.canvas.height);
}
