/** Shape inference once more, downstream of what has become better known since import. */
import type { Node, Value } from "./graph.ts";
import { infer } from "./infer.ts";
import { isStatic, type TensorType } from "./types.ts";

/**
 * Infers the types of what reads these values, and of what reads that, as far as anything new comes of it: a reshape whose
 * target folds to a constant gives a shape to all that follows. Returns the nodes of which more is known now.
 */
export function refine(values: Iterable<Value>): Node[] {
  const refined: Node[] = [];
  const work = [...values].flatMap((v) => [...v.users.keys()]);
  for (let node = work.pop(); node; node = work.pop()) {
    if (node.outputs.every(({ type }) => type && isStatic(type.shape))) continue;
    const types = infer(node.op, node.inputs, node.attrs);
    let changed = false;
    node.outputs.forEach((value, i) => {
      const type = better(value.type, types[i]);
      if (type === value.type) return;
      value.type = type;
      changed = true;
      work.push(...value.users.keys());
    });
    if (changed) refined.push(node);
  }
  return refined;
}

/** The old type with what the new one knows beyond it; the old object where that is nothing, or where they contradict. */
function better(old: TensorType | undefined, now: TensorType | undefined): TensorType | undefined {
  if (!old || !now) return old ?? now;
  if (old.dtype !== now.dtype || old.shape.length !== now.shape.length) return old;
  const shape = old.shape.map((d, i) => (d < 0 ? (now.shape[i] as number) : d));
  return shape.some((d, i) => d !== old.shape[i]) ? { dtype: old.dtype, shape } : old;
}
