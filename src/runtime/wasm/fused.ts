/** Fused ops on tfjs's wasm backend: plans of one op, in tfjs's memory, where they share what they need only while they run. */
import { compile } from "../../plan/compile.ts";
import { type BuildFused, fusedGraph, leftToStock, operandsOf } from "../fused.ts";
import type { PlanOptions } from "../runner.ts";
import { activeWasmBackend, type WasmBackend } from "./backend.ts";
import { type Block, type Home, heapOf } from "./home.ts";
import { WasmPlan } from "./plan.ts";
import { compileOptionsOf, settle, type WasmCatalogue } from "./planner.ts";

export const fusedForWasm =
  (catalogue: WasmCatalogue, options: () => PlanOptions): BuildFused =>
  (body, tensors) => {
    const backend = activeWasmBackend();
    if (typeof backend === "string") return { reason: backend };
    const given = options();
    const graph = fusedGraph(body, operandsOf(body, tensors));
    const { schedule } = compile(graph, catalogue, compileOptionsOf(catalogue, given));
    const reason = leftToStock(schedule);
    if (reason !== undefined) return { reason };
    // Copying operands to a memory of ours would cost more than threads gain.
    const { home, pool } = settle(backend, schedule, given.threads ?? 0);
    const place = home.tensors ? { home, pool } : { home: heapOf(backend) };
    return new WasmPlan({
      backend,
      graph,
      schedule,
      ...place,
      transient: (bytes) => sharedBlock(backend, place.home, bytes),
      weightTensor: () => undefined,
    });
  };

/** Memory that nothing keeps from one run to the next: runs take turns, so all share the largest that was asked for. */
interface Shared {
  readonly block: Block;
  readonly bytes: number;
  users: number;
}
const latest = new WeakMap<WasmBackend, Shared>();

function sharedBlock(backend: WasmBackend, home: Home, bytes: number): Block {
  let shared = latest.get(backend);
  if (!shared || shared.users === 0 || shared.bytes < bytes) {
    // Those that have the smaller one keep it.
    shared = { block: home.allocate(bytes), bytes, users: 0 };
    latest.set(backend, shared);
  }
  const mine = shared;
  mine.users++;
  let held = true;
  return {
    address: mine.block.address,
    free() {
      if (held && --mine.users === 0) mine.block.free();
      held = false;
    },
  };
}
