/** The copies of TensorFlow.js's converter that are known, and how to register ops with each. */
import { GraphModel, registerOp } from "@tensorflow/tfjs-converter";
import type { LoadedModel } from "./tfjs-internals.ts";

/** Registers the code of an op, which gets what the executor knows of a node. */
export type RegisterOp = (name: string, run: (node: never) => unknown) => void;

/** The part of a `tf` namespace that `install` needs. */
export interface TfNamespace {
  readonly GraphModel?: abstract new (...args: never[]) => unknown;
  readonly registerOp?: unknown;
}

const OWN: TfNamespace = { GraphModel, registerOp };
const given = new Set<TfNamespace>();

/** All copies: the imported one, that of a global `tf`, and those that apps have handed over. */
export function copies(tf?: TfNamespace): readonly TfNamespace[] {
  if (tf) given.add(tf);
  const global = (globalThis as { tf?: TfNamespace }).tf;
  return [OWN, ...(global ? [global] : []), ...given];
}

/** Registers ops with the copy that a model comes from, where that is known. */
export function registrarOf(model: LoadedModel): RegisterOp | undefined {
  const copy = copies().find((one) => one.GraphModel === model.constructor);
  return typeof copy?.registerOp === "function" ? (copy.registerOp as RegisterOp) : undefined;
}
