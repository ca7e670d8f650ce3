/** The micro-kernel: `MR × NR` accumulators in registers, one step of the reduction at a time. */
import type { FunctionBuilder, Local } from "../../src/codegen/wasm/assembler.ts";
import type { Lanes } from "../../src/codegen/wasm/lanes.ts";

export interface Tile {
  /** One pointer per row of A, moved along the reduction. */
  readonly rows: readonly Local[];
  /** Pointers into panels of B, moved along the reduction; all but the last have equally many vectors of columns. */
  readonly panels: readonly Local[];
  /** Accumulators by row and vector of columns. */
  readonly accumulators: readonly (readonly Local[])[];
}

/** How a loop over the reduction is written. */
export interface Steps {
  /** Steps in the body of the loop; every run of the reduction is a multiple. */
  readonly unroll: number;
  /** Whether there is a loop, and not one trip. */
  readonly looped: boolean;
}
export const STEP: Steps = { unroll: 1, looped: true };

export interface Reduction {
  readonly steps: Steps;
  /** Pushes the number of steps, at least 1, where there is a loop. */
  readonly count: () => void;
  /** Bytes from one step to the next: in a row of A, and in B where it is one panel. A local where they are not known when the code is made, and not unrolled. */
  readonly rowStep: number | Local;
  readonly panelStep: number | Local;
  /** Lanes of the last vector of columns that may be read from B; the whole vector in packed panels. */
  readonly lastCount: number;
}

/**
 * Emits `accumulators += A[rows, 0..count) · B[0..count, columns)`.
 *
 * Live vectors: the accumulators, one row of B and one broadcast value of A; V8 keeps 15 in registers.
 * A single row does without the vectors of B: each is read once anyway.
 */
export function emitReduction(lanes: Lanes, tile: Tile, reduction: Reduction): void {
  const { f } = lanes;
  const { rows, panels, accumulators } = tile;
  const { rowStep, panelStep, lastCount } = reduction;
  const vectors = accumulators[0]?.length ?? 0;
  const single = rows.length === 1;
  const each = Math.ceil(vectors / panels.length);
  const stepOf = (p: number): number | Local =>
    panels.length > 1 ? Math.min(each, vectors - p * each) * lanes.bytes : panelStep;
  const loadPanel = (j: number, u: number): void => {
    const count = j === vectors - 1 ? lastCount : lanes.width;
    const p = Math.floor(j / each);
    const step = stepOf(p);
    lanes.partialLoad(panels[p] as Local, count, (typeof step === "number" ? u * step : 0) + (j % each) * lanes.bytes);
  };
  const step = (u: number): void => {
    const rowOffset = typeof rowStep === "number" ? u * rowStep : 0;
    const b = single
      ? []
      : (accumulators[0] ?? []).map((_, j) => {
          loadPanel(j, u);
          return lanes.keep();
        });
    rows.forEach((row, i) => {
      const a = lanes.get(row).loadSplat(rowOffset).keep();
      accumulators[i]?.forEach((sum, j) => {
        lanes.get(a);
        const factor = b[j];
        if (factor) lanes.get(factor);
        else loadPanel(j, u);
        lanes.madd(() => lanes.get(sum)).set(sum);
      });
      f.free(a);
    });
    f.free(...b);
  };
  const { unroll, looped } = reduction.steps;
  const body = (): void => {
    for (let u = 0; u < unroll; u++) step(u);
    for (const row of rows) advance(f, row, rowStep, unroll);
    panels.forEach((panel, p) => void advance(f, panel, stepOf(p), unroll));
  };
  if (!looped) {
    body();
    return;
  }
  const counter = f.local("i32");
  reduction.count();
  f.set(counter).countdown(counter, body, unroll);
  f.free(counter);
}

function advance(f: FunctionBuilder, pointer: Local, step: number | Local, times: number): void {
  f.get(pointer)
    .value(typeof step === "number" ? step * times : step)
    .i32.add()
    .set(pointer);
}
