/** Every rule that there is, whichever engine runs it. */
import { GROUPINGS, REWRITES } from "../../patterns/index.ts";
import { type Declaration, declarations } from "../rewrite/declarations.ts";
import type { RuleInfo } from "../rewrite/rule.ts";

export const RULES: readonly RuleInfo[] = [...REWRITES, ...GROUPINGS];
/** What they are made from. */
export const DECLARATIONS: readonly Declaration[] = declarations(REWRITES, GROUPINGS);
