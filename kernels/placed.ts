/** Joins whose operands are computed where they belong, and parts of tensors that are read where they lie. */
import { copy } from "./copy.ts";
import type { CopyAttrs } from "./index-maps.ts";
import type { Kernel } from "./kernel.ts";

/** Attributes of the op `join`: a copy of which some regions, each all of an input, are in place when it starts. */
export interface JoinAttrs extends CopyAttrs {
  /** Indices of those regions. */
  readonly placed: readonly number[];
}

export const join: Kernel = {
  op: "join",
  lower(call, features) {
    const { regions, placed } = call.attrs as unknown as JoinAttrs;
    const moved = regions.filter((_, i) => !placed.includes(i));
    const lowered = copy.lower({ ...call, attrs: { ...call.attrs, regions: moved } }, features);
    if (typeof lowered === "string") return lowered;
    const within = regions.filter((_, i) => placed.includes(i));
    return { ...lowered, placed: within.map(({ input, outOffset }) => ({ input, offset: 4 * outOffset })) };
  },
};

/** A copy of one run of elements, for readers that can have them where they are: nothing happens. */
export const part: Kernel = {
  op: "part",
  lower(call, features) {
    const lowered = copy.lower(call, features);
    if (typeof lowered === "string") return lowered;
    const [region] = (call.attrs as unknown as CopyAttrs).regions;
    return { ...lowered, launches: [], viewAt: 4 * (region?.inOffset ?? 0) };
  },
};
