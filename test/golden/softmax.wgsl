// softmax [3,5,21]

// as on a GPU
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
struct Uniforms { units: u32, sets: u32 }
@group(0) @binding(2) var<uniform> u: Uniforms;
fn isNaN_(x: f32) -> bool { return (bitcast<u32>(x) & u32(0x7fffffffu)) > u32(0x7f800000u); }
var<private> lowest: u32 = 0xff800000u;
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let team = (group.y * groups.x + group.x) * 64u + lane;
if (team >= u.sets) { return; }
let base = team * u.units;
var most = f32(bitcast<f32>(lowest));
for (var i = 0u; i < u.units; i += 1u) {
{
let m0_2 = select(select(max(most, (a[base + i])), most, isNaN_(most)), (a[base + i]), isNaN_((a[base + i])));
most = m0_2;
}
}
var top = most;
var sum = f32();
for (var i = 0u; i < u.units; i += 1u) {
sum += exp(a[base + i] - f32(top));
}
var total = sum;
for (var i = 0u; i < u.units; i += 1u) {
y[base + i] = exp(a[base + i] - f32(top)) / f32(total);
}
}
