/** Accuracy of the fused models against tfjs's cpu backend, the reference implementation. */
import { GraphModel } from "@tensorflow/tfjs-converter";
import { io, setBackend, type Tensor } from "@tensorflow/tfjs-core";
import { compareOutputs, exampleInputs } from "../src/cli/measure.ts";
import { startBackend } from "../src/cli/node-backend.ts";
import { optimize, warmup } from "../src/core.ts";
import { benchModel, loadArtifacts } from "./models.ts";

export interface Accuracy {
  readonly model: string;
  /** NMSE of the worst output. */
  readonly fused: number;
  readonly stock: number;
}

/** Runs each model that `execute` accepts on cpu, stock wasm and fused wasm, on one random input. */
export async function againstCpu(models: readonly string[], onModel: (name: string) => void): Promise<Accuracy[]> {
  const results: Accuracy[] = [];
  for (const name of models) {
    const artifacts = await loadArtifacts(name);
    const run = async (backend: string, fuse: boolean): Promise<Float32Array[] | undefined> => {
      if (backend === "cpu") await startBackend("cpu");
      else await setBackend(backend);
      const model = new GraphModel(io.fromMemory(artifacts));
      await model.load();
      const inputs = exampleInputs(model, 1, benchModel(name).call?.inputs);
      try {
        if (fuse) {
          optimize(model);
          await warmup(model, inputs);
        }
        const outputs = [model.execute(inputs)].flat() as Tensor[];
        const values = outputs.map((t) => Float32Array.from(t.dataSync() as ArrayLike<number>));
        for (const t of outputs) t.dispose();
        return values;
      } catch (error) {
        if (/dynamic op/.test(String(error))) return undefined;
        throw error;
      } finally {
        for (const t of Object.values(inputs)) t.dispose();
        model.dispose();
      }
    };
    const expected = await run("cpu", false);
    const stock = expected && (await run("wasm", false));
    const fused = expected && (await run("wasm", true));
    await setBackend("wasm");
    if (!expected || !stock || !fused) continue;
    results.push({
      model: name,
      fused: compareOutputs(fused, expected).nmse,
      stock: compareOutputs(stock, expected).nmse,
    });
    onModel(name);
  }
  return results;
}
