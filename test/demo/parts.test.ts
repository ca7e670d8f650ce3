/** The demo's parts that need no page. */
import { expect } from "chai";
import { benchModel, modelFile } from "../../bench/models.ts";
import { DEFAULTS, readAddress, writeAddress } from "../../demo/address.ts";
import { decode } from "../../demo/drawing/decode.ts";
import { bytes, change, indented, ms, plural, shortName, tiny, withShortNames } from "../../demo/format.ts";
import { bandsOf } from "../../demo/graph/bands.ts";
import { collapse } from "../../demo/graph/collapse.ts";
import { layoutGraph } from "../../demo/graph/layout.ts";
import { MORE_MODELS } from "../../demo/models.ts";
import { DECLARATIONS, RULE_FAMILIES, rulesOff, withDeclaration, withFamily } from "../../demo/rules.ts";
import { compare, density } from "../../demo/statistics.ts";
import type { Output } from "../../demo/types.ts";
import type { NodeView } from "../../src/runtime/inspection.ts";
import { expectWithin } from "../support/slowness.ts";

/** A chain of nodes with these names. */
const chain = (names: readonly string[]): NodeView[] =>
  names.map((name, id) => ({
    id,
    name,
    op: "Relu",
    inputs: id > 0 ? [id - 1] : [],
    constants: [],
    types: [],
    origin: [name],
    rules: [],
    asked: [],
    formula: [],
  }));

const output = (name: string, shape: number[], values: ArrayLike<number>): Output => ({
  name,
  dtype: "float32",
  shape,
  values: Float32Array.from(values),
});

describe("the demo's models", () => {
  it("are looked for where the benchmark puts them", () => {
    for (const { id, file } of MORE_MODELS)
      expect(modelFile(benchModel(id)).replaceAll("\\", "/").endsWith(`/bench/.models/${file}`), id).to.equal(true);
  });
});

describe("the demo's address", () => {
  it("brings settings back", () => {
    const settings = {
      ...DEFAULTS,
      view: "graph",
      model: "iris",
      input: "random",
      runs: 7,
      off: ["F4", "merge-clamps"],
    } as const;
    expect(readAddress(writeAddress(settings))).to.deep.equal(settings);
    const elsewhere = {
      ...DEFAULTS,
      model: "https://example.org/a/model.json?x=1&y=2",
      input: "face",
      range: [-1, 1],
    } as const;
    expect(readAddress(writeAddress(elsewhere))).to.deep.equal(elsewhere);
  });
  it("goes back to defaults where it makes no sense", () => {
    expect(readAddress("?model=nonsense&backend=abacus&runs=-1&view=x&input=webcam")).to.deep.equal({
      ...DEFAULTS,
      input: readAddress("").input,
    });
  });
});

describe("the demo's statistics", () => {
  it("find a ratio, with an interval around it that narrows as runs agree", () => {
    const noisy = Array.from({ length: 30 }, (_, i) => 10 + (i % 5));
    const steady = noisy.map(() => 5);
    const { ratio, interval, stock, fused } = compare(noisy, steady);
    expect({ ratio, stock, fused }).to.deep.equal({
      ratio: 2.4,
      stock: { median: 12, min: 10 },
      fused: { median: 5, min: 5 },
    });
    expect(interval?.[0]).to.be.within(2, 2.4);
    expect(interval?.[1]).to.be.within(2.4, 2.8);
    expect(compare([4, 4], [2, 2])).to.deep.include({ ratio: 2, pairs: 2, interval: undefined });
    expect(compare(steady, steady).interval).to.deep.equal([1, 1]);
  });
  it("smooth a series to a density of area one", () => {
    const points = Array.from({ length: 400 }, (_, i) => i / 20);
    const area = density([8, 9, 9.5, 10, 11], points).reduce((sum, y) => sum + y / 20, 0);
    expect(area).to.be.closeTo(1, 0.01);
  });
});

describe("the demo's numbers", () => {
  it("have the figures that count", () => {
    expect([ms(0.1234), ms(12.34), ms(1234)]).to.deep.equal(["0.12 ms", "12.3 ms", "1234 ms"]);
    expect([ms(15951), ms(112333)]).to.deep.equal(["16.0 s", "112 s"]);
    expect([bytes(12), bytes(1234), bytes(4.26e6)]).to.deep.equal(["12 B", "1 kB", "4.3 MB"]);
    expect([tiny(0), tiny(3.2e-7), tiny(0.25), tiny(Number.POSITIVE_INFINITY)]).to.deep.equal([
      "0",
      "3·10⁻⁷",
      "0.25",
      "∞",
    ]);
    expect(["Relu", "a/Relu", "model/block/a/Relu"].map(shortName)).to.deep.equal(["Relu", "a/Relu", "…/a/Relu"]);
    expect(withShortNames('the Relu "model/a/b" reads "c"')).to.equal("the Relu “…/a/b” reads “c”");
    expect([plural(1, "launch"), plural(1200, "launch"), plural(2, "node")]).to.deep.equal([
      "1 launch",
      "1,200 launches",
      "2 nodes",
    ]);
    expect([change(10, 5), change(10, 13), change(10, 10)]).to.deep.equal(["−50 %", "+30 %", "±0 %"]);
  });
});

describe("the demo's code", () => {
  it("is as far in as braces are open", () => {
    expect(indented("a {\n b;\n} else {\nc { d }\n}\n")).to.equal("a {\n  b;\n} else {\n  c { d }\n}\n");
  });
});

describe("the demo's graphs", () => {
  it("show every node of a small graph", () => {
    const shown = collapse(chain(["a/x", "a/y", "b"]), new Set());
    expect(shown.nodes.map((n) => n.members.length)).to.deep.equal([1, 1, 1]);
    expect(shown.edges).to.deep.equal([
      ["n0", "n1"],
      ["n1", "n2"],
    ]);
  });
  it("group 28,000 nodes by scopes, or by runs where there are none, and open a group that is asked for", async () => {
    for (const name of [(i: number) => `net/block${i % 40}/layer${i % 7}/op${i}`, (i: number) => `op${i}`]) {
      const nodes = chain(Array.from({ length: 28_000 }, (_, i) => name(i)));
      let shown = collapse(nodes, new Set());
      const again = (): number => {
        const start = performance.now();
        shown = collapse(nodes, new Set());
        return performance.now() - start;
      };
      await expectWithin(500, again, "grouping");
      expect(shown.nodes.length).to.be.within(20, 1000);
      expect(shown.nodes.flatMap((n) => n.members)).to.have.length(28_000);
      const group = shown.nodes.find((n) => n.isGroup);
      const opened = collapse(nodes, new Set([group?.id as string]));
      expect(opened.nodes.length).to.be.above(shown.nodes.length);
      expect(opened.nodes.flatMap((n) => n.members)).to.have.length(28_000);
    }
  });
  it("are laid out from top to bottom", () => {
    const sized = ["a", "b", "c"].map((id) => ({ id, width: 100, height: 40 }));
    const { nodes, lines } = layoutGraph(sized, [
      ["a", "b"],
      ["b", "c"],
    ]);
    expect(nodes.map((n) => n.y)).to.deep.equal(nodes.map((n) => n.y).sort((p, q) => p - q));
    expect(lines).to.have.length(2);
  });
});

describe("the demo's layout of long graphs", () => {
  // Residual blocks that all read one value from the beginning, too.
  const ids = Array.from({ length: 600 }, (_, i) => `n${i}`);
  const sized = ids.map((id) => ({ id, width: 90, height: 40 }));
  const edges = ids.flatMap((id, i): [string, string][] => [
    ...(i > 0 ? [[`n${i - 1}`, id] as [string, string]] : []),
    ...(i >= 5 && i % 5 === 0 ? [[`n${i - 5}`, id] as [string, string]] : []),
    ...(i % 200 === 199 ? [["n0", id] as [string, string]] : []),
  ]);

  it("goes in bands, whose cuts few lines cross", () => {
    const bands = bandsOf(sized, edges, 250);
    expect(bands.flatMap((b) => b.nodes.filter((n) => !b.isPort(n.id)))).to.deep.equal(sized);
    for (const { nodes, leaving, isPort } of bands) {
      expect(nodes.filter((n) => !isPort(n.id)).length).to.be.within(1, 250);
      // The chain, the value from the beginning, and a sum at most.
      expect(leaving.size).to.be.at.most(3);
    }
  });
  it("keeps order, places and ends of lines", () => {
    const { nodes, lines, width, height } = layoutGraph(sized, edges);
    const at = new Map(nodes.map((n) => [n.id, n]));
    expect(nodes.map((n) => n.id)).to.deep.equal(ids);
    for (const { x, y } of nodes) {
      expect(x).to.be.within(0, width);
      expect(y).to.be.within(0, height);
    }
    edges.forEach(([from, to], i) => {
      const line = lines[i] as readonly { x: number; y: number }[];
      const [first, last, a, b] = [line[0], line.at(-1), at.get(from), at.get(to)];
      expect(a?.y, `${from} ${to}`).to.be.below(b?.y as number);
      expect(first?.y).to.be.closeTo((a?.y as number) + 20, 21);
      expect(last?.y).to.be.closeTo((b?.y as number) - 20, 21);
      expect(line.map((p) => p.y)).to.deep.equal(line.map((p) => p.y).sort((p, q) => p - q));
    });
  });
});

describe("the demo's switches", () => {
  const family = RULE_FAMILIES.find((f) => f.declarations.length > 2);
  it("turn whole families, and single patterns of them", () => {
    if (!family) throw new Error("there is no family");
    const [first, second] = family.declarations;
    const off = withFamily(new Set(), family, false);
    expect([...off]).to.deep.equal([family.id]);
    expect(rulesOff(off)).to.deep.equal(
      DECLARATIONS.filter((d) => d.family === family.id).flatMap((d) => [...d.rules]),
    );
    const oneOn = withDeclaration(off, family, first?.id as string, true);
    expect(rulesOff(oneOn)).to.include(second?.rules[0]);
    expect(rulesOff(oneOn)).to.not.include(first?.rules[0]);
    expect([...withDeclaration(oneOn, family, first?.id as string, false)]).to.deep.equal([family.id]);
    expect([...withFamily(oneOn, family, true)]).to.deep.equal([]);
  });
});

describe("the demo's drawings", () => {
  it("read boxes, points, maps and values", () => {
    const size = { width: 100, height: 100 };
    const boxes = output("detections", [1, 2, 6], [10, 20, 50, 60, 0.9, 0, 11, 21, 51, 61, 0.8, 0]);
    expect(
      decode("centernet", [boxes], size).boxes.map(({ label, left, bottom }) => ({ label, left, bottom })),
    ).to.deep.equal([{ label: "person", left: 0.1, bottom: 0.6 }]);
    const pose = output(
      "pose",
      [1, 1, 17, 3],
      Array.from({ length: 51 }, (_, i) => (i % 3 === 2 && i > 30 ? 0 : 0.5)),
    );
    expect(decode("pose", [pose], size).points).to.have.length(10);
    const map = output(
      "mask",
      [1, 8, 8, 1],
      Array.from({ length: 64 }, (_, i) => i),
    );
    expect(decode("values", [map], size).mask?.values.at(-1)).to.equal(1);
    // Three classes as channels, and as whole numbers: the same map.
    const channels = Array.from({ length: 192 }, (_, i) => (i % 3 === Math.floor(i / 3) % 3 ? 1 : 0));
    const scores = output("scores", [1, 8, 8, 3], channels);
    const labels = Array.from({ length: 64 }, (_, i) => i % 3);
    const kinds: Output = { ...output("kinds", [1, 8, 8], labels), dtype: "int32" };
    const expected = { width: 8, height: 8, values: Float32Array.from(labels), classes: 3 };
    for (const of of [scores, kinds]) expect(decode("values", [of], size).mask).to.deep.equal(expected);
    const feelings = output("out", [1, 2], [0.25, 0.75]);
    expect(decode("values", [feelings], size, ["sad", "happy"]).bars).to.deep.equal([
      { label: "happy", value: 0.75 },
      { label: "sad", value: 0.25 },
    ]);
  });
});
