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
 * pixels) lead to the others. `mapPixel`, `mapRow`: bytes of the map.
 */
export type PixelWords = Readonly<Record<PixelWord, Word>>;
type PixelWord =
  | ("origin" | "stepX" | "wrap" | "rowSkip" | "tapSkip" | "tapX" | "tapY" | "zeros")
  | ("strideX" | "strideY" | "startX" | "startY" | "endX" | "insideX" | "insideY" | "height" | "width")
  | ("dilationX" | "dilationY" | "reachX" | "reachY" | "kernelX" | "kernelY" | "depth");

type PixelSpec = Pick<GemmSpec, "padded" | "runs" | "pool" | "aligned">;

type Position = readonly [pointer: Local, x: Local, y: Local, map?: Local];

/** Walks the windows of an image in row-major order, a tile of them at a time; four of them that are pooled count as one. */
export class Pixels {
  readonly #f: FunctionBuilder;
  readonly #parameter: Reader;
  readonly spec: PixelSpec;
  /** Address of the next window's first pixel, which may be outside the image, its coordinates, and its offset in a map that is pooled. */
  readonly #next: readonly Local[];
  readonly #blockStart: readonly Local[];
  /** Coordinates of the current tile's windows; padded only. */
  x: readonly Local[] = [];
  y: readonly Local[] = [];
  /** With a pool: offsets of the current window's pixels in the map, where these matter. */
  mapOffsets: readonly Local[] = [];

  constructor(f: FunctionBuilder, parameter: Reader, spec: PixelSpec) {
    this.#f = f;
    this.#parameter = parameter;
    this.spec = spec;
    const position = (): Local[] => Array.from({ length: spec.pool?.placed ? 4 : 3 }, () => f.local("i32"));
    this.#next = position();
    this.#blockStart = position();
  }

  /** @param pooled offset of the image in what is pooled */
  enterImage(image: Local, pooled: Local): void {
    const [pointer, x, y, map] = this.#blockStart as Position;
    this.#parameter("origin").get(image).i32.add().set(pointer);
    this.#parameter("startX").set(x);
    this.#parameter("startY").set(y);
    if (map) this.#f.get(pooled).i32.const(4).i32.mul().set(map);
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
      this.x = pointers.map(() => f.local("i32"));
      this.y = aligned ? [f.local("i32")] : pointers.map(() => f.local("i32"));
    }
    if (aligned) this.#stepTile(pointers);
    else
      pointers.forEach((_, i) => {
        if (!pool || i === 0) this.#step(pointers, i);
      });
    return padded ? [this.x, this.y] : [];
  }

  /** The coordinates of the tile's `i`-th window. */
  at(i: number): readonly [x: Local, y: Local] {
    return [this.x[i] as Local, (this.y[i] ?? this.y[0]) as Local];
  }

  /** Pushes whether the tile reaches outside the image. In a row the ends tell. */
  outside(): void {
    const f = this.#f;
    const check = (coordinate: Local, inside: string): void => {
      f.get(coordinate);
      this.#parameter(inside).i32.ge_u().i32.or();
    };
    const [first, last] = [this.x[0], this.x.at(-1)] as [Local, Local];
    f.i32.const(0);
    for (const x of this.spec.aligned ? new Set([first, last]) : this.x) check(x, "insideX");
    for (const y of this.y) check(y, "insideY");
  }

  /** Sets all pointers to windows beside each other, and goes on to the next tile. */
  #stepTile(pointers: readonly Local[]): void {
    const [pointer, x, y] = this.#next as Position;
    const walk = (list: readonly Local[], start: Local, step: string): void => {
      list.forEach((local, i) => {
        this.#f.get(i === 0 ? start : (list[i - 1] as Local));
        if (i > 0) this.#parameter(step).i32.add();
        this.#f.set(local);
      });
      this.#f.get((list.at(-1) ?? start) as Local);
      this.#parameter(step).i32.add().set(start);
    };
    walk(pointers, pointer, "stepX");
    if (this.spec.padded) {
      this.#f.get(y).set(this.y[0] as Local);
      walk(this.x, x, "strideX");
    } else {
      this.#f.get(x);
      this.#parameter("strideX").i32.const(pointers.length).i32.mul().i32.add().set(x);
    }
    this.#f.free(this.#wrap());
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
  const locals = Array.from({ length: 5 }, () => f.local("i32"));
  const [dx, dy, offset, inside, any] = locals as [Local, Local, Local, Local, Local];
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
  f.i32.const(0).set(offset);
  range(dy, "dilationY", "reachY", () => {
    range(dx, "dilationX", "reachX", () => {
      f.i32.const(0).set(any);
      pointers.forEach((pointer, i) => {
        const [x, y] = pixels.at(i);
        f.get(x).get(dx).i32.add();
        parameter("width").i32.lt_u();
        f.get(y).get(dy).i32.add();
        parameter("height").i32.lt_u().i32.and().tee(inside).get(any).i32.or().set(any);
        f.get(rows[i] as Local)
          .get(offset)
          .i32.add();
        parameter("zeros").get(inside).select().set(pointer);
      });
      f.get(any).if(
        () => reduce(pointers, () => parameter("depth"), STEP),
        () => {
          f.get(panel);
          parameter("depth").i32.const(panelStep).i32.mul().i32.add().set(panel);
        },
      );
      add(offset, "tapX");
    });
    add(offset, "tapY");
  });
  f.free(...locals, ...pointers);
}
