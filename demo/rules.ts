/** All rules as the page shows and switches them: families, declarations, and the rules that these expand to. */
import { GROUPINGS, REWRITES } from "../patterns/index.ts";
import { type Declaration, declarations } from "../src/rewrite/declarations.ts";
import type { Grouping } from "../src/rewrite/grouping/rule.ts";
import { FAMILIES, type Family, type Rule } from "../src/rewrite/rule.ts";

export type AnyRule = Rule | Grouping;

export const DECLARATIONS: readonly Declaration[] = declarations(REWRITES, GROUPINGS);

export interface FamilyOfRules {
  readonly id: Family;
  readonly title: string;
  readonly declarations: readonly Declaration[];
}
export const RULE_FAMILIES: readonly FamilyOfRules[] = (Object.keys(FAMILIES) as Family[])
  .map((id) => ({ id, title: FAMILIES[id], declarations: DECLARATIONS.filter((d) => d.family === id) }))
  .filter((f) => f.declarations.length > 0);

const byName = new Map<string, AnyRule>([...GROUPINGS, ...REWRITES].map((r) => [r.name, r]));
export const ruleByName = (name: string): AnyRule | undefined => byName.get(name);

const declarationOf = new Map(DECLARATIONS.flatMap((d) => d.rules.map((rule) => [rule, d] as const)));
/** The declaration that made a rule. */
export const declarationByRule = (rule: string): Declaration | undefined => declarationOf.get(rule);

/** Names of the rules that are off when these families and declarations are. */
export function rulesOff(off: ReadonlySet<string>): string[] {
  return DECLARATIONS.filter((d) => off.has(d.family) || off.has(d.id)).flatMap((d) => [...d.rules]);
}

/** The switches with a family's turned: a family's own switch goes before those of its declarations. */
export function withFamily(
  off: ReadonlySet<string>,
  { id, declarations: own }: FamilyOfRules,
  on: boolean,
): Set<string> {
  const next = new Set(off);
  for (const d of own) next.delete(d.id);
  if (on) next.delete(id);
  else next.add(id);
  return next;
}

/** The switches with one declaration's turned. */
export function withDeclaration(off: ReadonlySet<string>, family: FamilyOfRules, id: string, on: boolean): Set<string> {
  const next = new Set(off);
  // What a family's switch says is said by its declarations, so that one of them can differ.
  if (next.delete(family.id)) for (const d of family.declarations) next.add(d.id);
  if (on) next.delete(id);
  else next.add(id);
  return family.declarations.every((d) => next.has(d.id)) ? withFamily(off, family, false) : next;
}
