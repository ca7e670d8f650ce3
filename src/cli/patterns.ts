/** `graphweld patterns [MODEL.json]`: every rule that there is, and what each found in a model. */
import { defineCommand } from "citty";
import type { Declaration } from "../rewrite/declarations.ts";
import type { Sites } from "./explanation.ts";
import { Failure } from "./failure.ts";
import { readModel } from "./model-files.ts";
import { print, printJson } from "./output.ts";
import { progress } from "./progress.ts";
import { matchLines, missLines } from "./sites.ts";

export const patterns = defineCommand({
  meta: { name: "patterns", description: "Lists the rewrite and fusion rules, and where they apply in a model." },
  args: {
    model: { type: "positional", required: false, description: "model.json, or the folder that holds it" },
    json: { type: "boolean", default: false, description: "print a JSON array" },
  },
  async run({ args: { model, json } }) {
    const { DECLARATIONS, RULES } = await import("./rules.ts");
    const listed: readonly (Declaration | Sites)[] = model === undefined ? DECLARATIONS : await sitesIn(model);
    if (json) return printJson(listed.map(({ rules: _, ...declaration }) => declaration));
    const { FAMILIES } = await import("../rewrite/rule.ts");
    const sections = Object.entries(FAMILIES).flatMap(([family, title]) => {
      const lines = listed.filter((d) => d.family === family).flatMap(describe);
      return lines.length > 0 ? [[`${family} ${title}`, ...lines].join("\n")] : [];
    });
    const quiet = listed.filter((d) => "matched" in d && !found(d)).length;
    const rest = quiet > 0 ? `; ${quiet} of the declarations found nothing here` : "";
    print([...sections, `${DECLARATIONS.length} declarations, which make ${RULES.length} rules${rest}`].join("\n\n"));
  },
});

/** @throws Failure 1 where the model gets no plan, for nothing is matched then */
async function sitesIn(path: string): Promise<Sites[]> {
  const bar = progress("reading");
  try {
    await bar.update(0, 2);
    const artifacts = await readModel(path);
    await bar.update(1, 2, "planning");
    const { planOf, sitesOf } = await import("./explanation.ts");
    const plan = await planOf(artifacts);
    if ("reason" in plan) throw new Failure(`no rule runs on ${path}: ${plan.reason}`, 1);
    return sitesOf(plan.log);
  } finally {
    bar.stop();
  }
}

const found = ({ matched, nearMisses }: Sites): boolean => matched.length + nearMisses.length > 0;

/** A declaration; with a model, only where it found something, and its sites below it. */
function describe(declaration: Declaration | Sites): string[] {
  const { id, anchors, exactness, about } = declaration;
  if (!("matched" in declaration)) {
    const over = anchors.length > 0 ? ` (${anchors.join(", ")})` : "";
    return [`  ${id}${over} [${exactness}]  ${about}`];
  }
  if (!found(declaration)) return [];
  const { matched, nearMisses } = declaration;
  return [
    `  ${id} [${exactness}]  ${about}`,
    ...matchLines(matched).map((line) => `    matched  ${line}`),
    ...missLines(nearMisses).map((line) => `    near miss${line}`),
  ];
}
