/** Paints what a model found over the picture that it saw. */
import type { Drawing } from "./decode.ts";

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
  const radius = drawing.points.length > 100 ? 0.7 * unit : 2.2 * unit;
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

function paintMask(context: CanvasRenderingContext2D, mask: NonNullable<Drawing["mask"]>, color: string): void {
  const layer = new OffscreenCanvas(mask.width, mask.height);
  const paintLayer = layer.getContext("2d") as OffscreenCanvasRenderingContext2D;
  paintLayer.fillStyle = color;
  paintLayer.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = paintLayer.getImageData(0, 0, 1, 1).data;
  const image = paintLayer.createImageData(mask.width, mask.height);
  mask.values.forEach((value, i) => {
    image.data.set([r, g, b, 200 * value], 4 * i);
  });
  paintLayer.putImageData(image, 0, 0);
  context.drawImage(layer, 0, 0, context.canvas.width, context.canvas.height);
}
