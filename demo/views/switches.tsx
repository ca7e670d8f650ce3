/** A switch for every family and every pattern: the plan follows at once, so that one fusion can be compared alone. */
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { plural } from "../format.ts";
import {
  DECLARATIONS,
  declarationByRule,
  type FamilyOfRules,
  RULE_FAMILIES,
  withDeclaration,
  withFamily,
} from "../rules.ts";
import { off, plan } from "../state.ts";
import { matches, NothingFound, SearchField, wantedIn } from "./search.tsx";

export function Switches(): VNode {
  const search = useSignal("");
  const fired = firedCounts();
  const wanted = wantedIn(search);
  const count = off.value.size;
  return (
    <section class="card" aria-labelledby="switches">
      <div class="title row">
        <h2 id="switches">Patterns</h2>
        <SearchField text={search} />
        <button
          type="button"
          disabled={count === 0}
          onClick={() => {
            off.value = new Set();
          }}
        >
          Switch all on
        </button>
      </div>
      <p class="facts">
        {count === 0
          ? "Everything is on. Switch a family or a pattern off to see and to time what it does."
          : `${plural(count, "switch")} off; the next comparison runs without them.`}
      </p>
      <div class="families" data-testid="switches">
        {RULE_FAMILIES.map((family) => (
          <FamilySwitch key={family.id} family={family} fired={fired} wanted={wanted} />
        ))}
      </div>
      {!DECLARATIONS.some((d) => matches(d, wanted)) && <NothingFound />}
    </section>
  );
}

/** How often each declaration fired in the plan that is shown. */
function firedCounts(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { rule } of plan.value?.fired ?? []) {
    const id = declarationByRule(rule)?.id;
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

interface FamilyProps {
  readonly family: FamilyOfRules;
  readonly fired: ReadonlyMap<string, number>;
  readonly wanted: string;
}

function FamilySwitch({ family, fired, wanted }: FamilyProps): VNode | null {
  const open = useSignal(false);
  const matching = family.declarations.filter((d) => matches(d, wanted));
  if (matching.length === 0) return null;
  const familyOff = off.value.has(family.id);
  const some = !familyOff && family.declarations.some((d) => off.value.has(d.id));
  const count = family.declarations.reduce((sum, d) => sum + (fired.get(d.id) ?? 0), 0);
  const sorted = matching.toSorted((a, b) => (fired.get(b.id) ?? 0) - (fired.get(a.id) ?? 0));
  const shown = open.value || wanted !== "";
  return (
    <div>
      <div class="head">
        <input
          type="checkbox"
          checked={!familyOff}
          indeterminate={some}
          aria-label={`Use ${family.title}`}
          data-switch={family.id}
          onChange={(e) => {
            off.value = withFamily(off.value, family, e.currentTarget.checked);
          }}
        />
        <button
          type="button"
          aria-expanded={shown}
          onClick={() => {
            open.value = !open.value;
          }}
        >
          <span class="family">{family.title}</span>
          <span class="count">{count > 0 ? `${count} here` : ""}</span>
        </button>
      </div>
      {shown && (
        <ul>
          {sorted.map((d) => (
            <li key={d.id}>
              <label>
                <input
                  type="checkbox"
                  checked={!familyOff && !off.value.has(d.id)}
                  data-switch={d.id}
                  onChange={(e) => {
                    off.value = withDeclaration(off.value, family, d.id, e.currentTarget.checked);
                  }}
                />
                <span>
                  <b>{d.id}</b> <small>{d.about}</small>
                </span>
                <span class="count">{fired.get(d.id) ?? ""}</span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
