// top-k 1 of [3,21]

// as on a GPU
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> z: array<i32>;
struct Uniforms { rows: u32, n: u32, k: u32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let row = (group.y * groups.x + group.x) * 64u + lane;
if (row >= u.rows) { return; }
var last = 0u;
for (var j = 0u; j < u.k; j++) {
let bound = a[row * u.n + last];
var at = u.n;
var best = 0.0;
for (var i = 0u; i < u.n; i++) {
let value = a[row * u.n + i];
let open = j == 0u || value < bound || (value == bound && i > last);
if (open && (at == u.n || value > best)) { best = value; at = i; }
}
last = select(at, 0u, at == u.n);
y[row * u.k + j] = a[row * u.n + last];
z[row * u.k + j] = i32(last);
}
}
