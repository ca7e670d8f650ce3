import { openSite, openPage, settled } from "./support.ts";
const site = await openSite();
const O = "/tmp/demo-scratch/";
const go = async (q: string, name: string, opt: any, body?: (p: any) => Promise<void>) => {
  const { page, complaints } = await openPage(site, q, opt);
  page.setDefaultTimeout(8000);
  try { await body?.(page); } catch (e) { console.log(name, String(e).slice(0, 300)); }
  await page.screenshot({ path: O + name + ".png", fullPage: !name.includes("_"), timeout: 20000 });
  console.log(name, complaints, await page.textContent("[role=alert]"));
  await page.close();
};
const W = { viewport: { width: 1440, height: 1000 } }, D = { ...W, colorScheme: "dark" as const }, N = { viewport: { width: 390, height: 844 } };
const run = async (p: any) => { await p.click("text=Run the comparison"); await p.waitForSelector("[data-testid=drawn-fused], .stage .empty:has-text('Random')"); await p.waitForTimeout(300); };
const which = process.argv[2] ?? "all";
if (which === "all" || which === "c") { await go("?model=facemesh&input=face&runs=10", "c1", D, run); await go("?model=movenet-lightning&runs=10", "c2", N, run); }
if (which === "all" || which === "g") await go("?model=blazeface&view=graph", "g1", W, async (p) => { await p.waitForSelector("[data-testid=graph-after] .node"); await p.waitForTimeout(500); await p.click("text=Time each launch"); await p.waitForTimeout(800); await settled(p); await p.click("[data-testid=launches] li:first-child button"); await p.click("[data-testid=code] summary"); await p.waitForFunction(() => document.querySelector(".code")!.textContent!.includes("module")); });
if (which === "all" || which === "p") await go("?view=patterns", "p_1", W, async (p) => { await p.waitForSelector(".picture svg"); await p.mouse.wheel(0, 900); await p.waitForTimeout(500); });
await site.close();
process.exit(0);
