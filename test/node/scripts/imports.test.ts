/** The import rules say what is wrong, where, and nothing else. */
import { expect } from "chai";
import { checkImports } from "../../../scripts/imports.ts";

const check = (sources: Record<string, string>) => checkImports(new Map(Object.entries(sources)));

describe("import rules", () => {
  it("accept imports within a part and downwards", () => {
    const problems = check({
      "src/graph/graph.ts": 'import "../expr/expr.ts"; import { a } from "./shape.ts";',
      "src/graph/shape.ts": "export const a = 1;",
      "src/expr/expr.ts": 'export * from "../util/hash.ts";',
      "src/util/hash.ts": "",
      "patterns/attention.ts": 'import { rule } from "../src/rewrite/rule.ts";',
      "src/rewrite/rule.ts": "export const rule = 1;",
      "test/graph.test.ts": 'import "../src/graph/graph.ts"; import * as tf from "@tensorflow/tfjs-core";',
    });
    expect(problems).to.deep.equal([]);
  });

  it("refuse every way of importing upwards, types included", () => {
    const target = { "src/plan/plan.ts": "export type P = 1; export const p = 1;" };
    const ways = [
      'import { p } from "../plan/plan.ts";',
      'import type { P } from "../plan/plan.ts";',
      'export * from "../plan/plan.ts";',
      'const p = await import("../plan/plan.ts");',
      'let p: import("../plan/plan.ts").P;',
    ];
    for (const way of ways) {
      expect(check({ ...target, "src/graph/graph.ts": `\n${way}` }), way).to.deep.equal([
        "src/graph/graph.ts:2: src/graph may not import src/plan/plan.ts: src/plan is further up",
      ]);
    }
  });

  it("keep the parts free of tests and scripts", () => {
    const problems = check({ "src/plan/plan.ts": 'import "../../test/support/tf.ts";', "test/support/tf.ts": "" });
    expect(problems).to.deep.equal([
      "src/plan/plan.ts:1: src/plan may not import test/support/tf.ts, which is in none of the parts",
    ]);
  });

  it("keep TensorFlow.js to the parts that know it", () => {
    const text = 'import type { io } from "@tensorflow/tfjs-core";';
    const allowed = ["src/hook/hook.ts", "src/graph/from-tfjs.ts", "src/runtime/wasm/run.ts", "src/cli/main.ts"];
    expect(check(Object.fromEntries(allowed.map((file) => [file, text])))).to.deep.equal([]);
    for (const [file, part] of [
      ["patterns/conv.ts", "patterns"],
      ["kernels/conv.ts", "kernels"],
      ["src/graph/graph.ts", "src/graph"],
    ] as const) {
      expect(check({ [file]: text })).to.deep.equal([`${file}:1: ${part} may not import @tensorflow/tfjs-core`]);
    }
  });

  it("let the code of optional peers load in the command line tool only", () => {
    const value = 'import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";';
    const type = 'import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";';
    expect(check({ "src/runtime/wasm.ts": type, "src/cli/backends.ts": value })).to.deep.equal([]);
    expect(check({ "src/runtime/wasm.ts": value })).to.have.lengthOf(1);
  });

  it("find import cycles, once each, and leave types alone", () => {
    const problems = check({
      "src/graph/a.ts": 'import "./b.ts"; import "./c.ts";',
      "src/graph/b.ts": 'import "./c.ts";',
      "src/graph/c.ts": 'import { a } from "./a.ts"; import type { B } from "./b.ts";',
    });
    expect(problems).to.deep.equal(["import cycle: src/graph/a.ts → src/graph/b.ts → src/graph/c.ts → src/graph/a.ts"]);
  });

  it("ask for the place of a new folder", () => {
    expect(check({ "src/new/a.ts": "" })).to.deep.equal([
      "src/new/a.ts: belongs to no part; add its folder to PARTS in scripts/imports.ts",
    ]);
  });
});
