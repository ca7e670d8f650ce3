import { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { explain, optimize, warmup } from "../src/core.ts";
import { exampleInputs } from "../src/cli/measure.ts";
import { loadModelArtifacts } from "./support/models.ts";
import { ready } from "./support/tf.ts";
await ready("cpu"); await ready("wasm");
const names = (process.argv[2] ?? "liveness,antispoof,emotion,blazeface,facemesh,iris,movenet-lightning,handlandmark-lite,faceres,handtrack").split(",");
for (const name of names) {
  const art = await loadModelArtifacts(name as never);
  const stock = new GraphModel(tf.io.fromMemory(art)); await stock.load();
  const model = new GraphModel(tf.io.fromMemory(art)); await model.load(); optimize(model);
  tf.env().set("GRAPHWELD_KEEP_SLOWER", true);
  const inputs = exampleInputs(model, 7);
  let t0 = performance.now();
  try { await warmup(model, inputs); } catch (e) { console.log(name, "warmup threw", String(e)); }
  const warm = performance.now() - t0;
  const ex = explain(model);
  const p = ex.plans[0];
  if (!p) { console.log(name, ex.reason); stock.dispose(); model.dispose(); continue; }
  const prof = await tf.profile(() => stock.execute(inputs) as never);
  const kernels = prof.kernels.length;
  const out = [model.execute(inputs)].flat() as tf.Tensor[];
  const vals = out.map(o => o.dataSync().slice());
  const inVals = Object.fromEntries(Object.entries(inputs).map(([k, t]) => [k, { v: t.dataSync().slice(), s: t.shape, d: t.dtype }]));
  t0 = performance.now();
  await ready("cpu");
  const cpu = new GraphModel(tf.io.fromMemory(art)); await cpu.load();
  const cin = Object.fromEntries(Object.entries(inVals).map(([k, { v, s, d }]) => [k, tf.tensor(v as Float32Array, s, d)]));
  const ref = ([cpu.execute(cin)].flat() as tf.Tensor[]).map(o => o.dataSync());
  const cpuMs = performance.now() - t0;
  await ready("wasm");
  const nmse = ref.map((r, i) => { let e = 0, q = 0; for (let j = 0; j < r.length; j++) { e += (vals[i]![j]! - r[j]!) ** 2; q += r[j]! ** 2; } return (e / q).toExponential(1); });
  const so = p.launches?.filter(l => l.runs === "stock") ?? [];
  console.log(name, p.tier, p.reason ?? "", `build ${p.buildMs?.toFixed(0)} launches ${p.launches?.length} stock ${kernels} stockIn`, so.map(l => l.op).join(","), "nmse", nmse.join(" "), `warm ${warm.toFixed(0)} cpu ${cpuMs.toFixed(0)}`);
  stock.dispose(); model.dispose();
}
