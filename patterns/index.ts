/** Interim. */
import type { Phase } from "../src/rewrite/rule.ts";
export const PHASES: readonly Phase[] = [];
