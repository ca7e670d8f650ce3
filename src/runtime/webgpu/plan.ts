/**
 * A plan on the WebGPU backend: a flat list of dispatches with prebuilt bind groups, encoded into the backend's own command
 * encoder at each run, so that they are in order with whatever else the app computes.
 *
 * Only what binds a tensor of the caller's gets its bind group during a run; the groups of recent tensors are kept, for
 * the backend hands out the same buffers again and again.
 */
import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import { tensor as makeTensor } from "@tensorflow/tfjs-core";
import type { Word } from "../../../kernels/kernel.ts";
import type { Dispatch, GpuLowered } from "../../../kernels/webgpu/kernel.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import type { TensorType } from "../../graph/types.ts";
import type { KernelStep, Schedule, StockStep } from "../../plan/schedule.ts";
import { handedOverOutputs, type Place, planStorage, type StoragePlan } from "../../plan/storage.ts";
import { inTurns, type Steps } from "../../rewrite/steps.ts";
import type { PlanOptions } from "../runner.ts";
import { stockGraph } from "../stock.ts";
import { gpuBytesOf, sharedBuffers } from "./arena.ts";
import {
  allocateTensor,
  bufferOf,
  encodeCopy,
  encoded,
  flush,
  genuine,
  makeRoom,
  openPass,
  type WebGpuBackend,
} from "./backend.ts";
import { bufferIn, groupOf, type Source } from "./bind-groups.ts";
import { Buffers } from "./buffers.ts";
import type { Half } from "./half.ts";
import { compilePipelines, layoutOf } from "./pipelines.ts";

/** `half` is for devices that have `shader-f16`. */
export interface WebGpuPlanOptions extends Pick<PlanOptions, "half" | "wait"> {
  readonly backend: WebGpuBackend;
  readonly graph: Graph;
  readonly schedule: Schedule<GpuLowered>;
  /** The tensor that holds a constant in the loaded model, where there is one: stock steps read it in place. */
  readonly weightTensor: (value: Value) => Tensor | undefined;
}

/** Told of each item of a run, in order, so that it can be timed. */
export interface RunObserver {
  /** The pass that the next dispatch has for itself. */
  pass(): GPUComputePassDescriptor;
  /** Runs what is no dispatch. */
  other(work: () => void): void;
}

/** A plan in single precision. */
const SINGLE: Half = { has: () => false, dispatch: (dispatch) => dispatch, binds: () => false };

/** All in one object, for little of it is in the cache when the next frame comes. */
interface Encoded {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup | (() => GPUBindGroup);
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export class WebGpuPlan {
  arenaBytes = 0;
  packedBytes = 0;
  /** Buffers of the arena. */
  colours = 0;
  /** Distinct pipelines. */
  pipelines = 0;
  readonly #backend: WebGpuBackend;
  readonly #graph: Graph;
  readonly #buffers: Buffers;
  readonly #arena: GPUBuffer[] = [];
  #storage: StoragePlan | undefined;
  readonly #half: Half;
  /** Dispatches, and what stands between them: stock steps and copies. */
  readonly #items: (Encoded | (() => void))[] = [];
  #dispatches = 0;
  readonly #inputs: readonly string[];
  /** Outputs whose tensor `run` allocates; the others are a stock step's own. */
  #allocated: (TensorType | undefined)[] = [];
  readonly #cleanup: (() => void)[] = [];
  #feeds: Tensor[] = [];
  #results: (Tensor | undefined)[] = [];
  /** What went wrong on the device since. */
  #failure: string | undefined;
  #disposed = false;

  private constructor({ backend, graph }: WebGpuPlanOptions, half: Half) {
    this.#backend = backend;
    this.#half = half;
    this.#graph = graph;
    this.#inputs = graph.inputs.map((v) => v.node.name);
    this.#buffers = new Buffers(backend);
  }

  /** Compiles, allocates and uploads, a stretch at a time. Rejects, with nothing left allocated, when the device refuses any of it. */
  static async create(options: WebGpuPlanOptions): Promise<WebGpuPlan> {
    const { graph, schedule, half } = options;
    const plan = new WebGpuPlan(options, half ? (await import("./half.ts")).halfOf(graph, schedule) : SINGLE);
    const { device } = options.backend;
    const errors: Promise<GPUError | null>[] = [];
    // Scopes are the device's: what the app asks for between two stretches must not fall into ours.
    const scoped = <R>(work: () => R): R => {
      device.pushErrorScope("validation");
      device.pushErrorScope("out-of-memory");
      try {
        return work();
      } finally {
        errors.push(device.popErrorScope(), device.popErrorScope());
      }
    };
    try {
      const dispatches = options.schedule.steps.flatMap((s) =>
        s.kind === "kernel" ? s.lowered.launches.map((l) => plan.#half.dispatch(l, s)) : [],
      );
      for (const dispatch of options.wait ? new Map(dispatches.map((d) => [d.code, d])).values() : []) {
        const one = scoped(() => compilePipelines(device, [dispatch]));
        one.catch(() => {});
        await options.wait?.(one);
      }
      const compiled = await scoped(() => compilePipelines(device, dispatches));
      await inTurns(plan.#build(options, compiled), scoped);
      for (const error of await Promise.all(errors)) if (error) throw new Error(error.message);
      plan.pipelines = new Set(compiled).size;
    } catch (error) {
      plan.dispose();
      void Promise.allSettled(errors);
      throw error;
    }
    plan.#listen();
    return plan;
  }

  /** How many dispatches and stock steps a run makes. */
  get launches(): number {
    return this.#items.length;
  }

  /** Whether a run leaves no tensor behind but its outputs, even one that throws: stock steps may. */
  get tidy(): boolean {
    return this.#dispatches === this.#items.length;
  }

  /** Whether the backend that the plan was built on still answers. */
  get alive(): boolean {
    return !this.#disposed;
  }

  /** Encodes a run on tensors by name of the graph's inputs; gives the graph's outputs in order, fresh. */
  run(inputs: NamedTensorMap, observer?: RunObserver): Tensor[] {
    if (this.#failure !== undefined) throw new Error(this.#failure);
    const backend = this.#backend;
    makeRoom(backend);
    try {
      for (const name of this.#inputs) this.#feeds.push(genuine(backend, inputs[name] as Tensor));
      for (const type of this.#allocated)
        this.#results.push(type ? allocateTensor(backend, type.shape, type.dtype) : undefined);
      let pass: GPUComputePassEncoder | undefined;
      let current: GPUComputePipeline | undefined;
      for (const item of this.#items) {
        if (typeof item === "function") {
          if (observer) observer.other(item);
          else item();
          pass = undefined;
          continue;
        }
        const { pipeline, group, x, y, z } = item;
        // Uploading a tensor may end the pass, so groups come first.
        const bound = typeof group === "function" ? group() : group;
        if (observer || !pass || backend.computePassEncoder !== pass) {
          pass = openPass(backend, observer?.pass());
          current = undefined;
        }
        if (pipeline !== current) pass.setPipeline(pipeline);
        current = pipeline;
        pass.setBindGroup(0, bound);
        pass.dispatchWorkgroups(x, y, z);
      }
      encoded(backend, this.#dispatches);
      return this.#results as Tensor[];
    } catch (error) {
      for (const t of this.#results) t?.dispose();
      throw error;
    } finally {
      this.#feeds.forEach((t, i) => {
        if (t !== inputs[this.#inputs[i] as string]) t.dispose();
      });
      this.#feeds = [];
      this.#results = [];
    }
  }

  /** Frees the buffers and the stock steps' models. Safe to call twice, and after the device is gone. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    // Commands that are encoded but not submitted may still use the buffers.
    if (this.#dispatches > 0 && this.#backend.commandEncoder) flush(this.#backend);
    this.#buffers.destroy();
    for (const free of this.#cleanup.splice(0)) free();
  }

  #listen(): void {
    const { device } = this.#backend;
    const onError = ({ error }: GPUUncapturedErrorEvent): void => {
      this.#failure ??= `the device reported "${error.message}"`;
    };
    device.addEventListener("uncapturederror", onError);
    this.#cleanup.push(() => device.removeEventListener("uncapturederror", onError));
    const plan = new WeakRef(this);
    void device.lost.then(({ message }) => {
      const lost = plan.deref();
      if (lost) lost.#failure ??= `the device was lost: ${message}`;
    });
  }

  *#build(options: WebGpuPlanOptions, pipelines: readonly GPUComputePipeline[]): Steps<void> {
    const { graph, schedule, weightTensor } = options;
    const handedOver = handedOverOutputs(graph, schedule);
    this.#allocated = graph.outputs.map(({ value }) => (handedOver.has(value) ? undefined : value.type));
    const sizes: number[] = [];
    const storage = planStorage(
      graph,
      schedule,
      handedOver,
      sharedBuffers(sizes, (v) => this.#bytesOf(v)),
    );
    this.#storage = storage;
    this.#arena.push(...sizes.map((bytes) => this.#buffers.storage(bytes)));
    this.arenaBytes = storage.arenaBytes;
    this.colours = sizes.length;

    const kernels = schedule.steps.filter((s) => s.kind === "kernel");
    const scratchBytes = Math.max(0, ...kernels.map((s) => s.lowered.scratchBytes ?? 0));
    const scratch = scratchBytes > 0 ? this.#buffers.storage(scratchBytes) : undefined;
    this.arenaBytes += scratchBytes;
    const uniforms = this.#buffers.uniforms(kernels.flatMap((s) => s.lowered.launches.map((l) => l.uniforms)));
    let launch = 0;
    for (const step of schedule.steps) {
      yield;
      if (step.kind === "stock") {
        this.#addStock(step, weightTensor);
        continue;
      }
      const packed = step.lowered.packed.map((pack, i) =>
        this.#buffers.constant(pack(), this.#half.binds({ packed: i }, step) ? this.#half.round : undefined),
      );
      for (const dispatch of step.lowered.launches) {
        const sources = dispatch.words.map((word) => this.#resolve(word, step, packed, scratch));
        const uniform = uniforms[launch] as GPUBufferBinding;
        this.#add(pipelines[launch] as GPUComputePipeline, dispatch, sources, uniform);
        launch++;
      }
    }
    for (const { output, value } of storage.copies) {
      const from = this.#sourceOf(storage.placeOf(value));
      const to = this.#sourceOf({ kind: "output", index: output, offset: 0 });
      this.#items.push(() => encodeCopy(this.#backend, bufferIn(from), bufferIn(to), gpuBytesOf(value)));
    }
    this.packedBytes = this.#buffers.constantBytes;
  }

  #add(pipeline: GPUComputePipeline, dispatch: Dispatch, sources: readonly Source[], uniform: GPUBufferBinding): void {
    const { device } = this.#backend;
    const layout = layoutOf(device, dispatch);
    const bind = (buffers: readonly GPUBuffer[]): GPUBindGroup => {
      const bindings: GPUBufferBinding[] = buffers.map((buffer) => ({ buffer }));
      if (dispatch.uniforms.length > 0) bindings.push(uniform);
      return device.createBindGroup({
        layout,
        entries: bindings.map((resource, binding) => ({ binding, resource })),
      });
    };
    const [x, y, z] = dispatch.workgroups;
    this.#items.push({ pipeline, group: groupOf(sources, bind), x, y, z });
    this.#dispatches++;
  }

  #resolve(
    word: Word,
    step: KernelStep<GpuLowered>,
    packed: readonly GPUBuffer[],
    scratch: GPUBuffer | undefined,
  ): Source {
    const { node } = step;
    if (typeof word === "object") {
      if ("packed" in word) return packed[word.packed] as GPUBuffer;
      if ("scratch" in word) return scratch as GPUBuffer;
      if ("input" in word) return this.#sourceOf(this.#placeOf(node.input(word.input)), this.#half.binds(word, step));
      if ("output" in word) return this.#sourceOf(this.#placeOf(node.outputs[word.output] as Value));
    }
    throw new Error("a dispatch binds something that is no buffer");
  }

  #placeOf(value: Value): Place {
    return (this.#storage as StoragePlan).placeOf(value);
  }

  #bytesOf(value: Value): number {
    return gpuBytesOf(value) / (this.#half.has(value) ? 2 : 1);
  }

  #sourceOf(place: Place, half = false): Source {
    const backend = this.#backend;
    if (place.kind === "arena") return this.#arena[place.buffer ?? 0] as GPUBuffer;
    if (place.kind === "constant") return this.#constant(place.value, half);
    const { index } = place;
    if (place.kind === "input") return () => bufferOf(backend, this.#feeds[index] as Tensor);
    return () => bufferOf(backend, this.#results[index] as Tensor);
  }

  #constant(value: Value, half: boolean): GPUBuffer {
    if (!value.constant) throw new Error(`"${value.name}" is no constant`);
    return this.#buffers.constant(value.constant.values, half ? this.#half.round : undefined);
  }

  /** Nodes that the stock executor runs: operands are handed over as tensors, results copied to where the plan keeps them. */
  #addStock(step: StockStep, weightTensor: WebGpuPlanOptions["weightTensor"]): void {
    const stock = stockGraph(step.nodes, step.inputs, step.outputs);
    this.#cleanup.push(() => stock.dispose());
    const sources = step.inputs.map((value) => this.#operand(value, weightTensor));
    const targets = step.outputs.map((value) => this.#target(value));
    this.#items.push(() => {
      const operands = sources.map((source) => source());
      const results = stock.run(operands.map((o) => o.tensor));
      for (const o of operands) if (o.temporary) o.tensor.dispose();
      results.forEach((tensor, i) => {
        targets[i]?.(tensor);
      });
    });
  }

  /** How a stock step gets an operand: the tensor itself where there is one, else a copy to be disposed. */
  #operand(
    value: Value,
    weightTensor: WebGpuPlanOptions["weightTensor"],
  ): () => { tensor: Tensor; temporary: boolean } {
    const { shape = [], dtype = "float32" } = value.type ?? {};
    if (value.constant) {
      const tensor = weightTensor(value);
      if (tensor) return () => ({ tensor, temporary: false });
      const { values } = value.constant;
      return () => ({ tensor: makeTensor(values, [...shape], dtype as "float32"), temporary: true });
    }
    const place = this.#placeOf(value);
    // A view of an input has the input's memory but another shape, so it is copied like any other value.
    if (place.kind === "input" && this.#graph.inputs[place.index] === value)
      return () => ({ tensor: this.#feeds[place.index] as Tensor, temporary: false });
    const from = this.#sourceOf(place);
    return () => {
      const tensor = allocateTensor(this.#backend, shape, dtype);
      const bytes = gpuBytesOf(value);
      if (bytes > 0) encodeCopy(this.#backend, bufferIn(from), bufferOf(this.#backend, tensor), bytes);
      return { tensor, temporary: true };
    };
  }

  #target(value: Value): (tensor: Tensor) => void {
    const output = this.#graph.outputs.findIndex((o) => o.value === value);
    if (output >= 0 && !this.#allocated[output])
      return (tensor) => {
        this.#results[output] = tensor;
      };
    const to = this.#sourceOf(this.#placeOf(value));
    const bytes = gpuBytesOf(value);
    return (result) => {
      const tensor = genuine(this.#backend, result);
      if (bytes > 0) encodeCopy(this.#backend, bufferOf(this.#backend, tensor), bufferIn(to), bytes);
      tensor.dispose();
      result.dispose();
    };
  }
}
