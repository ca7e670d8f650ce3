/** How an entry wins trust on a backend that computes and reads back in its own time. Loaded with such a backend's engine. */
import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import type { AsyncPlanner, Plan } from "../../runtime/runner.ts";
import { clock } from "../clock.ts";
import type { TensorValues } from "../compare.ts";
import { type Court, type Memory, replay, twin } from "../entry.ts";
import { disabledRules } from "../flags.ts";
import type { Answering, TrustOptions } from "../trust.ts";
import { settle, snapshot } from "./snapshot.ts";
import { AsyncTrust } from "./trust.ts";

/** An engine whose plans are built and checked in the background only. */
export interface AsyncEngine {
  readonly trust: (court: Court, options: TrustOptions) => Answering<NamedTensorMap, Tensor[], Plan>;
}

export const asyncEngine = (planner: AsyncPlanner): AsyncEngine => ({
  trust(court, options) {
    const { host, signature } = court;
    const outputNames = signature.outputs as string[];
    return new AsyncTrust<NamedTensorMap, Tensor[], Plan, Memory>(
      {
        ...court.common,
        settle,
        build: async () => court.built(await planner(host.model, signature.call, { disable: disabledRules() })),
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
        probe: async (memory) => {
          const inputs = twin(memory);
          if (inputs === undefined) return undefined;
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
