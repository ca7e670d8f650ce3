/** Damages files at random, the same way for the same seed. */

type Below = (end: number) => number;

/** Numbers from 0 to below `end`, the same every time. */
function numbers(seed: number): Below {
  let state = seed;
  return (end) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * end);
  };
}

/** One mutant of a file: bytes are changed, cut off, doubled or removed; of JSON also values. */
export function mutant(file: Uint8Array, seed: number): Uint8Array {
  const next = numbers(seed);
  // The first numbers of near seeds are near.
  for (let i = 0; i < 3; i++) next(1);
  return file[0] === OPENING && next(2) ? jsonMutant(file, next) : bytesMutant(file, next);
}

const OPENING = "{".charCodeAt(0);

/** Half of all changes fall where formats have their tables: at the ends. */
function bytesMutant(file: Uint8Array, next: Below): Uint8Array {
  const where = (): number => {
    const span = Math.min(file.length, 4096);
    return next(2) ? next(file.length) : next(2) ? next(span) : file.length - 1 - next(span);
  };
  const kind = next(8);
  if (kind === 0) return file.subarray(0, where());
  // Part of the file twice, or not at all.
  if (kind === 1) return Buffer.concat([file.subarray(0, where()), file.subarray(where())]);
  // Not `slice`, which does not copy buffers of Node.
  const out = new Uint8Array(file);
  for (let i = 0; i <= next(8); i++) out[where()] = next(3) ? next(256) : ([0, 255, 127, 128][next(4)] as number);
  return out;
}

/** What a value may become. Numbers also stand in strings, as extents do. */
const STRANGE: readonly unknown[] = [
  0,
  -1,
  1,
  2.5,
  2 ** 31,
  1e300,
  "0",
  "-1",
  "4294967296",
  "9e99",
  "",
  "../x",
  null,
  [],
  {},
  true,
];

/** Text whose JSON has up to four values changed, removed or exchanged. */
function jsonMutant(file: Uint8Array, next: Below): Uint8Array {
  const json = JSON.parse(new TextDecoder().decode(file)) as object;
  type Place = { readonly in: Record<string, unknown>; readonly key: string };
  const places: Place[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      places.push({ in: value as Record<string, unknown>, key });
      walk(inner);
    }
  };
  walk(json);
  const any = (): Place => places[next(places.length)] as Place;
  for (let i = 0; i <= next(4); i++) {
    const { in: holder, key } = any();
    const kind = next(4);
    if (kind === 0) delete holder[key];
    else if (kind === 1) {
      const other = any();
      holder[key] = structuredClone(other.in[other.key]);
    } else holder[key] = STRANGE[next(STRANGE.length)];
  }
  return new TextEncoder().encode(JSON.stringify(json));
}
