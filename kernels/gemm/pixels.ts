/** Rows of A that are the input pixels under a convolution's window, one window per output pixel. */
import type { FunctionBuilder, Local } from "../../src/codegen/wasm/assembler.ts";
import type { Word } from "../kernel.ts";
import type { Reader } from "../words.ts";
import type { GemmSpec } from "./gemm.ts";
import { STEP, type Steps } from "./micro.ts";

/**
 * Words. In bytes: `origin` (from the image to its first window's first pixel), `stepX` (window to the next in a row), `wrap`
 * (what to add besides at the end of a row), `rowSkip` and `tapSkip` (end of a run to the start of the next), `tapX`, `tapY`
 * (tap to the next, kernel row's end to the next kernel row), `zeros` (address). In pixels: `strideX`, `strideY`, `startX`, `startY`,
 * `endX` (x of the window past the last), `insideX`, `insideY` (number of window positions without padding), `height`, `width`,
 * `dilationX`, `dilationY`, `reachX`, `reachY` (kernel extent × dilation). `kernelX`, `kernelY` count taps, `depth` input channels.
 * Where four windows are pooled, all this is of the first of them; `right`, `below` (to its neighbours, in bytes) and `rightX`, `belowY` (in
 * pixels) lead to the others. `mapPixel`, `mapRow`: bytes of the map. Tiles in rows have `TileWords` too.
 */
export type PixelWords = Readonly<Record<PixelWord, Word>>;
type PixelWord =
  | ("origin" | "stepX" | "wrap" | "rowSkip" | "tapSkip" | "tapX" | "tapY" | "zeros")
  | ("strideX" | "strideY" | "startX" | "startY" | "endX" | "insideX" | "insideY" | "height" | "width")
  | ("rowSteps" | "rowBytes")
  | ("dilationX" | "dilationY" | "reachX" | "reachY" | "kernelX" | "kernelY" | "depth");

/**
 * Words where tiles lie in rows. Of a tile: `tileBytes` in the image, `tileX` pixels, `tileOutput` bytes of the result; `lastX`: x of the last of
 * a row; `insideTile`: number of positions without padding. `overBytes`, `overOutput`: by how much the last of a row overlaps the one before.
 */
export type TileWords = Readonly<
  Record<"tileBytes" | "tileX" | "tileOutput" | "lastX" | "insideTile" | "overBytes" | "overOutput", Word>
>;

type PixelSpec = Pick<GemmSpec, "padded" | "runs" | "pool" | "aligned" | "taps">;

type Position = readonly [pointer: Local, x: Local, y: Local, offset?: Local];

/** Walks the windows of an image in row-major order, a tile of them at a time; four of them that are pooled count as one. */
export class Pixels {
  readonly #f: FunctionBuilder;
  readonly #parameter: Reader;
  readonly spec: PixelSpec;
  /**
   * Address of the next window's first pixel, which may be outside the image, its coordinates, and its offset in a map that is pooled, or
   * where tiles lie in rows in the result.
   */
  readonly #next: readonly Local[];
  readonly #blockStart: readonly Local[];
  /** Coordinates of the current tile's windows, where it lies in a row of the first; padded only. */
  x: readonly Local[] = [];
  y: readonly Local[] = [];
  /** With a pool: offsets of the current window's pixels in the map, where these matter. */
  mapOffsets: readonly Local[] = [];

  constructor(f: FunctionBuilder, parameter: Reader, spec: PixelSpec) {
    this.#f = f;
    this.#parameter = parameter;
    this.spec = spec;
    const offset = spec.pool ? spec.pool.placed : spec.aligned;
    const position = (): Local[] => Array.from({ length: offset ? 4 : 3 }, () => f.local("i32"));
    this.#next = position();
    this.#blockStart = position();
  }

  /** Offset of the next tile in the image's result, where tiles lie in rows. */
  get offset(): Local | undefined {
    return this.spec.pool ? undefined : this.#next[3];
  }

  /** @param pooled offset of the image in what is pooled */
  enterImage(image: Local, pooled: Local): void {
    const [pointer, x, y, offset] = this.#blockStart as Position;
    this.#parameter("origin").get(image).i32.add().set(pointer);
    this.#parameter("startX").set(x);
    this.#parameter("startY").set(y);
    if (offset)
      this.#f
        .get(pooled)
        .i32.const(this.spec.pool ? 4 : 0)
        .i32.mul()
        .set(offset);
  }

  enterBlock(): void {
    this.#next.forEach((local, i) => void this.#f.get(this.#blockStart[i] as Local).set(local));
  }

  leaveBlock(): void {
    this.#blockStart.forEach((local, i) => void this.#f.get(this.#next[i] as Local).set(local));
  }

  /** Sets `pointers` to the next windows; returns their coordinates where padding makes them matter. */
  nextTile(pointers: readonly Local[]): (readonly Local[])[] {
    const f = this.#f;
    const { padded, pool, aligned } = this.spec;
    if (padded) {
      const coordinates = (): Local[] => (aligned ? pointers.slice(0, 1) : pointers).map(() => f.local("i32"));
      this.x = coordinates();
      this.y = coordinates();
    }
    if (aligned) this.#stepTile(pointers);
    else
      pointers.forEach((_, i) => {
        if (!pool || i === 0) this.#step(pointers, i);
      });
    return padded ? [this.x, this.y] : [];
  }

  /** Pushes whether the tile reaches outside the image. */
  outside(): void {
    const f = this.#f;
    const check = (coordinate: Local, inside: string): void => {
      f.get(coordinate);
      this.#parameter(inside).i32.ge_u().i32.or();
    };
    f.i32.const(0);
    for (const x of this.x) check(x, this.spec.aligned ? "insideTile" : "insideX");
    for (const y of this.y) check(y, "insideY");
  }

  /** Sets all pointers to windows beside each other, and goes on to the next tile. What happens at the end of a row is foreseen. */
  #stepTile(pointers: readonly Local[]): void {
    const f = this.#f;
    const read = this.#parameter;
    const [pointer, x, y, offset] = this.#next as [Local, Local, Local, Local];
    const add = (target: Local, name: string): void => {
      f.get(target);
      read(name).i32.add().set(target);
    };
    pointers.forEach((local, i) => {
      f.get(i === 0 ? pointer : (pointers[i - 1] as Local));
      if (i > 0) read("stepX").i32.add();
      f.set(local);
    });
    if (this.spec.padded)
      f.get(x)
        .set(this.x[0] as Local)
        .get(y)
        .set(this.y[0] as Local);
    add(pointer, "tileBytes");
    add(x, "tileX");
    add(offset, "tileOutput");
    const nextRow = (): void => {
      read("startX").set(x);
      add(pointer, "wrap");
      add(y, "strideY");
    };
    f.get(x);
    read("lastX").i32.gt_s();
    f.if(() => {
      if (this.spec.aligned === "whole") return nextRow();
      f.get(x);
      read("endX").i32.eq();
      f.if(nextRow, () => {
        read("lastX").set(x);
        add(pointer, "overBytes");
        add(offset, "overOutput");
      });
    });
  }

  /**
   * At the end of a row goes on to the next. Without branches: the end comes at a different pixel of the tile each time. Returns whether it
   * was there.
   */
  #wrap(): Local {
    const f = this.#f;
    const [pointer, x, y] = this.#next as Position;
    const wraps = f.local("i32");
    f.get(x);
    this.#parameter("endX").i32.eq().set(wraps);
    this.#parameter("startX").get(x).get(wraps).select().set(x);
    f.get(pointer);
    this.#parameter("wrap").i32.const(0).get(wraps).select().i32.add().set(pointer);
    f.get(y);
    this.#parameter("strideY").i32.const(0).get(wraps).select().i32.add().set(y);
    return wraps;
  }

  /** Sets the `i`-th pointer, with a pool all four, and goes on to the next window. */
  #step(pointers: readonly Local[], i: number): void {
    const f = this.#f;
    const parameter = this.#parameter;
    const [pointer, x, y, map] = this.#next as Position;
    const add = (target: Local, name: string): void => {
      f.get(target);
      parameter(name).i32.add().set(target);
    };
    const neighbours = (list: readonly Local[], start: Local, right?: string, below?: string): void => {
      const [a, b, c, d] = list as [Local, Local, Local, Local];
      f.get(start).set(a).get(start).set(b).get(start).set(c);
      if (right) add(b, right);
      if (below) add(c, below);
      f.get(c).set(d);
      if (right) add(d, right);
    };
    if (this.spec.pool) {
      neighbours(pointers, pointer, "right", "below");
      if (this.spec.padded) {
        neighbours(this.x, x, "rightX");
        neighbours(this.y, y, undefined, "belowY");
      }
    } else {
      f.get(pointer).set(pointers[i] as Local);
      if (this.spec.padded)
        f.get(x)
          .set(this.x[i] as Local)
          .get(y)
          .set(this.y[i] as Local);
    }
    add(pointer, "stepX");
    add(x, "strideX");
    const wraps = this.#wrap();
    if (map) {
      this.mapOffsets = pointers.map(() => f.local("i32"));
      neighbours(this.mapOffsets, map, "mapPixel", "mapRow");
      add(map, "mapPixel");
      add(map, "mapPixel");
      f.get(map);
      parameter("mapRow").i32.const(0).get(wraps).select().i32.add().set(map);
    }
    f.free(wraps);
  }

  endTile(): void {
    this.#f.free(...this.x, ...this.y, ...this.mapOffsets);
    this.mapOffsets = [];
    this.x = [];
    this.y = [];
  }
}

type Reduce = (rows: readonly Local[], count: () => void, steps?: Steps) => void;

/** Emits the reduction over a window of each of the tile's pixels: in long runs inside the image, tap by tap at its border. */
export function emitWindows(
  f: FunctionBuilder,
  parameter: Reader,
  pixels: Pixels,
  rows: readonly Local[],
  panel: Local,
  panelStep: number,
  reduce: Reduce,
): void {
  const { spec } = pixels;
  if (!spec.padded) {
    emitInside(f, parameter, spec, rows, reduce);
    return;
  }
  pixels.outside();
  f.if(
    () => emitBorder(f, parameter, pixels, rows, panel, panelStep, reduce),
    () => emitInside(f, parameter, spec, rows, reduce),
  );
}

function emitInside(
  f: FunctionBuilder,
  parameter: Reader,
  spec: PixelSpec,
  rows: readonly Local[],
  reduce: Reduce,
): void {
  const repeat = (count: string, skip: string, body: () => void): void => {
    const counter = f.local("i32");
    parameter(count).set(counter);
    f.countdown(counter, () => {
      body();
      for (const row of rows) {
        f.get(row);
        parameter(skip).i32.add().set(row);
      }
    });
    f.free(counter);
  };
  const run = (): void => reduce(rows, () => parameter("run"));
  if (spec.runs === "window") run();
  else if (spec.runs === "row") repeat("kernelY", "rowSkip", run);
  else repeat("kernelY", "rowSkip", () => repeat("kernelX", "tapSkip", run));
}

/** Taps outside the image read zeros; a tap outside it for all pixels is skipped. */
function emitBorder(
  f: FunctionBuilder,
  parameter: Reader,
  pixels: Pixels,
  rows: readonly Local[],
  panel: Local,
  panelStep: number,
  reduce: Reduce,
): void {
  const locals = Array.from({ length: 6 }, () => f.local("i32"));
  const [dx, dy, offset, inside, any, x] = locals as [Local, Local, Local, Local, Local, Local];
  const pointers = rows.map(() => f.local("i32"));
  const add = (target: Local, name: string): void => {
    f.get(target);
    parameter(name).i32.add().set(target);
  };
  /** `do body, target += step; while (target < end)` */
  const range = (target: Local, step: string, end: string, body: () => void): void => {
    f.i32.const(0).set(target);
    f.loop((again) => {
      body();
      add(target, step);
      f.get(target);
      parameter(end).i32.lt_s().br_if(again);
    });
  };
  const { aligned, taps = STEP } = pixels.spec;
  const skip = (steps: string): void => {
    f.get(panel);
    parameter(steps).i32.const(panelStep).i32.mul().i32.add().set(panel);
  };
  const inRow = (y: Local): FunctionBuilder => {
    f.get(y).get(dy).i32.add();
    return parameter("height").i32.lt_u();
  };
  const tap = (): void => {
    f.i32.const(0).set(any);
    if (aligned)
      f.get(pixels.x[0] as Local)
        .get(dx)
        .i32.add()
        .set(x);
    pointers.forEach((pointer, i) => {
      if (aligned) {
        if (i > 0) add(x, "strideX");
        f.get(x);
      } else
        f.get(pixels.x[i] as Local)
          .get(dx)
          .i32.add();
      parameter("width").i32.lt_u();
      if (!aligned) inRow(pixels.y[i] as Local).i32.and();
      f.tee(inside).get(any).i32.or().set(any);
      f.get(rows[i] as Local)
        .get(offset)
        .i32.add();
      parameter("zeros").get(inside).select().set(pointer);
    });
    f.get(any).if(
      () => reduce(pointers, () => parameter("depth"), taps),
      () => skip("depth"),
    );
    add(offset, "tapX");
  };
  f.i32.const(0).set(offset);
  range(dy, "dilationY", "reachY", () => {
    const row = (): void => range(dx, "dilationX", "reachX", tap);
    if (aligned) {
      inRow(pixels.y[0] as Local);
      f.if(row, () => {
        skip("rowSteps");
        add(offset, "rowBytes");
      });
    } else row();
    add(offset, "tapY");
  });
  f.free(...locals, ...pointers);
}
