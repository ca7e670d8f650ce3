/** Lanes: both widths compute the same, and partial accesses touch nothing else. */
import { expect } from "chai";
import { detectFeatures } from "../../src/codegen/wasm/features.ts";
import { Lanes, type Width } from "../../src/codegen/wasm/lanes.ts";
import { ModuleBuilder } from "../../src/codegen/wasm/module.ts";

const features = detectFeatures();
const WIDTHS: readonly Width[] = features.simd ? [1, 4] : [1];

/** Applies `body` (three values on the stack → one) to lanes of a, b and c. */
function ternary(
  width: Width,
  body: (lanes: Lanes) => void,
  withMadd = features.relaxedSimd,
): (a: number[], b: number[], c: number[]) => number[] {
  const module = new ModuleBuilder();
  module.function("run", [], (f) => {
    const lanes = new Lanes(f, width, { ...features, relaxedSimd: withMadd });
    for (let i = 0; i < 4; i += width) {
      f.i32.const(64 + 4 * i);
      for (const base of [0, 16, 32]) {
        f.i32.const(base + 4 * i);
        lanes.load();
      }
      body(lanes);
      lanes.store();
    }
  });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env: { memory } }).exports as {
    run: () => void;
  };
  const floats = new Float32Array(memory.buffer);
  return (a, b, c) => {
    floats.set([...a, ...b, ...c]);
    run();
    return [...floats.slice(16, 20)];
  };
}

const A = [1.5, -2.5, 0, NaN];
const B = [0.5, 3, -1, 1];
const C = [7, 8, 9, 10];
const second =
  (op: (lanes: Lanes) => void) =>
  (lanes: Lanes): void => {
    const c = lanes.keep();
    op(lanes);
    lanes.f.free(c);
  };

for (const width of WIDTHS)
  describe(`lanes of width ${width}`, () => {
    const check = (name: string, body: (lanes: Lanes) => void, expected: number[]): void => {
      it(name, () => void expect(ternary(width, body)(A, B, C)).to.deep.equal(expected));
    };

    it("keeps constants: those that the body would use, by their bits", () => {
      const body = (l: Lanes): void => {
        l.constant(1.5).add().constant(-0).add().constant(1.5).mul().madd();
        l.toBits().integer(0x3fc00000).integerOp("sub").integer(0x3fc00000).integerOp("add").fromBits();
      };
      const made: (number | string)[] = [];
      const kept = ternary(width, (l) => {
        const constants = l.constantsIn((probe) => {
          for (let i = 0; i < 3; i++) probe.constant(0);
          body(probe);
        });
        made.push(...constants);
        l.keeping(constants, () => body(l));
        expect(l.constantsIn((probe) => probe.constant(2))).to.deep.equal(new Set([0x40000000]));
      });
      expect(new Set(made)).to.deep.equal(new Set([0, 0x3fc00000, -0x80000000]));
      expect(kept(A, B, C)).to.deep.equal(ternary(width, body)(A, B, C));
      expect(kept([2, 2, 2, 2], [3, 3, 3, 3], [1, 1, 1, 1])).to.deep.equal(Array(4).fill(2 * 3 + (1 + 1.5) * 1.5));
    });

    check(
      "pmax keeps a NaN first operand",
      second((l) => l.pmax()),
      [1.5, 3, 0, NaN],
    );
    check(
      "pmin keeps a NaN first operand",
      second((l) => l.pmin()),
      [0.5, -2.5, -1, NaN],
    );
    check(
      "max gives NaN",
      second((l) => l.max()),
      [1.5, 3, 0, NaN],
    );
    check(
      "select takes its first operand where the mask is set",
      (l) => {
        const [c, b, a] = [l.keep(), l.keep(), l.keep()];
        l.get(b).get(c).get(a).get(b).gt().select();
      },
      [0.5, 8, -1, 10],
    );
    check(
      "negated masks",
      (l) => {
        const [c, b, a] = [l.keep(), l.keep(), l.keep()];
        l.get(b).get(c).get(a).get(b).gt().maskNot().select();
      },
      [7, 3, 9, 1],
    );
    check(
      "clear gives 0 where the mask is set",
      (l) => {
        const [c, b, a] = [l.keep(), l.keep(), l.keep()];
        l.get(c).get(a).get(b).gt().clear();
      },
      [0, 8, 0, 10],
    );
    check("madd", (l) => l.madd(), [7.75, 0.5, 9, NaN]);
    check("nmadd", (l) => l.nmadd(), [6.25, 15.5, 9, NaN]);
    check(
      "madd of a pushed addend",
      (l) => {
        const c = l.keep();
        l.madd(() => l.get(c));
      },
      [7.75, 0.5, 9, NaN],
    );
    check(
      "nmadd of a pushed addend",
      (l) => {
        const c = l.keep();
        l.nmadd(() => l.get(c));
      },
      [6.25, 15.5, 9, NaN],
    );
    it("madd without relaxed SIMD", () => {
      expect(ternary(width, (l) => l.madd(), false)(A, B, C)).to.deep.equal([7.75, 0.5, 9, NaN]);
      expect(ternary(width, (l) => l.nmadd(), false)(A, B, C)).to.deep.equal([6.25, 15.5, 9, NaN]);
    });
    check(
      "integers and bits",
      second(
        second((l) => {
          l.toInteger().integer(3).integerOp("add").shift("shl", 1).fromInteger(); // 2·(trunc(a) + 3)
          l.toBits().integer(0x7fffffff).bitand().fromBits();
        }),
      ),
      [8, 2, 6, 6],
    );
    it("partial loads and stores", () => {
      for (let count = 1; count <= width; count++) {
        const module = new ModuleBuilder();
        module.function("run", { from: "i32", to: "i32" }, (f, { from, to }) => {
          const lanes = new Lanes(f, width, features);
          const value = lanes.partialLoad(from, count, 4).keep();
          lanes.partialStore(to, value, count, 8);
        });
        const memory = new WebAssembly.Memory({ initial: 1 });
        const { run } = new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env: { memory } })
          .exports as { run: (from: number, to: number) => void };
        const floats = new Float32Array(memory.buffer).fill(-1);
        const end = 65536 - 4 * count;
        floats.set([1, 2, 3, 4].slice(0, count), end / 4);
        run(end - 4, 0);
        expect([...floats.slice(0, 8)]).to.deep.equal([
          -1,
          -1,
          ...[1, 2, 3, 4].slice(0, count),
          ...Array(6 - count).fill(-1),
        ]);
        run(0, end - 8); // ends at the end of memory: one byte more would trap
      }
    });
  });
