/** The page about flags, made from the table in the code: `tsx scripts/docs-flags.ts` writes it. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FLAGS } from "../src/hook/flags.ts";

export const FLAGS_PAGE: string = fileURLToPath(new URL("../docs/flags.md", import.meta.url));

/** The page's text. */
export function flagsPage(): string {
  const rows = Object.entries(FLAGS).map(
    ([name, { value, about }]) => `| \`${name}\` | \`${JSON.stringify(value)}\` | ${about} |`,
  );
  return `# Flags

Graphweld's switches are flags of TensorFlow.js. Set them in code after the import, \`tf.env().set("GRAPHWELD_VERBOSE", true)\`,
or in a page's address, \`?tfjsflags=GRAPHWELD_VERBOSE:true\`. Unless said otherwise, they apply to plans made from then on.

| Flag | Default | What it does |
|---|---|---|
${rows.join("\n")}
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && readFileSync(FLAGS_PAGE, "utf8") !== flagsPage())
  writeFileSync(FLAGS_PAGE, flagsPage());
