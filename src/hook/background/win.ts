/** How an entry wins trust on a backend that computes and reads back in its own time. Loaded with such a backend's engine. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import type { AsyncPlanner, Plan } from "../../runtime/runner.ts";
import { clock } from "../clock.ts";
import type { TensorValues } from "../compare.ts";
import { type Court, type Memory, replay, twin } from "../entry.ts";
import { disabledRules, flag } from "../flags.ts";
import type { Answering, TrustOptions } from "../trust.ts";
import { referenceOutputs } from "./reference.ts";
import { isKnown, keyOf, remember } from "./remember.ts";
import { settle, snapshot } from "./snapshot.ts";
import { AsyncTrust } from "./trust.ts";

/** An engine whose plans are built and checked in the background only. */
export interface AsyncEngine {
  readonly trust: (court: Court, options: TrustOptions) => Answering<NamedTensorMap, Tensor[], Plan>;
  /** Brings a model's weights where reading them does not wait for the device, until `release`. */
  readonly readable?: ((model: GraphModel) => Promise<{ release(): void }>) | undefined;
}

export const asyncEngine = (planner: AsyncPlanner, readable?: AsyncEngine["readable"]): AsyncEngine => ({
  readable,
  trust(court, options) {
    const { host, signature, common } = court;
    const outputNames = signature.outputs as string[];
    /** Under which the plan at hand is remembered. */
    let key: string | undefined;
    const apart = async (inputs: Memory["inputs"]): Promise<Memory | undefined> => {
      const named = Object.fromEntries(signature.fed.map((f) => [f.node, inputs[f.key] as TensorValues]));
      const outputs = await referenceOutputs(host.model, signature.call, named);
      return outputs && { inputs, outputs };
    };
    return new AsyncTrust<NamedTensorMap, Tensor[], Plan, Memory>(
      {
        ...common,
        accepted() {
          common.accepted();
          if (key !== undefined && options.check && !options.keepSlower) remember(key);
        },
        settle,
        build: async (wait) => {
          const wanted = { disable: disabledRules(), half: flag("GRAPHWELD_WEBGPU_F16"), wait };
          return court.built(await planner(host.model, signature.call, wanted));
        },
        capture: async (inputs, outputs) => {
          const reason = court.refusal(inputs, outputs);
          if (reason !== undefined) return { reason };
          const keys = Object.keys(inputs);
          const all = await snapshot([...Object.values(inputs), ...outputs]);
          return {
            inputs: Object.fromEntries(keys.map((key, i) => [key, all[i] as TensorValues])),
            outputs: all.slice(keys.length),
          };
        },
        expect: (inputs) => {
          const keys = Object.keys(inputs);
          const copies = snapshot(Object.values(inputs));
          return async () => {
            const all = await copies;
            return apart(Object.fromEntries(keys.map((key, i) => [key, all[i] as TensorValues])));
          };
        },
        known: async ({ identity }) => {
          if (identity === undefined || !flag("GRAPHWELD_REMEMBER")) return false;
          key = await keyOf(host.model, identity());
          return key !== undefined && isKnown(key);
        },
        promising: ({ stats }) => stats.tier === "plan" && stats.launches.length <= stats.stockNodes,
        probe: async (memory, without) => {
          const inputs = twin(memory);
          if (inputs === undefined || without) return inputs && apart(inputs);
          let outputs: Promise<TensorValues[]> | undefined;
          host.alone(() =>
            replay(inputs, (fed) => {
              outputs = snapshot(host.stock(fed, outputNames));
            }),
          );
          return { inputs, outputs: (await outputs) ?? [] };
        },
        compare: async (outputs, memory) => court.differ(await snapshot(outputs), memory),
      },
      host.calls,
      clock,
      options,
    );
  },
});
