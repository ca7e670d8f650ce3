import { GraphModel } from "@tensorflow/tfjs-converter";
import * as tf from "@tensorflow/tfjs-core";
import { loadModelArtifacts } from "./support/models.ts";
import { ready } from "./support/tf.ts";
await ready("wasm");
for (const name of ["liveness", "antispoof", "emotion", "iris"]) {
  const m = new GraphModel(tf.io.fromMemory(await loadModelArtifacts(name as never))); await m.load();
  for (const scale of [1, 255, 2]) {
    const shape = m.inputs[0]!.shape!.map((d) => (d < 0 ? 1 : d));
    const x = tf.randomUniform(shape, 0, scale, "float32", 3);
    const o = [m.execute(x)].flat() as tf.Tensor[];
    const t0 = performance.now(); for (let i = 0; i < 10; i++) tf.dispose(m.execute(x)); 
    console.log(name, shape, scale, o.map((t) => [...t.dataSync().slice(0, 8)]), m.inputs.length, (performance.now() - t0) / 10);
  }
}
