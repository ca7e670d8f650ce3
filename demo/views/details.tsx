/** Everything about one node: what it replaced, by which patterns, what it computes, and its code. */
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { NodeView } from "../../src/runtime/inspection.ts";
import { codeOf } from "../actions.ts";
import { nodeOf, partners, selected, type Which } from "../graph/selection.ts";
import { declarationByRule, RULE_FAMILIES, ruleByName, withDeclaration } from "../rules.ts";
import { backend, off, plan } from "../state.ts";

export function Details(): VNode {
  const at = selected.value;
  const node = at && nodeOf(at);
  return (
    <section class="card details" aria-labelledby="details" data-testid="details">
      <h2 id="details">{node ? `${node.op === "Placeholder" ? "Input" : node.op}` : "Details"}</h2>
      {node && at ? (
        <About node={node} which={at.which} />
      ) : (
        <p class="empty">{plan.value ? "Click a node in either graph." : "\u00a0"}</p>
      )}
    </section>
  );
}

function About({ node, which }: { readonly node: NodeView; readonly which: Which }): VNode {
  const others = partners(which, [node.id]);
  const other: Which = which === "after" ? "before" : "after";
  const launches = plan.value?.launches.filter((l) => which === "after" && l.nodes.includes(node.id)) ?? [];
  const reason = launches.find((l) => l.reason)?.reason;
  const code = launches.find((l) => l.code !== undefined)?.code;
  return (
    <>
      <p class="facts">
        <code>{node.name}</code> → {node.types.join(", ")}
      </p>
      {reason && <p class="why">Stock runs it: {reason}.</p>}
      {node.formula.length > 0 && (
        <>
          <h3>Computes for each element</h3>
          <pre class="formula">{node.formula.join("\n")}</pre>
        </>
      )}
      {node.rules.length > 0 && (
        <>
          <h3>Made by</h3>
          <ul class="made">
            {node.rules.map((rule) => (
              <Made key={rule} rule={rule} />
            ))}
          </ul>
        </>
      )}
      <h3>{which === "after" ? "Stands for" : "Is part of"}</h3>
      {others.length === 0 ? (
        <p class="why">
          {which === "after" ? "Nothing else." : "Nothing: it was folded into constants, or is not needed."}
        </p>
      ) : (
        <ul class="nodes">
          {others.map((id) => {
            const found = nodeOf({ which: other, id });
            return (
              <li key={id}>
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    selected.value = { which: other, id };
                  }}
                >
                  {found?.op}
                </button>{" "}
                <code>{found?.name}</code>
              </li>
            );
          })}
        </ul>
      )}
      {node.constants.length > 0 && (
        <details>
          <summary>Constants that it reads ({node.constants.length})</summary>
          <ul class="nodes">
            {node.constants.map((text) => (
              <li key={text}>
                <code>{text}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
      {code !== undefined && <Code key={code} code={code} />}
    </>
  );
}

/** A rule, with the switch of its declaration. */
function Made({ rule }: { readonly rule: string }): VNode {
  const declaration = declarationByRule(rule);
  const family = RULE_FAMILIES.find((f) => f.id === declaration?.family);
  return (
    <li>
      <b>{rule}</b> {ruleByName(rule)?.about}{" "}
      {declaration && family && (
        <button
          type="button"
          class="link"
          onClick={() => {
            off.value = withDeclaration(off.value, family, declaration.id, false);
          }}
        >
          Switch off
        </button>
      )}
    </li>
  );
}

function Code({ code }: { readonly code: number }): VNode {
  const text = useSignal<string | undefined>(undefined);
  const open = useSignal(false);
  useEffect(() => {
    if (!open.value || text.value !== undefined) return;
    codeOf(code).then(
      (source) => {
        text.value = source;
      },
      (error: unknown) => {
        text.value = `The code cannot be shown: ${error instanceof Error ? error.message : error}`;
      },
    );
  }, [open.value, code]);
  return (
    <details
      data-testid="code"
      onToggle={(e) => {
        open.value = e.currentTarget.open;
      }}
    >
      <summary>Generated {backend.value === "webgpu" ? "WGSL" : "WebAssembly"}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <pre class="code" tabIndex={0}>
        {text.value ?? "One moment…"}
      </pre>
    </details>
  );
}
