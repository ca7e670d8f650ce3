/** Puts measured figures between the README's markers, so that it quotes nothing but the benchmark. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Measurement } from "../src/cli/measure.ts";
import { gain } from "./columns.ts";
import type { World } from "./measurement.ts";

const README = fileURLToPath(new URL("../README.md", import.meta.url));
const BEGIN = "<!-- figures: begin -->";
const END = "<!-- figures: end -->";

/** One table: a row for each model, stock, Graphweld and gain for each world. Throws when the README has no markers. */
export async function writeFigures(worlds: readonly World[], machine: string): Promise<void> {
  const text = await readFile(README, "utf8");
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the README has no ${BEGIN} … ${END}`);
  const body = `${BEGIN}\n${figures(worlds, machine)}\n${text.slice(end)}`;
  await writeFile(README, text.slice(0, begin) + body);
}

function figures(worlds: readonly World[], machine: string): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const has = (tier: Measurement["tier"]) => worlds.some((w) => w.measurements.some((m) => m.tier === tier));
  const names = worlds[0]?.measurements.map((m) => m.model) ?? [];
  const head = worlds.flatMap(({ world }) => [`${world.split(" ")[0]}: stock`, "Graphweld", "gain"]);
  const rows = names.map((name) =>
    line([
      name,
      ...worlds.flatMap(({ measurements }) => {
        const m = measurements.find((x) => x.model === name);
        if (!m) return ["", "", ""];
        const own = m.tier === "stock" ? `${m.ratio.toFixed(2)}× ¹` : `**${m.ratio.toFixed(2)}×**`;
        const mark = m.tier === "parts" ? " ²" : "";
        return [m.stock.medianMs.toFixed(2), m.fused.medianMs.toFixed(2), own + mark];
      }),
    ]),
  );
  const means = worlds.flatMap(({ measurements }) => ["", "", `**${gain(measurements).toFixed(2)}×**`]);
  return [
    `Milliseconds per inference on tfjs's wasm backend, medians of interleaved runs, one thread; ${machine};`,
    `${worlds.map((w) => w.world).join(", ")}. Models of \`@vladmandic/human\`. Made by \`npm run bench -- --check --write\`.`,
    "",
    line(["model", ...head]),
    line(["---", ...head.map(() => "---:")]),
    ...rows,
    line(["geometric mean", ...means]),
    "",
    ...(has("stock") ? ["¹ runs on stock tfjs.", ""] : []),
    ...(has("parts") ? ["² has control flow: plans run its static parts, stock tfjs the rest.", ""] : []),
    "![How much faster Graphweld is, per model](docs/benchmarks.svg)",
    "",
  ].join("\n");
}
