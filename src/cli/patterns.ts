/** `graphweld patterns`: every rule that there is. */
import { defineCommand } from "citty";
import { print, printJson } from "./output.ts";

export const patterns = defineCommand({
  meta: { name: "patterns", description: "Lists the rewrite and fusion rules." },
  args: { json: { type: "boolean", default: false, description: "print a JSON array" } },
  async run({ args }) {
    const { RULES } = await import("./rules.ts");
    if (args.json) {
      printJson(RULES.map(({ name, family, about, exactness }) => ({ id: name, family, about, exactness })));
      return;
    }
    const { FAMILIES } = await import("../rewrite/rule.ts");
    const sections = Object.entries(FAMILIES).flatMap(([family, title]) => {
      const members = RULES.filter((r) => r.family === family);
      const lines = members.map(({ name, about, exactness }) => `  ${name} [${exactness}]  ${about}`);
      return members.length > 0 ? [[`${family} ${title}`, ...lines].join("\n")] : [];
    });
    print([...sections, `${RULES.length} rules`].join("\n\n"));
  },
});
