/** What the benchmark of ops holds them against. */
import { expect } from "chai";
import { instructionsPerVector } from "../../../bench/instructions.ts";
import { Lanes } from "../../../src/codegen/wasm/lanes.ts";
import { ModuleBuilder } from "../../../src/codegen/wasm/module.ts";

describe("instructions of a loop", () => {
  it("are counted for each vector that the innermost loops store, without branches", async () => {
    const module = new ModuleBuilder();
    module.function("run", { p: "i32", outer: "i32", inner: "i32" }, (f, { p, outer, inner }) => {
      const lanes = new Lanes(f, 4, { simd: true, relaxedSimd: false });
      const x = lanes.local();
      // Outside of the innermost loop: not counted.
      f.get(p);
      lanes.load().abs().set(x);
      f.countdown(outer, () => {
        f.countdown(inner, () => {
          for (const offset of [0, 16]) {
            f.get(p);
            lanes.load(offset).constant(2).mul().constant(1).add().set(x);
            lanes.get(x).constant(0).lt();
            lanes.ifAny(() => lanes.get(x).sqrt().set(x));
            f.get(p);
            lanes.get(x).store(offset);
          }
        });
      });
    });
    // Product, sum, comparison, and whether any lane holds.
    expect(await instructionsPerVector(module.build())).to.equal(4);
  });
});
