/** `graphweld patterns`: every rule that there is. */
import { defineCommand } from "citty";
import { GROUPINGS } from "../../patterns/grouping-index.ts";
import { PHASES } from "../../patterns/index.ts";
import { FAMILIES, type RuleInfo } from "../rewrite/rule.ts";

export const patterns = defineCommand({
  meta: { name: "patterns", description: "Lists the rewrite and fusion rules." },
  args: { json: { type: "boolean", default: false, description: "print a JSON array" } },
  run({ args }) {
    const rules: RuleInfo[] = [...PHASES.flatMap((p) => p.rules), ...GROUPINGS];
    if (args.json) {
      console.log(JSON.stringify(rules.map(({ name, family, about, exactness }) => ({ id: name, family, about, exactness })), null, 2));
      return;
    }
    for (const [family, title] of Object.entries(FAMILIES)) {
      const members = rules.filter((r) => r.family === family);
      if (members.length === 0) continue;
      console.log(`\n${family} ${title}`);
      for (const { name, about, exactness } of members) console.log(`  ${name} [${exactness}]  ${about}`);
    }
    console.log(`\n${rules.length} rules`);
  },
});
