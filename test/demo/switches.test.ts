/** Every switch of the demo page: by the functions that the page calls, on every bundled model; and in the page itself. */
import { loadGraphModel } from "@tensorflow/tfjs-converter";
import { io } from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { MODELS, MORE_MODELS } from "../../demo/models.ts";
import {
  DECLARATIONS,
  declarationByRule,
  type FamilyOfRules,
  RULE_FAMILIES,
  rulesOff,
  withDeclaration,
  withFamily,
} from "../../demo/rules.ts";
import { inspect } from "../../demo/worker/inspect.ts";
import type { PlanView } from "../../src/runtime/inspection.ts";
import { loadModelArtifacts, type ModelName } from "../support/models.ts";
import { ready } from "../support/tf.ts";
import { openPage, openSite, PATIENCE, problemOf, type Site, textOf } from "./support.ts";

type Switches = ReadonlySet<string>;
interface Planned {
  readonly id: string;
  /** Names of declarations that fired. */
  readonly fired: ReadonlySet<string>;
  /** The planned graph and its launches, as text; nodes are numbered by their place. */
  readonly shown: string;
  readonly again: (off: Switches) => Promise<Pick<Planned, "fired" | "shown">>;
  readonly ms: number;
}

const ALL_ON: Switches = new Set();
const more = new Set(MORE_MODELS.map(({ id }) => id));

function read({ after, launches, left, fired }: PlanView): Pick<Planned, "fired" | "shown"> {
  const place = new Map(after.map(({ id }, i) => [id, i]));
  const at = (id: number): number | undefined => place.get(id);
  const shown = JSON.stringify({
    after: after.map((n) => ({ ...n, id: at(n.id), inputs: n.inputs.map(at) })),
    launches: launches.map((l) => ({ ...l, node: at(l.node), nodes: l.nodes.map(at) })),
    left,
  });
  return { fired: new Set(fired.map(({ rule }) => declarationByRule(rule)?.id ?? rule)), shown };
}

async function plan(id: string): Promise<Planned> {
  const model = await loadGraphModel(io.fromMemory(await loadModelArtifacts(id as ModelName)));
  const again: Planned["again"] = async (off) => {
    const made = await inspect(model, "wasm", rulesOff(off));
    if ("reason" in made) throw new Error(`${id}: ${made.reason}`);
    return read(made.view);
  };
  const start = performance.now();
  return { id, ...(await again(ALL_ON)), again, ms: performance.now() - start };
}

const familyOf = (id: string): FamilyOfRules =>
  RULE_FAMILIES.find((f) => f.declarations.some((d) => d.id === id)) as FamilyOfRules;

describe("the demo's switches", function () {
  this.timeout(PATIENCE);
  const plans: Planned[] = [];
  before(async () => {
    await ready("wasm");
    for (const { id } of MODELS) if (!more.has(id)) plans.push(await plan(id));
    // Where several will do, the one that is planned soonest.
    plans.sort((a, b) => a.ms - b.ms);
  });

  it("of patterns that fire take them out of a plan, each alone, and put them back", async () => {
    const firing = DECLARATIONS.filter(({ id }) => plans.some((p) => p.fired.has(id)));
    expect(firing.length).to.be.above(50);
    const unseen: string[] = [];
    for (const { id } of firing) {
      const all = plans.find((p) => p.fired.has(id)) as Planned;
      const off = withDeclaration(ALL_ON, familyOf(id), id, false);
      const without = await all.again(off);
      expect(without.fired.has(id), `${id} in ${all.id}`).to.equal(false);
      if (without.shown === all.shown) unseen.push(id);
      expect([...rulesOff(withDeclaration(off, familyOf(id), id, true))], id).to.deep.equal([]);
    }
    // What is not needed goes in any case, so a pattern or two that only tidy up leave the same.
    expect(unseen.length, unseen.join()).to.be.below(firing.length / 20);
    for (const all of plans) expect((await all.again(ALL_ON)).shown === all.shown, all.id).to.equal(true);
  });

  it("of families take all their patterns out of a plan", async () => {
    for (const family of RULE_FAMILIES) {
      const all = plans.find((p) => family.declarations.some((d) => p.fired.has(d.id)));
      if (!all) continue;
      const off = withFamily(ALL_ON, family, false);
      const without = await all.again(off);
      expect(
        family.declarations.filter((d) => without.fired.has(d.id)).map((d) => d.id),
        `${family.id} in ${all.id}`,
      ).to.deep.equal([]);
      expect(without.shown === all.shown, `${family.id} in ${all.id}`).to.equal(false);
      expect([...rulesOff(withFamily(off, family, true))], family.id).to.deep.equal([]);
    }
  });

  it("of patterns that do not fire leave a plan as it is", async () => {
    for (const { id, fired, shown, again } of plans) {
      const others = DECLARATIONS.filter((d) => !fired.has(d.id)).map((d) => d.id);
      expect(others.length, id).to.be.above(100);
      expect((await again(new Set(others))).shown === shown, id).to.equal(true);
    }
  });
});

describe("the demo page's switches", function () {
  this.timeout(PATIENCE);
  let site: Site;
  before(async () => {
    site = await openSite();
  });
  after(() => site?.close());

  it("are there for every pattern, and plan anew for every family that fires", async () => {
    const { page, complaints } = await openPage(site, "?model=antispoof&view=graph");
    await page.getByTestId("graph-after").locator(".node").first().waitFor();
    const heads = page.getByTestId("switches").locator(".head");
    const counts = (): Promise<string[]> => heads.locator(".count").allInnerTexts();
    const seen = async (): Promise<string> =>
      JSON.stringify([await textOf(page, "summary"), await textOf(page, "launches"), await counts()]);
    const [all, before] = [await seen(), await counts()];
    expect(before).to.have.length(RULE_FAMILIES.length);
    const turned = before.flatMap((count, i) => (count === "" ? [] : [i]));
    expect(turned.length).to.be.above(2);
    for (const i of turned) {
      const count = heads.nth(i).locator(".count");
      await heads.nth(i).getByRole("checkbox").uncheck();
      await count.and(page.locator(":empty")).waitFor({ state: "attached" });
      expect(await seen(), RULE_FAMILIES[i]?.title).to.not.equal(all);
      await heads.nth(i).getByRole("checkbox").check();
      await count.and(page.locator(":not(:empty)")).waitFor();
      expect(await seen(), RULE_FAMILIES[i]?.title).to.equal(all);
    }

    // A search that all descriptions match opens all families.
    await page.getByRole("searchbox", { name: "Find a pattern" }).fill("e");
    const switches = page.getByTestId("switches").locator("li input");
    const ids = await switches.evaluateAll((found) => found.map((e) => (e as HTMLElement).dataset.switch));
    expect(ids).to.have.members(DECLARATIONS.map((d) => d.id));
    // All in one turn of the page's thread, so that it plans anew once.
    await switches.evaluateAll(
      (found) =>
        new Promise<void>((done) => {
          const root = document.documentElement;
          const states: (string | undefined)[] = [];
          new MutationObserver(() => {
            states.push(root.dataset.state);
            if (states.includes("planning") && states.at(-1) === "idle") done();
          }).observe(root, { attributeFilter: ["data-state"] });
          for (const box of found as HTMLInputElement[])
            if (box.closest("label")?.querySelector(".count")?.textContent === "") box.click();
        }),
    );
    expect(await switches.and(page.locator(":not(:checked)")).count()).to.be.above(300);
    expect(await seen()).to.equal(all);
    expect(await problemOf(page)).to.equal("");
    expect(new URL(page.url()).searchParams.get("off")).to.not.equal(null);
    await page.getByTestId("switches").locator("xpath=..").getByRole("button", { name: "Switch all on" }).click();
    expect(await switches.and(page.locator(":not(:checked)")).count()).to.equal(0);
    expect(complaints).to.deep.equal([]);
    await page.close();
  });
});
