/** A split model at work: its segments by plan where they are trusted, the rest by the stock executor. */
import type { GraphModel } from "@tensorflow/tfjs-converter";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Phase } from "../../rewrite/rule.ts";
import type { Steps } from "../../rewrite/steps.ts";
import { type RunRest, restRunner } from "../../runtime/split/run-rest.ts";
import { type Seen, type Segments, type SplitRequest, segmenting } from "../../runtime/split/segments.ts";
import { settling } from "../../runtime/split/settle.ts";
import { type RunSegment, restModel, runSegmentNode, SEGMENT_OP, segmentModel } from "../../runtime/split/splice.ts";
import { registrarOf } from "../copies.ts";
import type { ModelHook } from "../model-hook.ts";
import { type Executor, executorOf } from "../tfjs-internals.ts";

/** What a split needs of the model that it belongs to. */
export interface SplitHost {
  readonly model: GraphModel;
  readonly executor: Executor;
  /** Hooks a part of the model. */
  hookPart(model: GraphModel): ModelHook;
}

export class Split {
  readonly segments: Segments;
  /** The hook of each segment's model. */
  readonly hooks: readonly ModelHook[];
  /** It is for inputs of the shapes that were seen only. */
  readonly exact: boolean;
  readonly run: RunRest;
  readonly #rest: Executor;
  readonly #weightMap: Executor["weightMap"];
  readonly #source: Executor;

  private constructor(source: Executor, parts: Pick<Split, "segments" | "hooks" | "exact" | "run">, rest: GraphModel) {
    ({ segments: this.segments, hooks: this.hooks, exact: this.exact, run: this.run } = parts);
    this.#source = source;
    this.#weightMap = source.weightMap;
    this.#rest = executorOf(rest) as Executor;
  }

  /**
   * Splits a model in steps.
   * @param model the host's, without fused ops
   * @throws when the model's copy of TensorFlow.js is not known, or what is left of it cannot be loaded
   */
  static *making(
    host: SplitHost,
    model: GraphModel,
    request: SplitRequest,
    seen: Seen,
    fold: readonly Phase[],
  ): Steps<Split> {
    const registerOp = registrarOf(model);
    if (registerOp === undefined) throw new Error("its copy of TensorFlow.js is not known: give it to install(tf)");
    registerOp(SEGMENT_OP, runSegmentNode);
    const settled = yield* settling(model, request, seen);
    const { exact } = settled;
    yield;
    const segments = yield* segmenting(settled.model, request, settled.seen, fold);
    const hooks: ModelHook[] = [];
    const runs: RunSegment[] = [];
    try {
      for (const segment of segments.segments) {
        yield;
        const { model: part, inputs, outputs } = segmentModel(settled.model, segment);
        const hook = host.hookPart(part);
        hooks.push(hook);
        runs.push((tensors) =>
          hook.execute(Object.fromEntries(inputs.map((name, i) => [name, tensors[i] as Tensor])), [...outputs]),
        );
      }
      yield;
      const rest = restModel(settled.model, segments.segments, request, runs, settled.seen);
      return new Split(host.executor, { segments, hooks, exact, run: restRunner(model, rest) }, rest);
    } catch (error) {
      for (const hook of hooks) hook.restore();
      throw error;
    }
  }

  /** False when the model's weights are others than those it was made with. */
  get usable(): boolean {
    return this.#source.weightMap === this.#weightMap;
  }

  /** Weights that the stock executor reads around the segments. */
  get reads(): Tensor[] {
    const { graph, weightMap } = this.#rest;
    return Object.keys(graph.nodes).flatMap((name) => weightMap[name] ?? []);
  }

  /** Calls of segments that plans have answered. */
  get planned(): number {
    return this.hooks.reduce((sum, { calls }) => sum + calls.plan, 0);
  }

  /** Whether stock has to run all segments, as far as is known. */
  get hopeless(): boolean {
    return this.hooks.every(
      ({ entries }) => entries.length > 0 && entries.every(({ trust }) => trust.state === "rejected"),
    );
  }

  close(): void {
    for (const hook of this.hooks) hook.restore();
  }
}
