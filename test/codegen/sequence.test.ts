/** Shaders one after the other in one: what becomes of names, uniforms and bindings. */
import { expect } from "chai";
import { sequence } from "../../src/codegen/wgsl/sequence.ts";

const HEADER = `@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {`;
const TWICE = `@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4<f32>>;
struct Uniforms { count: u32, c0: f32 }
@group(0) @binding(2) var<uniform> u: Uniforms;
fn twice(x: vec4<f32>) -> vec4<f32> { return x * u.c0; }
${HEADER}
if (lane >= u.count) { return; }
y[lane] = twice(a[lane]);
}
`;
const WHOLE = `@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<i32>;
${HEADER}
y[lane] = i32(a[lane]);
}
`;

describe("shaders in sequence", () => {
  const { code, uniforms } = sequence<number | string>(
    [
      {
        code: TWICE,
        uniforms: [2, "factor"],
        groups: 1,
        places: [
          [0, 0],
          [1, 40],
        ],
      },
      {
        code: WHOLE,
        uniforms: [],
        groups: 3,
        places: [
          [1, 40],
          [2, 0],
        ],
      },
    ],
    [false, true, true],
  );

  it("bind words of 32 bits, with the uniforms of all", () => {
    expect(code.split("\n").slice(0, 5)).to.deep.equal([
      "@group(0) @binding(0) var<storage, read> words0: array<u32>;",
      "@group(0) @binding(1) var<storage, read_write> words1: array<u32>;",
      "@group(0) @binding(2) var<storage, read_write> words2: array<u32>;",
      "struct Uniforms { count_0: u32, c0_0: f32, at0_0: u32, at0_1: u32, groups0: u32, at1_0: u32, at1_1: u32, groups1: u32 }",
      "@group(0) @binding(3) var<uniform> u: Uniforms;",
    ]);
    expect(uniforms).to.deep.equal([2, "factor", 0, 40, 1, 40, 0, 3]);
  });

  it("read and write through functions, under names of their own", () => {
    expect(code).to.contain("fn twice_0(x: vec4<f32>) -> vec4<f32> { return x * u.c0_0; }");
    expect(code).to.contain("if (lane >= u.count_0) { return; }\nput0_1(lane, twice_0(get0_0(lane)));");
    expect(code).to.contain("put1_1(lane, i32(get1_0(lane)));");
    expect(code).to.contain("words1[u.at0_1 + i * 4u + 3u] = bitcast<u32>(v[3]);");
    expect(code).to.contain("fn get1_0(i: u32) -> f32 { return f32(bitcast<f32>(words1[u.at1_0 + i * 1u + 0u])); }");
    expect(code, "what only reads").not.to.contain("fn put0_0");
  });

  it("take turns, with a barrier between", () => {
    expect(code.slice(code.indexOf("@compute"))).to.equal(`@compute @workgroup_size(64, 1, 1)
fn main(@builtin(local_invocation_id) id: vec3<u32>) {
for (var g = 0u; g < u.groups0; g++) {
main_0(id, id, id.x, vec3<u32>(g, 0u, 0u), vec3<u32>(u.groups0, 1u, 1u));
}
storageBarrier();
for (var g = 0u; g < u.groups1; g++) {
main_1(id, id, id.x, vec3<u32>(g, 0u, 0u), vec3<u32>(u.groups1, 1u, 1u));
}
}
`);
  });
});
