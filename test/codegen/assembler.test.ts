/** The assembler: every instruction validates, mistakes throw where they are emitted, control flow computes. */
import { expect } from "chai";
import { FunctionBuilder, type ValueType } from "../../src/codegen/wasm/assembler.ts";
import { detectFeatures } from "../../src/codegen/wasm/features.ts";
import {
  type GroupName,
  type Immediates,
  INSTRUCTIONS,
  type Instruction,
  TYPE_OF_LETTER,
} from "../../src/codegen/wasm/instructions.ts";
import { ModuleBuilder, type ParameterTypes } from "../../src/codegen/wasm/module.ts";

type Exports = Record<string, (...args: number[]) => number>;

/** Instantiates a module over one page of memory. */
function instantiate(module: ModuleBuilder, memory = new WebAssembly.Memory({ initial: 1 })): Exports {
  return new WebAssembly.Instance(new WebAssembly.Module(module.build()), { env: { memory } }).exports as Exports;
}

/** One function as a JavaScript function. */
function run<const P extends ParameterTypes>(
  params: P,
  results: readonly ValueType[],
  body: Parameters<typeof ModuleBuilder.prototype.function<P>>[2],
  memory?: WebAssembly.Memory,
): (...args: number[]) => number {
  const module = new ModuleBuilder();
  module.function("run", params, body, results);
  return instantiate(module, memory).run as (...args: number[]) => number;
}

const SAMPLE: { [K in keyof Immediates]: Immediates[K] } = {
  i32: [-5],
  f32: [1.5],
  f64: [0.1],
  f32x4: [1, 2, 3, 4],
  i32x4: [7],
  f64x2: [1, 2],
  align1: [1],
  align2: [2],
  align4: [400],
  lane: [1],
  lane1: [15, 3],
  lane2: [7, 2],
  lane4: [1, 4],
  shuffle16: [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 31],
  shuffle4: [0, 4, 1, 5],
  memory: [],
  memories: [],
};

describe("wasm instructions", () => {
  for (const [group, rows] of Object.entries(INSTRUCTIONS))
    it(`${group}: every row is a valid instruction of its types`, () => {
      for (const [name, [, signature, kind]] of Object.entries<Instruction>(rows)) {
        if (name.startsWith("relaxed_") && !detectFeatures().relaxedSimd) continue;
        const [operands, results] = signature
          .split(":")
          .map((s) => [...s].map((l) => TYPE_OF_LETTER[l] as ValueType)) as [ValueType[], ValueType[]];
        const module = new ModuleBuilder();
        module.function(
          "run",
          operands,
          (f) => {
            for (const p of f.params) f.get(p);
            const methods = f[group as GroupName] as unknown as Record<string, (...i: number[]) => void>;
            methods[name]?.(...(kind ? (SAMPLE[kind] as number[]) : []));
          },
          results,
        );
        expect(WebAssembly.validate(module.build()), `${group}.${name}`).to.equal(true);
      }
    });
});

describe("wasm assembler checks", () => {
  const throws = (body: (f: FunctionBuilder) => void, message: RegExp): void => {
    expect(() => {
      const f = new FunctionBuilder("k", ["i32"]);
      body(f);
      f.encode();
    }).to.throw(message);
  };

  it("names the instruction, what it expects and what the stack holds", () => {
    throws(
      (f) => f.i32.const(1).f32.const(2).i32.add(),
      /"k": i32\.add expects \[i32 i32\], the stack holds \[i32 f32\]/,
    );
    throws((f) => f.f32x4.const(0).f32x4.add(), /f32x4\.add expects \[v128 v128\], the stack holds \[v128\]/);
    throws((f) => f.i32.const(0).f32.const(0).i32.const(1).select(), /select expects \[f32 f32\]/);
  });
  it("sees values left over", () => {
    throws((f) => f.i32.const(1), /end of function expects \[\], the stack holds \[i32\]/);
    throws((f) => f.block(() => f.i32.const(1)), /end of block/);
    throws(
      (f) => f.i32.const(1).if(() => f.f32.const(1), undefined, "f32"),
      /end of if expects \[f32\], the stack holds \[\]/,
    );
  });
  it("keeps blocks away from values outside them", () => {
    throws((f) => f.i32.const(1).block(() => f.drop()), /drop expects a value/);
  });
  it("refuses labels outside their block", () => {
    throws((f) => {
      let outer: Parameters<Parameters<typeof f.block>[0]>[0] | undefined;
      f.block((l) => {
        outer = l;
      });
      f.br(outer as NonNullable<typeof outer>);
    }, /br to a label outside its block/);
  });
  it("refuses freed and foreign locals, and wrong types", () => {
    throws((f) => {
      const x = f.local("f32");
      f.free(x).get(x);
    }, /local\.get of a local that is freed/);
    throws((f) => f.get({ type: "i32", index: 0 }), /of another function/);
    throws((f) => f.i32.const(1).set(f.local("f32")), /local\.set expects \[f32\], the stack holds \[i32\]/);
  });
  it("refuses bad immediates", () => {
    throws((f) => f.get(f.params[0] as never).i32.load(-4), /offset -4/);
    throws((f) => f.i32.const(0.5), /not an integer/);
    throws((f) => f.f32x4.const(0).v128.store32_lane(4), /./);
    throws((f) => f.f32x4.const(0).f32x4.const(0).i32x4.shuffle(0, 1, 2, 8), /lane indices below 8/);
  });
  it("reuses freed locals of the same type only", () => {
    const f = new FunctionBuilder("k", []);
    const a = f.scoped(() => f.local("v128"));
    const b = f.local("f32");
    expect([a.index, b.index, f.local("v128").index]).to.deep.equal([0, 1, 0]);
  });
});

describe("wasm control flow", () => {
  it("if and else with a result", () => {
    const max = run({ a: "i32", b: "i32" }, ["i32"], (f, { a, b }) =>
      f
        .get(a)
        .get(b)
        .i32.gt_s()
        .if(
          () => f.get(a),
          () => f.get(b),
          "i32",
        ),
    );
    expect([max(3, 5), max(5, 3), max(-1, -2)]).to.deep.equal([5, 5, -1]);
  });
  it("forEach counts, with steps, from locals, and zero times", () => {
    const sum = run(["i32", "i32"], ["i32"], (f, [from, to]) => {
      const i = f.local("i32");
      const s = f.local("i32");
      f.forEach(i, from, to, 3, () => f.get(s).get(i).i32.add().set(s));
      f.get(s);
    });
    expect([sum(0, 10), sum(5, 5), sum(9, 2), sum(-2, 2)]).to.deep.equal([18, 0, 0, -1]);
  });
  it("countdown runs until the counter is used up", () => {
    const rounds = run(["i32"], ["i32"], (f, [n]) => {
      const s = f.local("i32");
      f.countdown(n, () => f.get(s).i32.const(1).i32.add().set(s), 4);
      f.get(s);
    });
    expect([rounds(4), rounds(8), rounds(9), rounds(1)]).to.deep.equal([1, 2, 3, 1]);
  });
  it("branches out of nested blocks; code after a branch is dead", () => {
    const pick = run(["i32"], ["i32"], (f, [n]) => {
      const r = f.local("i32");
      f.block((outer) => {
        f.block((inner) => {
          f.get(n).br_table([inner], outer);
        });
        f.i32.const(10).set(r).br(outer).i32.add().drop();
      });
      f.get(r);
    });
    expect([pick(0), pick(1), pick(-1)]).to.deep.equal([10, 0, 0]);
  });
  it("return leaves early", () => {
    const abs = run(["f32"], ["f32"], (f, [x]) => {
      f.get(x)
        .f32.const(0)
        .f32.ge()
        .if(() => f.get(x).return());
      f.get(x).f32.neg();
    });
    expect([abs(3), abs(-4)]).to.deep.equal([3, 4]);
  });
});

describe("wasm modules", () => {
  const addOne = (options?: { shared: boolean }): ModuleBuilder => {
    const module = new ModuleBuilder(options);
    const load = module.function("load", { from: "i32" }, (f, { from }) => f.get(from).v128.load(16), ["v128"]);
    module.function("addOne", { from: "i32", to: "i32" }, (f, { from, to }) =>
      f.get(to).get(from).call(load).f32x4.const(1).f32x4.add().v128.store(),
    );
    return module;
  };

  it("functions work in the imported memory and call each other", () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 3 });
    const floats = new Float32Array(memory.buffer);
    floats.set([1, 2, 3, 4], 4);
    instantiate(addOne(), memory).addOne?.(0, 64);
    expect([...floats.slice(16, 20)]).to.deep.equal([2, 3, 4, 5]);
  });
  it("accepts shared memories when asked to", function () {
    if (typeof SharedArrayBuffer === "undefined") this.skip();
    for (const maximum of [4, 65536])
      instantiate(addOne({ shared: true }), new WebAssembly.Memory({ initial: 1, maximum, shared: true }));
  });
  it("copies and fills memory", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    run(
      [],
      [],
      (f) =>
        f.i32.const(8).i32.const(7).i32.const(4).memory.fill().i32.const(0).i32.const(8).i32.const(2).memory.copy(),
      memory,
    )();
    expect([...new Uint8Array(memory.buffer, 0, 13)]).to.deep.equal([7, 7, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7, 0]);
  });
  it("encodes many locals, large constants and large offsets", () => {
    const f = run([], ["i32"], (f) => {
      const locals = Array.from({ length: 300 }, (_, i) => f.local(i % 3 ? "i32" : "v128"));
      const last = locals[299 - 1] as (typeof locals)[number];
      f.i32
        .const(-123456789)
        .set(last)
        .get(last)
        .i32.const(2 ** 31)
        .i32.add()
        .i32.const(0xffffffff)
        .i32.mul();
    });
    expect(f()).to.equal(-((-123456789 + 2 ** 31) | 0) | 0);
  });
  it("refuses two functions of one name", () => {
    const module = addOne();
    expect(() => module.function("load", [], () => {})).to.throw(/two wasm functions/);
  });
});
