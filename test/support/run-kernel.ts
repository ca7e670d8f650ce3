/** Runs the launches of one kernel call in a memory of their own, and checks that they touch nothing but their outputs. */

import type { Kernel, KernelCall, Lowered, Word } from "../../kernels/kernel.ts";
import type { Features } from "../../src/codegen/wasm/features.ts";
import { ModuleBuilder } from "../../src/codegen/wasm/module.ts";
import { sizeOf, type TensorType } from "../../src/graph/types.ts";
import { partition } from "../../src/plan/partition.ts";

export interface PrepareOptions {
  readonly features: Features;
  /** The input whose memory output 0 takes over, where the kernel allows it. */
  readonly inPlace?: number | undefined;
  /** Alignment of tensors in bytes. By default they lie 4 bytes past a multiple of 64, the least that the runtime promises. */
  readonly aligned?: boolean;
  /** Into how many parts to divide each launch that can be; they run last part first. */
  readonly parts?: number;
}

export interface PreparedKernel {
  readonly lowered: Lowered;
  /** Runs all launches once. */
  run(): void;
  /** The values of the outputs, as they are now. */
  outputs(): Float32Array[];
  /** Throws when anything but outputs and scratch has changed since the start. */
  check(): void;
}

/** A signalling pattern of memory that nothing was written to: a NaN as float, negative as integer. */
const SENTINEL = 0xffc0dead;
const GAP = 192;

/** Code by key, to find keys that do not say everything that the code depends on. */
const codeOfKey = new Map<string, Uint8Array<ArrayBuffer>>();

/** Throws the kernel's reason when it cannot run the call. */
export function prepareKernel(
  kernel: Kernel,
  call: KernelCall,
  inputs: readonly Float32Array[],
  options: PrepareOptions,
): PreparedKernel {
  const lowered = kernel.lower(call, options.features);
  if (typeof lowered === "string") throw new Error(lowered);
  const packed = lowered.packed.map((make) => make());

  let top = GAP;
  const allocate = (bytes: number, offset = options.aligned ? 0 : 4): number => {
    const address = Math.ceil(top / 64) * 64 + offset;
    top = address + bytes + GAP;
    return address;
  };
  const inputAt = inputs.map((values) => allocate(values.byteLength));
  const packedAt = packed.map((values) => allocate(values.byteLength, 0));
  const zerosAt = allocate(lowered.zeroBytes ?? 0, 0);
  const inPlace = lowered.inPlace?.find((i) => i === options.inPlace);
  const pitch = lowered.pitch;
  const channelsOf = ({ shape }: TensorType): number => (pitch ? (shape.at(-1) as number) : sizeOf(shape));
  const spread = (o: TensorType): number => (pitch ? pitch / channelsOf(o) : 1);
  /** Addresses and bytes of the runs that an output is made of. */
  const runsOf = (o: TensorType, address: number): [number, number][] =>
    Array.from({ length: sizeOf(o.shape) / channelsOf(o) || 0 }, (_, i) => [
      address + 4 * i * (pitch ?? 0),
      4 * channelsOf(o),
    ]);
  const outputAt = call.outputs.map((o, i) =>
    i === 0 && lowered.viewAt !== undefined
      ? (inputAt[0] as number) + lowered.viewAt
      : i === 0 && inPlace !== undefined
        ? (inputAt[inPlace] as number)
        : allocate(4 * sizeOf(o.shape) * spread(o)),
  );
  for (const { input, offset } of lowered.placed ?? []) inputAt[input] = (outputAt[0] as number) + offset;
  const scratchAt = allocate(lowered.scratchBytes ?? 0, 0);
  const privateBytes = lowered.privateBytes ?? 0;
  const pieces = lowered.launches.flatMap((launch) =>
    partition(launch, options.parts ?? 1)
      .map((words, part) => ({ launch, words, privateAt: part }))
      .reverse(),
  );
  const privateAt = Array.from({ length: options.parts ?? 1 }, () => allocate(privateBytes, 0));
  const wordsAt = pieces.map(({ words }) => allocate(4 * words.length, 0));

  const memory = new WebAssembly.Memory({ initial: Math.ceil(top / 65536) });
  const integers = new Uint32Array(memory.buffer).fill(SENTINEL);
  const floats = new Float32Array(memory.buffer);
  inputs.forEach((values, i) => void floats.set(values, (inputAt[i] as number) / 4));
  packed.forEach(
    (values, i) =>
      void (values instanceof Float32Array ? floats : new Int32Array(memory.buffer)).set(
        values,
        (packedAt[i] as number) / 4,
      ),
  );
  floats.fill(0, zerosAt / 4, (zerosAt + (lowered.zeroBytes ?? 0)) / 4);
  const view = new DataView(memory.buffer);
  const at = (table: readonly number[], i: number, offset = 0): number => {
    const address = table[i];
    if (address === undefined) throw new Error("a word names a tensor that the call does not have");
    return address + offset;
  };
  const writeWord = (address: number, word: Word, part: number): void => {
    if (typeof word === "number") view.setInt32(address, word, true);
    else if ("f32" in word) view.setFloat32(address, word.f32, true);
    else if ("zeros" in word) view.setInt32(address, zerosAt, true);
    else if ("private" in word) view.setInt32(address, at(privateAt, part, word.offset), true);
    else if ("scratch" in word) view.setInt32(address, scratchAt + (word.offset ?? 0), true);
    else if ("input" in word) view.setInt32(address, at(inputAt, word.input, word.offset), true);
    else if ("output" in word) view.setInt32(address, at(outputAt, word.output, word.offset), true);
    else view.setInt32(address, at(packedAt, word.packed, word.offset), true);
  };
  const functions = new Map<string, (words: number) => void>();
  const calls = pieces.map(({ launch, words, privateAt: part }, i) => {
    words.forEach((word, j) => void writeWord((wordsAt[i] as number) + 4 * j, word, part));
    let run = functions.get(launch.key);
    if (!run) {
      run = instantiate(launch.key, launch.emit, memory);
      functions.set(launch.key, run);
    }
    const [f, address] = [run, wordsAt[i] as number];
    return () => f(address);
  });

  const before = integers.slice();
  const writable: [number, number][] = [
    [scratchAt, lowered.scratchBytes ?? 0],
    ...privateAt.map((a): [number, number] => [a, privateBytes]),
    ...call.outputs.flatMap((o, i) => runsOf(o, outputAt[i] as number)),
  ];
  return {
    lowered,
    run: () => {
      for (const f of calls) f();
    },
    outputs: () =>
      call.outputs.map((o, i) => {
        const runs = runsOf(o, outputAt[i] as number).map(([a, bytes]) => floats.subarray(a / 4, (a + bytes) / 4));
        return Float32Array.from(runs.flatMap((run) => [...run]));
      }),
    check: () => {
      const now = integers.slice();
      for (const [address, bytes] of writable)
        now.set(before.subarray(address / 4, (address + bytes) / 4), address / 4);
      const changed = now.findIndex((x, i) => x !== before[i]);
      if (changed >= 0) throw new Error(`the kernel wrote at ${4 * changed}, outside its outputs`);
    },
  };
}

type Emit = Lowered["launches"][number]["emit"];

function instantiate(key: string, emit: Emit, memory: WebAssembly.Memory): (words: number) => void {
  const builder = new ModuleBuilder();
  builder.function("run", ["i32"], (f) => emit(f));
  const code = builder.build();
  const known = codeOfKey.get(key);
  if (known && !(known.length === code.length && known.every((byte, i) => byte === code[i])))
    throw new Error(`two functions share the key ${key}`);
  codeOfKey.set(key, code);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
  return exports.run as (words: number) => void;
}

/** Prepares, runs once and checks. */
export function runKernel(
  kernel: Kernel,
  call: KernelCall,
  inputs: readonly Float32Array[],
  options: PrepareOptions,
): Float32Array[] {
  const prepared = prepareKernel(kernel, call, inputs, options);
  prepared.run();
  prepared.check();
  return prepared.outputs();
}
