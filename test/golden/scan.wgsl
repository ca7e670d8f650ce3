// scan sum [3,21] along 1

// as on a GPU
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
struct Uniforms { total: u32, length: u32, inner: u32 }
@group(0) @binding(2) var<uniform> u: Uniforms;
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let i = (group.y * groups.x + group.x) * 64u + lane;
if (i >= u.total) { return; }
let base = (i / u.inner) * u.length * u.inner + i % u.inner;
var acc = 0.0;
for (var j = 0u; j < u.length; j++) {
let at = base + j * u.inner;
acc = acc + a[at];
y[at] = acc;
}
}
