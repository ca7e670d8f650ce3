/** Pictures to run on: bundled, the user's own, or a frame of the webcam. */
import { signal } from "@preact/signals";
import type { InputChoice } from "./address.ts";
import { type DemoModel, PICTURES, type PictureId } from "./models.ts";

/** The picture that the user chose. */
export const ownPicture = signal<{ readonly name: string; readonly bitmap: ImageBitmap } | undefined>(undefined);
/** The webcam's pictures, while it is on. */
const webcam = signal<MediaStream | undefined>(undefined);
let video: HTMLVideoElement | undefined;

const pictureAddress = (id: PictureId): string => new URL(`pictures/${id}.jpg`, document.baseURI).href;
const isBundled = (input: InputChoice): input is PictureId => input in PICTURES;

/** @throws Error with a message for the user when the file is no picture */
export async function choosePicture(file: File): Promise<void> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error(`“${file.name}” is not a picture that this browser can read.`);
  }
  ownPicture.value = { name: file.name, bitmap };
}

/** @throws Error with a message for the user when there is no camera, or no permission */
export async function startWebcam(): Promise<void> {
  if (webcam.value) return;
  if (!navigator.mediaDevices) throw new Error("This browser gives pages no camera here; it needs https or localhost.");
  try {
    webcam.value = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 640 } });
  } catch (error) {
    const denied = error instanceof DOMException && error.name === "NotAllowedError";
    throw new Error(denied ? "The page may not use the camera." : "No camera was found.");
  }
  video = document.createElement("video");
  video.muted = true;
  video.srcObject = webcam.value;
  await video.play();
}

export function stopWebcam(): void {
  for (const track of webcam.value?.getTracks() ?? []) track.stop();
  webcam.value = undefined;
  video = undefined;
}

/** The picture for a model's input, cut to what the model expects; none for random input. */
export async function pictureFor(
  input: InputChoice,
  size: { readonly height: number; readonly width: number },
  model: DemoModel | undefined,
): Promise<ImageBitmap | undefined> {
  if (input === "random") return undefined;
  if (input === "webcam") {
    if (!video) await startWebcam();
    return square(
      video as HTMLVideoElement,
      (video as HTMLVideoElement).videoWidth,
      (video as HTMLVideoElement).videoHeight,
      size,
    );
  }
  if (!isBundled(input)) {
    const own = ownPicture.value;
    if (!own) throw new Error("No picture has been chosen.");
    return square(own.bitmap, own.bitmap.width, own.bitmap.height, size);
  }
  const response = await fetch(pictureAddress(input));
  if (!response.ok) throw new Error(`The picture cannot be loaded: the server answered ${response.status}.`);
  const bitmap = await createImageBitmap(await response.blob());
  const [x, y, w, h] = (input === model?.picture ? model.crop : undefined) ?? [0, 0, 1, 1];
  return cut(bitmap, x * bitmap.width, y * bitmap.height, w * bitmap.width, h * bitmap.height, size);
}

/** The largest part from the middle that has the input's proportions. */
function square(
  source: CanvasImageSource,
  width: number,
  height: number,
  size: { readonly height: number; readonly width: number },
): ImageBitmap {
  const scale = Math.min(width / size.width, height / size.height);
  const [w, h] = [size.width * scale, size.height * scale];
  return cut(source, (width - w) / 2, (height - h) / 2, w, h, size);
}

function cut(
  source: CanvasImageSource,
  x: number,
  y: number,
  width: number,
  height: number,
  size: { readonly height: number; readonly width: number },
): ImageBitmap {
  // Large enough to be looked at, too.
  const scale = Math.max(1, Math.ceil(384 / Math.max(size.width, size.height)));
  const canvas = new OffscreenCanvas(size.width * scale, size.height * scale);
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.imageSmoothingQuality = "high";
  context.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return canvas.transferToImageBitmap();
}
