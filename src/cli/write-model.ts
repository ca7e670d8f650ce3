/** Writes a tfjs graph model to disk, all or nothing. */
import { createHash } from "node:crypto";
import { existsSync, rmdirSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, open, readFile, realpath, rename, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { io } from "@tensorflow/tfjs-core";
import { Failure } from "./failure.ts";
import { onInterrupt } from "./interrupt.ts";
import type { StoredModel, StoredWeight } from "./stored-model.ts";
import { systemReason } from "./system-reason.ts";

/** The largest shard that is written: what browsers cache well. */
const SHARD_BYTES = 4 * 1024 * 1024;
/** Shards are named after what all weights hold, so those of a new model never replace those that the old one reads. */
const OWN_SHARD = /^weights-[0-9a-f]{12}-\d+of\d+\.bin$/;

export interface WrittenModel {
  /** Paths, model.json last. */
  readonly files: readonly string[];
  readonly weightBytes: number;
}

/**
 * Says early what `writeModel` would find only after the work.
 * @throws Failure 1 when `folder` is a file, 2 when writing would replace `source`, the JSON of the model that is read
 */
export async function checkTarget(folder: string, source: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found && !found.isDirectory()) throw new Failure(`cannot write to ${folder}: it is a file, not a folder`, 1);
  const [target, own] = await Promise.all([join(folder, "model.json"), source].map((f) => realpath(f).catch(() => f)));
  if (target === own)
    throw new Failure(`${folder} is the folder of the model itself, which would be replaced; name another with -o`, 2);
}

/**
 * Writes model.json and weight shards into `folder`, all or nothing: files are written aside, then moved into place, and
 * model.json comes last, for a model is what its model.json says. What an earlier call wrote stays whole until then; its
 * shards go when nothing reads them any more. Other files in the folder stay. One weight is in memory at a time.
 * @throws Failure 1 when the folder cannot be written
 */
export async function writeModel(
  folder: string,
  { files, weights }: StoredModel,
  shardBytes: number = SHARD_BYTES,
): Promise<WrittenModel> {
  const target = resolve(folder);
  const undo = new Undo();
  const release = onInterrupt(() => undo.run());
  try {
    await makeFolders(target, undo);
    const old = await ownShards(target);
    const aside = undo.file(await mkdtemp(join(target, ".graphweld-")));
    const { count, hash, weightBytes } = await writeShards(aside, weights, shardBytes);
    const names = Array.from({ length: count }, (_, i) => `weights-${hash}-${i + 1}of${count}.bin`);
    const weightsManifest = [{ paths: names, weights: weights.map(({ spec }) => spec) }];
    const json = JSON.stringify({ format: "graph-model", ...files, weightsManifest });
    await writeDurably(join(aside, "model.json"), [json]);
    for (const [i, name] of names.entries()) {
      const place = join(target, name);
      if (!existsSync(place)) undo.file(place);
      await rename(join(aside, String(i)), place);
    }
    await rename(join(aside, "model.json"), join(target, "model.json"));
    undo.forget();
    remove([aside, ...old.filter((name) => !names.includes(name)).map((name) => join(target, name))]);
    return { files: [...names, "model.json"].map((name) => join(folder, name)), weightBytes };
  } catch (error) {
    undo.run();
    throw new Failure(`cannot write to ${folder}: ${systemReason(error)}`, 1);
  } finally {
    release();
  }
}

/** Writes the files `0`, `1`, … of all weights' bytes, one after the other; at least one. */
async function writeShards(
  folder: string,
  weights: readonly StoredWeight[],
  shardBytes: number,
): Promise<{ readonly count: number; readonly hash: string; readonly weightBytes: number }> {
  const digest = createHash("sha256").update(String(shardBytes));
  let weightBytes = 0;
  let left: Uint8Array = new Uint8Array(0);
  let next = 0;
  /** The bytes that are not written yet, up to the end of a shard. */
  function* shard(): Generator<Uint8Array> {
    let room = shardBytes;
    while (room > 0) {
      if (left.length === 0) {
        const weight = weights[next++];
        if (!weight) return;
        left = weight.bytes();
        digest.update(left);
        weightBytes += left.length;
      }
      const piece = left.subarray(0, room);
      left = left.subarray(piece.length);
      room -= piece.length;
      yield piece;
    }
  }
  let count = 0;
  do await writeDurably(join(folder, String(count++)), shard());
  while (left.length > 0 || next < weights.length);
  return { count, hash: digest.digest("hex").slice(0, 12), weightBytes };
}

/** What was made so far and must go if the rest fails. Synchronous, for a signal may end the process right after. */
class Undo {
  #paths: string[] = [];
  /** The innermost first. */
  #folders: string[] = [];

  file(path: string): string {
    this.#paths.push(path);
    return path;
  }
  folder(path: string): void {
    this.#folders.unshift(path);
  }
  forget(): void {
    this.#paths = [];
    this.#folders = [];
  }
  run(): void {
    remove(this.#paths);
    try {
      for (const folder of this.#folders) rmdirSync(folder);
    } catch {
      // Somebody else has put something there.
    }
    this.forget();
  }
}

/** Like `mkdir -p`, one folder at a time: Node's own way never ends where a file system such as /proc takes no folders. */
async function makeFolders(folder: string, undo: Undo): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolders(dirname(folder), undo);
  await mkdir(folder);
  undo.folder(folder);
}

function remove(paths: readonly string[]): void {
  for (const path of paths) {
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // Left over, but in nobody's way: no model.json names it.
    }
  }
}

/** The shards that the folder's present model.json names and that this module named. */
async function ownShards(folder: string): Promise<string[]> {
  try {
    const json = JSON.parse(await readFile(join(folder, "model.json"), "utf8")) as io.ModelJSON;
    return json.weightsManifest.flatMap(({ paths }) => paths).filter((path) => OWN_SHARD.test(path));
  } catch {
    return [];
  }
}

async function writeDurably(file: string, content: Iterable<string | Uint8Array>): Promise<void> {
  const handle = await open(file, "wx");
  try {
    for (const piece of content) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
