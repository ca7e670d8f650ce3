/** What an engine run did, as data and as text: which rules fired where, which nearly did and why not. */
import type { Exactness, Family, Missed, RewriteLog, RuleInfo } from "./rule.ts";

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
  /** Rules that nearly fired. What simple rules look for is everywhere; those that match a single op are left out. */
  readonly missed: readonly MissedRule[];
  /** Rules whose root op occurs, which neither fired nor nearly did. */
  readonly unmatched: readonly string[];
  /** Rules whose root op does not occur. */
  readonly untried: readonly string[];
}

/** Sums up a log of the rules that ran. */
export function explain(log: RewriteLog, rules: readonly RuleInfo[]): Explanation {
  const fired = rules.flatMap(({ name, family, about, exactness }): FiredRule[] => {
    const sites = log.fired.filter((f) => f.rule === name).map(({ node, replaced }) => ({ node, replaced }));
    return sites.length > 0 ? [{ rule: name, family, about, exactness, sites }] : [];
  });
  const missed = rules.flatMap((rule): MissedRule[] => {
    const sites = isSimple(rule) ? [] : log.missed.filter((m) => m.rule === rule.name);
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

/** Whether a rule matches single ops, so that its condition is all there is to it. */
function isSimple(rule: RuleInfo & { readonly spellings?: readonly { readonly args: readonly object[] }[] }): boolean {
  return rule.spellings?.every(({ args }) => args.every((arg) => !("args" in Object(arg)))) ?? false;
}

/** An explanation as plain text, a line per rule and the sites of a near miss below it. */
export function render({ fired, missed, unmatched, untried }: Explanation, sitesShown = 3): string {
  const width = Math.max(0, ...fired.map((f) => f.rule.length));
  const count = fired.reduce((n, f) => n + f.sites.length, 0);
  const lines = [`${count} rewrites by ${fired.length} rules`];
  for (const { rule, about, sites } of fired)
    lines.push(`  ${String(sites.length).padStart(4)}  ${rule.padEnd(width)}  ${about}`);
  if (missed.length > 0) lines.push("", "Near misses");
  for (const { rule, sites } of missed) {
    lines.push(`  ${rule}`);
    for (const { node, reason } of sites.slice(0, sitesShown)) lines.push(`        at "${node}": ${reason}`);
    if (sites.length > sitesShown) lines.push(`        and at ${sites.length - sitesShown} more`);
  }
  lines.push("", `${unmatched.length + untried.length} rules found nothing to do.`);
  return lines.join("\n");
}
