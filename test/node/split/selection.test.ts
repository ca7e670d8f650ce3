/** Non-max suppression: the boxes, the scores and the errors that tfjs has. */
import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import fc from "fast-check";
import { isAtHand, runSelection, selectBoxes } from "../../../src/runtime/split/selection.ts";
import { randomizer } from "../../support/random.ts";
import { ready } from "../../support/tf.ts";

interface Operands {
  readonly boxes: Float32Array;
  readonly scores: Float32Array;
  readonly most: number;
  readonly overlap: number;
  readonly least: number;
  readonly softness: number;
}

/** What tfjs selects, as each version of the op gives it. */
async function stock(version: number, operands: Operands, pad = false): Promise<number[][]> {
  const { most, overlap, least, softness } = operands;
  const boxes = tf.tensor2d(operands.boxes, [operands.scores.length, 4]);
  const scores = tf.tensor1d(operands.scores);
  const made = await (version === 3
    ? tf.image.nonMaxSuppressionAsync(boxes, scores, most, overlap, least).then((chosen) => ({ chosen }))
    : version === 4
      ? tf.image.nonMaxSuppressionPaddedAsync(boxes, scores, most, overlap, least, pad)
      : tf.image.nonMaxSuppressionWithScoreAsync(boxes, scores, most, overlap, least, softness));
  return read([...Object.values(made), boxes, scores]).slice(0, -2);
}

function ours(version: number, operands: Operands, pad = false): number[][] {
  const { boxes, scores, most, overlap, least, softness } = operands;
  const input = ["boxes", "scores", "most", "overlap", "least", ...(version === 5 ? ["softness"] : [])];
  const attr = { pad_to_max_output_size: { b: pad } };
  const run = runSelection({ name: "n", op: `NonMaxSuppressionV${version}`, input, attr }) ?? expect.fail("is refused");
  const fed = [tf.tensor(boxes, [scores.length, 4]), tf.tensor1d(scores), tf.scalar(most, "int32")];
  for (const value of [overlap, least, ...(version === 5 ? [softness] : [])]) fed.push(tf.scalar(value));
  const made = run(fed) as tf.Tensor[];
  expect(made.map(({ dtype }) => dtype)).to.deep.equal(
    { 3: ["int32"], 4: ["int32", "int32"], 5: ["int32", "float32"] }[version],
  );
  return read([...made, ...fed]).slice(0, made.length);
}

/** The values of tensors, which are then freed. */
const read = (tensors: readonly tf.Tensor[]): number[][] =>
  tensors.map((t) => {
    const values = [...t.dataSync()];
    t.dispose();
    return values;
  });

/** Boxes in clusters, so that many overlap, some of them empty or the wrong way round; scores of which many are the same. */
function operandsOf(n: number, seed: number, rest: Omit<Operands, "boxes" | "scores">): Operands {
  const random = randomizer(seed);
  const boxes = new Float32Array(4 * n);
  for (let i = 0; i < n; i++) {
    const [y, x] = [Math.floor(random() * 3), Math.floor(random() * 3)];
    for (let c = 0; c < 4; c++) boxes[4 * i + c] = (c % 2 ? x : y) + (c > 1 ? random() : 0.3 * random());
    if (random() < 0.05) boxes.copyWithin(4 * i + 2, 4 * i, 4 * i + 2);
  }
  const scores = Float32Array.from({ length: n }, () => Math.round(random() * 40) / 40);
  return { boxes, scores, ...rest };
}

const arbitrary = fc
  .record({
    n: fc.integer({ min: 0, max: 150 }),
    seed: fc.integer(),
    most: fc.integer({ min: 0, max: 40 }),
    overlap: fc.constantFrom(0, 0.1, 0.3, 0.5, 0.75, 1),
    least: fc.constantFrom(Number.NEGATIVE_INFINITY, -1, 0, 1e-8, 0.25, 0.9),
    softness: fc.constantFrom(0, 0, 0.1, 0.5, 1),
  })
  .map(({ n, seed, ...rest }) => operandsOf(n, seed, { ...rest, least: Math.fround(rest.least) }));

describe("non-max suppression", () => {
  before(() => ready("wasm"));

  for (const version of [3, 4, 5])
    for (const pad of version === 4 ? [false, true] : [false])
      it(`selects what tfjs selects, version ${version}${pad ? ", padded" : ""}`, async () => {
        expect(isAtHand()).to.equal(true);
        await fc.assert(
          fc.asyncProperty(arbitrary, async (operands) => {
            expect(ours(version, operands, pad)).to.deep.equal(await stock(version, operands, pad));
          }),
          { seed: 7, numRuns: 300 },
        );
      });

  it("knows what to do with what is infinite or not a number", async () => {
    const strange = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let seed = 0; seed < 60; seed++) {
      const random = randomizer(seed);
      const rest = { most: 12, overlap: 0.5, softness: seed % 2 ? 0.5 : 0, least: [-1, 0, 0.25][seed % 3] as number };
      const operands = operandsOf(40, seed, rest);
      for (const values of [operands.boxes, operands.scores])
        for (let i = 0; i < 6; i++)
          values[Math.floor(random() * values.length)] = strange[Math.floor(random() * 3)] as number;
      expect(ours(5, operands), `seed ${seed}`).to.deep.equal(await stock(5, operands));
    }
  });

  it("lowers the scores of boxes that overlap, best first", () => {
    const boxes = [0, 0, 1, 1, 0, 0, 1, 0.6, 2, 2, 3, 3];
    const hard = { boxes, scores: [0.9, 0.8, 0.7], most: 3, overlap: 0.5, least: 0, softness: 0 };
    expect(selectBoxes(hard)).to.deep.equal({ indices: [0, 2], scores: [0.9, 0.7] });
    const soft = selectBoxes({ ...hard, overlap: 1, softness: 0.5 });
    expect(soft.indices).to.deep.equal([0, 2, 1]);
    expect(soft.scores[2]).to.be.closeTo(0.8 * Math.exp(-0.36), 1e-9);
  });

  it("is left to tfjs where operands are missing, and throws where tfjs would", () => {
    const input = ["boxes", "scores", "most", "overlap"];
    expect(runSelection({ name: "n", op: "NonMaxSuppressionV3", input })).to.equal(undefined);
    expect(runSelection({ name: "n", op: "NonMaxSuppressionV3", input: [...input, "^gate"] })).to.equal(undefined);
    expect(runSelection({ name: "n", op: "NonMaxSuppressionV5", input: [...input, "least"] })).to.equal(undefined);
    const operands = operandsOf(4, 1, { most: 2, overlap: 0.5, least: 0, softness: 0 });
    expect(() => ours(3, { ...operands, overlap: 1.5 })).to.throw(/in \[0, 1\]/);
    expect(() => ours(5, { ...operands, softness: -1 })).to.throw(/in \[0, 1\]/);
    const run = runSelection({ name: "n", op: "NonMaxSuppressionV3", input: [...input, "least"] });
    const fed = [tf.zeros([4, 4]), tf.zeros([2]), tf.scalar(2, "int32"), tf.scalar(0.5), tf.scalar(0)];
    expect(() => run?.(fed)).to.throw(/scores \[n\]/);
    tf.dispose(fed);
  });
});
