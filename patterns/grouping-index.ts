/** Every rule of the grouping engine, in the order in which they are asked. */
import type { Grouping } from "../src/rewrite/grouping/rule.ts";
import { CONVERSIONS } from "./anchors.ts";
import { MOVEMENTS } from "./copies.ts";
import { DUAL_STORES } from "./dual-stores.ts";
import { EPILOGUES } from "./epilogues.ts";
import { INTEGERS } from "./integers.ts";
import { MERGES } from "./merges.ts";
import { MOVED } from "./moved.ts";
import { PLACEMENTS } from "./placements.ts";
import { PROLOGUES } from "./prologues.ts";
import { REGIONS } from "./regions.ts";

export const GROUPINGS: readonly Grouping[] = [
  ...CONVERSIONS,
  ...MOVEMENTS,
  ...PROLOGUES,
  ...MOVED,
  ...EPILOGUES,
  ...DUAL_STORES,
  ...REGIONS,
  ...INTEGERS,
  ...MERGES,
  ...PLACEMENTS,
];
