/** What a single op can't go below: the time to move its operands and results. */
import { type Tensor, util } from "@tensorflow/tfjs-core";
import { advance } from "../kernels/loops.ts";
import type { FunctionBuilder, Local } from "../src/codegen/wasm/assembler.ts";
import { ModuleBuilder } from "../src/codegen/wasm/module.ts";
import { activeWasmBackend, addressOf, allocateTensor, memoryOf } from "../src/runtime/wasm/backend.ts";

/** Bytes read, or written, before it is the other's turn. */
const STEP = 4096;
/** Bytes of a trip of the loops below. */
const TRIP = 64;

/** Moves through memory as an op does: reads what it reads and writes what it writes, in sequence, and computes nothing. */
export interface Traffic {
  /** Reads the first `share` of the tensors, writes a fresh one of that shape, and gives it. */
  run(inputs: readonly Tensor[], share: number, shape: readonly number[], dtype: string): Tensor;
}

export function traffic(): Traffic {
  const backend = activeWasmBackend();
  if (typeof backend === "string") throw new Error(backend);
  const module = new ModuleBuilder();
  module.function("move", { from: "i32", to: "i32", reads: "i32", writes: "i32", steps: "i32" }, (f, params) =>
    emitMove(f, params),
  );
  const memory = memoryOf(backend) as WebAssembly.Memory;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env: { memory } });
  const move = exports.move as (from: number, to: number, reads: number, writes: number, steps: number) => void;
  return {
    run(inputs, share, shape, dtype) {
      const output = allocateTensor(backend, shape, dtype);
      let to = addressOf(backend, output);
      const total = inputs.reduce((n, t) => n + t.size, 0);
      for (const input of inputs) {
        const [read, written] = [bytesOf(input) * share, (bytesOf(output) * input.size) / total];
        const steps = Math.max(1, Math.floor(Math.max(read, written) / STEP));
        const trips = (bytes: number): number => Math.floor(bytes / steps / TRIP);
        move(addressOf(backend, input), to, trips(read), trips(written), steps);
        to += 16 * Math.floor(written / 16);
      }
      return output;
    },
  };
}

/** What a tensor takes in tfjs's memory: truth values are bytes. */
const bytesOf = ({ dtype, size }: Tensor): number => util.bytesPerElement(dtype) * size;

/** Repeats: so many trips of loads, so many of stores. */
function emitMove(
  f: FunctionBuilder,
  { from, to, reads, writes, steps }: Readonly<Record<"from" | "to" | "reads" | "writes" | "steps", Local>>,
): void {
  const [sum, left] = [f.local("v128"), f.local("i32")];
  const trips = (count: Local, pointer: Local, body: (offset: number) => void): void =>
    void f.get(count).if(() => {
      f.get(count).set(left);
      f.countdown(left, () => {
        for (let offset = 0; offset < TRIP; offset += 16) body(offset);
        advance(f, pointer, TRIP);
      });
    });
  f.countdown(steps, () => {
    trips(reads, from, (offset) => void f.get(from).v128.load(offset).get(sum).v128.or().set(sum));
    trips(writes, to, (offset) => void f.get(to).get(sum).v128.store(offset));
  });
}
