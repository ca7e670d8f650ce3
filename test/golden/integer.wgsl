// floor modulo by a row

// as on a GPU
@group(0) @binding(0) var<storage, read> x0: array<i32>;
@group(0) @binding(1) var<storage, read> x1: array<i32>;
@group(0) @binding(2) var<storage, read_write> y: array<i32>;
struct Uniforms { count: u32, n1: u32, t0_0: u32, t0_1: u32, t1_0: u32, t1_1: u32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
fn floorDiv(a: i32, b: i32) -> i32 {
  return a / b - i32(a % b != 0 && (a < 0) != (b < 0));
}
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let i = (group.y * groups.x + group.x) * 64u + lane;
if (i >= u.count) { return; }
var rest = i;
let i1 = rest % u.n1;
rest = rest / u.n1;
let i0 = rest;
let v0 = x0[i0 * u.t0_0 + i1 * u.t0_1];
let v1 = x1[i0 * u.t1_0 + i1 * u.t1_1];
let r0 = i32(v0 - floorDiv(v0, v1) * v1);
y[i] = r0;
}
