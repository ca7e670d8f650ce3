/** `graphweld patterns`: every rule that there is. */
import { defineCommand } from "citty";
import { print, printJson } from "./output.ts";

export const patterns = defineCommand({
  meta: { name: "patterns", description: "Lists the rewrite and fusion rules." },
  args: { json: { type: "boolean", default: false, description: "print a JSON array" } },
  async run({ args }) {
    const { DECLARATIONS, RULES } = await import("./rules.ts");
    if (args.json) {
      printJson(DECLARATIONS.map(({ rules: _, ...declaration }) => declaration));
      return;
    }
    const { FAMILIES } = await import("../rewrite/rule.ts");
    const sections = Object.entries(FAMILIES).flatMap(([family, title]) => {
      const members = DECLARATIONS.filter((d) => d.family === family);
      const lines = members.map(({ id, about, exactness, anchors }) => {
        const over = anchors.length > 0 ? ` (${anchors.join(", ")})` : "";
        return `  ${id}${over} [${exactness}]  ${about}`;
      });
      return members.length > 0 ? [[`${family} ${title}`, ...lines].join("\n")] : [];
    });
    print([...sections, `${DECLARATIONS.length} declarations, which make ${RULES.length} rules`].join("\n\n"));
  },
});
