/** `npm start`: optimizes real models on wasm in Node, times them against stock tfjs, and prints what each gained. */
import { progress } from "../src/cli/progress.ts";
import { GAINS, gain } from "./columns.ts";
import { QUICK_MODELS } from "./models.ts";
import { measureInNode } from "./node.ts";
import { textTable } from "./table.ts";

console.log(
  `Real models of @vladmandic/human on tfjs's wasm backend, Node ${process.versions.node}, one thread: stock against Graphweld, interleaved.\n`,
);
const RUNS = 40;
const bar = progress("timing");
let current = 0;
const measurements = await measureInNode(QUICK_MODELS, {
  runs: RUNS,
  budgetMs: 4000,
  onProgress: (done, total) =>
    bar.update(current * total + done, QUICK_MODELS.length * total, QUICK_MODELS[current] as string),
  onModel: (m) => {
    current++;
    if (!process.stderr.isTTY)
      console.log(`${m.model}: ${m.stock.medianMs.toFixed(2)} ms → ${m.fused.medianMs.toFixed(2)} ms`);
  },
});
bar.stop();
console.log(`\n${textTable(GAINS, measurements)}\n`);
console.log(`Geometric mean: ${gain(measurements).toFixed(2)}× faster. All models, in Chromium too: npm run bench`);
