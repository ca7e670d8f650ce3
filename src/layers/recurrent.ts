/** Recurrent layers, with a step of their own in the graph for each step of time. */
import type { Value } from "../graph/graph.ts";
import { activate } from "./activations.ts";
import type { LayerBuilder } from "./builder.ts";
import { type Config, type Described, flag, number } from "./config.ts";
import type { Layer } from "./table.ts";

/** More steps would make a graph that takes longer to plan than it saves. */
const MOST_STEPS = 128;

/** What a cell carries from step to step; the first is its output. */
type State = readonly Value[];
/** One step: the product of the step's input with the kernel, and the state before, which the first step has not. */
type Step = (xw: Value, state: State | undefined) => State;
/** A cell: how many products it makes, side by side, and its step. */
interface Cell {
  readonly gates: number;
  readonly step: (b: LayerBuilder, config: Config) => Step;
}

const units = (config: Config): number => number(config, "units", 0);

function split(b: LayerBuilder, x: Value, count: number): Value[] {
  return b.ops("Split", [b.int(1), x], { num_split: count });
}

const product = (b: LayerBuilder, x: Value, w: Value): Value =>
  b.op("MatMul", [x, w], { transpose_a: false, transpose_b: false });

const simple: Cell = {
  gates: 1,
  step: (b, config) => (xw, state) => {
    const sum = state ? b.op("AddV2", [xw, product(b, state[0] as Value, b.weight("recurrent_kernel"))]) : xw;
    return [activate(b, sum, config.activation ?? "tanh")];
  },
};

/** S. Hochreiter, J. Schmidhuber, Long short-term memory, 1997; gates in the order input, forget, cell, output. */
const lstm: Cell = {
  gates: 4,
  step: (b, config) => (xw, state) => {
    const sums = state ? b.op("AddV2", [xw, product(b, state[0] as Value, b.weight("recurrent_kernel"))]) : xw;
    const [i, f, c, o] = split(b, sums, 4) as [Value, Value, Value, Value];
    const gate = (x: Value): Value => activate(b, x, recurrent(b, config));
    const squash = (x: Value): Value => activate(b, x, config.activation ?? "tanh");
    const added = b.op("Mul", [gate(i), squash(c)]);
    const cell = state ? b.op("AddV2", [b.op("Mul", [gate(f), state[1] as Value]), added]) : added;
    return [b.op("Mul", [gate(o), squash(cell)]), cell];
  },
};

/** K. Cho et al., Learning phrase representations, 2014; gates in the order update, reset, candidate. */
const gru: Cell = {
  gates: 3,
  step: (b, config) => {
    if (flag(config, "reset_after", b.keras)) return resetAfter(b, config);
    const n = units(config);
    const part = (from: number, count: number): Value =>
      b.op("Slice", [b.weight("recurrent_kernel"), b.ints(0, from), b.ints(-1, count)]);
    const [gates, candidate] = [part(0, 2 * n), part(2 * n, n)];
    return (xw, state) => {
      const [xz, xr, xh] = split(b, xw, 3) as [Value, Value, Value];
      const gate = (x: Value): Value => activate(b, x, recurrent(b, config));
      const squash = (x: Value): Value => activate(b, x, config.activation ?? "tanh");
      if (!state) return [b.op("Mul", [b.op("Sub", [b.float(1), gate(xz)]), squash(xh)])];
      const [h] = state as [Value];
      const [hz, hr] = split(b, product(b, h, gates), 2) as [Value, Value];
      const z = gate(b.op("AddV2", [xz, hz]));
      const r = gate(b.op("AddV2", [xr, hr]));
      const next = squash(b.op("AddV2", [xh, product(b, b.op("Mul", [r, h]), candidate)]));
      return [b.op("AddV2", [b.op("Mul", [z, h]), b.op("Mul", [b.op("Sub", [b.float(1), z]), next])])];
    };
  },
};

/** A GRU whose reset gate scales the product: then that has a bias of its own, the second row. */
function resetAfter(b: LayerBuilder, config: Config): Step {
  const biased = flag(config, "use_bias", true);
  const bias = biased ? biasRow(b, 1) : undefined;
  return (xw, state) => {
    const hw = state && product(b, state[0] as Value, b.weight("recurrent_kernel"));
    const sum = hw && bias ? b.op("AddV2", [hw, bias]) : (hw ?? (bias && b.reshape(bias, [1, -1])));
    const [xz, xr, xh] = split(b, xw, 3) as [Value, Value, Value];
    const gate = (x: Value): Value => activate(b, x, recurrent(b, config));
    const plus = (x: Value, y: Value | undefined): Value => (y ? b.op("AddV2", [x, y]) : x);
    const [hz, hr, hh] = sum ? split(b, sum, 3) : [];
    const z = gate(plus(xz, hz));
    const scaled = hh && b.op("Mul", [gate(plus(xr, hr)), hh]);
    const next = activate(b, plus(xh, scaled), config.activation ?? "tanh");
    const added = b.op("Mul", [b.op("Sub", [b.float(1), z]), next]);
    return [state ? b.op("AddV2", [b.op("Mul", [z, state[0] as Value]), added]) : added];
  };
}

/** One of a layer's two biases, of the inputs and of the state. */
const biasRow = (b: LayerBuilder, row: number): Value =>
  b.reshape(b.op("Slice", [b.weight("bias"), b.ints(row, 0), b.ints(1, -1)]), [-1]);

const recurrent = (b: LayerBuilder, config: Config): unknown =>
  config.recurrent_activation ?? (b.keras ? "sigmoid" : "hard_sigmoid");

const unrolled =
  (cell: Cell): Layer =>
  (b, inputs, config) => {
    const [x] = inputs as [Value];
    if (inputs.length > 1) b.refuse("is given its first state");
    if (flag(config, "stateful")) b.refuse("keeps its state between calls");
    const [steps, features] = b.extents(x) as [number, number];
    if (steps > MOST_STEPS) b.refuse(`has ${steps} steps, more than ${MOST_STEPS}`);
    let xw = product(b, b.reshape(x, [-1, features]), b.weight("kernel"));
    if (flag(config, "use_bias", true)) {
      const bias = b.weight("bias");
      xw = b.op("AddV2", [xw, b.shape(bias).length === 2 ? biasRow(b, 0) : bias]);
    }
    const all = b.reshape(xw, [-1, steps, cell.gates * units(config)]);
    const each = b.ops("Unpack", [all], { axis: 1, num: steps });
    if (flag(config, "go_backwards")) each.reverse();
    const step = cell.step(b, config);
    const states: State[] = [];
    for (const one of each) states.push(step(one, states.at(-1)));
    const last = states.at(-1) as State;
    const sequence = flag(config, "return_sequences");
    const output = sequence
      ? b.op(
          "Pack",
          states.map(([h]) => h as Value),
          { axis: 1, N: steps },
        )
      : (last[0] as Value);
    return flag(config, "return_state") ? [output, ...last] : [output];
  };

/** Both directions of a recurrent layer. */
const bidirectional: Layer = (b, inputs, config) => {
  const forward = config.layer as Described;
  const backward = (config.backward_layer ?? {
    class_name: forward.class_name,
    config: { ...forward.config, go_backwards: !flag(forward.config, "go_backwards") },
  }) as Described;
  if (flag(forward.config, "return_state")) b.refuse("returns states of both directions");
  const [one, other] = [forward, backward].map(({ class_name, config: own }, i) => {
    const run = CELLS[class_name] ?? b.refuse(`runs a ${class_name} in both directions`);
    const name = String(own.name ?? "").replace(/^(forward|backward)_/, "");
    return run(b.inside(`${i === 0 ? "forward" : "backward"}_${name}`), inputs, own)[0] as Value;
  }) as [Value, Value];
  const back = flag(forward.config, "return_sequences") ? b.op("ReverseV2", [other, b.ints(1)]) : other;
  const mode = config.merge_mode === undefined ? "concat" : config.merge_mode;
  if (mode === null) return [one, back];
  if (mode === "concat") return [b.concat([one, back], b.shape(one).length - 1)];
  if (mode === "mul") return [b.op("Mul", [one, back])];
  const sum = b.op("AddV2", [one, back]);
  return [mode === "ave" ? b.op("Mul", [sum, b.float(0.5)]) : sum];
};

const CELLS: Readonly<Record<string, Layer>> = {
  SimpleRNN: unrolled(simple),
  LSTM: unrolled(lstm),
  GRU: unrolled(gru),
};

export const RECURRENT: Readonly<Record<string, Layer>> = { ...CELLS, Bidirectional: bidirectional };
