/** Puts the bodies of called functions in place of the calls, so that a graph of nodes alone is left. */
import { BadModel } from "../source.ts";
import type { ArgMessage, FunctionMessage, GraphMessage, NodeMessage } from "./protos.ts";

/** Ops that call a function and do nothing else. */
const CALL = /^(Stateful)?PartitionedCall$/;
/** More than real models have: functions that call each other in a circle reach the first, those that call twice the second. */
const MOST_DEPTH = 64;
const MOST_NODES = 2 ** 20;

/** Names of outputs of ops that have several; a single one, or a list, is counted by its own number. */
const OUTPUTS: Readonly<Record<string, readonly string[]>> = {
  FusedBatchNorm: ["y", "batch_mean", "batch_variance"],
  FusedBatchNormV2: ["y", "batch_mean", "batch_variance"],
  FusedBatchNormV3: ["y", "batch_mean", "batch_variance"],
  ListDiff: ["out", "idx"],
  MaxPoolWithArgmax: ["output", "argmax"],
  Merge: ["output", "value_index"],
  NonMaxSuppressionV4: ["selected_indices", "valid_outputs"],
  NonMaxSuppressionV5: ["selected_indices", "selected_scores", "valid_outputs"],
  Switch: ["output_false", "output_true"],
  TopKV2: ["values", "indices"],
  Unique: ["y", "idx"],
  UniqueV2: ["y", "idx"],
};

/** What a name of a function's body stands for outside: a value for an argument, a node's new name for a node. */
interface Scope {
  readonly prefix: string;
  readonly args: ReadonlyMap<string, string>;
  readonly ops: ReadonlyMap<string, string>;
}

/** A graph without calls. */
export interface Inlined {
  readonly nodes: readonly NodeMessage[];
  /** Names of the calls that the graph had; `callOutput` tells the nodes that have their outputs now. */
  readonly calls: ReadonlySet<string>;
}

/**
 * A graph with all calls replaced.
 * @throws BadModel where a function is missing, or calls never end
 */
export function inlined({ node, library }: GraphMessage): Inlined {
  const functions = new Map((library?.function ?? []).map((each) => [each.signature?.name ?? "", each]));
  const out: NodeMessage[] = [];
  /** Values of calls that were replaced: `call:1`. */
  const results = new Map<string, string>();
  const add = (one: NodeMessage): void => {
    if (out.push(one) > MOST_NODES) throw new BadModel("is damaged: the bodies of its functions never end");
  };

  const place = (call: NodeMessage, depth: number): void => {
    const name = call.attr.f?.func?.name ?? "";
    const body = functions.get(name);
    if (!body) throw new BadModel(`is damaged: "${call.name}" calls the function "${name}", which there is not`);
    if (depth > MOST_DEPTH) throw new BadModel(`is damaged: the function "${name}" calls itself`);
    const data = call.input.filter((input) => !input.startsWith("^"));
    const scope = scopeOf(body, data, call);
    for (const inner of body.nodeDef) {
      const moved = {
        ...inner,
        name: `${scope.prefix}${inner.name}`,
        input: inner.input.map((input) => outside(input, scope)),
        attr: substituted(inner, call),
      };
      if (CALL.test(inner.op)) place(moved, depth + 1);
      else add(moved);
    }
    (body.signature?.outputArg ?? []).forEach((arg, i) => {
      const inside = body.ret[arg.name];
      if (inside === undefined) throw new BadModel(`is damaged: the function "${name}" does not return "${arg.name}"`);
      results.set(`${call.name}:${i}`, outside(inside, scope));
    });
  };
  for (const one of node) {
    if (CALL.test(one.op)) place(one, 0);
    else add(one);
  }
  const resolve = (input: string): string => {
    let at = input;
    // Each step leads out of one call, and no value is its own.
    for (let i = 0; i <= results.size; i++) {
      const next = results.get(at.includes(":") ? at : `${at}:0`);
      if (next === undefined) return at;
      at = next;
    }
    throw new BadModel(`is damaged: a call returns "${input}", which is itself`);
  };
  const calls = new Set([...results.keys()].map((key) => key.slice(0, key.lastIndexOf(":"))));
  // A call that had to come before is no node any more.
  const isNode = (input: string): boolean => !(input.startsWith("^") && calls.has(input.slice(1)));
  const nodes = out.map((one) => ({ ...one, input: one.input.filter(isNode).map(resolve) }));
  const top = new Set(node.map(({ name }) => name));
  for (const key of results.keys()) {
    const at = key.lastIndexOf(":");
    const call = key.slice(0, at);
    if (top.has(call))
      nodes.push({
        name: callOutput(call, Number(key.slice(at + 1))),
        op: "Identity",
        input: [resolve(key)],
        attr: {},
      });
  }
  return { nodes, calls };
}

/** The node that has output `i` of a call. */
export const callOutput = (call: string, i: number): string => `${call}/output_${i}`;

function scopeOf({ signature, nodeDef }: FunctionMessage, data: readonly string[], call: NodeMessage): Scope {
  const params: readonly ArgMessage[] = signature?.inputArg ?? [];
  if (params.length !== data.length)
    throw new BadModel(`is damaged: "${call.name}" gives ${data.length} values to a function of ${params.length}`);
  return {
    prefix: `${call.name}/`,
    args: new Map(params.map((arg, i) => [arg.name, data[i] as string])),
    ops: new Map(nodeDef.map(({ name, op }) => [name, op])),
  };
}

/** A name of a function's body as it is outside: `node:output:1` by its number. */
function outside(input: string, { prefix, args, ops }: Scope): string {
  if (input.startsWith("^")) {
    const name = input.slice(1);
    return args.has(name) ? `^${(args.get(name) as string).split(":")[0]}` : `^${prefix}${name}`;
  }
  const [name = "", output, number = "0"] = input.split(":");
  if (output === undefined) {
    const value = args.get(name);
    if (value === undefined) return `${prefix}${name}`;
    return value;
  }
  const named = OUTPUTS[ops.get(name) ?? ""]?.indexOf(output) ?? -1;
  const index = named >= 0 ? named : Number(number);
  return index === 0 ? `${prefix}${name}` : `${prefix}${name}:${index}`;
}

/** Attributes with those put in that the call gives. */
function substituted({ attr }: NodeMessage, call: NodeMessage): NodeMessage["attr"] {
  const given = call.attr.f?.func?.attr ?? {};
  const entries = Object.entries(attr).map(([name, value]): [string, (typeof attr)[string]] => {
    const other = value.placeholder === undefined ? undefined : given[value.placeholder];
    return [name, other ?? value];
  });
  return Object.fromEntries(entries);
}
