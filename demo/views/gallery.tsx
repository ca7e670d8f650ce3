/** Every pattern with the graph that it was declared on, before and after: nothing here is written by hand. */
import { useSignal } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { plural } from "../format.ts";
import { pictureOf } from "../graph/example.ts";
import { DECLARATIONS, type FamilyOfRules, RULE_FAMILIES, ruleByName } from "../rules.ts";
import { matches, NothingFound, SearchField, wantedIn } from "./search.tsx";

const EXACTNESS = {
  X: "exact",
  A: "equal but for rounding",
  S: "equal but for rounding and special values",
  N: "not equal everywhere; off unless enabled",
} as const;

export function Gallery(): VNode {
  const search = useSignal("");
  const wanted = wantedIn(search);
  const families = RULE_FAMILIES.map((f) => ({
    ...f,
    declarations: f.declarations.filter((d) => matches(d, wanted)),
  })).filter((f) => f.declarations.length > 0);
  const count = families.reduce((sum, f) => sum + f.declarations.length, 0);
  return (
    <>
      <section class="card" aria-labelledby="gallery">
        <div class="title row">
          <h1 id="gallery">Patterns</h1>
          <SearchField text={search} />
        </div>
        <p class="facts" aria-live="polite">
          {wanted && `${count} of `}
          {plural(DECLARATIONS.length, "declaration")}. Each says what to look for and what to put in its place; its
          rule, its tests and these pictures are made from it.
        </p>
        <nav class="jump" aria-label="Families">
          {families.map((f) => (
            <a key={f.id} href={`#${f.id}`} onClick={(e) => jump(e, f.id)}>
              {f.title} <small>{f.declarations.length}</small>
            </a>
          ))}
        </nav>
      </section>
      {families.map((family) => (
        <Family key={family.id} family={family} />
      ))}
      {count === 0 && <NothingFound />}
    </>
  );
}

/** Fragments must not replace the settings in the address. */
function jump(event: Event, id: string): void {
  event.preventDefault();
  document.getElementById(id)?.scrollIntoView({ behavior: "smooth" });
}

function Family({ family }: { readonly family: FamilyOfRules }): VNode {
  return (
    <section class="family-section" id={family.id} aria-labelledby={`${family.id}-title`}>
      <h2 id={`${family.id}-title`}>{family.title}</h2>
      <div class="gallery">
        {family.declarations.map(({ id, about, exactness, expanded, rules }) => (
          <article class="card" key={id} data-testid="pattern">
            <h3>{id}</h3>
            <p>{about}</p>
            <Picture rule={rules[0] as string} />
            <p class="facts">
              {EXACTNESS[exactness]}
              {expanded > 1 && ` · ${expanded} rules`}
            </p>
          </article>
        ))}
      </div>
    </section>
  );
}

/** Drawn when it is about to be seen, for there are hundreds. */
function Picture({ rule }: { readonly rule: string }): VNode {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current as HTMLDivElement;
    const observer = new IntersectionObserver(
      (entries) => {
        const found = ruleByName(rule);
        // A page that is busy hears of several changes at once.
        if (!found || !entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        element.replaceChildren(...pictureOf(found));
      },
      { rootMargin: "400px" },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [rule]);
  return <div ref={host} class="picture" />;
}
