/**
 * A plan on the wasm backend: a flat list of calls of generated functions over one block of tfjs's own memory.
 *
 * Addresses of the caller's tensors are written into the launches' parameter words before each run; everything else is
 * written once. A run allocates the output tensors and nothing else.
 */
import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import type { Launch, Word } from "../../../kernels/kernel.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { BlockLayout } from "../../plan/layout.ts";
import type { KernelStep, Schedule, StockStep } from "../../plan/schedule.ts";
import {
  ALIGNMENT,
  bytesOf,
  handedOverOutputs,
  type Place,
  planStorage,
  type StoragePlan,
} from "../../plan/storage.ts";
import { stockGraph } from "../stock.ts";
import { addressOf, allocate, allocateTensor, memoryOf, type WasmBackend } from "./backend.ts";
import { type CompiledFunction, compileLaunches } from "./functions.ts";

/** A parameter word, counted in words from the start of memory, that holds a tensor's address plus `offset` bytes. */
interface Relocation {
  readonly word: number;
  readonly offset: number;
}

export interface WasmPlanOptions {
  readonly backend: WasmBackend;
  readonly graph: Graph;
  readonly schedule: Schedule;
  /** The tensor that holds a constant in the loaded model, where there is one: stock steps read it in place. */
  readonly weightTensor: (value: Value) => Tensor | undefined;
}

export class WasmPlan {
  readonly arenaBytes: number;
  readonly packedBytes: number;
  /** How many values took over an operand's memory. */
  readonly inPlace: number;
  readonly #backend: WasmBackend;
  readonly #graph: Graph;
  readonly #storage: StoragePlan;
  readonly #block: { address: number; free(): void };
  /** One call a launch: `#calls[i](#words[i])`. Stock steps and output copies are closures that ignore their argument. */
  readonly #calls: CompiledFunction[] = [];
  readonly #words: number[] = [];
  readonly #inputRelocations: Relocation[][];
  readonly #outputRelocations: Relocation[][];
  /** Outputs whose tensor `run` allocates; the others are a stock step's own. */
  readonly #allocated: boolean[];
  readonly #cleanup: (() => void)[] = [];
  /** Tensors of the run under way. */
  #feeds: Tensor[] = [];
  #results: (Tensor | undefined)[] = [];

  /** Compiles, allocates and packs. Throws, with nothing left allocated, when memory or code generation fails. */
  constructor({ backend, graph, schedule, weightTensor }: WasmPlanOptions) {
    const memory = memoryOf(backend);
    if (!memory) throw new Error("the wasm backend shows no memory");
    this.#backend = backend;
    this.#graph = graph;
    this.#inputRelocations = graph.inputs.map(() => []);
    this.#outputRelocations = graph.outputs.map(() => []);

    const handedOver = handedOverOutputs(graph, schedule);
    this.#allocated = graph.outputs.map((o) => !handedOver.has(o.value));
    this.#storage = planStorage(graph, schedule, handedOver);
    const layout = new BlockLayout(schedule, this.#storage);
    this.arenaBytes = this.#storage.arenaBytes;
    this.packedBytes = layout.constantBytes;
    this.inPlace = this.#storage.inPlace;

    const launches = schedule.steps.flatMap((s) => (s.kind === "kernel" ? s.lowered.launches : []));
    const functions = compileLaunches(memory, launches);
    this.#block = allocate(backend, layout.bytes, ALIGNMENT);
    try {
      layout.write(this.#bytes.buffer, this.#block.address);
      let launch = 0;
      for (const step of schedule.steps)
        if (step.kind === "stock") this.#addStock(step, layout, weightTensor);
        else
          for (const l of step.lowered.launches) {
            this.#addLaunch(functions[launch] as CompiledFunction, step, l, layout.words[launch] as number, layout);
            launch++;
          }
      for (const { output, value } of this.#storage.copies) {
        const from = this.#locator(this.#storage.placeOf(value), layout);
        const to = this.#locator({ kind: "output", index: output }, layout);
        const bytes = bytesOf(value);
        this.#addCall(() => this.#bytes.copyWithin(to(), from(), from() + bytes));
      }
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** How many calls a run makes. */
  get launches(): number {
    return this.#calls.length;
  }

  /** Whether the backend that the plan was built on still lives. */
  get alive(): boolean {
    return this.#backend.wasm !== null;
  }

  /** Runs on tensors by name of the graph's inputs; gives the graph's outputs in order, fresh. */
  run(inputs: NamedTensorMap): Tensor[] {
    const backend = this.#backend;
    // Allocation may grow memory and so replace its views: it comes before any view is read.
    this.#feeds = this.#graph.inputs.map((v) => inputs[v.node.name] as Tensor);
    this.#results = this.#graph.outputs.map(({ value }, i) =>
      this.#allocated[i] ? allocateTensor(backend, value.type?.shape ?? [], value.type?.dtype ?? "float32") : undefined,
    );
    try {
      this.#relocate(this.#feeds, this.#inputRelocations);
      this.#relocate(this.#results, this.#outputRelocations);
      const calls = this.#calls;
      const words = this.#words;
      for (let i = 0; i < calls.length; i++) (calls[i] as CompiledFunction)(words[i] as number);
      return this.#results as Tensor[];
    } catch (error) {
      for (const t of this.#results) t?.dispose();
      throw error;
    } finally {
      this.#feeds = [];
      this.#results = [];
    }
  }

  /** Times each call, the best of `runs` inferences, in milliseconds. The clock's own cost is in each figure. */
  profile(inputs: NamedTensorMap, runs: number): number[] {
    const calls = [...this.#calls];
    const best = calls.map(() => Number.POSITIVE_INFINITY);
    calls.forEach((call, i) => {
      this.#calls[i] = (words) => {
        const start = performance.now();
        call(words);
        best[i] = Math.min(best[i] as number, performance.now() - start);
      };
    });
    try {
      for (let i = 0; i < runs; i++) for (const tensor of this.run(inputs)) tensor.dispose();
    } finally {
      this.#calls.splice(0, calls.length, ...calls);
    }
    return best;
  }

  /** Frees the block and the stock steps' models. Safe to call twice, and after the backend is gone. */
  dispose(): void {
    this.#block.free();
    for (const free of this.#cleanup.splice(0)) free();
  }

  get #bytes(): Uint8Array {
    const { wasm } = this.#backend;
    if (!wasm) throw new Error("the wasm backend was disposed");
    return wasm.HEAPU8;
  }

  #relocate(tensors: readonly (Tensor | undefined)[], tables: readonly (readonly Relocation[])[]): void {
    const addresses = tensors.map((t) => (t ? addressOf(this.#backend, t) : 0));
    const heap = this.#backend.wasm?.HEAP32 as Int32Array;
    tables.forEach((table, i) => {
      for (const { word, offset } of table) heap[word] = (addresses[i] as number) + offset;
    });
  }

  #addCall(call: CompiledFunction, words = 0): void {
    this.#calls.push(call);
    this.#words.push(words);
  }

  #addLaunch(call: CompiledFunction, step: KernelStep, { words }: Launch, offset: number, layout: BlockLayout): void {
    const address = this.#block.address + offset;
    const ints = new Int32Array(this.#bytes.buffer, address, words.length);
    const floats = new Float32Array(this.#bytes.buffer, address, words.length);
    words.forEach((word, i) => {
      if (typeof word === "number") ints[i] = word;
      else if ("f32" in word) floats[i] = word.f32;
      else ints[i] = this.#resolve(word, step, address / 4 + i, layout);
    });
    this.#addCall(call, address);
  }

  /** The address that a word stands for. For the caller's tensors it leaves a relocation, filled in at each run. */
  #resolve(
    word: Exclude<Word, number | { f32: number }>,
    step: KernelStep,
    index: number,
    layout: BlockLayout,
  ): number {
    const base = this.#block.address;
    if ("zeros" in word) return base + layout.zeros;
    const offset = word.offset ?? 0;
    if ("scratch" in word) return base + layout.scratch + offset;
    if ("packed" in word) return base + layout.packed(step, word.packed) + offset;
    const value = "input" in word ? step.node.input(word.input) : (step.node.outputs[word.output] as Value);
    const place = this.#storage.placeOf(value);
    if (place.kind === "arena" || place.kind === "constant") return this.#locator(place, layout)() + offset;
    const tables = place.kind === "input" ? this.#inputRelocations : this.#outputRelocations;
    (tables[place.index] as Relocation[]).push({ word: index, offset });
    return 0;
  }

  /** The address of a place, asked for during a run. */
  #locator(place: Place, layout: BlockLayout): () => number {
    const base = this.#block.address;
    if (place.kind === "input") return () => addressOf(this.#backend, this.#feeds[place.index] as Tensor);
    if (place.kind === "output") return () => addressOf(this.#backend, this.#results[place.index] as Tensor);
    const address = base + (place.kind === "arena" ? layout.arena + place.offset : layout.constant(place.value));
    return () => address;
  }

  /** Nodes that the stock executor runs: operands are handed over as tensors, results copied to where the plan keeps them. */
  #addStock(step: StockStep, layout: BlockLayout, weightTensor: WasmPlanOptions["weightTensor"]): void {
    const stock = stockGraph(step.nodes, step.inputs, step.outputs);
    this.#cleanup.push(() => stock.dispose());
    const sources = step.inputs.map((value) => this.#source(value, layout, weightTensor));
    const targets = step.outputs.map((value) => this.#target(value, layout));
    this.#addCall(() => {
      const operands = sources.map((source) => source());
      const results = stock.run(operands.map((o) => o.tensor));
      for (const o of operands) if (o.temporary) o.tensor.dispose();
      results.forEach((tensor, i) => {
        targets[i]?.(tensor);
      });
    });
  }

  /** How a stock step gets an operand: the tensor itself where there is one, else a copy to be disposed. */
  #source(
    value: Value,
    layout: BlockLayout,
    weightTensor: WasmPlanOptions["weightTensor"],
  ): () => { tensor: Tensor; temporary: boolean } {
    const copy = (fill: (address: number) => void) => () => {
      const tensor = allocateTensor(this.#backend, value.type?.shape ?? [], value.type?.dtype ?? "float32");
      fill(addressOf(this.#backend, tensor));
      return { tensor, temporary: true };
    };
    if (value.constant) {
      const tensor = weightTensor(value);
      if (tensor) return () => ({ tensor, temporary: false });
      const { values } = value.constant;
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      return copy((address) => this.#bytes.set(bytes, address));
    }
    const place = this.#storage.placeOf(value);
    // A view of an input has the input's memory but another shape, so it is copied like any other value.
    if (place.kind === "input" && this.#graph.inputs[place.index] === value)
      return () => ({ tensor: this.#feeds[place.index] as Tensor, temporary: false });
    const from = this.#locator(place, layout);
    const size = bytesOf(value);
    return copy((address) => this.#bytes.copyWithin(address, from(), from() + size));
  }

  #target(value: Value, layout: BlockLayout): (tensor: Tensor) => void {
    const output = this.#graph.outputs.findIndex((o) => o.value === value);
    if (output >= 0 && !this.#allocated[output])
      return (tensor) => {
        this.#results[output] = tensor;
      };
    const to = this.#locator(this.#storage.placeOf(value), layout);
    const size = bytesOf(value);
    return (tensor) => {
      const from = addressOf(this.#backend, tensor);
      this.#bytes.copyWithin(to(), from, from + size);
      tensor.dispose();
    };
  }
}
