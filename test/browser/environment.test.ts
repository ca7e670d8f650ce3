/** The browser run offers what browser specs rely on: isolation, threads, WebGPU with working read-back. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { expectNoGpuErrors } from "../support/gpu-errors.ts";
import { ready } from "../support/tf.ts";

describe("browser environment", () => {
  afterEach(expectNoGpuErrors);

  it("is cross-origin isolated", () => {
    expect(globalThis.crossOriginIsolated).to.equal(true);
    expect(new SharedArrayBuffer(8).byteLength).to.equal(8);
  });

  it("runs wasm with SIMD and threads", async () => {
    await ready("wasm");
    expect(await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")).to.equal(true);
    expect(await tf.env().getAsync("WASM_HAS_MULTITHREAD_SUPPORT")).to.equal(true);
    const fetched = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
    expect(fetched).to.include("/wasm/tfjs-backend-wasm-threaded-simd.wasm");
  });

  it("runs stock WebGPU and reads back in both ways", async () => {
    await ready("webgpu");
    const values = Float32Array.from({ length: 12 }, (_, i) => i / 4 - 1);
    const expected = Array.from(values, (value) => Math.max(value * 2, 0));
    const result = tf.tidy(() => tf.relu(tf.mul(tf.tensor(values, [3, 4]), 2)));
    expect(Array.from(await result.data())).to.deep.equal(expected);
    const again = tf.tidy(() => tf.add(result, 1));
    expect(Array.from(again.dataSync())).to.deep.equal(expected.map((value) => value + 1));
    tf.dispose([result, again]);
  });
});
