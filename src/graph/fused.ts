/** Writes fused ops out as the ops that they stand for, and gives a graph of one of them alone. */
import type { AttrProto } from "./attrs.ts";
import type { GraphDef, NodeDef } from "./from-tfjs.ts";
import { FUSED_OP, type FusedBody, operandName } from "./fused-op.ts";

/** What a node that is a fused op stands for; `undefined` for all others, and for damaged ones. */
export function bodyOf({ op, attr, name }: NodeDef): FusedBody | undefined {
  if (op !== FUSED_OP) return undefined;
  const body = (attr?.body as { readonly graphweld?: Partial<FusedBody> } | undefined)?.graphweld;
  const whole = [body?.node, body?.outputs, body?.weights].every(Array.isArray) && body?.outputs?.[0] === name;
  return whole ? (body as FusedBody) : undefined;
}

/** A fused op's node. */
export function fusedNode(input: readonly string[], body: FusedBody): NodeDef {
  const attr = { body: { graphweld: body } as unknown as AttrProto };
  return { name: body.outputs[0] as string, op: FUSED_OP, input, attr };
}

/** A topology with its fused ops written out, which have the names that they had before they were fused. */
export function expandFused<G extends GraphDef>(topology: G): G {
  const bodies = new Map(
    topology.node.flatMap((def) => {
      const body = bodyOf(def);
      return body ? [[def.name, body] as const] : [];
    }),
  );
  if (bodies.size === 0) return topology;
  const rename = (input: string): string => {
    const [name, index] = input.split(":") as [string, string?];
    return (index === undefined ? undefined : bodies.get(name)?.outputs[Number(index)]) ?? input;
  };
  const node = topology.node.flatMap((def) => {
    const input = (def.input ?? []).map(rename);
    const operands = new Map(input.map((value, i) => [operandName(i), value]));
    return (
      bodies
        .get(def.name)
        ?.node.map((inner) => ({ ...inner, input: inner.input?.map((n) => operands.get(n) ?? n) ?? [] })) ?? [
        { ...def, input },
      ]
    );
  });
  return { ...topology, node };
}
