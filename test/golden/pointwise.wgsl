// pointwise add, relu [16]

// as on a GPU
@group(0) @binding(0) var<storage, read> a0: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> a1: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> o0: array<vec4<f32>>;
struct Uniforms { count: u32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
fn isNaN4_(x: vec4<f32>) -> vec4<bool> { return (bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u); }
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let i = (group.y * groups.x + group.x) * 64u + lane;
if (i >= u.count) { return; }
let x0 = vec4<f32>(a0[i]);
let x1 = vec4<f32>(a1[i]);
let e2 = x0 + x1;
let e4 = select(max(e2, vec4<f32>(0.0)), e2, isNaN4_(e2));
o0[i] = e4;
}
