/** Half precision in memory: how shaders load and store it, and how constants are rounded to it. */
import { expect } from "chai";
import { halved, halves } from "../../src/codegen/wgsl/half.ts";

const SHADER = `@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> x1: array<i32>;
@group(0) @binding(2) var<storage, read_write> y: array<u32>;
fn main() {
let a0 = a[x1[i] + 1u];
let b = select(zero, a[a_[2]], in0) + a0[3] + ba[1];
y[i * (n[0] + 1u)] = bits(a[i]);
}
`;

describe("half precision in shaders", () => {
  it("widens loads, rounds stores, carries bits, and leaves other names alone", () => {
    expect(halved(SHADER, [0, 2])).to.equal(`enable f16;
@group(0) @binding(0) var<storage, read> a: array<vec4<f16>>;
@group(0) @binding(1) var<storage, read> x1: array<i32>;
@group(0) @binding(2) var<storage, read_write> y: array<f16>;
fn main() {
let a0 = vec4<f32>(a[x1[i] + 1u]);
let b = select(zero, vec4<f32>(a[a_[2]]), in0) + a0[3] + ba[1];
y[i * (n[0] + 1u)] = f16(bitcast<f32>(bits(vec4<f32>(a[i]))));
}
`);
    expect(halved(SHADER, [])).to.equal(SHADER);
  });

  it("rounds constants to the nearest, ties to even", () => {
    const cases: readonly (readonly [number, number])[] = [
      [0, 0],
      [-0, 0x8000],
      [1, 0x3c00],
      [-2, 0xc000],
      [1 + 2 ** -11, 0x3c00],
      [1 + 3 * 2 ** -11, 0x3c02],
      [1 + 2 ** -11 + 2 ** -20, 0x3c01],
      [65504, 0x7bff],
      [65519, 0x7bff],
      [65520, 0x7c00],
      [-1e9, 0xfc00],
      [2 ** -14, 0x0400],
      [2 ** -24, 1],
      [2 ** -25, 0],
      [3 * 2 ** -25, 2],
      [Infinity, 0x7c00],
      [NaN, 0x7e00],
    ];
    expect([...halves(Float32Array.from(cases, ([x]) => x))]).to.deep.equal(cases.map(([, bits]) => bits));
  });
});
