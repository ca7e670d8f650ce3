/**
 * Writes docs/patterns.md and docs/grouping.md from the declarations of all rules. With `--check`, fails where a file differs
 * from what it would write. Either way, code that docs/add-a-pattern.md quotes must be in the file that it names.
 */
import { readFile, writeFile } from "node:fs/promises";
import { GROUPINGS, PHASES, REWRITES } from "../patterns/index.ts";
import type { Graph } from "../src/graph/graph.ts";
import { declarations } from "../src/rewrite/declarations.ts";
import { rewrite } from "../src/rewrite/driver.ts";
import { exampleGraph } from "../src/rewrite/example.ts";
import type { Grouping } from "../src/rewrite/grouping/rule.ts";
import { group } from "../src/rewrite/grouping.ts";
import { describeInput, mermaid, notation } from "../src/rewrite/print.ts";
import { type Exactness, FAMILIES, type Family, type Rule, type RuleInfo } from "../src/rewrite/rule.ts";
import type { Example } from "../src/rewrite/term.ts";

const EXACTNESS: Readonly<Record<Exactness, string>> = {
  X: "exact, up to the sign of zero",
  A: "equal but for rounding",
  S: "equal but for rounding and special values (NaN, infinities, overflow)",
  N: "not equal everywhere; off unless enabled by name",
};
/** More spellings than this are counted, not listed. */
const LISTED = 12;

await publish("patterns.md", document());
await publish("grouping.md", groupings());

const guide = await readFile(new URL("../docs/add-a-pattern.md", import.meta.url), "utf8");
for (const [, source, code] of guide.matchAll(/<!-- from (\S+) -->\n```ts\n(.*?)```/gs)) {
  if ((await readFile(new URL(`../${source}`, import.meta.url), "utf8")).includes(code as string)) continue;
  console.error(`docs/add-a-pattern.md quotes code that is no longer in ${source}.`);
  process.exitCode = 1;
}

/** Writes a page, or compares it with what is there. */
async function publish(name: string, lines: readonly string[]): Promise<void> {
  const file = new URL(`../docs/${name}`, import.meta.url);
  const text = `${lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
  if (!process.argv.includes("--check")) return writeFile(file, text);
  if ((await readFile(file, "utf8").catch(() => "")) === text) return;
  console.error(`docs/${name} is stale: run \`npx tsx scripts/docs.ts\`.`);
  process.exitCode = 1;
}

function familiesOf(rules: readonly RuleInfo[]): Family[] {
  return (Object.keys(FAMILIES) as Family[]).filter((f) => rules.some((r) => r.family === f));
}

function document(): string[] {
  const rules: readonly RuleInfo[] = [...REWRITES, ...GROUPINGS];
  return [
    "# Patterns",
    "",
    "<!-- Written by scripts/docs.ts from the declarations in patterns/. Do not edit. -->",
    "",
    `${declarations(REWRITES, GROUPINGS).length} declarations that make ${rules.length} rules, in \`patterns/\`; their tests and this page are made from the declarations.`,
    "[Add a pattern](add-a-pattern.md) says how. Any rule can be switched off by name.",
    "",
    "## Rewriting",
    "",
    `${REWRITES.length} rules replace one small graph by another. For each of them: operands of commutative ops match in either order;`,
    "interior values have no other reader and are not outputs of the model; no node has control edges; values are float32 unless said",
    "otherwise. A phase runs its rules, together with those of the phases before it, until nothing changes.",
    "",
    "| phase | what for | rules |",
    "|---|---|---|",
    ...PHASES.map((p) => `| ${p.name} | ${p.about} | ${p.rules.length} |`),
    "",
    "## Grouping",
    "",
    `${GROUPINGS.length} rules turn ops into kernels, after rewriting, and let kernels take in the ops around them. Many differ in one op only;`,
    "they are listed with the graph that each is tested on, and [drawn](grouping.md) before and after.",
    ...familiesOf(rules).flatMap(family),
  ];
}

function groupings(): string[] {
  return [
    "# Grouping rules",
    "",
    "<!-- Written by scripts/docs.ts from the declarations in patterns/. Do not edit. -->",
    "",
    "What each rule that makes or extends a kernel does to the graph that it is tested on. A kernel lists the ops that it computes.",
    "The other rules are [described](patterns.md) with their inputs and spellings.",
    ...familiesOf(GROUPINGS).flatMap((key) => [
      "",
      `## ${FAMILIES[key]}`,
      ...GROUPINGS.filter((r) => r.family === key).flatMap(({ name, about, example }) => [
        "",
        `### ${name}`,
        "",
        about,
        "",
        ...picture(example, (graph) => group(graph, GROUPINGS)),
      ]),
    ]),
  ];
}

/** A diagram of an example's graph before and after what changes it. */
function picture(example: Example, change: (graph: Graph) => void): string[] {
  const { graph } = exampleGraph(example);
  const before = mermaid(graph, "before", "b");
  change(graph);
  return ["```mermaid", "flowchart LR", ...before, ...mermaid(graph, "after", "a"), "```"];
}

function family(key: Family): string[] {
  const rewrites = REWRITES.filter((r) => r.family === key);
  const groupings = GROUPINGS.filter((r) => r.family === key);
  return [
    "",
    `## ${FAMILIES[key]}`,
    ...table(["rule", "what", "exactness"], rewrites, (r) => [`[${r.name}](#${r.name})`, r.about, r.exactness]),
    ...table(["grouping rule", "what", "graph", "kernel"], groupings, (r) => [
      `[${r.name}](grouping.md#${r.name})`,
      r.about,
      `\`${notation(r.example.before)}\``,
      `\`${r.kernel}\``,
    ]),
    ...rewrites.flatMap(section),
  ];
}

function table<R extends Rule | Grouping>(
  head: readonly string[],
  rules: readonly R[],
  cells: (rule: R) => readonly string[],
): string[] {
  const line = (texts: readonly string[]): string => `| ${texts.map((t) => t.replaceAll("|", "\\|")).join(" | ")} |`;
  return rules.length === 0
    ? []
    : ["", line(head), `|${"---|".repeat(head.length)}`, ...rules.map((r) => line(cells(r)))];
}

function section(rule: Rule): string[] {
  const [first] = rule.examples;
  const lines = ["", `### ${rule.name}`, "", rule.about, "", `Result: ${EXACTNESS[rule.exactness]}.`];
  if (!first) return lines;
  const inputs = Object.entries(first.inputs).map(([name, spec]) => `\`${name}\` ${describeInput(spec)}`);
  lines.push("", `Inputs: ${inputs.join("; ")}.`, "");
  lines.push("```text", ...rule.examples.slice(0, LISTED).map((e) => notation(e.before)));
  if (rule.examples.length > LISTED) lines.push(`… and ${rule.examples.length - LISTED} more spellings`);
  const alone = [{ name: rule.name, about: "", rules: [rule] }];
  lines.push("```", "", ...picture(first, (graph) => rewrite(graph, alone, { enable: [rule.name] })));
  return lines;
}
