/** Rounding passes, everything else does not. */
import { expect } from "chai";
import { difference } from "../../src/hook/compare.ts";

const floats = (...values: number[]) => ({
  dtype: "float32" as const,
  shape: [values.length],
  values: Float32Array.from(values),
});

describe("comparing with stock", () => {
  it("lets rounding pass", () => {
    expect(difference(floats(1, 1.00001), floats(1, 1))).to.equal(undefined);
    expect(difference(floats(0, -0), floats(-0, 0))).to.equal(undefined);
    expect(difference(floats(1e-10), floats(0))).to.equal(undefined);
  });

  it("says how far off values are", () => {
    expect(difference(floats(1, 1.001), floats(1, 1))).to.equal("normalised mean square error 5.0e-7");
    expect(difference(floats(1e-3), floats(0))).to.equal("normalised mean square error Infinity");
  });

  it("wants the same special values in the same places", () => {
    const { NaN: nan, POSITIVE_INFINITY: inf } = Number;
    expect(difference(floats(nan, inf, -inf, 1), floats(nan, inf, -inf, 1))).to.equal(undefined);
    expect(difference(floats(nan), floats(2))).to.equal("NaN instead of 2 at element 0");
    expect(difference(floats(1, 2), floats(1, nan))).to.equal("2 instead of NaN at element 1");
    expect(difference(floats(inf), floats(-inf))).to.equal("Infinity instead of -Infinity at element 0");
  });

  it("wants the same type and shape", () => {
    expect(difference({ ...floats(1), dtype: "int32" }, floats(1))).to.equal("dtype int32 instead of float32");
    expect(difference({ ...floats(1), shape: [1, 1] }, floats(1))).to.equal("shape [1,1] instead of [1]");
    expect(difference({ ...floats(), shape: [1] }, floats(1))).to.equal("0 values instead of 1");
  });
});
