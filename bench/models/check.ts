/**
 * `npm --prefix bench run check [ID…]`: is every model of the benchmark set right and no slower than on stock tfjs?
 *
 * Prints a line per model and exits with 1 when one fails. It needs minutes, and the models: `npm --prefix bench run models`.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { GraphModel } from "@tensorflow/tfjs-converter";
import { io, type NamedTensorMap, profile, setBackend, type Tensor } from "@tensorflow/tfjs-core";
import { GROUPINGS, PHASES, REWRITES } from "../../patterns/index.ts";
import { interleave } from "../../src/cli/interleave.ts";
import { compareOutputs, type ExampleCall, exampleInputs, measure } from "../../src/cli/measure.ts";
import { startBackend } from "../../src/cli/node-backend.ts";
import { type GraphDef, graphFromArtifacts, type NodeDef, parseName } from "../../src/graph/from-tfjs.ts";
import type { Graph } from "../../src/graph/graph.ts";
import { excluded } from "../../src/graph/import-rules.ts";
import { difference } from "../../src/hook/compare.ts";
import { loadEngine, planners } from "../../src/hook/planners.ts";
import { rewrite } from "../../src/rewrite/driver.ts";
import { explain, render } from "../../src/rewrite/explain.ts";
import type { Phase, Rule } from "../../src/rewrite/rule.ts";
import type { Plan, Planner } from "../../src/runtime/runner.ts";
import { BENCH_MODELS, type BenchModel, benchModel, loadArtifacts, modelFile } from "../models.ts";

/** Outputs of models that run in parts may differ from stock by this NMSE. */
const MOST_ERROR = 1e-8;
/** So much larger than stock's own error against the reference may ours be: both are rounding, of one sample each. */
const MOST_TIMES_STOCK = 2;
/** Of the launches that stock needs, models of the catalogue's unfused ones must save this part. */
const LEAST_SAVED = 0.35;
/** Timing noise that does not count as slower. */
const MARGIN = 1.05;
const MOST_REWRITE_MS = 5000;

/** What is fed where a loop gives it, for models that have no plan as a whole. */
const AROUND: Readonly<Record<string, ExampleCall["inputs"]>> = {
  handtrack: {
    "StatefulPartitionedCall/map/TensorArrayV2Stack/TensorListStack": { dtype: "float32", shape: [1, 320, 320, 3] },
  },
};

interface Row {
  readonly model: string;
  readonly nodes: number;
  readonly stockKernels?: number;
  readonly launches?: number;
  readonly stockOps?: string;
  readonly stockMs?: number;
  readonly ms?: number;
  readonly nmse?: number;
  /** What stock wasm differs by. */
  readonly stockError?: number;
  readonly reference?: string;
  readonly buildMs: number;
  readonly failures: readonly string[];
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** Compare with stock wasm instead of cpu, which takes seconds instead of minutes. */
    fast: { type: "boolean", default: false },
    /** Print what fired and what nearly did. */
    explain: { type: "boolean", default: false },
    /** Look only at whether the order of rules makes a difference. */
    order: { type: "boolean", default: false },
    runs: { type: "string", default: "30" },
    budget: { type: "string", default: "8000" },
  },
});
const models =
  positionals.length > 0
    ? positionals.map(benchModel)
    : BENCH_MODELS.filter((m) => options.order || m.group !== "human");
const missing = models.filter((m) => !existsSync(modelFile(m)));
if (missing.length > 0) {
  console.error(`${missing.map((m) => m.id).join(", ")} not found; fetch with \`npm --prefix bench run models\``);
  process.exit(2);
}
if (!options.fast) await startBackend("cpu");
await startBackend("wasm");
let failed = false;
for (const model of models) {
  const checks = options.order
    ? [checkOrder]
    : model.noPlan
      ? [checkRewriting, checkOrder]
      : [checkOrder, ...(model.dynamic ? [checkParts] : []), ...(model.dynamic && !model.body ? [] : [checkPlan])];
  for (const check of checks) {
    const row = await check(model);
    console.log(textOf(row));
    if (row.failures.length > 0) failed = true;
  }
}
if (failed) process.exitCode = 1;

/** Models that wasm cannot run whole: rewriting must be quick all the same. */
async function checkRewriting({ id, noPlan }: BenchModel): Promise<Row> {
  const artifacts = await loadArtifacts(id);
  const imported = graphFromArtifacts(artifacts);
  // A refusal that names the node is all that such a model needs.
  if ("reason" in imported)
    return { model: id, nodes: 0, stockOps: `all: ${imported.reason}`, buildMs: 0, failures: [] };
  const run = (phases: readonly Phase[]) => {
    const graph = graphFromArtifacts(artifacts) as Graph;
    const nodes = graph.nodes.size;
    const start = performance.now();
    const { fired } = rewrite(graph, phases, { explain: false });
    return { graph, nodes, rewrites: fired.length, ms: performance.now() - start };
  };
  const { graph, nodes, rewrites, ms: first } = run(PHASES);
  const sets = [withRules((rules) => rules.filter((_, i) => i % 2 === 0)), PHASES, withRules(twice)];
  const best = sets.map(() => Number.POSITIVE_INFINITY);
  for (let i = 0; i < 3; i++)
    sets.forEach((phases, n) => {
      best[n] = Math.min(best[n] as number, run(phases).ms);
    });
  const [half, all, both] = best as [number, number, number];
  const failures = [
    first > MOST_REWRITE_MS ? `rewriting takes more than ${MOST_REWRITE_MS} ms` : "",
    both < 2 * all ? "" : "twice the rules take twice the time",
  ].filter((f) => f !== "");
  const warm = `warm ${all.toFixed(0)} ms, with every other rule ${half.toFixed(0)}, with twice the rules ${both.toFixed(0)}`;
  return {
    model: id,
    nodes,
    launches: [...graph.nodes].filter((n) => n.op !== "Const" && n.op !== "Placeholder").length,
    stockOps: `${rewrites} rewrites, ${warm}; no plan: ${noPlan}`,
    buildMs: first,
    failures,
  };
}

/** Whatever the order of rules within a phase, the same ops are left. */
async function checkOrder(model: BenchModel): Promise<Row> {
  const artifacts = await loadArtifacts(model.id);
  const start = performance.now();
  const opsOf = (phases: readonly Phase[]): readonly string[] => {
    const graph = staticGraph(model, artifacts);
    rewrite(graph, phases, { explain: false });
    return [...graph.nodes].map(({ op }) => op).sort();
  };
  const expected = opsOf(PHASES);
  const orders = [1, 2, 3].map((seed) => withRules((rules) => shuffled(rules, seed)));
  const other = orders.findIndex((phases) => opsOf(phases).join() !== expected.join());
  return {
    model: `${model.id}, order`,
    nodes: expected.filter((op) => op !== "Const").length,
    stockOps: "rules in 3 other orders",
    buildMs: performance.now() - start,
    failures: other < 0 ? [] : [`rules in order ${other + 1} leave other ops`],
  };
}

/** What a model computes before, or around, what no graph can have, for pictures one at a time. */
function staticGraph({ id, call, body, noPlan }: BenchModel, artifacts: io.ModelArtifacts): Graph {
  const open = graphFromArtifacts(artifacts);
  if (noPlan && !("reason" in open)) return open;
  const { node: nodes } = artifacts.modelTopology as GraphDef;
  const given = Object.entries(body?.inputs ?? AROUND[id] ?? call?.inputs ?? {});
  const types = given.map(([name, { dtype, shape }]) => [name, { dtype, shape }] as const);
  if (given.length === 0 && !("reason" in open))
    for (const { node, type } of open.inputs)
      if (type) types.push([node.name, { ...type, shape: type.shape.map((d) => Math.max(d, 1)) }] as never);
  const fed = new Set(types.map(([name]) => name));
  const isWeight = (def: NodeDef): boolean => def.op === "Const";
  // What is computed from placeholders that are not fed, or from what is excluded, is left out.
  const out = new Set(
    nodes.filter(({ name, op }) => !fed.has(name) && (op === "Placeholder" || excluded(op))).map(({ name }) => name),
  );
  for (let size = -1; size !== out.size; ) {
    size = out.size;
    for (const { name, input = [] } of nodes)
      if (!fed.has(name) && input.some((value) => out.has(parseName(value.replace("^", ""))[0]))) out.add(name);
  }
  const readBy = (reads: (def: NodeDef) => boolean): ReadonlySet<string> =>
    new Set(nodes.filter(reads).flatMap(({ input = [] }) => input.map((i) => parseName(i)[0])));
  const [inside, outside] = [readBy(({ name }) => !out.has(name)), readBy(({ name }) => out.has(name))];
  // What nothing reads, or what is left out.
  const outputs = nodes.filter(
    (def) =>
      !out.has(def.name) && !isWeight(def) && !fed.has(def.name) && (!inside.has(def.name) || outside.has(def.name)),
  );
  const graph = graphFromArtifacts(artifacts, {
    inputs: Object.fromEntries(types),
    outputs: outputs.filter(({ op }) => op !== "NoOp").map(({ name }) => name),
  });
  if ("reason" in graph) throw new Error(`${id}: ${graph.reason}`);
  return graph;
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state;
  };
  return items
    .map((item) => ({ item, key: next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** The phases with other rules. */
function withRules(change: (rules: readonly Rule[]) => readonly Rule[]): Phase[] {
  return PHASES.map((p) => ({ ...p, rules: change(p.rules) }));
}
/** Each rule again under another name: it looks for the same and comes too late. */
function twice(rules: readonly Rule[]): Rule[] {
  return [...rules, ...rules.map((r) => ({ ...r, name: `${r.name}-again` }))];
}

/** Models that need `executeAsync`, as apps call them: through the hook, against stock wasm. */
async function checkParts({ id, call }: BenchModel): Promise<Row> {
  const limits = { runs: Number(options.runs), budgetMs: Number(options.budget) };
  const m = await measure(id, await loadArtifacts(id), { ...limits, ...(call ? { call } : {}) });
  const failures = [
    m.tier === "parts" ? "" : `${m.reason}`,
    m.nmse <= MOST_ERROR ? "" : `NMSE above ${MOST_ERROR}`,
    m.launches.fused <= (1 - LEAST_SAVED) * m.launches.stock ? "" : "saves too few launches",
    m.fused.minMs <= MARGIN * m.stock.minMs ? "" : "slower than stock",
  ].filter((f) => f !== "");
  return {
    model: id,
    nodes: Number.parseInt(m.reason ?? "", 10) || 0,
    stockKernels: m.launches.stock,
    launches: m.launches.fused,
    ...(m.reason ? { stockOps: m.reason } : {}),
    stockMs: m.stock.minMs,
    ms: m.fused.minMs,
    nmse: m.nmse,
    stockError: 0,
    reference: "wasm",
    buildMs: m.plan?.buildMs ?? 0,
    failures,
  };
}

async function checkPlan(model: BenchModel): Promise<Row> {
  const artifacts = await loadArtifacts(model.id);
  const loaded = new GraphModel(io.fromMemory(artifacts));
  await loaded.load();
  const call = model.body ?? model.call;
  const name = model.body ? `${model.id}, body` : model.id;
  const inputs = exampleInputs(loaded, 7, call?.inputs);
  const outputs = loaded.outputs.map((o) => o.name);
  const signature = {
    inputs: Object.fromEntries(Object.entries(inputs).map(([n, { dtype, shape }]) => [n, { dtype, shape }])),
    outputs,
  };
  await loadEngine("wasm");
  const plan = (planners.wasm as Planner)(loaded, signature);
  if ("reason" in plan) return { model: name, nodes: 0, buildMs: 0, failures: [plan.reason] };
  const stock = (m = loaded, feeds: NamedTensorMap = inputs): Tensor[] => [m.execute(feeds, outputs)].flat();
  try {
    const { kernels } = await profile(() => {
      for (const t of stock()) t.dispose();
      return [];
    });
    const reference = options.fast || model.large ? "wasm" : "cpu";
    const expected = reference === "wasm" ? read(stock()) : await onCpu(artifacts, (m, feeds) => stock(m, feeds), call);
    const ours = read(plan.run(inputs));
    const { nmse } = compareOutputs(ours, expected);
    // A saturated sigmoid has for its relative error what its argument has for its absolute one, in stock as here: errors
    // are measured against cpu, which adds in float64, and compared output by output.
    const theirs = reference === "cpu" ? read(stock()) : expected;
    const stockError = compareOutputs(theirs, expected).nmse;
    const wrong = ours.findIndex((values, i) => !isRight(values, theirs[i], expected[i]));
    const times = await interleave(
      { stock: () => void read(stock()), fused: () => void read(plan.run(inputs)) },
      { runs: Number(options.runs), budgetMs: Number(options.budget), warmup: model.large ? 1 : 5 },
    );
    const [stockMs, ms] = [Math.min(...times.stock), Math.min(...times.fused)];
    const { stats } = plan;
    if (options.explain) console.log(render(explain(plan.explain(), [...REWRITES, ...GROUPINGS]), 8));
    const launches = stats.launches.length;
    const failures = [
      wrong < 0 ? "" : `'${outputs[wrong]}' differs`,
      model.group === "stress" || launches <= (1 - LEAST_SAVED) * kernels.length ? "" : "saves too few launches",
      ms <= MARGIN * stockMs ? "" : "slower than stock",
    ].filter((f) => f !== "");
    return {
      model: name,
      nodes: stats.stockNodes,
      stockKernels: kernels.length,
      launches,
      stockOps: stockOpsOf(stats.launches),
      stockMs,
      ms,
      nmse,
      stockError,
      reference,
      buildMs: stats.buildMs,
      failures,
    };
  } finally {
    plan.dispose();
    for (const t of Object.values(inputs)) t.dispose();
    loaded.dispose();
  }
}

/** Whether an output passes for rounding: as trust in a plan has it, or beside stock's own distance from the reference. */
function isRight(ours: Float32Array, theirs: Float32Array | undefined, expected: Float32Array | undefined): boolean {
  if (!theirs || !expected) return false;
  const typed = (values: Float32Array) => ({ dtype: "float32", shape: [values.length], values }) as const;
  if (difference(typed(ours), typed(expected)) === undefined) return true;
  const [own, stock] = [ours, theirs].map((values) => compareOutputs([values], [expected]).nmse) as [number, number];
  return own <= MOST_TIMES_STOCK * stock;
}

/** The outputs of stock tfjs on its cpu backend, on the same inputs. */
async function onCpu(
  artifacts: io.ModelArtifacts,
  run: (model: GraphModel, inputs: NamedTensorMap) => Tensor[],
  call: BenchModel["call"],
): Promise<Float32Array[]> {
  await setBackend("cpu");
  const model = new GraphModel(io.fromMemory(artifacts));
  await model.load();
  const inputs = exampleInputs(model, 7, call?.inputs);
  try {
    return read(run(model, inputs));
  } finally {
    for (const t of Object.values(inputs)) t.dispose();
    model.dispose();
    await setBackend("wasm");
  }
}

/** Reads and frees tensors. */
function read(tensors: readonly Tensor[]): Float32Array[] {
  return tensors.map((t) => {
    const values = Float32Array.from(t.dataSync() as ArrayLike<number>);
    t.dispose();
    return values;
  });
}

/** `Where ×2: why, Cast: why`. */
function stockOpsOf(launches: Plan["stats"]["launches"]): string {
  const counts = new Map<string, number>();
  for (const { op, runs, reason } of launches) {
    if (runs !== "stock") continue;
    const key = options.explain ? `${op} (${reason})` : op;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts].map(([op, n]) => (n > 1 ? `${op} ×${n}` : op)).join(", ");
}

function textOf(row: Row): string {
  const {
    model,
    nodes,
    stockKernels,
    launches,
    stockOps,
    stockMs,
    ms,
    nmse,
    stockError,
    reference,
    buildMs,
    failures,
  } = row;
  return [
    model.padEnd(26),
    `${nodes} nodes`.padStart(12),
    stockKernels === undefined
      ? launches === undefined
        ? ""
        : `→ ${launches} nodes`
      : `${stockKernels} → ${launches} launches`.padStart(22),
    stockMs === undefined || ms === undefined
      ? ""
      : `${stockMs.toFixed(2)} → ${ms.toFixed(2)} ms, ${(stockMs / ms).toFixed(2)}×`.padStart(28),
    nmse === undefined
      ? ""
      : `NMSE ${nmse.toExponential(1)} (${reference}${stockError ? `, stock ${stockError.toExponential(1)}` : ""})`.padStart(
          34,
        ),
    `build ${buildMs.toFixed(0)} ms`,
    stockOps ? `stock: ${stockOps}` : "",
    failures.length > 0 ? `FAILED: ${failures.join("; ")}` : "",
  ].join("  ");
}
