/** Worker threads take part in launches, give the same bits, go when plans go, and are not missed when they fail. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import type { Launch } from "../../kernels/kernel.ts";
import type { FunctionBuilder, Local } from "../../src/codegen/wasm/assembler.ts";
import { uninstall } from "../../src/core.ts";
import { FunctionTable, isShared } from "../../src/runtime/wasm/functions.ts";
import { heapOf, sharedHome } from "../../src/runtime/wasm/home.ts";
import { ThreadPool, WorkerLost } from "../../src/runtime/wasm/threads.ts";
import { modelArtifacts, node, placeholder, weight } from "../support/graphdef.ts";
import { loadModelArtifacts } from "../support/models.ts";
import { until } from "../support/until.ts";
import { inNode } from "../support/world.ts";
import {
  byPlan,
  execute,
  expectSame,
  floats,
  inputsFor,
  loadOptimized,
  loadStock,
  type Plain,
  type PlainInputs,
  pathsOf,
  planOf,
  plansAnswer,
  set,
  wasmBackend,
} from "./support.ts";

interface EngineInternals {
  readonly registryFactory: { readonly wasm: { factory(): Promise<tf.KernelBackend>; readonly priority: number } };
}

/** Addresses, in bytes. */
const [ARRIVED, STAY] = [1024, 1028];
/** Turns of loops that wait in a test: some 25 ms for somebody to come, and 200 to stay. */
const [WAITING, STAYING] = [1 << 25, 1 << 28];

const kernel = (name: string, body: (f: FunctionBuilder) => void): Launch => ({ key: name, emit: body, words: [] });
/** Loops while `test` pushes that it should, for a while. */
const loopWhile = (f: FunctionBuilder, most: number, test: () => void): void => {
  const turns = f.local("i32");
  f.i32.const(most).set(turns);
  f.loop((again) => {
    test();
    f.get(turns).i32.const(1).i32.sub().tee(turns).i32.const(0).i32.gt_s().i32.and().br_if(again);
  });
};
const at = (f: FunctionBuilder, address: number): FunctionBuilder => f.i32.const(address).i32.load();
/** Waits until somebody has arrived. */
const meet = kernel("meet", (f) => {
  loopWhile(f, WAITING, () => void at(f, ARRIVED).i32.const(0).i32.eq());
});
/** Arrives, and stays while it is told to. */
const arrive = kernel("arrive", (f) => {
  f.i32.const(ARRIVED).i32.const(1).i32.store();
  loopWhile(f, STAYING, () => void at(f, STAY));
});
const fail = kernel("fail", (f) => {
  at(f, -4).drop();
});
const nothing = kernel("nothing", (f) => {
  f.get(f.params[0] as Local).drop();
});

/** Which of two jobs a worker takes is chance, so some specs try until it was the one that matters. */
const thrownBy = (body: () => void): string => {
  try {
    body();
    return "";
  } catch (error) {
    return String((error as Error).message);
  }
};

describe("worker threads", () => {
  let memory: WebAssembly.Memory;
  let words: Int32Array;
  let table: FunctionTable;
  let pools: ThreadPool[];

  const poolOf = (timeout?: number): ThreadPool => {
    const pool = new ThreadPool(memory, table, timeout);
    pools.push(pool);
    return pool;
  };
  const jobs = (...launches: Launch[]): Int32Array => Int32Array.from(table.compile(launches).flatMap((i) => [i, 0]));
  /** Until a worker has taken a job, of two of which it must know both: whoever takes `meet` waits for the other. */
  const helped = (pool: ThreadPool, both = jobs(meet, arrive)): Promise<void> => {
    return until(() => {
      const before = pool.helped;
      words[ARRIVED / 4] = 0;
      try {
        pool.run(both);
      } catch (error) {
        if (!(error instanceof WorkerLost)) throw error;
        // On a busy machine a worker may be away for longer than a pool waits.
        pool.retain(2);
      }
      return pool.helped > before;
    }, "a worker takes a job");
  };

  beforeEach(() => {
    memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
    words = new Int32Array(memory.buffer);
    table = FunctionTable.of(memory);
    pools = [];
  });
  afterEach(() => {
    for (const pool of pools) pool.stop();
  });

  it("run beside the caller, on functions that came before and after they did", async () => {
    const pool = poolOf();
    const before = jobs(meet, arrive);
    pool.retain(2);
    await helped(pool, before);
    expect(words[ARRIVED / 4]).to.equal(1);

    const twice = kernel("arrive twice", (f) => {
      f.i32.const(ARRIVED).i32.const(2).i32.store();
    });
    const after = jobs(meet, twice);
    pool.retain(2);
    expect(pool.workers).to.equal(1);
    await helped(pool, after);
    expect(words[ARRIVED / 4]).to.equal(2);
  });

  it("leave the work to the caller while they start, and when they are stopped", async () => {
    const pool = poolOf();
    const three = jobs(nothing, nothing, nothing);
    pool.retain(3);
    expect(pool.workers).to.equal(2);
    for (let i = 0; i < 100; i++) pool.run(three);
    pool.release();
    expect(pool.workers).to.equal(0);
    pool.run(three);
  });

  it("end when the last user is gone", () => {
    const pool = poolOf();
    pool.retain(2);
    pool.retain(2);
    pool.release();
    expect(pool.workers).to.equal(1);
    pool.release();
    expect(pool.workers).to.equal(0);
  });

  it("report what fails in them, and go on", async () => {
    const pool = poolOf();
    const arriveAndFail = kernel("arrive and fail", (f) => {
      f.i32.const(ARRIVED).i32.const(1).i32.store();
      at(f, -4).drop();
    });
    const [theirs, ours, fine] = [jobs(meet, arriveAndFail), jobs(fail, nothing), jobs(arrive, nothing)];
    pool.retain(2);
    await helped(pool);
    await until(() => {
      words[ARRIVED / 4] = 0;
      return /failed on a worker/.test(thrownBy(() => pool.run(theirs)));
    }, "a job fails on a worker");
    for (let i = 0; i < 20; i++) expect(() => pool.run(ours)).to.throw(/out of bounds|failed on a worker/);
    pool.run(fine);
    expect(pool.workers).to.equal(1);
  });

  it("are given up when a job does not come back", async () => {
    const pool = poolOf(50);
    const [stuck, fine] = [jobs(meet, arrive), jobs(nothing, nothing)];
    pool.retain(2);
    await helped(pool);
    await until(() => {
      words[ARRIVED / 4] = 0;
      words[STAY / 4] = 1;
      return thrownBy(() => pool.run(stuck)) === "a worker thread is gone";
    }, "a job is given up");
    expect(pool.workers).to.equal(0);
    words[STAY / 4] = 0;
    pool.run(fine);
  });
});

describe("plans with threads", () => {
  plansAnswer();

  /** The pool of the memory that plans with threads live in. */
  const pool = (): ThreadPool => {
    const heap = heapOf(wasmBackend());
    return ThreadPool.of((isShared(heap.memory) ? heap : sharedHome())?.memory as WebAssembly.Memory);
  };
  const load = async (threads: number): Promise<{ model: GraphModel; inputs: PlainInputs; outputs: Plain[] }> => {
    set("GRAPHWELD_WASM_THREADS", threads);
    const model = await loadOptimized(await loadModelArtifacts("blazeface"));
    const inputs = inputsFor(model);
    const outputs = await byPlan(model, inputs);
    expect(planOf(model).threads).to.equal(threads);
    return { model, inputs, outputs };
  };
  const bits = (outputs: readonly Plain[]): number[][] =>
    outputs.map(({ values }) => [...new Int32Array(values.buffer, values.byteOffset, values.length)]);

  it("give the same bits with any number of them", async () => {
    const one = await load(1);
    one.model.dispose();
    for (const threads of [2, 3]) {
      const { model, inputs, outputs } = await load(threads);
      expect(pool().workers).to.equal(threads - 1);
      const before = pool().helped;
      let again = outputs;
      await until(() => {
        again = execute(model, inputs);
        return pool().helped > before;
      }, "a worker helps");
      expect(bits(outputs)).to.deep.equal(bits(one.outputs));
      expect(bits(again)).to.deep.equal(bits(one.outputs));
      model.dispose();
      expect(pool().workers).to.equal(0);
    }
  });

  it("live where tensors do when memory is shared, and only then", () => {
    expect(isShared(heapOf(wasmBackend()).memory)).to.equal(!inNode);
  });

  it("go on without them when they are gone", async () => {
    const { model, inputs, outputs } = await load(2);
    pool().stop();
    let again: Plain[] = [];
    const paths = await pathsOf(model, () => {
      again = execute(model, inputs);
    });
    expect(paths).to.deep.equal({ plan: 1, stock: 0 });
    expect(bits(again)).to.deep.equal(bits(outputs));
    model.dispose();
  });

  it("run again when one is lost on the way", async () => {
    const { model, inputs, outputs } = await load(2);
    const { run } = ThreadPool.prototype;
    let calls = 0;
    // The fifth launch does some of its jobs, and the rest is never done.
    pool().run = function (this: ThreadPool, all) {
      if (++calls !== 5) return run.call(this, all);
      run.call(this, all.slice(0, 2));
      throw new WorkerLost();
    };
    const again = execute(model, inputs);
    expect(calls).to.be.above(5);
    expect(planOf(model).tier).to.equal("plan");
    expect(bits(again)).to.deep.equal(bits(outputs));
    delete (pool() as { run?: unknown }).run;
    model.dispose();
  });

  it("are one thread each where no worker can be had", async () => {
    const host = globalThis as { Worker?: unknown };
    const system = globalThis.process as { getBuiltinModule?: unknown } | undefined;
    const { Worker } = host;
    const own = system?.getBuiltinModule;
    host.Worker = class {
      constructor() {
        throw new Error("forbidden by policy");
      }
    };
    if (system) system.getBuiltinModule = undefined;
    try {
      const { model, inputs, outputs } = await load(2);
      expect(pool().workers).to.equal(0);
      const stock = await loadStock(await loadModelArtifacts("blazeface"));
      expectSame(outputs, execute(stock, inputs));
      stock.dispose();
      model.dispose();
    } finally {
      host.Worker = Worker;
      if (system) system.getBuiltinModule = own;
    }
  });

  it("end with uninstall, and with the backend", async () => {
    await load(2);
    expect(pool().workers).to.equal(1);
    uninstall();
    expect(pool().workers).to.equal(0);

    await load(2);
    const held = pool();
    expect(held.workers).to.equal(1);
    const { factory, priority } = (tf.engine() as unknown as EngineInternals).registryFactory.wasm;
    // The model can't be disposed after this: tfjs itself would fail.
    tf.removeBackend("wasm");
    tf.registerBackend("wasm", factory, priority);
    expect(held.workers).to.equal(0);
  });

  it("are not for models whose launches are short", async () => {
    set("GRAPHWELD_WASM_THREADS", 2);
    const spec = { x: placeholder([1, 64]), w: weight([64, 64]), out: node("MatMul", ["x", "w"]) };
    const model = await loadOptimized(modelArtifacts(spec));
    await byPlan(model, { x: floats([1, 64], new Float32Array(64).fill(1)) });
    expect(planOf(model).threads).to.equal(1);
    expect(pool().workers).to.equal(0);
    model.dispose();
  });
});
