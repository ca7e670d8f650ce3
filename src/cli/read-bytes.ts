/** Reads files that may be larger than Node reads at once. */
import { open } from "node:fs/promises";

/** The most that a system reads at once. */
const MOST = 2 ** 30;

/** Bytes of a file: all of them, or `length` from `offset` on. @throws Error of the system, or where the file ends before */
export async function readBytes(file: string, offset: number = 0, length?: number): Promise<ArrayBuffer> {
  const handle = await open(file);
  try {
    const bytes = new Uint8Array(length ?? (await handle.stat()).size - offset);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await handle.read(bytes, done, Math.min(bytes.length - done, MOST), offset + done);
      if (bytesRead === 0) throw new Error(`${file} became shorter while it was read`);
      done += bytesRead;
    }
    return bytes.buffer;
  } finally {
    await handle.close();
  }
}
