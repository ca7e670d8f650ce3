/**
 * Times single ops in headless Chromium, stock tfjs wasm against Graphweld: `npm run bench:ops -- [--write] [filter]`.
 *
 * Prints microseconds, the gain, and the share of a limit that ours reaches: the time to read the op's operands and write its
 * results, or that of its arithmetic at the highest rate that a loop in registers has, whichever is longer. All take turns in
 * one page; the best turn of each counts, for it finds the moments when the machine is free. `--write` makes docs/ops.md.
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { best } from "./calibrate.ts";
import { inPages } from "./chromium.ts";
import { instructionsPerVector } from "./instructions.ts";
import { OP_CASES } from "./op-cases.ts";
import { opsMarkdown, type TimedOp, textLine } from "./op-tables.ts";
import type {} from "./page-ops.ts";

const { positionals, values: options } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean", default: false } },
});
const filter = positionals[0] ?? "";
if (options.write && filter) throw new Error("a table of some ops only is not written");

/** Kernels whose loops say how many instructions they take. */
const COUNTED = new Set(["pointwise", "softmax"]);

const measured: TimedOp[] = [];
const calibrations: Parameters<typeof best>[0][number][] = [];
const page = { script: new URL("page-ops.ts", import.meta.url) };
const version = await inPages(page, false, ["single ops"], async (page) => {
  const calibrate = async (): Promise<void> => void calibrations.push(await page.evaluate(() => window.calibrateOps()));
  await page.evaluate(() => window.startOps());
  await calibrate();
  for (const [index, test] of OP_CASES.entries()) {
    if (!test.name.includes(filter)) continue;
    const times = await page.evaluate((i) => window.measureOp(i), index);
    if (typeof times === "string") console.log(`${test.name}: ${times}`);
    else measured.push({ ...test, ...times, ...(await countedIn(times)) });
  }
  await calibrate();
});

/** The vector instructions of a whole call, where the code of its only kernel tells. */
async function countedIn({
  kernels,
  code,
  size,
}: Pick<TimedOp, "kernels" | "code" | "size">): Promise<Pick<TimedOp, "instructions">> {
  if (kernels.length !== 1 || !COUNTED.has(kernels[0] as string) || code.length === 0) return {};
  return { instructions: ((await instructionsPerVector(Uint8Array.from(code))) * size) / 4 };
}

const machine = best(calibrations);
for (const op of measured) console.log(textLine(op, machine));
if (options.write) {
  const file = fileURLToPath(new URL("../docs/ops.md", import.meta.url));
  await writeFile(file, opsMarkdown(measured, machine, `Chromium ${version}`));
}
