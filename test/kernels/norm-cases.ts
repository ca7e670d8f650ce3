/** The conformance list of normalisation, attention and transposed convolution. */
import type { Epilogue } from "../../kernels/kernel.ts";
import type { NormalizeAttrs } from "../../kernels/normalize.ts";
import { apply, argument, type Expr } from "../../src/expr/expr.ts";
import type { Shape } from "../../src/graph/types.ts";
import { broadcastAt, type ElementCase, finish, type Operand, tensors } from "./element-builders.ts";
import { positions } from "./move-cases.ts";

const [x, y, z] = [0, 1, 2].map((i) => argument(i)) as [Expr, Expr, Expr];
const PLAIN: Epilogue = [x];
const AFFINE: Epilogue = [apply("add", apply("mul", x, y), z)];
const like = (shape: Shape): Operand => ({ shape });
const fixed = (shape: Shape): Operand => ({ shape, constant: true });

type Norm = Omit<NormalizeAttrs, "epilogue">;

function normCase(
  norm: Norm,
  input: Operand,
  epilogue: Epilogue = PLAIN,
  extra: readonly Operand[] = [],
  inPlace?: number,
): ElementCase {
  const { shape } = input;
  const channels = shape.at(-1) as number;
  const { inputs, types, values } = tensors([input, ...extra]);
  const { mode, epsilon, placement = "add", groups = 1 } = norm;
  return {
    name: `normalize ${mode} ${placement} [${shape}] ${groups}${epilogue === PLAIN ? "" : ", epilogue"}${input.values ? ", special values" : ""}`,
    call: {
      op: "normalize",
      attrs: { ...norm, epilogue },
      inputs: types,
      outputs: epilogue.map(() => ({ dtype: "float32", shape })),
    },
    inputs,
    inPlace,
    expected: () => {
      const data = Array.from(values[0] as ArrayLike<number>);
      const setOf = (p: readonly number[]): string => {
        const c = p.at(-1) as number;
        if (mode === "instance") return `${p[0]} ${c}`;
        if (mode === "group") return `${p[0]} ${Math.floor(c / (channels / groups))}`;
        return p.slice(0, -1).join();
      };
      const keys = positions(shape).map(setOf);
      const sets = new Map<string, number[]>();
      keys.forEach((key, i) => {
        const set = sets.get(key) ?? [];
        set.push(data[i] as number);
        sets.set(key, set);
      });
      const made = new Map(
        [...sets].map(([key, set]) => {
          const mean = mode === "l2" || mode === "rms" ? 0 : set.reduce((a, b) => a + b, 0) / set.length;
          const squares = set.reduce((a, b) => a + (b - mean) ** 2, 0);
          const s = mode === "l2" ? squares : squares / set.length;
          if (placement === "root") return [key, [mean, 1 / (Math.sqrt(s) + epsilon)]] as const;
          const guarded = placement === "none" ? s : placement === "max" ? Math.max(s, epsilon) : s + epsilon;
          return [key, [mean, 1 / Math.sqrt(guarded)]] as const;
        }),
      );
      const results = data.map((v, i) => {
        const [mean, scale] = made.get(keys[i] as string) as readonly [number, number];
        return (v - mean) * scale;
      });
      return finish(epilogue, results, shape, types.slice(1), values.slice(1));
    },
  };
}

interface Transposed {
  readonly x: readonly [number, number, number, number];
  readonly kernel: readonly [number, number];
  readonly channels: number;
  readonly stride: readonly [number, number];
  readonly pads?: readonly [number, number, number, number];
}

function transposedCase(
  { x: from, kernel, channels, stride, pads = [0, 0, 0, 0] }: Transposed,
  epilogue: Epilogue = PLAIN,
  extra: (out: Shape) => readonly Operand[] = () => [],
): ElementCase {
  const [images, height, width, depth] = from;
  const out = [
    images,
    (height - 1) * stride[0] + kernel[0] - pads[0] - pads[1],
    (width - 1) * stride[1] + kernel[1] - pads[2] - pads[3],
    channels,
  ] as const;
  const { inputs, types, values } = tensors([like(from), fixed([...kernel, channels, depth]), ...extra(out)]);
  return {
    name: `transposed-conv [${from}] ${kernel.join("×")} → ${channels} stride ${stride.join("×")} pads ${pads}${epilogue === PLAIN ? "" : ", epilogue"}`,
    call: {
      op: "transposed-conv",
      attrs: { strides: stride, pads, epilogue },
      inputs: types,
      outputs: epilogue.map(() => ({ dtype: "float32", shape: out })),
    },
    inputs,
    expected: () => {
      const [input, w] = values as [ArrayLike<number>, ArrayLike<number>];
      const sums = new Array<number>(out.reduce((a, b) => a * b)).fill(0);
      for (const [b, y0, x0, i, j, c] of positions([images, height, width, ...kernel, channels]) as number[][] as [
        [number, number, number, number, number, number],
      ]) {
        const [oy, ox] = [y0 * stride[0] + i - pads[0], x0 * stride[1] + j - pads[2]];
        if (oy < 0 || ox < 0 || oy >= out[1] || ox >= out[2]) continue;
        const at = ((b * out[1] + oy) * out[2] + ox) * channels + c;
        for (let d = 0; d < depth; d++) {
          const product =
            (input[((b * height + y0) * width + x0) * depth + d] as number) *
            (w[((i * kernel[1] + j) * channels + c) * depth + d] as number);
          sums[at] = (sums[at] as number) + product;
        }
      }
      return finish(epilogue, sums, out, types.slice(2), values.slice(2));
    },
  };
}

const SPECIAL = [1, 2, Number.NaN, 4, 5, 6, 7, 8, 9, Number.POSITIVE_INFINITY, 3];

export const NORM_CASES: readonly ElementCase[] = [
  ...[1, 2, 3, 4, 5, 15, 16, 17, 64, 77, 768].flatMap((n) => [
    normCase({ mode: "layer", epsilon: 0.01 }, like([3, n])),
    normCase({ mode: "rms", epsilon: 0.01 }, like([2, 2, n])),
    normCase({ mode: "l2", epsilon: 0.01 }, like([3, n])),
  ]),
  ...(["none", "max", "root"] as const).map((placement) =>
    normCase({ mode: "l2", epsilon: 0.5, placement }, like([5, 9])),
  ),
  normCase({ mode: "l2", epsilon: 0, placement: "none" }, { shape: [3, 4], values: [0, 0, 0, 0, 1, 2] }),
  normCase({ mode: "l2", epsilon: 1e-3, placement: "max" }, { shape: [3, 4], values: [0, 0, 0, 0, 1, 2] }),
  normCase({ mode: "layer", epsilon: 1e-5 }, like([2, 5, 21]), AFFINE, [fixed([21]), fixed([21])], 0),
  normCase({ mode: "layer", epsilon: 1e-5 }, like([4, 40]), AFFINE, [like([40]), like([4, 40])]),
  normCase({ mode: "rms", epsilon: 1e-5 }, like([4, 24]), [apply("mul", x, y), apply("sigmoid", x)], [fixed([24])]),
  // A large mean: sums of squares alone would lose every digit.
  normCase({ mode: "layer", epsilon: 1e-3 }, { shape: [2, 16], values: [1000, 1001, 999, 1003, 1002] }),
  normCase(
    { mode: "instance", epsilon: 1e-3 },
    { shape: [1, 4, 4, 5], values: [1000, 1001, 999, 1003, 1002, 998, 1004] },
  ),
  normCase({ mode: "layer", epsilon: 1e-3 }, { shape: [11, 11], values: [...SPECIAL, 1, 2, 3, 4, 5, 6, 7] }),
  normCase({ mode: "instance", epsilon: 1e-3 }, { shape: [1, 5, 2, 11], values: SPECIAL }),
  ...[1, 2, 3, 4, 5, 8, 19, 64].map((c) => normCase({ mode: "instance", epsilon: 0.01 }, like([2, 3, 5, c]))),
  ...[1, 2, 3, 4, 5, 7, 8, 12].map((n) => normCase({ mode: "instance", epsilon: 0.01 }, like([2, n, 6]))),
  normCase({ mode: "instance", epsilon: 1e-5 }, like([2, 6, 7, 10]), AFFINE, [fixed([10]), fixed([10])], 0),
  normCase({ mode: "instance", epsilon: 1e-5 }, like([1, 6, 7, 9]), AFFINE, [like([1, 1, 1, 9]), like([1, 6, 7, 9])]),
  ...[1, 2, 3, 6].map((groups) => normCase({ mode: "group", epsilon: 0.01, groups }, like([2, 3, 5, 12]))),
  normCase({ mode: "group", epsilon: 1e-5, groups: 5 }, like([1, 4, 4, 35]), AFFINE, [fixed([35]), fixed([35])]),
  normCase({ mode: "group", epsilon: 1e-5, groups: 1 }, like([2, 4, 3, 6]), AFFINE, [fixed([6]), fixed([6])]),
];

const relu = (e: Expr): Expr => apply("max", e, 0);

export const TRANSPOSED_CASES: readonly ElementCase[] = [
  transposedCase({ x: [1, 4, 5, 6], kernel: [2, 2], channels: 8, stride: [2, 2] }),
  transposedCase({ x: [1, 3, 4, 5], kernel: [3, 3], channels: 7, stride: [2, 2], pads: [0, 1, 0, 1] }),
  transposedCase({ x: [2, 3, 4, 3], kernel: [4, 4], channels: 5, stride: [2, 2], pads: [1, 1, 1, 1] }),
  transposedCase({ x: [1, 5, 4, 3], kernel: [3, 3], channels: 2, stride: [1, 1], pads: [1, 1, 1, 1] }),
  transposedCase({ x: [1, 3, 3, 4], kernel: [2, 3], channels: 1, stride: [3, 2] }),
  transposedCase({ x: [1, 1, 1, 9], kernel: [4, 4], channels: 17, stride: [1, 1] }),
  transposedCase({ x: [1, 2, 6, 4], kernel: [5, 4], channels: 33, stride: [2, 3], pads: [2, 1, 1, 0] }),
  // Several bands.
  transposedCase({ x: [2, 21, 16, 4], kernel: [4, 4], channels: 64, stride: [2, 2], pads: [1, 1, 1, 1] }),
  // Windows side by side, with less than a vector of channels.
  ...(
    [
      [[2, 2], 1, 7],
      [[3, 1], 1, 9],
      [[2, 1], 2, 5],
      [[1, 4], 3, 5],
      [[2, 4], 2, 3],
      [[2, 3], 1, 6],
    ] as const
  ).map(([kernel, channels, width]) => transposedCase({ x: [2, 5, width, 3], kernel, channels, stride: kernel })),
  transposedCase(
    { x: [1, 260, 128, 1], kernel: [2, 2], channels: 1, stride: [2, 2] },
    [apply("sigmoid", apply("add", x, y)), apply("mul", x, z)],
    (out) => [fixed([1]), like(out)],
  ),
  transposedCase(
    { x: [2, 3, 4, 3], kernel: [3, 3], channels: 6, stride: [2, 2], pads: [0, 1, 0, 1] },
    [relu(apply("add", x, y))],
    () => [fixed([6])],
  ),
  transposedCase(
    { x: [2, 21, 16, 3], kernel: [4, 4], channels: 65, stride: [2, 2], pads: [1, 1, 1, 1] },
    [apply("add", apply("mul", x, y), z), apply("sigmoid", x)],
    (out) => [like([65]), like(out)],
  ),
];

interface Heads {
  readonly batch: Shape;
  readonly rows: number;
  readonly keys: number;
  readonly depth: number;
  readonly width: number;
  readonly mask?: Shape;
  readonly scale?: number;
  readonly transposed?: boolean;
}

function attentionCase({ batch, rows, keys, depth, width, mask, scale = 1, transposed = false }: Heads): ElementCase {
  const shapes = [
    [...batch, rows, depth],
    transposed ? [...batch, depth, keys] : [...batch, keys, depth],
    [...batch, keys, width],
    ...(mask ? [mask] : []),
  ];
  const { inputs, types, values } = tensors(shapes.map(like));
  const [q, k, v] = values as [ArrayLike<number>, ArrayLike<number>, ArrayLike<number>];
  const shape = [...batch, rows, width];
  return {
    name: `attention [${shapes.join("] [")}] × ${scale}${transposed ? ", keys in columns" : ""}`,
    call: { op: "attention", attrs: { scale, transposed }, inputs: types, outputs: [{ dtype: "float32", shape }] },
    inputs,
    expected: () => {
      const scores = positions([...batch, rows]).map((at, r) => {
        const head = Math.floor(r / rows);
        const row = Array.from({ length: keys }, (_, j) => {
          let dot = 0;
          for (let d = 0; d < depth; d++)
            dot +=
              (q[r * depth + d] as number) *
              (k[head * keys * depth + (transposed ? d * keys + j : j * depth + d)] as number);
          return dot * scale + (mask ? broadcastAt(values[3] as ArrayLike<number>, mask, [...at, j]) : 0);
        });
        const most = Math.max(...row);
        const exps = row.map((s) => Math.exp(s - most));
        const total = exps.reduce((a, b) => a + b);
        return exps.map((e) => e / total);
      });
      return [
        scores.flatMap((row, r) =>
          Array.from({ length: width }, (_, c) =>
            row.reduce((sum, p, j) => sum + p * (v[(Math.floor(r / rows) * keys + j) * width + c] as number), 0),
          ),
        ),
      ];
    },
  };
}

export const ATTENTION_CASES: readonly ElementCase[] = [
  attentionCase({ batch: [2], rows: 5, keys: 7, depth: 6, width: 3 }),
  attentionCase({ batch: [], rows: 1, keys: 1, depth: 1, width: 1 }),
  attentionCase({ batch: [1, 3], rows: 17, keys: 13, depth: 8, width: 9, scale: 0.35, transposed: true }),
  attentionCase({ batch: [2, 2], rows: 9, keys: 12, depth: 16, width: 16, scale: 0.25, mask: [2, 1, 1, 12] }),
  attentionCase({ batch: [2, 2], rows: 9, keys: 12, depth: 4, width: 8, scale: 3, mask: [1, 1, 9, 12] }),
  attentionCase({ batch: [2, 3], rows: 6, keys: 10, depth: 4, width: 8, mask: [2, 3, 6, 10] }),
  attentionCase({ batch: [3], rows: 6, keys: 10, depth: 4, width: 8, mask: [10] }),
  // Several blocks of rows.
  attentionCase({ batch: [2], rows: 61, keys: 1500, depth: 5, width: 7, mask: [2, 61, 1500] }),
];
