/** Factors of matrix products as they lie in memory. Extents are the uniforms m, n, k and columns of `gemm`. */
import type { Word } from "../kernel.ts";
import type { LeftFactor, RightFactor } from "./gemm.ts";
import type { Shader } from "./shader.ts";

/** A left factor in rows of `k` elements; `matrix` is the code of the matrix's index, where there are several. */
export function rowsOf(shader: Shader, k: number, matrix?: string, word: Word = { input: 0 }): LeftFactor {
  const unit = k % 4 === 0 ? 4 : 1;
  const source = shader.buffer("a", word, unit === 4 ? "vec4<f32>" : "f32");
  const units = shader.uniform("rowUnits", k / unit);
  const start = matrix === undefined ? "" : `${matrix} * u.m + `;
  return strided(
    source,
    unit,
    units,
    (row) => `(${start}${row}) * ${units}`,
    (k) => k,
  );
}

/** A left factor in columns of `m` elements. */
export function columnsOf(shader: Shader, matrix: string): LeftFactor {
  const source = shader.buffer("a", { input: 0 }, "f32");
  return strided(
    source,
    1,
    "u.k",
    (row) => `${matrix} * u.m * u.k + ${row}`,
    (k) => `(${k}) * u.m`,
  );
}

function strided(
  source: string,
  unit: 1 | 4,
  units: string,
  start: (row: string) => string,
  step: (k: string) => string,
): LeftFactor {
  const at = (s: string, k: string): string => `${source}[start${s} + ${step(k)}]`;
  return {
    unit,
    row: (row, s) => [`let start${s} = ${start(row)};`],
    walk: (_, body) => [`for (var c = 0u; c < ${units}; c++) {`, ...body((s) => at(s, "c")), "}"],
    at,
  };
}

/** A constant right factor as `packColumns` lays it out. */
export function packedColumns(shader: Shader, matrix?: string): RightFactor {
  const source = shader.buffer("b", { packed: 0 }, "vec4<f32>");
  const start = matrix === undefined ? "" : `${matrix} * u.k + `;
  return { at: (k, column) => `${source}[(${start}${k}) * u.columns + ${column}]` };
}

/** A right factor in rows of `n` elements. */
export function matrixRows(shader: Shader, n: number, matrix: string, word: Word = { input: 1 }): RightFactor {
  if (n % 4 !== 0) {
    const source = shader.buffer("b", word, "f32");
    return gathered(shader, matrix, (column) => `${source}[(matrix * u.k + k) * u.n + ${column}]`);
  }
  const source = shader.buffer("b", word, "vec4<f32>");
  return { at: (k, column) => `${source}[(${matrix} * u.k + ${k}) * u.columns + ${column}]` };
}

/** A right factor in columns of `k` elements. */
export function matrixColumns(shader: Shader, matrix: string, word: Word = { input: 1 }): RightFactor {
  const source = shader.buffer("b", word, "f32");
  return gathered(shader, matrix, (column) => `${source}[(matrix * u.n + ${column}) * u.k + k]`);
}

/** Four elements from four places; columns that do not exist are read as the last one, and never stored. */
function gathered(shader: Shader, matrix: string, at: (column: string) => string): RightFactor {
  const parts = [0, 1, 2, 3].map((j) => at(`min(column * 4u + ${j}u, u.n - 1u)`));
  shader.declare(
    `fn right(matrix: u32, k: u32, column: u32) -> vec4<f32> {\nreturn vec4<f32>(${parts.join(", ")});\n}`,
  );
  return { at: (k, column) => `right(${matrix}, ${k}, ${column})` };
}
