/**
 * Each sentence with which a rule, or an engine, says why it leaves a graph alone has a graph in some spec that is left for that
 * reason. Sentences are found in the sources, so a condition that nobody wrote a near miss for is found too.
 *
 * The conditions of patterns have a spec of their own (`test/patterns/variants.test.ts`), which asks more: that each decides alone.
 */
import "../../support/recorded.ts";
import { readdir, readFile } from "node:fs/promises";
import { expect } from "chai";
import type { Suite } from "mocha";
import ts from "typescript";
import { recorded } from "../../support/recorded.ts";
import "../../patterns/early-channels.test.ts";
import "../../patterns/factors.test.ts";
import "../../patterns/grouping.test.ts";
import "../../patterns/groupings.test.ts";
import "../../patterns/merges.test.ts";
import "../../patterns/moved.test.ts";
import "../../patterns/reasons.test.ts";
import "../../patterns/refusals.test.ts";
import "../../patterns/recomposition.test.ts";
import "../../patterns/rewrites.test.ts";
import "../../patterns/variants.test.ts";
import "../../rewrite/driver.test.ts";
import "../../rewrite/never.test.ts";

const ROOT = new URL("../../../", import.meta.url);

/** The sentences of a source as patterns for what they say, with the line of each. */
function sentences(file: string, text: string): [where: string, says: RegExp][] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: [string, RegExp][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === "pattern") return;
    const says = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node) ? sentence(node) : undefined;
    if (says === undefined || !isAnswer(node)) {
      ts.forEachChild(node, visit);
      return;
    }
    const { line } = source.getLineAndCharacterOfPosition(node.getStart());
    found.push([`${file}:${line + 1} ${says.source}`, says]);
  };
  visit(source);
  return found;
}

/** What a literal says, if it is a sentence; what is put into it may be anything. */
function sentence(node: ts.StringLiteralLike | ts.TemplateExpression): RegExp | undefined {
  const parts = ts.isTemplateExpression(node)
    ? [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)]
    : [node.text];
  if (!parts.join("x").includes(" ")) return undefined;
  return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".+")}$`);
}

/** Whether a function gives a literal for its answer where a condition fails: it is no argument, title or description. */
function isAnswer(node: ts.Node): boolean {
  let conditional = false;
  for (let at = node, { parent } = node; parent; [at, parent] = [parent, parent.parent]) {
    if (ts.isConditionalExpression(parent)) conditional ||= parent.condition !== at;
    else if (ts.isBinaryExpression(parent)) conditional = true;
    else if (ts.isReturnStatement(parent) || ts.isArrowFunction(parent)) return true;
    else if (ts.isVariableDeclaration(parent) || ts.isArrayLiteralExpression(parent)) return conditional;
    else if (!ts.isParenthesizedExpression(parent)) return false;
  }
  return false;
}

describe("reasons", () => {
  it("have a near miss each", async function () {
    // Filtered runs say nothing.
    const unfinished = (suite: Suite): boolean =>
      suite.tests.some(
        (t) => t !== this.test && t.state === undefined && /rule|condition|rewriting|group/.test(t.fullTitle()),
      ) || suite.suites.some(unfinished);
    let root = this.test?.parent as Suite;
    while (root.parent) root = root.parent;
    if (process.argv.some((a) => /^(-g|--grep|-f|--fgrep)$/.test(a)) && unfinished(root)) this.skip();

    const folders = ["patterns/", "src/rewrite/", "src/rewrite/grouping/"];
    const files = await Promise.all(
      folders.map(async (folder) => (await readdir(new URL(folder, ROOT))).map((name) => folder + name)),
    );
    const all = await Promise.all(
      files
        .flat()
        // How terms are written, which is no answer.
        .filter((file) => file.endsWith(".ts") && !file.endsWith("/print.ts"))
        .map(async (file) => sentences(file, await readFile(new URL(file, ROOT), "utf8"))),
    );
    expect(all.flat().length).to.be.above(100);
    const said = [...recorded];
    const missing = all.flat().flatMap(([where, says]) => (said.some((reason) => says.test(reason)) ? [] : [where]));
    expect(missing.join("\n")).to.equal("");
  });
});
