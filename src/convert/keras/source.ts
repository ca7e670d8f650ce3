/** Models of layers, whatever they were stored in, as graphs of TensorFlow's ops. */
import { typeName } from "../../graph/attrs.ts";
import { writeGraph } from "../../graph/to-tfjs.ts";
import type { FindWeight, KerasVersion, Port } from "../../layers/model.ts";
import { graphFromLayers, type LayersOptions } from "../../layers/model.ts";
import { BadModel, NoGraph, type SignatureTensor, type SourceModel } from "../source.ts";
import { refuseUnknown } from "./refusals.ts";

/**
 * @param model what the file says of its layers: `{ class_name, config }`
 * @throws NoGraph for a layer that cannot be ops, BadModel where the description is damaged
 */
export function sourceFromLayers(model: unknown, find: FindWeight, options: LayersOptions): SourceModel {
  if (options.keras) refuseUnknown(model, options.keras);
  const made = described(() => graphFromLayers(model, find, options));
  if ("reason" in made) throw new NoGraph(made.reason);
  const { topology, constants } = writeGraph(made.graph);
  const signature = { inputs: tensors(made.inputs), outputs: tensors(made.outputs) };
  return { topology, weights: new Map(constants.map(({ name, value }) => [name, value])), signature, notes: [] };
}

/** Layers are read as Keras writes them; what is written otherwise throws somewhere. @throws BadModel */
export function described<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new BadModel(`is damaged: its layers cannot be read (${error instanceof Error ? error.message : error})`);
  }
}

/** What Keras computes by, of the version that a file names. */
export const kerasVersion = (version: unknown): KerasVersion => (Number.parseInt(String(version), 10) >= 3 ? 3 : 2);

const tensors = (ports: readonly Port[]): Record<string, SignatureTensor> =>
  Object.fromEntries(
    ports.map(({ name, dtype, shape }) => [
      name,
      { name: `${name}:0`, dtype: typeName(dtype), tensorShape: { dim: shape.map((d) => ({ size: String(d) })) } },
    ]),
  );

/** JSON of a file. @throws BadModel */
export function json(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BadModel(`is damaged: ${what} is not JSON`);
  }
}
