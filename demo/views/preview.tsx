/** What a run would be fed: the picture, or what the camera sees now. */
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { ownPicture, pictureFor, webcam } from "../input.ts";
import { modelById } from "../models.ts";
import { facts, input, model } from "../state.ts";

export function Preview(): VNode {
  const choice = input.value;
  const size = facts.value?.picture;
  if (facts.value && (!size || choice === "random")) return <p class="empty">The input is random numbers.</p>;
  if (choice === "webcam") return <Camera />;
  return <Still />;
}

function Camera(): VNode {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = webcam.value ?? null;
  }, [webcam.value]);
  return <video ref={video} class="preview" autoplay muted playsInline aria-label="What the camera sees" />;
}

function Still(): VNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useSignal(false);
  const size = facts.value?.picture;
  useEffect(() => {
    let wanted = true;
    shown.value = false;
    if (!size) return;
    pictureFor(input.value, size, modelById(model.value)).then(
      (picture) => {
        const element = canvas.current;
        if (!wanted || !picture || !element) return;
        element.width = picture.width;
        element.height = picture.height;
        element.getContext("2d")?.drawImage(picture, 0, 0);
        shown.value = true;
      },
      // A run says what is wrong.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [input.value, size, model.value, ownPicture.value]);
  return <canvas ref={canvas} class="preview" hidden={!shown.value} role="img" aria-label="The input" />;
}
