/** Tiles of a pool: outputs whose windows overlap share what these have in common. */
import type { Local } from "../src/codegen/wasm/assembler.ts";
import type { Lanes } from "../src/codegen/wasm/lanes.ts";
import type { RowEpilogue } from "./epilogue-rows.ts";
import { advance, emitRow, type Row } from "./loops.ts";

/**
 * Outputs side by side, an even number; two rows of them where windows overlap downwards too. Beyond the nearer caches fewer
 * places that are read and written at once gain more than the sums that fewer outputs share lose.
 * @param bytes of the image
 */
export const tileOf = (bytes: number): number => (bytes < LARGE ? 4 : 2);
const LARGE = 1 << 20;
/** Up to so many loads for one row of them. */
export const TILE_LOADS = 40;

/** What a row's tiles are: of that row, of that row and the next, done with those of the row before. */
const ALONE = 0;
export const PAIR = 1;
export const DONE = 2;

/**
 * What the tiles of each row are. It goes by the row's own number, so that no division among threads changes how sums are made.
 * @param whole per row, whether the border cuts none of its windows
 * @param pairs whether windows of neighbouring rows overlap by all but one row
 */
export const tileStates = (whole: readonly boolean[], pairs: boolean): number[] =>
  whole.map((_, y) => {
    const first = y - (y % 2);
    return pairs && whole[first] && whole[first + 1] ? (y === first ? PAIR : DONE) : ALONE;
  });

export interface TileShape {
  readonly window: readonly [height: number, width: number];
  /** As `tileOf` says. */
  readonly width: number;
  /** Bytes from an element of the image to the one below, and to the next; from a result likewise. */
  readonly row: number;
  readonly column: number;
  readonly rowOut: number;
  readonly columnOut: number;
}

export interface Tile {
  readonly height: 1 | 2;
  readonly tiles: TileShape;
  readonly mode: "max" | "avg";
  /** How a row of channels is cut, and what pushes its trips. */
  readonly row: Row;
  readonly trips: () => void;
  /** The first element under the first window; it moves on by a row of channels. */
  readonly origin: Local;
  readonly writer: RowEpilogue;
  /** One over the elements of a window, for the mean. */
  readonly share: Local;
  /** Pushes the element so many bytes from a pointer. */
  readonly element: (pointer: Local, count: number, offset: number) => void;
}

/** Emits the outputs of one tile. */
export function emitTile(lanes: Lanes, { height, tiles, mode, row, trips, ...tile }: Tile): void {
  const { f } = lanes;
  const { window, width, row: below, column: next, rowOut, columnOut } = tiles;
  const { origin, writer, share, element } = tile;
  const rows = Array.from({ length: window[0] + height - 1 }, (_, r) => below * r);
  const [common, result] = [lanes.local(), lanes.local()];
  // Per row of outputs, the columns that outputs still need.
  const kept = window[1] + 1;
  const columns = Array.from({ length: height }, () => Array.from({ length: kept }, () => lanes.local()));
  const column = (y: number, k: number): Local => columns[y]?.[k % kept] as Local;
  const combine = (): void => void (mode === "max" ? lanes.pmax() : lanes.add());
  const makeVector = (count: number, offset: number): void => {
    /** Combines a column's elements at `rows` into `target`; a maximum begins with what is not NaN, and no NaN gets in. */
    const gather = (target: Local, rows: readonly number[], k: number): void =>
      rows.forEach((y, i) => {
        if (i > 0) lanes.get(target);
        else if (mode === "max") lanes.constant(-Infinity);
        element(origin, count, offset + y + k * next);
        if (i > 0 || mode === "max") combine();
        lanes.set(target);
      });
    for (let k = 0; k < window[1] + width - 1; k++) {
      if (height === 1) gather(column(0, k), rows, k);
      else {
        gather(common, rows.slice(1, -1), k);
        for (let y = 0; y < 2; y++) {
          lanes.get(common);
          element(origin, count, offset + y * window[0] * below + k * next);
          combine();
          lanes.set(column(y, k));
        }
      }
      // Two neighbours, which have all columns but the first and the last in common.
      const o = k - window[1];
      if (o < 0 || o % 2 === 1) continue;
      for (let y = 0; y < height; y++) {
        for (let c = 1; c < window[1]; c++) {
          lanes.get(column(y, o + c));
          if (c > 1) combine();
        }
        lanes.set(common);
        for (let side = 0; side < 2; side++) {
          lanes.get(common).get(column(y, o + side * window[1]));
          combine();
          if (mode === "avg") lanes.get(share).mul();
          lanes.set(result);
          writer.write(result, count, offset, y * rowOut + (o + side) * columnOut);
        }
      }
    }
  };
  writer.beginRow();
  emitRow(
    lanes,
    row,
    trips,
    (vectors, count) => {
      for (let v = 0; v < vectors; v++) makeVector(count, v * lanes.bytes);
    },
    (bytes) => {
      advance(f, origin, bytes);
      writer.move(bytes);
    },
  );
  f.free(common, result, ...columns.flat());
}
