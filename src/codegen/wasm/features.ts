/** Which WebAssembly extensions this engine has. */
import type { FunctionBuilder } from "./assembler.ts";
import { ModuleBuilder } from "./module.ts";

export interface Features {
  /** 128-bit vectors. */
  readonly simd: boolean;
  /** `relaxed_madd` and its relatives. */
  readonly relaxedSimd: boolean;
}

let detected: Features | undefined;

/** The features of this engine, asked for once. */
export function detectFeatures(): Features {
  detected ??= {
    simd: validates((f) => f.f32x4.const(0).drop()),
    relaxedSimd: validates((f) => f.f32x4.const(0).f32x4.const(0).f32x4.const(0).f32x4.relaxed_madd().drop()),
  };
  return detected;
}

function validates(body: (f: FunctionBuilder) => void): boolean {
  const module = new ModuleBuilder();
  module.function("probe", [], body);
  return WebAssembly.validate(module.build());
}
