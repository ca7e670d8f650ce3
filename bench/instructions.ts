/** How much arithmetic is in generated code, by its text. */
import wabt from "wabt";

/** Vector instructions that compute: all but loads, stores, constants and what moves lanes. */
const COMPUTES =
  /^(v128\.(and|andnot|or|xor|not|bitselect|any_true)|[fi]\d+x\d+\.(?!const|splat|shuffle|extract|replace|bitmask))/;

/**
 * How many of them a module of one function has for each vector that it stores: those of its innermost loops, without what
 * is inside of branches, which special values take.
 */
export async function instructionsPerVector(code: Uint8Array<ArrayBuffer>): Promise<number> {
  const { readWasm } = await wabt();
  const module = readWasm(code, { readDebugNames: false, simd: true, relaxed_simd: true });
  const text = module.toText({ foldExprs: false });
  module.destroy();
  interface Block {
    readonly kind: string;
    readonly depth: number;
    computes: number;
    loads: number;
    stores: number;
  }
  const open: Block[] = [];
  const loops: Block[] = [];
  for (const line of text.split("\n").map((l) => l.trim())) {
    const word = line.split(" ")[0] as string;
    const inner = open.at(-1);
    if (["loop", "if", "block"].includes(word)) {
      const depth = open.filter((b) => b.kind === "loop").length + 1;
      open.push({ kind: word, depth, computes: 0, loads: 0, stores: 0 });
    } else if (word.startsWith("end")) {
      const done = open.pop();
      if (done?.kind === "loop") loops.push(done);
    } else if (inner?.kind === "loop") {
      if (COMPUTES.test(word)) inner.computes++;
      else if (word === "v128.load") inner.loads++;
      else if (word === "v128.store") inner.stores++;
    }
  }
  const used = loops.filter((l) => l.computes > 0 && l.loads > 0);
  const depth = Math.max(...used.map((l) => l.depth));
  return used.filter((l) => l.depth === depth).reduce((sum, l) => sum + l.computes / (l.stores || l.loads), 0);
}
