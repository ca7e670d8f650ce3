// copy transpose 1,0 [8,16]

// as on a GPU
@group(0) @binding(0) var<storage, read_write> y: array<u32>;
@group(0) @binding(1) var<storage, read> a0: array<u32>;
struct Uniforms { end0: u32, n0_1: u32, from0_1: i32, from0: i32, to0_0: i32, to0: i32 }
@group(0) @binding(2) var<uniform> u: Uniforms;
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let i = (group.y * groups.x + group.x) * 64u + lane;
if (i < u.end0) {
var rest = i - 0u;
let i1 = i32(rest % u.n0_1); rest = rest / u.n0_1;
let i0 = i32(rest);
y[u32(u.to0 + i0 * u.to0_0 + i1)] = a0[u32(u.from0 + i0 + i1 * u.from0_1)];
return;
}
}
