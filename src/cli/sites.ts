/** Sites of rules in words: a line for each kind of site, with how many there are and the first. */
import type { Fired, Missed } from "../rewrite/rule.ts";

/** A line for each rule that fired. */
export const matchLines = (fired: readonly Fired[]): string[] =>
  grouped(fired, ({ rule }) => rule).map(([first, count]) => `${times(count)} ${first.rule} ${placed(first, count)}`);

/** A line for each rule that nearly fired and the reason why not, whichever nodes the reason names. */
export const missLines = (missed: readonly Missed[]): string[] =>
  grouped(missed, ({ rule, reason }) => `${rule}\n${reason.replace(/"[^"]*"/g, "")}`).map(
    ([first, count]) => `${times(count)} ${first.rule} ${placed(first, count)}: ${first.reason}`,
  );

/** A count, in a column. */
export const times = (n: number): string => `  ${String(n).padStart(4)} ×`;

const placed = ({ node }: { readonly node: string }, count: number): string =>
  `at "${node}"${count > 1 ? ` and ${count - 1} more` : ""}`;

/** The first of each group, and how many it has. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): [T, number][] {
  const groups = new Map<string, [T, number]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group[1]++;
    else groups.set(keyOf(item), [item, 1]);
  }
  return [...groups.values()];
}
