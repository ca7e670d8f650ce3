/** Bind groups of a plan's dispatches: made once, or, for tensors of the caller's, kept while those come again. */

/** Where a buffer comes from: one of the plan's own, or a tensor of the run under way. */
export type Source = GPUBuffer | (() => GPUBuffer);

export const bufferIn = (source: Source): GPUBuffer => (typeof source === "function" ? source() : source);

/** How many bind groups to keep for a dispatch that binds tensors of the caller's. */
const RECENT = 4;

/** The group that `bind` makes of the sources' buffers; where one is known in a run only, what gives it then. */
export function groupOf(
  sources: readonly Source[],
  bind: (buffers: readonly GPUBuffer[]) => GPUBindGroup,
): GPUBindGroup | (() => GPUBindGroup) {
  const given = sources.filter((s) => typeof s === "function");
  if (given.length === 0) return bind(sources as readonly GPUBuffer[]);
  const recent: { readonly theirs: readonly GPUBuffer[]; readonly bound: GPUBindGroup }[] = [];
  return () => {
    const theirs: GPUBuffer[] = [];
    for (const one of given) theirs.push(one());
    for (const known of recent) {
      let i = 0;
      while (i < theirs.length && known.theirs[i] === theirs[i]) i++;
      if (i === theirs.length) return known.bound;
    }
    let next = 0;
    const bound = bind(sources.map((s) => (typeof s === "function" ? (theirs[next++] as GPUBuffer) : s)));
    recent.unshift({ theirs, bound });
    recent.length = Math.min(recent.length, RECENT);
    return bound;
  };
}
