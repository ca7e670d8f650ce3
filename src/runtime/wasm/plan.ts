/**
 * A plan on the wasm backend: a flat list of calls of generated functions over one block of memory, tfjs's own or, for threads
 * where that can't be shared, ours.
 *
 * In tfjs's memory the addresses of the caller's tensors are written into the launches' parameter words before each run; in
 * ours the tensors are copied in and out. Everything else is written once. A run allocates the output tensors and nothing else.
 */
import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import type { Word } from "../../../kernels/kernel.ts";
import type { Graph, Value } from "../../graph/graph.ts";
import { BlockLayout } from "../../plan/layout.ts";
import { partition, partsOf } from "../../plan/partition.ts";
import type { KernelStep, Schedule, StockStep } from "../../plan/schedule.ts";
import { bytesOf, handedOverOutputs, type Place, planStorage, type StoragePlan } from "../../plan/storage.ts";
import { stockGraph } from "../stock.ts";
import { addressOf, allocateTensor, type WasmBackend } from "./backend.ts";
import { type CompiledFunction, FunctionTable } from "./functions.ts";
import type { Block, Home } from "./home.ts";
import { type ThreadPool, WorkerLost } from "./threads.ts";

/** A parameter word, counted in words from the start of memory, that holds a tensor's address plus `offset` bytes. */
interface Relocation {
  readonly word: number;
  readonly offset: number;
}

export interface WasmPlanOptions {
  readonly backend: WasmBackend;
  readonly graph: Graph;
  readonly schedule: Schedule;
  readonly home: Home;
  /** Shares the work of launches that it makes sense to divide among this many threads. */
  readonly pool?: { readonly threads: ThreadPool; readonly count: number } | undefined;
  /** Gives memory for the time of a run only, which others may use between runs; a plan has its own unless this is given. */
  readonly transient?: (bytes: number) => Block;
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
  readonly #home: Home;
  readonly #block: Block;
  /** From `layout.scratch` on, where that is a block of its own. */
  readonly #transient: Block | undefined;
  readonly #layout: BlockLayout;
  readonly #threads: ThreadPool | undefined;
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
  constructor({ backend, graph, schedule, home, pool, transient, weightTensor }: WasmPlanOptions) {
    this.#backend = backend;
    this.#home = home;
    this.#graph = graph;
    this.#inputRelocations = graph.inputs.map(() => []);
    this.#outputRelocations = graph.outputs.map(() => []);

    const handedOver = handedOverOutputs(graph, schedule);
    this.#allocated = graph.outputs.map((o) => !handedOver.has(o.value));
    this.#storage = planStorage(graph, schedule, handedOver);
    const launches = schedule.steps.flatMap((step) => {
      if (step.kind === "stock") return [];
      const parts = partsOf(step, pool?.count ?? 1);
      return step.lowered.launches.map((launch) => ({ launch, parts: partition(launch, parts) }));
    });
    const layout = new BlockLayout(schedule, this.#storage, {
      words: launches.flatMap(({ parts }) => parts.map((words) => words.length)),
      parts: Math.max(1, ...launches.map(({ parts }) => parts.length)),
      slots: home.tensors ? [] : [...graph.inputs, ...graph.outputs.map((o) => o.value)].map((value) => bytesOf(value)),
    });
    this.#layout = layout;
    this.arenaBytes = this.#storage.arenaBytes;
    this.packedBytes = layout.constantBytes;
    this.inPlace = this.#storage.inPlace;

    const table = FunctionTable.of(home.memory);
    const functions = table.compile(launches.map((l) => l.launch));
    this.#threads = pool?.threads;
    pool?.threads.retain(pool.count);
    this.#cleanup.push(() => pool?.threads.release());
    this.#block = { address: 0, free: () => {} };
    try {
      this.#block = home.allocate(transient ? layout.scratch : layout.bytes);
      this.#transient = transient?.(layout.bytes - layout.scratch);
      layout.write(home.bytes.buffer, this.#block.address);
      let [launch, block] = [0, 0];
      for (const step of schedule.steps)
        if (step.kind === "stock") this.#addStock(step, weightTensor);
        else
          for (const _ of step.lowered.launches) {
            const index = functions[launch] as number;
            const parts = launches[launch++]?.parts ?? [];
            const addresses = parts.map((words, part) =>
              this.#writeWords(words, step, part, layout.words[block++] as number),
            );
            if (pool && parts.length > 1) {
              const jobs = Int32Array.from(addresses.flatMap((address) => [index, address]));
              this.#addCall(() => pool.threads.run(jobs));
            } else this.#addCall(table.calls[index] as CompiledFunction, addresses[0]);
          }
      for (const { output, value } of this.#storage.copies) {
        const from = this.#locator(this.#storage.placeOf(value));
        const to = this.#locator({ kind: "output", index: output, offset: 0 });
        const bytes = bytesOf(value);
        this.#addCall(() => home.bytes.copyWithin(to(), from(), from() + bytes));
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
    this.#threads?.prepare();
    try {
      if (this.#home.tensors) {
        this.#relocate(this.#feeds, this.#inputRelocations);
        this.#relocate(this.#results, this.#outputRelocations);
      } else this.#copyIn();
      try {
        this.#call();
      } catch (error) {
        if (!(error instanceof WorkerLost)) throw error;
        // Inputs are as they were, and nothing else needs an initial value: one thread does it all again.
        this.#results.forEach((tensor, i) => {
          if (!this.#allocated[i]) tensor?.dispose();
        });
        this.#call();
      }
      if (!this.#home.tensors) this.#copyOut();
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
    this.#transient?.free();
    for (const free of this.#cleanup.splice(0)) free();
  }

  #call(): void {
    const calls = this.#calls;
    const words = this.#words;
    for (let i = 0; i < calls.length; i++) (calls[i] as CompiledFunction)(words[i] as number);
  }

  /** tfjs's memory, where tensors are. */
  get #heap(): Uint8Array {
    const { wasm } = this.#backend;
    if (!wasm) throw new Error("the wasm backend was disposed");
    return wasm.HEAPU8;
  }

  #copyIn(): void {
    this.#feeds.forEach((tensor, i) => {
      this.#load(this.#slot(i), tensor, bytesOf(this.#graph.inputs[i] as Value));
    });
  }

  #copyOut(): void {
    this.#graph.outputs.forEach(({ value }, i) => {
      if (this.#allocated[i])
        this.#store(this.#results[i] as Tensor, this.#slot(this.#feeds.length + i), bytesOf(value));
    });
  }

  /** The address of an offset of the layout. */
  #at(offset: number): number {
    const { scratch } = this.#layout;
    if (this.#transient && offset >= scratch) return this.#transient.address + offset - scratch;
    return this.#block.address + offset;
  }

  #slot(i: number): number {
    return this.#at(this.#layout.slots[i] as number);
  }

  /** Copies a tensor to an address of the plan's memory. */
  #load(to: number, tensor: Tensor, bytes: number): void {
    const from = addressOf(this.#backend, tensor);
    this.#home.bytes.set(this.#heap.subarray(from, from + bytes), to);
  }

  #store(tensor: Tensor, from: number, bytes: number): void {
    const to = addressOf(this.#backend, tensor);
    this.#heap.set(this.#home.bytes.subarray(from, from + bytes), to);
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

  /** Returns where they are. */
  #writeWords(words: readonly Word[], step: KernelStep, part: number, offset: number): number {
    const address = this.#block.address + offset;
    const { buffer } = this.#home.bytes;
    const ints = new Int32Array(buffer, address, words.length);
    const floats = new Float32Array(buffer, address, words.length);
    words.forEach((word, i) => {
      if (typeof word === "number") ints[i] = word;
      else if ("f32" in word) floats[i] = word.f32;
      else ints[i] = this.#resolve(word, step, part, address / 4 + i);
    });
    return address;
  }

  /** The address that a word stands for. For the caller's tensors it leaves a relocation, filled in at each run. */
  #resolve(word: Exclude<Word, number | { f32: number }>, step: KernelStep, part: number, index: number): number {
    const layout = this.#layout;
    if ("zeros" in word) return this.#at(layout.zeros);
    let offset = word.offset ?? 0;
    if ("private" in word) return this.#at(layout.private(part)) + offset;
    if ("scratch" in word) return this.#at(layout.scratch) + offset;
    if ("packed" in word) return this.#at(layout.packed(step, word.packed)) + offset;
    const value = "input" in word ? step.node.input(word.input) : (step.node.outputs[word.output] as Value);
    const place = this.#storage.placeOf(value);
    if (!this.#home.tensors || place.kind === "arena" || place.kind === "constant")
      return this.#locator(place)() + offset;
    offset += place.offset;
    const tables = place.kind === "input" ? this.#inputRelocations : this.#outputRelocations;
    (tables[place.index] as Relocation[]).push({ word: index, offset });
    return 0;
  }

  /** The address of a place, asked for during a run. */
  #locator(place: Place): () => number {
    const layout = this.#layout;
    const { offset } = place;
    if (!this.#home.tensors && (place.kind === "input" || place.kind === "output")) {
      const slot = this.#slot(place.index + (place.kind === "output" ? this.#graph.inputs.length : 0)) + offset;
      return () => slot;
    }
    if (place.kind === "input") return () => addressOf(this.#backend, this.#feeds[place.index] as Tensor) + offset;
    if (place.kind === "output") return () => addressOf(this.#backend, this.#results[place.index] as Tensor) + offset;
    const address = this.#at(place.kind === "arena" ? layout.arena : layout.constant(place.value)) + offset;
    return () => address;
  }

  /** Nodes that the stock executor runs: operands are handed over as tensors, results copied to where the plan keeps them. */
  #addStock(step: StockStep, weightTensor: WasmPlanOptions["weightTensor"]): void {
    const stock = stockGraph(step.nodes, step.inputs, step.outputs);
    this.#cleanup.push(() => stock.dispose());
    const sources = step.inputs.map((value) => this.#source(value, weightTensor));
    const targets = step.outputs.map((value) => this.#target(value));
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
  #source(value: Value, weightTensor: WasmPlanOptions["weightTensor"]): () => { tensor: Tensor; temporary: boolean } {
    const copy = (fill: (tensor: Tensor) => void) => () => {
      const tensor = allocateTensor(this.#backend, value.type?.shape ?? [], value.type?.dtype ?? "float32");
      fill(tensor);
      return { tensor, temporary: true };
    };
    if (value.constant) {
      const tensor = weightTensor(value);
      if (tensor) return () => ({ tensor, temporary: false });
      const { values } = value.constant;
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      return copy((tensor) => this.#heap.set(bytes, addressOf(this.#backend, tensor)));
    }
    const place = this.#storage.placeOf(value);
    // A view of an input has the input's memory but another shape, so it is copied like any other value.
    if (place.kind === "input" && this.#graph.inputs[place.index] === value)
      return () => ({ tensor: this.#feeds[place.index] as Tensor, temporary: false });
    const from = this.#locator(place);
    const size = bytesOf(value);
    return copy((tensor) => this.#store(tensor, from(), size));
  }

  #target(value: Value): (tensor: Tensor) => void {
    const output = this.#graph.outputs.findIndex((o) => o.value === value);
    if (output >= 0 && !this.#allocated[output])
      return (tensor) => {
        this.#results[output] = tensor;
      };
    const to = this.#locator(this.#storage.placeOf(value));
    const size = bytesOf(value);
    return (tensor) => {
      this.#load(to(), tensor, size);
      tensor.dispose();
    };
  }
}
