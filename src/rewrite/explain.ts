/** What an engine run did, as data and as text: which rules fired where, which nearly did and why not. */
import type { Exactness, Family, Missed, RewriteLog, RuleInfo } from "./rule.ts";
import { type OpTerm, opTerms } from "./term.ts";

/** A rule that fired. */
export interface FiredRule {
  readonly rule: string;
  readonly family: Family;
  readonly about: string;
  readonly exactness: Exactness;
  readonly sites: readonly { readonly node: string; readonly replaced: readonly string[] }[];
}
/** Sites that one reason kept a rule from. */
export interface MissedRule {
  readonly rule: string;
  readonly sites: readonly Missed[];
}

export interface Explanation {
  /** Most sites first. */
  readonly fired: readonly FiredRule[];
  /** Rules that nearly fired. */
  readonly missed: readonly MissedRule[];
  /** Rules whose root op occurs, which neither fired nor nearly did. */
  readonly unmatched: readonly string[];
  /** Rules whose root op does not occur. */
  readonly untried: readonly string[];
}

/** Sums up a log of the rules that ran. */
export function explain(log: Pick<RewriteLog, "fired" | "missed" | "tried">, rules: readonly RuleInfo[]): Explanation {
  const fired = rules.flatMap(({ name, family, about, exactness }): FiredRule[] => {
    const sites = log.fired.filter((f) => f.rule === name).map(({ node, replaced }) => ({ node, replaced }));
    return sites.length > 0 ? [{ rule: name, family, about, exactness, sites }] : [];
  });
  const missed = rules.flatMap((rule): MissedRule[] => {
    const sites = log.missed.filter((m) => m.rule === rule.name && isTelling(rule, m));
    return sites.length > 0 ? [{ rule: rule.name, sites }] : [];
  });
  const seen = new Set([...log.fired, ...log.missed].map(({ rule }) => rule));
  const quiet = rules.map((r) => r.name).filter((name) => !seen.has(name));
  return {
    fired: fired.sort((a, b) => b.sites.length - a.sites.length),
    missed,
    unmatched: quiet.filter((name) => log.tried.has(name)),
    untried: quiet.filter((name) => !log.tried.has(name)),
  };
}

/** The number of ops that a rule's shortest spelling has; of rules that are no patterns, any number. */
function sizeOf({ spellings }: RuleInfo & { readonly spellings?: readonly OpTerm[] }): number {
  return Math.min(...(spellings ?? []).map((s) => opTerms(s).length));
}

/**
 * Whether a miss tells a reader something. What single ops look for is everywhere, and where one of two ops wants a constant,
 * a graph without is another graph rather than a near miss.
 */
const isTelling = (rule: RuleInfo, { reason }: Missed): boolean =>
  sizeOf(rule) > (reason.endsWith("is not constant") ? 2 : 1);

/** An explanation as plain text, a line per rule and the sites of a near miss below it. */
export function render({ fired, missed, unmatched, untried }: Explanation, sitesShown = 3): string {
  const width = Math.max(0, ...fired.map((f) => f.rule.length));
  const count = fired.reduce((n, f) => n + f.sites.length, 0);
  const lines = [`${plural(count, "rewrite")} by ${plural(fired.length, "rule")}`];
  for (const { rule, about, sites } of fired)
    lines.push(`  ${String(sites.length).padStart(4)}  ${rule.padEnd(width)}  ${about}`);
  if (missed.length > 0) lines.push("", "Near misses");
  for (const { rule, sites } of missed) {
    lines.push(`  ${rule}`);
    for (const { node, reason } of sites.slice(0, sitesShown)) lines.push(`        at "${node}": ${reason}`);
    if (sites.length > sitesShown) lines.push(`        and at ${sites.length - sitesShown} more`);
  }
  lines.push("", `${plural(unmatched.length + untried.length, "rule")} found nothing to do.`);
  return lines.join("\n");
}

const plural = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? "" : "s"}`;
