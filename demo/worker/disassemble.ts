/** WebAssembly as text. A module of its own, since the disassembler is large and seldom asked for. */
import wabt from "wabt";

export async function disassemble(bytes: Uint8Array): Promise<string> {
  const { readWasm } = await wabt();
  const module = readWasm(bytes, { check: false, simd: true, relaxed_simd: true, threads: true });
  try {
    module.applyNames();
    return module.toText({ foldExprs: false, inlineExport: false });
  } finally {
    module.destroy();
  }
}
