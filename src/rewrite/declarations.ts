/** The declarations behind the rules: what is written down once and expanded over anchors counts once. */
import type { Exactness, Family, RuleInfo } from "./rule.ts";

export interface Declaration {
  readonly id: string;
  readonly family: Family;
  /** Of the first rule, where one declaration makes several. */
  readonly about: string;
  readonly exactness: Exactness;
  /** What it is expanded over; empty where it is a rule as it stands. */
  readonly anchors: readonly string[];
  /** How many rules it makes. */
  readonly expanded: number;
  /** Names of those rules: what `explain` and per-rule switches call them. */
  readonly rules: readonly string[];
}

/** Groups rules by the declaration that made them, in order of their first rule. Engines are told apart. */
export function declarations(...engines: readonly (readonly RuleInfo[])[]): Declaration[] {
  return engines.flatMap((engine) => {
    const groups = new Map<string, RuleInfo[]>();
    for (const rule of engine) {
      const id = rule.declared?.name ?? rule.name;
      groups.set(id, [...(groups.get(id) ?? []), rule]);
    }
    return [...groups].map(([id, rules]) => {
      const [{ family, about, exactness }] = rules as [RuleInfo];
      const anchors = rules.flatMap((r) => r.declared?.anchor ?? []);
      return { id, family, about, exactness, anchors, expanded: rules.length, rules: rules.map((r) => r.name) };
    });
  });
}
