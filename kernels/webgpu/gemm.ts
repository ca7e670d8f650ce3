/**
 * Matrix products on WebGPU, which convolutions are too: rows of one factor are read from where they lie, by code that
 * the kernel gives, so that nothing is unfolded in memory.
 *
 * On a GPU, a workgroup stages tiles of both factors in its shared memory, and each invocation keeps a few rows of four
 * columns in registers. Software devices have processor caches instead, and pay for every barrier: there each invocation
 * reads what it needs and keeps a larger tile.
 */
import { type GpuEpilogue, gpuEpilogue, outputType } from "./epilogue.ts";
import type { Dispatch, GpuLimits, KernelCall } from "./kernel.ts";
import { flatIndex, flatWorkgroups, Shader } from "./shader.ts";

/** How the first factor is read. All code is WGSL over the names given; indices are u32. */
export interface LeftFactor {
  /** Elements along k that are read at once: 4 where they lie together and make whole vectors. */
  readonly unit: 1 | 4;
  /** Declarations for one row of the batch at hand; names end in `suffix`. */
  row(row: string, suffix: string): string[];
  /** For walking along k: loops around `body`, which reads units at an index that the loops count, in order of k. */
  walk(rows: readonly string[], body: (unit: (suffix: string) => string) => string[]): string[];
  /** The unit at index `k` of units, in any order; `k` is in range. */
  at(suffix: string, k: string): string;
}

/** How four columns of the second factor are read. */
export interface RightFactor {
  /** Columns `4 * column …` at row `k`. */
  at(k: string, column: string): string;
}

export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batches: number;
  /** Declares what the factors need; `batch` is the code of the batch's index. */
  readonly factors: (shader: Shader, batch: string) => { left: LeftFactor; right: RightFactor };
  /** Rows come in fours, of which the largest or the mean is stored. */
  readonly pool?: PooledRows;
}

export interface PooledRows {
  readonly mode: "max" | "avg";
  /** Rows are stored too, as output 0: declares what the place of row `r` of four is found with. */
  readonly kept?: (shader: Shader) => (four: string, r: number) => string;
}

/** Invocations of a workgroup. */
const SIZE = 64;
/** A tile in workgroup memory: rows and columns, in vectors of four, per workgroup; units of k. */
const TILE = { rows: 32, columns: 8, k: 8 } as const;
const PER_INVOCATION = 4;

/** One dispatch that computes a product and finishes it with the call's epilogue. */
export function gemm(call: KernelCall, first: number, product: Product, limits: GpuLimits): Dispatch | string {
  const { m } = product;
  if (limits.software) return direct(call, first, product, limits);
  return m <= PER_INVOCATION && !product.pool
    ? slices(call, first, product, limits)
    : tiled(call, first, product, limits);
}

/** The uniforms and parts that every schedule has. */
function parts(call: KernelCall, first: number, { m, n, k, factors, pool }: Product, shader: Shader, batch: string) {
  const u = shader.uniforms({ m, columns: Math.ceil(n / 4), n, k });
  const { left, right } = factors(shader, batch);
  const type = outputType(call);
  const epilogue = gpuEpilogue(shader, call, first, type, pool?.kept !== undefined);
  const pooled = pool && typeof epilogue !== "string" ? pooledStores(shader, pool, epilogue, type, u) : undefined;
  return { u, left, right, type, epilogue, pooled };
}

/** The code that stores what four rows give: `sums` are theirs, `four` their number. */
type PooledStores = (sums: readonly string[], four: string, column: string) => string[];

function pooledStores(
  shader: Shader,
  { mode, kept }: PooledRows,
  epilogue: GpuEpilogue,
  type: string,
  u: { readonly n: string; readonly columns: string },
): PooledStores {
  const fold = (values: readonly string[]): string =>
    mode === "avg"
      ? `(${values.join(" + ")}) * 0.25`
      : values.reduce((top, v) => `larger(${top}, ${v})`, "vec4<f32>(bitcast<f32>(lowest))");
  // Comparing keeps NaN from becoming the maximum.
  if (mode === "max")
    shader.declare(`var<private> lowest: u32 = 0xff800000u;
fn larger(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> { return select(a, b, b > a); }`);
  const place = kept?.(shader);
  if (!place)
    return (sums, four, column) => [
      "{",
      `let pooled = ${fold(sums)};`,
      ...storeColumns(epilogue, type !== "f32", u, "pooled", four, column),
      "}",
    ];
  const target = shader.buffer("pooledMap", { output: 1 }, "vec4<f32>", true);
  return (sums, four, column) => [
    "{",
    ...sums.map(
      (s, r) => `let m${r} = ${epilogue.store(s, `(${place(four, r)}) * ${u.columns} + ${column}`, column)};`,
    ),
    `${target}[(${four}) * ${u.columns} + ${column}] = ${fold(sums.map((_, r) => `m${r}`))};`,
    "}",
  ];
}

/** Stores four columns of a row; the last ones may not exist. */
function storeColumns(
  epilogue: GpuEpilogue,
  wide: boolean,
  u: { readonly n: string; readonly columns: string },
  acc: string,
  row: string,
  column: string,
): string[] {
  if (wide) return [epilogue.store(acc, `(${row}) * ${u.columns} + ${column}`, column)];
  return [0, 1, 2, 3].map(
    (j) =>
      `if (4u * (${column}) + ${j}u < ${u.n}) { ${epilogue.store(`${acc}[${j}]`, `(${row}) * ${u.n} + 4u * (${column}) + ${j}u`, `4u * (${column}) + ${j}u`)} }`,
  );
}

/** `sum += left · right` for a unit of k; `b` gives the right factor's row within the unit. */
function accumulate(unit: 1 | 4, sum: string, a: string, b: (i: number) => string): string[] {
  return unit === 1
    ? [`${sum} = fma(vec4<f32>(${a}), ${b(0)}, ${sum});`]
    : [0, 1, 2, 3].map((i) => `${sum} = fma(vec4<f32>(${a}[${i}]), ${b(i)}, ${sum});`);
}

/** Every invocation reads its own rows and columns: four rows of eight columns where there are as many. */
function direct(call: KernelCall, first: number, product: Product, limits: GpuLimits): Dispatch | string {
  const { m, n, batches } = product;
  const columns = Math.ceil(n / 4);
  const across = columns % 2 === 0 ? 2 : 1;
  const down = m >= 4 ? 4 : 1;
  const shader = new Shader();
  const groups = { across: columns / across, down: Math.ceil(m / down) };
  const total = groups.across * groups.down * batches;
  const g = shader.uniforms({ across: groups.across, down: groups.down, total });
  const { u, left, right, type, epilogue, pooled } = parts(call, first, product, shader, "batch");
  if (typeof epilogue === "string") return epilogue;
  const each = <T>(count: number, f: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => f(i));
  const rows = each(down, String);
  const body = [
    `let i = ${flatIndex(SIZE)};`,
    `if (i >= ${g.total}) { return; }`,
    `let column = (i % ${g.across}) * ${across}u;`,
    `let block = i / ${g.across};`,
    `let batch = block / ${g.down};`,
    `let top = (block % ${g.down}) * ${down}u;`,
    // Rows past the end are computed as the last one, and not stored.
    ...rows.flatMap((r) => [
      `let row${r} = min(top + ${r}u, ${u.m} - 1u);`,
      ...left.row(`row${r}`, r),
      ...each(across, (c) => `var s${r}_${c} = vec4<f32>();`),
    ]),
    "var k = 0u;",
    ...left.walk(rows, (unit) => [
      ...rows.map((r) => `let a${r} = ${unit(r)};`),
      ...each(left.unit, (i) =>
        each(across, (c) => `let b${i}_${c} = ${right.at(`k + ${i}u`, `column + ${c}u`)};`),
      ).flat(),
      ...rows.flatMap((r) =>
        each(across, (c) => accumulate(left.unit, `s${r}_${c}`, `a${r}`, (i) => `b${i}_${c}`)).flat(),
      ),
      `k += ${left.unit}u;`,
    ]),
    ...(pooled
      ? each(across, (c) =>
          pooled(
            rows.map((r) => `s${r}_${c}`),
            "top / 4u",
            `(column + ${c}u)`,
          ),
        ).flat()
      : rows.flatMap((r) => [
          `if (top + ${r}u < ${u.m}) {`,
          ...each(across, (c) =>
            storeColumns(epilogue, type !== "f32", u, `s${r}_${c}`, `batch * ${u.m} + row${r}`, `column + ${c}u`),
          ).flat(),
          "}",
        ])),
  ];
  return shader.finish(limits, [SIZE, 1, 1], flatWorkgroups(total, SIZE, limits), body.join("\n"));
}

/** Tiles of both factors go through workgroup memory. */
function tiled(call: KernelCall, first: number, product: Product, limits: GpuLimits): Dispatch | string {
  const { m, n, batches } = product;
  const shader = new Shader();
  const { u, left, right, type, epilogue, pooled } = parts(call, first, product, shader, "group.z");
  if (typeof epilogue === "string") return epilogue;
  const { rows, columns, k } = TILE;
  const units = shader.uniform("units", Math.ceil(product.k / left.unit));
  const depth = k * left.unit;
  const unitType = left.unit === 4 ? "vec4<f32>" : "f32";
  shader.declare(`var<workgroup> tileA: array<${unitType}, ${rows * k}>;`);
  shader.declare(`var<workgroup> tileB: array<vec4<f32>, ${depth * columns}>;`);
  const steps = <T>(count: number, f: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => f(i));
  const loadsA = (rows * k) / SIZE;
  const loadsB = (depth * columns) / SIZE;
  const body = [
    `let top = group.y * ${rows}u;`,
    `let side = group.x * ${columns}u;`,
    // An invocation loads the same column of the tile in several rows.
    `let kA = lane % ${k}u;`,
    ...steps(loadsA, (i) => [
      `let m${i} = lane / ${k}u + ${(i * SIZE) / k}u;`,
      ...left.row(`min(top + m${i}, ${u.m} - 1u)`, String(i)),
    ]).flat(),
    ...steps(PER_INVOCATION, (r) => `var s${r} = vec4<f32>();`),
    `for (var t = 0u; t < ${units}; t += ${k}u) {`,
    ...steps(
      loadsA,
      (i) =>
        `if (t + kA < ${units}) { tileA[m${i} * ${k}u + kA] = ${left.at(String(i), "t + kA")}; } else { tileA[m${i} * ${k}u + kA] = ${unitType}(); }`,
    ),
    ...steps(loadsB, (i) => {
      const e = `(lane + ${i * SIZE}u)`;
      const at = right.at(
        `min(t * ${left.unit}u + ${e} / ${columns}u, ${u.k} - 1u)`,
        `min(side + ${e} % ${columns}u, ${u.columns} - 1u)`,
      );
      return `tileB[${e}] = ${at};`;
    }),
    "workgroupBarrier();",
    `for (var k = 0u; k < ${k}u; k++) {`,
    ...steps(left.unit, (i) => `let b${i} = tileB[(k * ${left.unit}u + ${i}u) * ${columns}u + local.x];`),
    ...steps(PER_INVOCATION, (r) => [
      `let a${r} = tileA[(local.y * ${PER_INVOCATION}u + ${r}u) * ${k}u + k];`,
      ...accumulate(left.unit, `s${r}`, `a${r}`, (i) => `b${i}`),
    ]).flat(),
    "}",
    "workgroupBarrier();",
    "}",
    `let column = side + local.x;`,
    `if (column >= ${u.columns}) { return; }`,
    ...(pooled
      ? [
          `let four = group.y * ${rows / 4}u + local.y;`,
          `if (4u * four >= ${u.m}) { return; }`,
          ...pooled(
            steps(PER_INVOCATION, (r) => `s${r}`),
            "four",
            "column",
          ),
        ]
      : steps(PER_INVOCATION, (r) => {
          const row = `top + local.y * ${PER_INVOCATION}u + ${r}u`;
          return [
            `if (${row} < ${u.m}) {`,
            ...storeColumns(epilogue, type !== "f32", u, `s${r}`, `group.z * ${u.m} + ${row}`, "column"),
            "}",
          ];
        }).flat()),
  ];
  const groups = [Math.ceil(n / 4 / columns), Math.ceil(m / rows), batches] as const;
  return shader.finish(limits, [columns, rows / PER_INVOCATION, 1], groups, body.join("\n"));
}

/** Few rows: invocations share the length of k among them, and add up in workgroup memory. */
function slices(call: KernelCall, first: number, product: Product, limits: GpuLimits): Dispatch | string {
  const { m, n, batches } = product;
  const columns = 8;
  const parts8 = SIZE / columns;
  const shader = new Shader();
  const { u, left, right, type, epilogue } = parts(call, first, product, shader, "group.z");
  if (typeof epilogue === "string") return epilogue;
  const units = shader.uniform("units", Math.ceil(product.k / left.unit));
  shader.declare(`var<workgroup> sums: array<vec4<f32>, ${SIZE}>;`);
  const body = [
    `let column = group.x * ${columns}u + local.x;`,
    `let row = group.z * ${u.m} + group.y;`,
    ...left.row("group.y", "0"),
    "var sum = vec4<f32>();",
    `if (column < ${u.columns}) {`,
    `for (var k = local.y; k < ${units}; k += ${parts8}u) {`,
    `let value = ${left.at("0", "k")};`,
    ...accumulate(left.unit, "sum", "value", (i) => right.at(`k * ${left.unit}u + ${i}u`, "column")),
    "}",
    "}",
    "sums[lane] = sum;",
    ...Array.from({ length: Math.log2(parts8) }, (_, i) => parts8 >> (i + 1)).flatMap((half) => [
      "workgroupBarrier();",
      `if (local.y < ${half}u) { sums[lane] += sums[lane + ${half * columns}u]; }`,
    ]),
    `if (local.y > 0u || column >= ${u.columns}) { return; }`,
    "let total = sums[lane];",
    ...storeColumns(epilogue, type !== "f32", u, "total", "row", "column"),
  ];
  return shader.finish(limits, [columns, parts8, 1], [Math.ceil(n / 4 / columns), m, batches], body.join("\n"));
}

/** Constant weights as rows of vectors of four columns, both extents filled up with zeros. */
export function packColumns(
  values: ArrayLike<number>,
  { k, n, kStride, nStride, start = 0 }: { k: number; n: number; kStride: number; nStride: number; start?: number },
): Float32Array {
  const columns = 4 * Math.ceil(n / 4);
  const packed = new Float32Array(k * columns);
  for (let i = 0; i < k; i++)
    for (let j = 0; j < n; j++) packed[i * columns + j] = values[start + i * kStride + j * nStride] as number;
  return packed;
}
