/**
 * Convolution by Winograd's minimal filtering: tiles of the input are transformed, multiplied point by point as matrix products over
 * the channels, and transformed back.
 *
 * Blocks of tiles are the outermost loop, so that a block's transformed tiles and products stay in the cache. Both transforms are vectors
 * of channels, one axis after the other; between the axes values go through a small memory, for a tile does not fit the registers.
 */
import type { FunctionBuilder, Local } from "../../src/codegen/wasm/assembler.ts";
import { Lanes, type Width } from "../../src/codegen/wasm/lanes.ts";
import { type EpiloguePlan, operandName } from "../epilogue.ts";
import { emitTileEpilogue } from "../epilogue-tiles.ts";
import { advance, emitRow, type Row } from "../loops.ts";
import { emitPooling, storePooled, type TilePool } from "../tile-pool.ts";
import type { Reader } from "../words.ts";
import { AxisTransform, reachOf, type TileSize } from "./transforms.ts";

/** The structure that the code depends on, besides the product's. */
export interface WinogradSpec {
  readonly size: TileSize;
  /** How a pixel's channels are cut into single vectors. */
  readonly input: Row;
  readonly output: Row;
  /** Outputs of a row beyond the last whole tile. */
  readonly tail: number;
  readonly width: Width;
  readonly fused: boolean;
  /** Tiles hold whole windows; the extents of the output are even. */
  readonly pool?: TilePool | undefined;
}

/** The tile at hand. */
interface Place {
  readonly image: Local;
  /** Tiles from the top and from the left. */
  readonly y: Local;
  readonly x: Local;
}

/**
 * Emits the function body.
 * @param parameter pushes a word by its name. Addresses `x`, `zeros`, `points` (transformed tiles `[points][tiles][channels]`), `sums` (products, alike)
 * and `half` (values between the axes); `tiles` in all, `block` tiles at a time, `tilesX`, `tilesY` an image; `height`, `width`, `top`, `left`,
 * `outHeight` in pixels; `inputTrips`, `outputTrips` as `input` and `output` are cut; `inputVectors`, `outputVectors`, a last one that is cut
 * counting too. In bytes: `pixel`, `row`, `image`, `outPixel`, `outRow`, `outImage`, with a pool `poolRow`,
 * `poolImage`, and from one to the next: `pointTile`, `pointPlane`, `sumTile`, `sumPlane`.
 * @param product emits the matrix products of so many tiles
 */
export function emitWinograd(
  f: FunctionBuilder,
  spec: WinogradSpec,
  plan: EpiloguePlan,
  parameter: Reader,
  product: (tiles: Local) => void,
): void {
  const lanes = new Lanes(f, spec.width, { simd: spec.width > 1, relaxedSimd: spec.fused });
  const i32 = (): Local => f.local("i32");
  const [first, count, tile, left, image] = [i32(), i32(), i32(), i32(), i32()];
  const place: Place = { image, y: i32(), x: i32() };
  /** Runs `body` for each tile of the block, with a pointer that goes through an array of tiles. */
  const tiles = (array: string, stride: string, body: (pointer: Local) => void): void => {
    f.scoped(() => {
      const pointer = i32();
      parameter(array).set(pointer);
      f.get(first).set(tile).get(count).set(left);
      f.countdown(left, () => {
        f.get(tile);
        parameter("tilesX").i32.rem_u().set(place.x).get(tile);
        parameter("tilesX").i32.div_u().tee(image);
        parameter("tilesY").i32.rem_u().set(place.y).get(image);
        parameter("tilesY").i32.div_u().set(image);
        body(pointer);
        advance(f, tile, 1);
        f.get(pointer);
        parameter(stride).i32.add().set(pointer);
      });
    });
  };
  f.i32.const(0).set(first);
  f.loop((again) => {
    parameter("block").set(count);
    parameter("tiles").get(first).i32.sub().tee(left).get(count).i32.lt_s();
    f.if(() => void f.get(left).set(count));
    tiles("points", "pointTile", (pointer) => f.scoped(() => emitInput(lanes, spec, parameter, place, pointer)));
    f.scoped(() => product(count));
    tiles("sums", "sumTile", (pointer) => f.scoped(() => emitOutput(lanes, spec, plan, parameter, place, pointer)));
    f.get(first).get(count).i32.add().tee(first);
    parameter("tiles").i32.lt_s().br_if(again);
  });
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Transforms one tile of the input into a row of each point's matrix. */
function emitInput(lanes: Lanes, spec: WinogradSpec, parameter: Reader, place: Place, points: Local): void {
  const { f, bytes } = lanes;
  const reach = reachOf(spec.size);
  const i32 = (): Local => f.local("i32");
  const transform = new AxisTransform(lanes, spec.size, "input");
  const [base, inside, y, x, rows, half, to] = range(7).map(i32) as [Local, Local, Local, Local, Local, Local, Local];
  const pixels = range(reach).map(i32);
  const valid = range(reach).map(i32);

  // The address of the tile's first pixel, and which columns are in the image.
  f.get(place.y).i32.const(spec.size).i32.mul();
  parameter("top").i32.sub().set(y);
  f.get(place.x).i32.const(spec.size).i32.mul();
  parameter("left").i32.sub().set(x);
  parameter("x").get(place.image);
  parameter("image").i32.mul().i32.add().get(y);
  parameter("row").i32.mul().i32.add().get(x);
  parameter("pixel").i32.mul().i32.add().set(base);
  valid.forEach((v, i) => {
    f.get(x).i32.const(i).i32.add();
    parameter("width").i32.lt_u().set(v);
  });

  // Along rows: memory between the axes is `[vectors][reach y][reach x]`.
  parameter("half").set(half);
  f.i32.const(reach).set(rows);
  f.countdown(rows, () => {
    f.get(y);
    parameter("height").i32.lt_u().set(inside);
    pixels.forEach((pixel, i) => {
      f.get(base);
      if (i > 0) parameter("pixel").i32.const(i).i32.mul().i32.add();
      parameter("zeros");
      f.get(inside)
        .get(valid[i] as Local)
        .i32.and()
        .select()
        .set(pixel);
    });
    f.get(half).set(to);
    emitRow(
      lanes,
      spec.input,
      () => parameter("inputTrips"),
      (_, count) => {
        const elements = pixels.map((pixel) => lanes.partialLoad(pixel, count).keep());
        transform.input(elements, (point, value) => {
          lanes
            .get(to)
            .get(value)
            .store(point * bytes);
        });
        f.free(...elements);
      },
      (moved) => {
        for (const pixel of pixels) advance(f, pixel, moved);
        advance(f, to, reach * reach * bytes);
      },
    );
    advance(f, half, reach * bytes);
    advance(f, y, 1);
    f.get(base);
    parameter("row").i32.add().set(base);
  });

  // Along columns.
  const [from, columns, vectors, plane, at, target] = range(6).map(i32) as [Local, Local, Local, Local, Local, Local];
  parameter("pointPlane").i32.const(reach).i32.mul().set(plane);
  parameter("half").set(from);
  f.get(points).set(at);
  parameter("inputVectors").set(vectors);
  f.countdown(vectors, () => {
    f.get(at).set(to).i32.const(reach).set(columns);
    f.countdown(columns, () => {
      const elements = range(reach).map((r) =>
        lanes
          .get(from)
          .load(r * reach * bytes)
          .keep(),
      );
      f.get(to).set(target);
      // Points come in order, each a row of planes after the one before.
      transform.input(elements, (point, value) => {
        if (point > 0) f.get(target).get(plane).i32.add().set(target);
        lanes.get(target).get(value).store();
      });
      f.free(...elements);
      advance(f, from, bytes);
      f.get(to);
      parameter("pointPlane").i32.add().set(to);
    });
    advance(f, from, (reach - 1) * reach * bytes);
    advance(f, at, bytes);
  });
}

/** Transforms one tile's sums of products back, and stores the outputs after the epilogue. */
function emitOutput(
  lanes: Lanes,
  spec: WinogradSpec,
  plan: EpiloguePlan,
  parameter: Reader,
  place: Place,
  sums: Local,
): void {
  const { f, bytes } = lanes;
  const { size } = spec;
  const reach = reachOf(size);
  const i32 = (): Local => f.local("i32");
  const transform = new AxisTransform(lanes, size, "output");

  // Along columns: memory between the axes is `[vectors][outputs y][reach x]`.
  const [to, columns, vectors, plane, at, source] = range(6).map(i32) as [Local, Local, Local, Local, Local, Local];
  const next = i32();
  f.get(sums).set(next);
  parameter("sumPlane").i32.const(reach).i32.mul().set(plane);
  parameter("half").set(to);
  parameter("outputVectors").set(vectors);
  f.countdown(vectors, () => {
    f.get(next).set(at).i32.const(reach).set(columns);
    f.countdown(columns, () => {
      f.get(at).set(source);
      const points = range(reach).map((r) => {
        if (r > 0) f.get(source).get(plane).i32.add().set(source);
        return lanes.get(source).load().keep();
      });
      const outputs = transform.output(points);
      outputs.forEach((value, r) => {
        lanes
          .get(to)
          .get(value)
          .store(r * reach * bytes);
      });
      f.free(...points, ...outputs);
      advance(f, to, bytes);
      f.get(at);
      parameter("sumPlane").i32.add().set(at);
    });
    advance(f, to, (size - 1) * reach * bytes);
    advance(f, next, bytes);
  });

  emitOutputRows(lanes, spec, plan, parameter, place, transform);
}

/** The second half of `emitOutput`, from the memory between the axes to the outputs. */
function emitOutputRows(
  lanes: Lanes,
  spec: WinogradSpec,
  plan: EpiloguePlan,
  parameter: Reader,
  place: Place,
  transform: AxisTransform,
): void {
  const { f, bytes } = lanes;
  const { size, tail, pool } = spec;
  const reach = reachOf(size);
  const i32 = (): Local => f.local("i32");
  const [half, rows, offset, channel, from, address, pooled] = range(7).map(i32) as [
    ...[Local, Local, Local, Local, Local, Local, Local],
  ];
  /** Rows that are done together. */
  const together = pool ? 2 : 1;
  const offsets = range(together).map(() => range(size).map(i32));
  const pooledOffsets = range(pool ? size / 2 : 0).map(i32);
  const add = (target: Local, name: string): void => {
    f.get(target);
    parameter(name).i32.add().set(target);
  };
  /** Pushes the offset of the tile in the output, or in what is pooled. */
  const tileOffset = (image: string, row: string, extent: number): void => {
    f.get(place.image);
    parameter(image).i32.mul().get(place.y).i32.const(extent).i32.mul();
    parameter(row).i32.mul().i32.add().get(place.x).i32.const(extent).i32.mul();
    parameter("outPixel").i32.mul().i32.add();
  };
  tileOffset("outImage", "outRow", size);
  f.set(offset);
  if (pool) {
    tileOffset("poolImage", "poolRow", size / 2);
    f.set(pooled);
  }
  /** Offsets of pixels side by side. */
  const pixels = (list: readonly Local[], start: Local): void =>
    list.forEach((o, i) => {
      f.get(i === 0 ? start : (list[i - 1] as Local));
      if (i > 0) parameter("outPixel").i32.add();
      f.set(o);
    });
  /** One row of so many outputs, or two of them and what is pooled. */
  const row = (outputs: number): void => {
    f.get(half).set(from);
    f.i32.const(0).set(channel);
    const used = offsets.map((list) => list.slice(0, outputs));
    const windows = pooledOffsets.slice(0, outputs / 2);
    if (!pool || pool.placed)
      used.forEach((list, r) => {
        pixels(list, r === 0 ? offset : address);
        if (r + 1 < together) {
          f.get(offset);
          parameter("outRow").i32.add().set(address);
        }
      });
    pixels(windows, pooled);
    emitRow(
      lanes,
      spec.output,
      () => parameter("outputTrips"),
      (_, count) => {
        let bias: Local | undefined;
        if (plan.bias !== undefined) {
          parameter(operandName(plan.bias)).get(channel).i32.add().set(address);
          bias = lanes.get(address).load().keep();
        }
        const shared = { channelOffset: channel, lastCount: count, bias };
        let sums: (readonly Local[])[] = [];
        used.forEach((list, r) => {
          const points = range(reach).map((p) =>
            lanes
              .get(from)
              .load((r * reach + p) * bytes)
              .keep(),
          );
          const values = transform.output(points);
          f.free(...points);
          const accumulators = values.slice(0, outputs).map((value) => [value]);
          if (pool)
            sums = windows.map((_, w) => {
              const beside = <T>(all: readonly T[]): T[] => all.slice(2 * w, 2 * w + 2);
              const tile = { ...shared, accumulators: beside(accumulators), rowOffsets: beside(list) };
              return emitPooling(lanes, plan, pool, parameter, tile, sums[w]);
            });
          else {
            if (bias) for (const value of values) lanes.get(value).get(bias).add().set(value);
            emitTileEpilogue(lanes, plan, parameter, { ...shared, accumulators, rows: outputs, rowOffsets: list });
          }
          f.free(...values);
        });
        windows.forEach((offset, w) => {
          if (pool) storePooled(lanes, plan, pool, parameter, shared, sums[w] ?? [], offset);
        });
        if (bias) f.free(bias);
      },
      (moved) => {
        for (const o of [...used.flat(), ...windows, channel]) advance(f, o, moved);
        advance(f, from, size * reach * bytes);
      },
    );
  };
  parameter("half").set(half);
  parameter("outHeight").get(place.y).i32.const(size).i32.mul().i32.sub().set(rows);
  f.get(rows).i32.const(size).get(rows).i32.const(size).i32.lt_s().select();
  if (pool) f.i32.const(1).i32.shr_u();
  f.set(rows);
  f.countdown(rows, () => {
    if (tail === 0) row(size);
    else {
      f.get(place.x).i32.const(1).i32.add();
      parameter("tilesX").i32.eq();
      f.if(
        () => row(tail),
        () => row(size),
      );
    }
    advance(f, half, together * reach * bytes);
    for (let r = 0; r < together; r++) add(offset, "outRow");
    if (pool) add(pooled, "poolRow");
  });
}
