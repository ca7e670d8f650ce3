/** Where a pattern nearly fired, and what kept it from firing. */
import type { VNode } from "preact";
import { GROUPINGS, REWRITES } from "../../patterns/index.ts";
import { explain } from "../../src/rewrite/explain.ts";
import type { Missed } from "../../src/rewrite/rule.ts";
import { plural, shortName, withShortNames } from "../format.ts";
import { selected } from "../graph/selection.ts";
import { plan } from "../state.ts";

const SHOWN = 40;

interface Row {
  readonly rule: string;
  readonly reason: string;
  readonly nodes: string[];
}

export function Misses(): VNode {
  const rows = rowsOf();
  return (
    <section class="card" aria-labelledby="misses">
      <h2 id="misses">Near misses</h2>
      <p class="facts">
        {plan.value ? `${plural(rows.length, "condition")} kept a pattern from firing here.` : "\u00a0"}
      </p>
      <ul class="misses" data-testid="misses">
        {rows.slice(0, SHOWN).map(({ rule, reason, nodes }) => (
          <li key={`${rule} ${reason}`}>
            <b>{rule}</b> {withShortNames(reason)}{" "}
            <button type="button" class="link" title={nodes[0]} onClick={() => look(nodes[0] as string)}>
              {shortName(nodes[0] as string)}
            </button>
            {nodes.length > 1 && ` and ${nodes.length - 1} more`}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Near misses of one rule for one reason, whichever nodes the reason names, most first. */
function rowsOf(): Row[] {
  const now = plan.value;
  if (!now) return [];
  const { missed } = explain({ fired: [...now.fired], missed: [...now.missed], tried: new Map() }, [
    ...REWRITES,
    ...GROUPINGS,
  ]);
  const unsupported = now.missed.filter((m) => m.rule === "unsupported");
  const rows = new Map<string, Row>();
  for (const { rule, node, reason } of [...unsupported, ...missed.flatMap((m): readonly Missed[] => m.sites)]) {
    const key = `${rule} ${reason.replace(/"[^"]*"/g, "")}`;
    const row = rows.get(key);
    if (row) row.nodes.push(node);
    else rows.set(key, { rule, reason, nodes: [node] });
  }
  return [...rows.values()].sort((a, b) => b.nodes.length - a.nodes.length);
}

function look(name: string): void {
  for (const which of ["after", "before"] as const) {
    const found = plan.value?.[which].find((n) => n.name === name || n.origin.includes(name));
    if (!found) continue;
    selected.value = { which, id: found.id };
    document.getElementById("graphs")?.scrollIntoView({ block: "nearest" });
    return;
  }
}
