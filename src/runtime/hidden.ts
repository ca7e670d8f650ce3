/** Tensors that TensorFlow.js's accounting does not show, as it does not show what plans hold in other ways. */
import { engine, keep, type Tensor, tensor } from "@tensorflow/tfjs-core";
import type { ConstantTensor } from "../graph/types.ts";

/** The part of the engine that counts, and where its backends are. */
interface EngineInternals {
  readonly backendName: string;
  readonly registry: Readonly<Record<string, object | undefined>>;
  readonly state: Record<(typeof COUNTERS)[number], number>;
}
const COUNTERS = ["numTensors", "numDataBuffers", "numBytes"] as const;
const internals = (): EngineInternals => engine() as unknown as EngineInternals;

/** Whether the backend that is active now is still there, whenever asked. */
export function activeBackend(): () => boolean {
  const { backendName, registry } = internals();
  const backend = registry[backendName];
  return () => internals().registry[backendName] === backend;
}

/** Does something with tensors behind the back of the engine's counters. */
function uncounted<T>(work: () => T): T {
  const { state } = internals();
  const counted = COUNTERS.map((name) => state[name]);
  try {
    return work();
  } finally {
    COUNTERS.forEach((name, i) => {
      state[name] = counted[i] as number;
    });
  }
}

export class HiddenTensors {
  readonly tensors: readonly Tensor[];
  readonly bytes: number;

  /** Makes a tensor of each constant on the active backend; they outlive any `tidy`. */
  constructor(constants: readonly ConstantTensor[]) {
    this.tensors = uncounted(() =>
      constants.map(({ values, shape, dtype }) => keep(tensor(values, shape as number[], dtype))),
    );
    this.bytes = constants.reduce((sum, { values }) => sum + values.byteLength, 0);
  }

  get alive(): boolean {
    return this.tensors.every((t) => !t.isDisposed);
  }

  /** Safe to call twice. */
  dispose(): void {
    uncounted(() => {
      for (const t of this.tensors) t.dispose();
    });
  }
}
