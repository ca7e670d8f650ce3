// gather [4,5,600] by tuples [2,3,2]

// as on a GPU
@group(0) @binding(0) var<storage, read> a: array<vec4<u32>>;
@group(0) @binding(1) var<storage, read> b: array<i32>;
@group(0) @binding(2) var<storage, read_write> y: array<vec4<u32>>;
struct Uniforms { total: u32, inner: u32, count: u32, outer: u32, slice: u32, last0: i32, step0: u32, last1: i32, step1: u32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let i = (group.y * groups.x + group.x) * 64u + lane;
if (i >= u.total) { return; }
let rest = i / u.inner;
let block = rest / u.count;
let entry = (block / u.outer * u.count + rest % u.count) * 2u;
var at = block * u.slice + i % u.inner;
at += u32(clamp(b[entry + 0u], 0, u.last0)) * u.step0;
at += u32(clamp(b[entry + 1u], 0, u.last1)) * u.step1;
y[i] = a[at];
}
