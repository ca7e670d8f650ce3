/** What models of Keras ask for that a graph of their layers would silently leave out. */
import { type Config, isObject } from "../../layers/config.ts";
import type { KerasVersion } from "../../layers/model.ts";
import { NoGraph } from "../source.ts";

/** Modules of Keras's own layers and models. */
const OWN = /^(tf_|tensorflow\.(python\.)?)?keras\b(?!.*\.ops\b)/;

/** Goes through layers and models within. @throws NoGraph, which names the layer */
export function refuseUnknown(model: unknown, version: KerasVersion): void {
  const layers = isObject(model) && isObject(model.config) ? model.config.layers : undefined;
  for (const layer of Array.isArray(layers) ? layers : []) {
    if (!isObject(layer) || !isObject(layer.config)) continue;
    const why = reason(layer, layer.config, version);
    if (why) throw new NoGraph(`The layer "${layer.name ?? layer.config.name}" ${why}.`);
    refuseUnknown(layer, version);
  }
}

function reason({ class_name, module, inbound_nodes }: Config, config: Config, version: KerasVersion) {
  // Classes of apps may be called like Keras's, and operations are called like layers.
  if (module && !OWN.test(String(module))) return `is a ${class_name} of ${module}, which is not known here`;
  // In .h5 operations do not say where they are from, but layers have more than a name.
  if (version === 3 && Object.keys(config).join() === "name")
    return `is the operation ${class_name}, which is not known here`;
  const policy = isObject(config.dtype) ? String(config.dtype.class_name) : "";
  if (/^(Quantized|GPTQ|AWQ)/.test(policy)) return `has the dtype policy ${policy}`;
  for (const call of Array.isArray(inbound_nodes) ? inbound_nodes : []) {
    const extra = isObject(call) ? extraOf(call) : [];
    if (extra.length > 0) return `is called with ${extra.join(", ")}`;
  }
  return undefined;
}

/** Arguments by name, in Keras 3, that change what a call computes. A first input may have a name. */
function extraOf({ args, kwargs }: Config): string[] {
  const named = Object.entries(isObject(kwargs) ? kwargs : {}).filter(
    ([name, value]) => hasTensor(value) || (name === "training" && value),
  );
  const inputs = hasTensor(args) ? [] : named.filter(([name]) => name !== "training").slice(0, 1);
  return named.filter((one) => !inputs.includes(one)).map(([name]) => name);
}

const hasTensor = (value: unknown): boolean =>
  Array.isArray(value) ? value.some(hasTensor) : isObject(value) && value.class_name === "__keras_tensor__";
