/** What proves that a twin is the same network, and how twins are taken out of packages. */
import { expect } from "chai";
import { BENCH_MODELS } from "../../../bench/models.ts";
import { compareHeads } from "../../../bench/peers/heads.ts";
import { memberOf, TWINS, twinPath } from "../../../bench/peers/twins.ts";

const head = (...values: number[]): Float32Array => Float32Array.from(values);

describe("heads of a twin", () => {
  const stock = [head(1, 2), head(3, 4), head(0.5)];

  it("are found in any order, with the largest difference", () => {
    const found = compareHeads([head(0.5), head(3, 4.25), head(1, 2)], stock);
    expect(found).to.include({ heads: 3, of: 3, maxAbsError: 0.25 });
    expect(found.nmse).to.be.closeTo(0.0625 / 25, 1e-9);
  });
  it("may be two of stock's in one, in either order", () => {
    expect(compareHeads([head(3, 4, 1, 2)], stock)).to.deep.equal({ heads: 1, of: 1, maxAbsError: 0, nmse: 0 });
  });
  it("may lack the last sigmoid", () => {
    const { nmse } = compareHeads([head(0), head(1, 2)], stock);
    expect(nmse).to.be.below(1e-12);
  });
  it("of another size are counted and not compared", () => {
    expect(compareHeads([head(1, 2), head(1, 2, 3, 4, 5, 6, 7)], stock)).to.include({
      heads: 1,
      of: 2,
      maxAbsError: 0,
    });
  });
  it("of another network differ", () => {
    expect(compareHeads([head(-3, 9)], stock).nmse).to.be.above(0.1);
  });
});

describe("packed assets", () => {
  const loader = `loadPackage({"files": [{"filename": "/a/b/one.tflite", "start": 0, "end": 3}, {"filename": "/a/two.tflite", "start": 3, "end": 5}]})`;
  const assets = Uint8Array.of(1, 2, 3, 4, 5);

  it("give the bytes that their loader names", () => {
    expect([...memberOf(assets, loader, "one.tflite")]).to.deep.equal([1, 2, 3]);
    expect([...memberOf(assets, loader, "two.tflite")]).to.deep.equal([4, 5]);
  });
  it("without the member are an error", () => {
    expect(() => memberOf(assets, loader, "three.tflite")).to.throw("hold no three.tflite");
  });
});

describe("twins", () => {
  it("belong to models of the benchmark set and have files of their own", () => {
    const ids = BENCH_MODELS.map((m) => m.id);
    expect(ids).to.include.members(TWINS.map((t) => t.model));
    const files = TWINS.flatMap((t) => Object.values(t.files).map(twinPath));
    expect(new Set(files).size).to.equal(files.length);
  });
});
