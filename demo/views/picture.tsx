/** The choice of input: a picture, the webcam, or random numbers. */
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import type { InputChoice } from "../address.ts";
import { choosePicture, ownPicture, startWebcam, stopWebcam } from "../input.ts";
import { PICTURES } from "../models.ts";
import { facts, input, problem } from "../state.ts";

const TITLES: readonly (readonly [InputChoice, string])[] = [
  ...(Object.entries(PICTURES) as [InputChoice, string][]),
  ["own", "Your picture…"],
  ["webcam", "Webcam"],
  ["random", "Random"],
];

export function Input(): VNode {
  const takesPicture = facts.value === undefined || facts.value.picture !== undefined;
  const chooser = useSignal<HTMLInputElement | null>(null);
  const choose = async (choice: InputChoice): Promise<void> => {
    try {
      if (choice === "webcam") await startWebcam();
      else stopWebcam();
      problem.value = undefined;
      input.value = choice;
    } catch (error) {
      problem.value = { title: "There is no picture", text: error instanceof Error ? error.message : String(error) };
    }
  };
  return (
    <fieldset class="field">
      <legend>Input</legend>
      <div class="segments">
        {TITLES.map(([choice, title]) => (
          <label key={choice} class={input.value === choice ? "on" : ""}>
            <input
              type="radio"
              name="input"
              checked={input.value === choice}
              disabled={!takesPicture && choice !== "random"}
              onClick={(e) => {
                if (choice === "own") chooser.value?.click();
                // Chosen once there is a picture.
                if (choice === "webcam" || (choice === "own" && !ownPicture.value)) e.preventDefault();
                if (choice === "webcam") void choose(choice);
              }}
              onChange={() => void choose(choice)}
            />
            {title}
          </label>
        ))}
      </div>
      <input
        type="file"
        accept="image/*"
        hidden
        ref={(element) => {
          chooser.value = element;
        }}
        onChange={async (e) => {
          const file = e.currentTarget.files?.[0];
          if (!file) return;
          try {
            await choosePicture(file);
            await choose("own");
          } catch (error) {
            problem.value = {
              title: "There is no picture",
              text: error instanceof Error ? error.message : String(error),
            };
          }
        }}
      />
      {!takesPicture && <p class="why">This model takes no picture, so its input is random.</p>}
    </fieldset>
  );
}
