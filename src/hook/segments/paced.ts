/** Has stock's executor leave turns of the event loop to the page while it runs a model with control flow. */
import type { Tensor } from "@tensorflow/tfjs-core";
import { STRETCH, turn } from "../../rewrite/steps.ts";

/** What the converter knows of a node: which of its operands are parameters, of which it reads the values. */
interface PlannedNode {
  readonly name: string;
  readonly inputs: readonly PlannedNode[];
  readonly children: readonly PlannedNode[];
  readonly inputParams: Readonly<Record<string, { readonly type: string; readonly inputIndexStart?: number }>>;
}

type Tensors = Readonly<Record<string, readonly (Tensor | undefined)[] | undefined>>;
interface Context {
  currentContext: unknown;
  readonly currentContextId: string;
}
type NodeDone = [node: PlannedNode, stack: unknown, context: Context, tensors: Tensors, ...rest: unknown[]];

interface Internals {
  /** Runs what can be run, and returns what is to be awaited before more can. */
  processStack(...state: unknown[]): Promise<unknown>[];
  /** Has the readers of a node run once all of their operands are there. */
  processChildNodes(...done: NodeDone): void;
}

/**
 * An executor that inherits from `executor`, which stays as it is. Where it has gone on for a stretch, or where a parameter has
 * been computed, which the next node would have the page wait for, it goes on later.
 */
export function paced<T extends object>(executor: T): T {
  const { processStack, processChildNodes } = executor as Partial<Internals>;
  if (!processStack || !processChildNodes) return executor;
  const pauses: Promise<void>[] = [];
  let start = performance.now();
  let pause: Promise<void> | undefined;
  // Nodes that wait for something else come to their pauses later.
  const settled = async (promises: readonly Promise<unknown>[]): Promise<void> => {
    for (let some = promises; some.length > 0 || pauses.length > 0; some = pauses.splice(0)) await Promise.all(some);
  };
  return Object.create(executor, {
    processStack: {
      value(...state: unknown[]) {
        return [settled(processStack.apply(this, state))];
      },
    },
    processChildNodes: {
      value(...done: NodeDone) {
        const [node, , context, tensors] = done;
        const { currentContext, currentContextId } = context;
        // A parameter may have been there for long, and another node may have moved it to the device since.
        const given = node.children
          .flatMap(parameters)
          .flatMap(({ name }) => tensors[`${name}-${currentContextId}`] ?? tensors[name] ?? [])
          .filter((tensor) => tensor && !tensor.isDisposed);
        if (performance.now() > start + STRETCH)
          pause ??= turn().then(() => {
            pause = undefined;
            start = performance.now();
          });
        if (!pause && given.length === 0) return processChildNodes.apply(this, done);
        pauses.push(
          Promise.all([pause, ...given.map((tensor) => tensor?.data())]).then(() => {
            context.currentContext = currentContext;
            processChildNodes.apply(this, done);
          }),
        );
      },
    },
  });
}

/** The nodes of which a node reads values. */
const parameters = ({ inputs, inputParams }: PlannedNode): PlannedNode[] =>
  Object.values(inputParams).flatMap(({ type, inputIndexStart: at }) =>
    at === undefined || /^tensors?$/.test(type) ? [] : (inputs.at(at) ?? []),
  );
