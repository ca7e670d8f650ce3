/** Finds the weights of layers among those of a file. */
import type { ConstantTensor } from "../../graph/types.ts";
import type { FindWeight } from "../../layers/builder.ts";

/** Weights by what a file calls them. */
export type Stored = ReadonlyMap<string, ConstantTensor>;

/**
 * By names such as `bidirectional/forward_lstm/lstm_cell/kernel:0`. They end with the weight's own and mention the layer, and as a rule
 * the models and wrappers around it; where several do, the one that mentions most of them from the inside out is meant.
 */
export function byName(stored: Stored): FindWeight {
  const named = [...stored.keys()].map((name) => ({ name, parts: name.replace(/:\d+$/, "").split("/") }));
  return (path, weight) => {
    const [layer, around] = [path.at(-1), path.at(-2)];
    const rated = named
      .filter(({ parts }) => parts.at(-1) === weight)
      // What a wrapper wraps is not always mentioned.
      .filter(({ parts }) => parts.includes(layer as string) || (around !== undefined && parts.at(-2) === around))
      // Inner names weigh more; of names that mention the same, the one that mentions least besides;
      // of these, the one in the outermost's group, for `.h5` holds a layer of several models once for each.
      .map(({ name, parts }) => ({
        name,
        rate:
          path.reduce((n, one, i) => n + (parts.includes(one) ? 2 ** i : 0), 0) -
          parts.filter((part) => !path.includes(part)).length / 2 ** 10 +
          (parts[0] === path[0] ? 2 ** -11 : 0),
      }));
    const most = Math.max(...rated.map(({ rate }) => rate));
    const best = rated.filter(({ rate }) => rate === most);
    const [found] = best;
    return best.length === 1 && found
      ? { name: found.name.replace(/:\d+$/, ""), value: stored.get(found.name) as ConstantTensor }
      : undefined;
  };
}
