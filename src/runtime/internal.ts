/** Graph models that Graphweld makes for itself, which the hook leaves alone. */

const internal = new WeakSet<object>();

/** Call before `load()`. */
export function markInternal(model: object): void {
  internal.add(model);
}

export const isInternal = (model: object): boolean => internal.has(model);
