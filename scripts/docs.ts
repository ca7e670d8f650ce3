/** Writes docs/patterns.md from the declarations of all rules. With `--check`, fails where the file differs from what it would write. */
import { readFile, writeFile } from "node:fs/promises";
import { PHASES, REWRITES } from "../patterns/index.ts";
import type { Graph } from "../src/graph/graph.ts";
import { rewrite } from "../src/rewrite/driver.ts";
import { exampleGraph } from "../src/rewrite/example.ts";
import { describeInput, mermaid, notation } from "../src/rewrite/print.ts";
import { type Exactness, FAMILIES, type Family, type Rule, type RuleInfo } from "../src/rewrite/rule.ts";
import type { Example } from "../src/rewrite/term.ts";

/** Rules of one engine, and how to run one of them on its examples. */
interface Engine<R extends RuleInfo = RuleInfo> {
  readonly rules: readonly R[];
  examplesOf(rule: R): readonly Example[];
  run(graph: Graph, rule: R): void;
}

const rewriting: Engine<Rule> = {
  rules: REWRITES,
  examplesOf: (rule) => rule.examples,
  run: (graph, rule) => void rewrite(graph, [{ name: rule.name, about: "", rules: [rule] }], { enable: [rule.name] }),
};
const ENGINES: readonly Engine[] = [rewriting];

const EXACTNESS: Readonly<Record<Exactness, string>> = {
  X: "exact, up to the sign of zero",
  A: "equal but for rounding",
  S: "equal but for rounding and special values (NaN, infinities, overflow)",
  N: "not equal everywhere; off unless enabled by name",
};
/** More spellings than this are counted, not listed. */
const LISTED = 12;

const file = new URL("../docs/patterns.md", import.meta.url);
const text = `${document()
  .join("\n")
  .replace(/\n{3,}/g, "\n\n")
  .trim()}\n`;
if (!process.argv.includes("--check")) await writeFile(file, text);
else if ((await readFile(file, "utf8").catch(() => "")) !== text) {
  console.error("docs/patterns.md is stale: run `npx tsx scripts/docs.ts`.");
  process.exitCode = 1;
}

function document(): string[] {
  const families = (Object.keys(FAMILIES) as Family[]).filter((f) =>
    ENGINES.some((e) => e.rules.some((r) => r.family === f)),
  );
  return [
    "# Patterns",
    "",
    "<!-- Written by scripts/docs.ts from the declarations in patterns/. Do not edit. -->",
    "",
    `${ENGINES.reduce((n, e) => n + e.rules.length, 0)} rules. Each is a declaration in \`patterns/\`, from which its tests and this page are made;`,
    "[add a pattern](add-a-pattern.md) says how. Any rule can be switched off by name.",
    "",
    "Defaults that hold for every rule: operands of commutative ops match in either order; interior values have no other reader and are not",
    "outputs of the model; no node has control edges; values are float32 unless said otherwise.",
    "",
    "## Phases",
    "",
    "Each phase runs its rules, together with those of the phases before it, until nothing changes.",
    "",
    "| phase | what for | rules |",
    "|---|---|---|",
    ...PHASES.map((p) => `| ${p.name} | ${p.about} | ${p.rules.length} |`),
    ...families.flatMap(family),
  ];
}

function family(key: Family): string[] {
  const entries = ENGINES.flatMap((engine) =>
    engine.rules.filter((r) => r.family === key).map((rule) => ({ engine, rule })),
  );
  return [
    "",
    `## ${FAMILIES[key]}`,
    "",
    "| rule | what | exactness |",
    "|---|---|---|",
    ...entries.map(
      ({ rule }) => `| [${rule.name}](#${rule.name}) | ${rule.about.replaceAll("|", "\\|")} | ${rule.exactness} |`,
    ),
    ...entries.flatMap(({ engine, rule }) => section(engine, rule)),
  ];
}

function section(engine: Engine, rule: RuleInfo): string[] {
  const examples = engine.examplesOf(rule);
  const [first] = examples;
  const lines = ["", `### ${rule.name}`, "", rule.about, "", `Result: ${EXACTNESS[rule.exactness]}.`];
  if (!first) return lines;
  const inputs = Object.entries(first.inputs).map(([name, spec]) => `\`${name}\` ${describeInput(spec)}`);
  lines.push("", `Inputs: ${inputs.join("; ")}.`, "");
  lines.push("```text", ...examples.slice(0, LISTED).map((e) => notation(e.before)));
  if (examples.length > LISTED) lines.push(`… and ${examples.length - LISTED} more spellings`);
  lines.push("```", "", ...diagram(engine, rule, first));
  return lines;
}

function diagram(engine: Engine, rule: RuleInfo, example: Example): string[] {
  const { graph } = exampleGraph(example);
  const before = mermaid(graph, "before", "b");
  engine.run(graph, rule);
  return ["```mermaid", "flowchart LR", ...before, ...mermaid(graph, "after", "a"), "```"];
}
