/** What import knows of TensorFlow's ops: second names of ops in our table, and ops that no static graph has. */

/** Names of ops that tfjs executes exactly like another one. */
const SAME_AS: Readonly<Record<string, string>> = {
  Add: "AddV2",
  Div: "RealDiv",
  Mod: "FloorMod",
  BatchMatMul: "BatchMatMulV2",
  DepthwiseConv2d: "DepthwiseConv2dNative",
  FusedBatchNorm: "FusedBatchNormV3",
  FusedBatchNormV2: "FusedBatchNormV3",
  SelectV2: "Select",
};
/** Ops that tfjs executes by passing their first operand on. */
const PASSES_ON: ReadonlySet<string> = new Set([
  "StopGradient",
  "Snapshot",
  "FakeQuantWithMinMaxVars",
  "PlaceholderWithDefault",
]);

/** An op under the name that the op table has, with its operands in that op's order. */
export function canonical<T>(
  op: string,
  inputs: readonly T[],
  zero: () => T,
): { readonly op: string; readonly inputs: readonly T[] } {
  if (PASSES_ON.has(op)) return { op: "Identity", inputs: inputs.slice(0, 1) };
  if (op === "Concat") return { op: "ConcatV2", inputs: [...inputs.slice(1), ...inputs.slice(0, 1)] };
  if (op === "Gather") return { op: "GatherV2", inputs: [...inputs.slice(0, 2), zero()] };
  return { op: SAME_AS[op] ?? op, inputs };
}

export const CONTROL_FLOW = "is control flow";
export const SHAPE_FROM_VALUES = "has an output whose shape depends on values";
/** Ops that a graph of fixed operations on numbers cannot have, and why. */
const EXCLUDED: readonly (readonly [RegExp, string])[] = [
  [/^((Stateless)?(If|While|Case)|if|Switch|Merge|Enter|Exit|NextIteration|LoopCond)$/, CONTROL_FLOW],
  [/^(Stateful|Stateless)?PartitionedCall$/, "calls a function of the graph's library"],
  [/^(EmptyTensorList|TensorList.*|TensorArray.*)$/, "keeps a list of tensors"],
  [/HashTable|^LookupTable|^InitializeTable/, "uses a hash table"],
  [/^(NonMaxSuppression.*|Where|Unique.*|ListDiff)$/, SHAPE_FROM_VALUES],
  [/^(String|StaticRegex)/, "works on strings"],
  [/^(Complex|ComplexAbs|Real|Imag|I?R?FFT)$/, "works on complex numbers"],
  [/Variable|^VarHandleOp$|^SimpleML/, "uses a resource"],
  [/^(Print|Assert)$/, "has a side effect"],
];

/** Why a graph with such a node is not imported; `undefined` where nothing speaks against it. */
export const excluded = (op: string): string | undefined => EXCLUDED.find(([ops]) => ops.test(op))?.[1];
