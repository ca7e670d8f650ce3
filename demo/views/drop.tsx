/** A model of one's own: a dropped or chosen folder, or an address. */
import { batch, useSignal } from "@preact/signals";
import type { TargetedEvent, VNode } from "preact";
import { useEffect } from "preact/hooks";
import { isAddress, RANGES } from "../address.ts";
import { problem, range, files as stateFiles, input as stateInput, model as stateModel } from "../state.ts";
import type { NamedFile } from "../types.ts";

export function Drop(): VNode {
  const over = useSignal(false);
  const address = useSignal(isAddress(stateModel.value) ? stateModel.value : "");
  // Anywhere on the page: nobody should have to aim.
  useEffect(() => {
    const ended = new AbortController();
    const listen = (type: "dragover" | "dragleave" | "drop", isOver: boolean): void =>
      addEventListener(
        type,
        (event: DragEvent) => {
          // Text may be dropped into fields.
          if (!event.dataTransfer?.types.includes("Files")) return;
          event.preventDefault();
          // From one element to the next is not out of the window.
          if (type === "dragleave" && event.relatedTarget !== null) return;
          over.value = isOver;
          if (type === "drop") void droppedFiles(event.dataTransfer).then(use);
        },
        ended,
      );
    listen("dragover", true);
    listen("dragleave", false);
    listen("drop", false);
    return () => ended.abort();
  }, [over]);
  return (
    <>
      {over.value && (
        <div class="over" aria-hidden="true">
          Drop the model here
        </div>
      )}
      <details class="own" open={stateModel.value === "" || isAddress(stateModel.value)}>
        <summary>Use a model of your own</summary>
        <div class="drop">
          <label>
            Drop a folder with <code>model.json</code> and its weights anywhere here, or <u>choose the files</u>
            <input type="file" multiple data-testid="files" onChange={(e) => use(chosenFiles(e))} />
          </label>
        </div>
        <form
          class="address"
          onSubmit={(e) => {
            e.preventDefault();
            const text = address.value.trim();
            if (isAddress(text)) useAddress(text);
            else problem.value = { title: "This is no address", text: "It must begin with https:// or http://." };
          }}
        >
          <label for="address">or the address of a model.json</label>
          <div>
            <input
              id="address"
              type="url"
              placeholder="https://…/model.json"
              value={address.value}
              onInput={(e) => {
                address.value = e.currentTarget.value;
              }}
            />
            <button type="submit">Load</button>
          </div>
        </form>
        <label class="range">
          Pixel values{" "}
          <select
            value={Object.keys(RANGES).find((key) => RANGES[key]?.join() === range.value.join())}
            onChange={(e) => {
              range.value = RANGES[e.currentTarget.value] ?? range.value;
            }}
          >
            {Object.keys(RANGES).map((key) => (
              <option key={key} value={key}>
                {key.replace("-", "−").replace("..", " … ")}
              </option>
            ))}
          </select>
        </label>
      </details>
    </>
  );
}

function use(files: readonly NamedFile[]): void {
  if (files.length === 0) return;
  const [first] = files as [NamedFile];
  const name =
    first.path.split("/").slice(0, -1).at(-1) ?? files.find((f) => f.path.endsWith(".json"))?.path ?? first.path;
  batch(() => {
    stateFiles.value = { name: name.replace(/\.json$/, ""), files };
    stateModel.value = "";
    if (stateInput.value !== "own" && stateInput.value !== "webcam") stateInput.value = "random";
  });
}

function useAddress(address: string): void {
  batch(() => {
    stateFiles.value = undefined;
    stateModel.value = address;
    stateInput.value = "random";
  });
}

function chosenFiles(event: TargetedEvent<HTMLInputElement>): NamedFile[] {
  return Array.from(event.currentTarget.files ?? [], (file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** All files of what was dropped, folders searched. */
async function droppedFiles(transfer: DataTransfer | null): Promise<NamedFile[]> {
  // The list is empty after the first wait, so entries are taken from it at once.
  const entries = Array.from(transfer?.items ?? [], (item) => item.webkitGetAsEntry()).filter((e) => e !== null);
  if (entries.length === 0) return Array.from(transfer?.files ?? [], (file) => ({ path: file.name, file }));
  const found = await Promise.all(entries.map((entry) => filesBelow(entry, "")));
  return found.flat();
}

async function filesBelow(entry: FileSystemEntry, folder: string): Promise<NamedFile[]> {
  const path = `${folder}${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    // A reader hands out a folder in portions.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) break;
    entries.push(...portion);
  }
  return (await Promise.all(entries.map((each) => filesBelow(each, `${path}/`)))).flat();
}
