/** The kernel families, one per op. */
import { argmax } from "./argmax.ts";
import { attention } from "./attention.ts";
import { bands } from "./bands.ts";
import { convPool } from "./conv-pool.ts";
import { conv2d } from "./conv2d.ts";
import { copy } from "./copy.ts";
import { depthwise } from "./depthwise.ts";
import { gather } from "./gather.ts";
import { integer } from "./integer.ts";
import type { Kernel } from "./kernel.ts";
import { matmul } from "./matmul.ts";
import { normalize } from "./normalize.ts";
import { peaks } from "./peaks.ts";
import { join, part } from "./placed.ts";
import { pointwise } from "./pointwise.ts";
import { pool } from "./pool.ts";
import { reduce } from "./reduce.ts";
import { resize } from "./resize.ts";
import { scan } from "./scan.ts";
import { softmax } from "./softmax.ts";
import { topK } from "./top-k.ts";
import { transposedConv } from "./transposed-conv.ts";

export const KERNELS: readonly Kernel[] = [
  argmax,
  attention,
  bands,
  conv2d,
  convPool,
  copy,
  depthwise,
  gather,
  integer,
  join,
  matmul,
  normalize,
  part,
  peaks,
  pointwise,
  pool,
  reduce,
  resize,
  scan,
  softmax,
  topK,
  transposedConv,
];
