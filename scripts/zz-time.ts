import * as tf from "@tensorflow/tfjs-core";
const { loadModel, exampleInputs, outputsOf, compareOutputs } = await import("../src/cli/measure.ts");
const { readModel } = await import("../src/cli/model-files.ts");
const { startBackend } = await import("../src/cli/node-backend.ts");
await startBackend("wasm");
tf.env().registerFlag?.("X", () => 1);
const { registerFlags } = await import("../src/hook/flags.ts");
registerFlags();
tf.env().set("GRAPHWELD_WASM_THREADS", 1);
const med = (a: number[]) => a.sort((x, y) => x - y)[a.length >> 1]!;
for (const name of process.argv.slice(2)) {
  const a = await loadModel(await readModel(`/work/main/node_modules/@vladmandic/human/models/${name}.json`));
  const b = await loadModel(await readModel(`/tmp/reg/${name}`));
  const dynamic = name === "handtrack";
  const inputs = exampleInputs(a, 7);
  for (let i = 0; i < 4; i++) await outputsOf(b, inputs, dynamic);
  const want = await outputsOf(a, inputs, dynamic), got = await outputsOf(b, inputs, dynamic);
  const t: number[][] = [[], []];
  const mem = tf.memory().numTensors;
  const end = Date.now() + 7000;
  for (let i = 0; i < 60 && (i < 6 || Date.now() < end); i++)
    for (const [k, m] of (i % 2 ? [[0, a], [1, b]] : [[1, b], [0, a]]) as [number, typeof a][]) {
      const s = performance.now();
      await outputsOf(m, inputs, dynamic);
      t[k]!.push(performance.now() - s);
    }
  const runs = t[0]!.length, mins = t.map((x) => Math.min(...x).toFixed(2));
  const [ma, mb] = [med(t[0]!), med(t[1]!)];
  const prof = await tf.profile(async () => { await outputsOf(b, inputs, dynamic); return [] });
  const own = prof.kernels.filter((k) => k.name.startsWith("Graphweld")).length;
  console.log(name, "stock", ma.toFixed(2), "kernels", mb.toFixed(2), "ratio", (ma / mb).toFixed(2), "min", mins.join("/"), "runs", runs, "nmse", compareOutputs(got, want).nmse.toExponential(1), `${own} of ${prof.kernels.length} kernels`, "tensors", tf.memory().numTensors - mem);
  a.dispose(); b.dispose();
}
