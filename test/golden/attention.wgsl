// attention [2,2,9,16] [2,2,12,16] [2,2,12,16] [2,1,1,12] × 0.25

// as on a GPU
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, rowUnits: u32, c0: f32, units: u32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
fn right(matrix: u32, k: u32, column: u32) -> vec4<f32> {
return vec4<f32>(b[(matrix * u.n + min(column * 4u + 0u, u.n - 1u)) * u.k + k], b[(matrix * u.n + min(column * 4u + 1u, u.n - 1u)) * u.k + k], b[(matrix * u.n + min(column * 4u + 2u, u.n - 1u)) * u.k + k], b[(matrix * u.n + min(column * 4u + 3u, u.n - 1u)) * u.k + k]);
}
fn finish(acc: vec4<f32>, element: u32, channel: u32) {
let e2 = acc * vec4<f32>(u.c0);
y0[element] = e2;
}
var<workgroup> tileA: array<vec4<f32>, 256>;
var<workgroup> tileB: array<vec4<f32>, 256>;
@compute @workgroup_size(8, 8, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let top = group.y * 32u;
let side = group.x * 8u;
let kA = lane % 8u;
let m0 = lane / 8u + 0u;
let start0 = (group.z * u.m + min(top + m0, u.m - 1u)) * u.rowUnits;
let m1 = lane / 8u + 8u;
let start1 = (group.z * u.m + min(top + m1, u.m - 1u)) * u.rowUnits;
let m2 = lane / 8u + 16u;
let start2 = (group.z * u.m + min(top + m2, u.m - 1u)) * u.rowUnits;
let m3 = lane / 8u + 24u;
let start3 = (group.z * u.m + min(top + m3, u.m - 1u)) * u.rowUnits;
var s0 = vec4<f32>();
var s1 = vec4<f32>();
var s2 = vec4<f32>();
var s3 = vec4<f32>();
for (var t = 0u; t < u.units; t += 8u) {
if (t + kA < u.units) { tileA[m0 * 8u + kA] = a[start0 + t + kA]; } else { tileA[m0 * 8u + kA] = vec4<f32>(); }
if (t + kA < u.units) { tileA[m1 * 8u + kA] = a[start1 + t + kA]; } else { tileA[m1 * 8u + kA] = vec4<f32>(); }
if (t + kA < u.units) { tileA[m2 * 8u + kA] = a[start2 + t + kA]; } else { tileA[m2 * 8u + kA] = vec4<f32>(); }
if (t + kA < u.units) { tileA[m3 * 8u + kA] = a[start3 + t + kA]; } else { tileA[m3 * 8u + kA] = vec4<f32>(); }
tileB[(lane + 0u)] = right(group.z, min(t * 4u + (lane + 0u) / 8u, u.k - 1u), min(side + (lane + 0u) % 8u, u.columns - 1u));
tileB[(lane + 64u)] = right(group.z, min(t * 4u + (lane + 64u) / 8u, u.k - 1u), min(side + (lane + 64u) % 8u, u.columns - 1u));
tileB[(lane + 128u)] = right(group.z, min(t * 4u + (lane + 128u) / 8u, u.k - 1u), min(side + (lane + 128u) % 8u, u.columns - 1u));
tileB[(lane + 192u)] = right(group.z, min(t * 4u + (lane + 192u) / 8u, u.k - 1u), min(side + (lane + 192u) % 8u, u.columns - 1u));
workgroupBarrier();
for (var k = 0u; k < 8u; k++) {
let b0 = tileB[(k * 4u + 0u) * 8u + local.x];
let b1 = tileB[(k * 4u + 1u) * 8u + local.x];
let b2 = tileB[(k * 4u + 2u) * 8u + local.x];
let b3 = tileB[(k * 4u + 3u) * 8u + local.x];
let a0 = tileA[(local.y * 4u + 0u) * 8u + k];
s0 = fma(vec4<f32>(a0[0]), b0, s0);
s0 = fma(vec4<f32>(a0[1]), b1, s0);
s0 = fma(vec4<f32>(a0[2]), b2, s0);
s0 = fma(vec4<f32>(a0[3]), b3, s0);
let a1 = tileA[(local.y * 4u + 1u) * 8u + k];
s1 = fma(vec4<f32>(a1[0]), b0, s1);
s1 = fma(vec4<f32>(a1[1]), b1, s1);
s1 = fma(vec4<f32>(a1[2]), b2, s1);
s1 = fma(vec4<f32>(a1[3]), b3, s1);
let a2 = tileA[(local.y * 4u + 2u) * 8u + k];
s2 = fma(vec4<f32>(a2[0]), b0, s2);
s2 = fma(vec4<f32>(a2[1]), b1, s2);
s2 = fma(vec4<f32>(a2[2]), b2, s2);
s2 = fma(vec4<f32>(a2[3]), b3, s2);
let a3 = tileA[(local.y * 4u + 3u) * 8u + k];
s3 = fma(vec4<f32>(a3[0]), b0, s3);
s3 = fma(vec4<f32>(a3[1]), b1, s3);
s3 = fma(vec4<f32>(a3[2]), b2, s3);
s3 = fma(vec4<f32>(a3[3]), b3, s3);
}
workgroupBarrier();
}
let column = side + local.x;
if (column >= u.columns) { return; }
if (top + local.y * 4u + 0u < u.m) {
finish(s0, (group.z * u.m + top + local.y * 4u + 0u) * u.columns + column, column);
}
if (top + local.y * 4u + 1u < u.m) {
finish(s1, (group.z * u.m + top + local.y * 4u + 1u) * u.columns + column, column);
}
if (top + local.y * 4u + 2u < u.m) {
finish(s2, (group.z * u.m + top + local.y * 4u + 2u) * u.columns + column, column);
}
if (top + local.y * 4u + 3u < u.m) {
finish(s3, (group.z * u.m + top + local.y * 4u + 3u) * u.columns + column, column);
}
}

// as on a GPU
@group(0) @binding(0) var<storage, read_write> scores: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> mask: array<vec4<f32>>;
struct Uniforms { maskStep0: u32, maskStride0: u32, units: u32, sets: u32 }
@group(0) @binding(2) var<uniform> u: Uniforms;
fn isNaN4_(x: vec4<f32>) -> vec4<bool> { return (bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u); }
fn isNaN_(x: f32) -> bool { return (bitcast<u32>(x) & u32(0x7fffffffu)) > u32(0x7f800000u); }
var<private> lowest: u32 = 0xff800000u;
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let team = (group.y * groups.x + group.x) * 64u + lane;
if (team >= u.sets) { return; }
let base = team * u.units;
var most = vec4<f32>(bitcast<f32>(lowest));
for (var i = 0u; i < u.units; i += 1u) {
{
let m0_2 = select(select(max(most, (scores[base + i] + mask[((team / u.maskStep0) * u.maskStride0) + i])), most, isNaN4_(most)), (scores[base + i] + mask[((team / u.maskStep0) * u.maskStride0) + i]), isNaN4_((scores[base + i] + mask[((team / u.maskStep0) * u.maskStride0) + i])));
most = m0_2;
}
}
var top = most.x;
{
let m1_2 = select(select(max(top, most.y), top, isNaN_(top)), most.y, isNaN_(most.y));
top = m1_2;
}
{
let m2_2 = select(select(max(top, most.z), top, isNaN_(top)), most.z, isNaN_(most.z));
top = m2_2;
}
{
let m3_2 = select(select(max(top, most.w), top, isNaN_(top)), most.w, isNaN_(most.w));
top = m3_2;
}
var sum = vec4<f32>();
for (var i = 0u; i < u.units; i += 1u) {
sum += exp(scores[base + i] + mask[((team / u.maskStep0) * u.maskStride0) + i] - vec4<f32>(top));
}
var total = sum.x;
{
let m4_2 = total + sum.y;
total = m4_2;
}
{
let m5_2 = total + sum.z;
total = m5_2;
}
{
let m6_2 = total + sum.w;
total = m6_2;
}
for (var i = 0u; i < u.units; i += 1u) {
scores[base + i] = exp(scores[base + i] + mask[((team / u.maskStep0) * u.maskStride0) + i] - vec4<f32>(top)) / vec4<f32>(total);
}
}

// as on a GPU
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, rowUnits: u32, units: u32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
fn finish(acc: vec4<f32>, element: u32, channel: u32) {
y0[element] = acc;
}
var<workgroup> tileA: array<vec4<f32>, 256>;
var<workgroup> tileB: array<vec4<f32>, 256>;
@compute @workgroup_size(8, 8, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let top = group.y * 32u;
let side = group.x * 8u;
let kA = lane % 8u;
let m0 = lane / 8u + 0u;
let start0 = (group.z * u.m + min(top + m0, u.m - 1u)) * u.rowUnits;
let m1 = lane / 8u + 8u;
let start1 = (group.z * u.m + min(top + m1, u.m - 1u)) * u.rowUnits;
let m2 = lane / 8u + 16u;
let start2 = (group.z * u.m + min(top + m2, u.m - 1u)) * u.rowUnits;
let m3 = lane / 8u + 24u;
let start3 = (group.z * u.m + min(top + m3, u.m - 1u)) * u.rowUnits;
var s0 = vec4<f32>();
var s1 = vec4<f32>();
var s2 = vec4<f32>();
var s3 = vec4<f32>();
for (var t = 0u; t < u.units; t += 8u) {
if (t + kA < u.units) { tileA[m0 * 8u + kA] = a[start0 + t + kA]; } else { tileA[m0 * 8u + kA] = vec4<f32>(); }
if (t + kA < u.units) { tileA[m1 * 8u + kA] = a[start1 + t + kA]; } else { tileA[m1 * 8u + kA] = vec4<f32>(); }
if (t + kA < u.units) { tileA[m2 * 8u + kA] = a[start2 + t + kA]; } else { tileA[m2 * 8u + kA] = vec4<f32>(); }
if (t + kA < u.units) { tileA[m3 * 8u + kA] = a[start3 + t + kA]; } else { tileA[m3 * 8u + kA] = vec4<f32>(); }
tileB[(lane + 0u)] = b[(group.z * u.k + min(t * 4u + (lane + 0u) / 8u, u.k - 1u)) * u.columns + min(side + (lane + 0u) % 8u, u.columns - 1u)];
tileB[(lane + 64u)] = b[(group.z * u.k + min(t * 4u + (lane + 64u) / 8u, u.k - 1u)) * u.columns + min(side + (lane + 64u) % 8u, u.columns - 1u)];
tileB[(lane + 128u)] = b[(group.z * u.k + min(t * 4u + (lane + 128u) / 8u, u.k - 1u)) * u.columns + min(side + (lane + 128u) % 8u, u.columns - 1u)];
tileB[(lane + 192u)] = b[(group.z * u.k + min(t * 4u + (lane + 192u) / 8u, u.k - 1u)) * u.columns + min(side + (lane + 192u) % 8u, u.columns - 1u)];
workgroupBarrier();
for (var k = 0u; k < 8u; k++) {
let b0 = tileB[(k * 4u + 0u) * 8u + local.x];
let b1 = tileB[(k * 4u + 1u) * 8u + local.x];
let b2 = tileB[(k * 4u + 2u) * 8u + local.x];
let b3 = tileB[(k * 4u + 3u) * 8u + local.x];
let a0 = tileA[(local.y * 4u + 0u) * 8u + k];
s0 = fma(vec4<f32>(a0[0]), b0, s0);
s0 = fma(vec4<f32>(a0[1]), b1, s0);
s0 = fma(vec4<f32>(a0[2]), b2, s0);
s0 = fma(vec4<f32>(a0[3]), b3, s0);
let a1 = tileA[(local.y * 4u + 1u) * 8u + k];
s1 = fma(vec4<f32>(a1[0]), b0, s1);
s1 = fma(vec4<f32>(a1[1]), b1, s1);
s1 = fma(vec4<f32>(a1[2]), b2, s1);
s1 = fma(vec4<f32>(a1[3]), b3, s1);
let a2 = tileA[(local.y * 4u + 2u) * 8u + k];
s2 = fma(vec4<f32>(a2[0]), b0, s2);
s2 = fma(vec4<f32>(a2[1]), b1, s2);
s2 = fma(vec4<f32>(a2[2]), b2, s2);
s2 = fma(vec4<f32>(a2[3]), b3, s2);
let a3 = tileA[(local.y * 4u + 3u) * 8u + k];
s3 = fma(vec4<f32>(a3[0]), b0, s3);
s3 = fma(vec4<f32>(a3[1]), b1, s3);
s3 = fma(vec4<f32>(a3[2]), b2, s3);
s3 = fma(vec4<f32>(a3[3]), b3, s3);
}
workgroupBarrier();
}
let column = side + local.x;
if (column >= u.columns) { return; }
if (top + local.y * 4u + 0u < u.m) {
finish(s0, (group.z * u.m + top + local.y * 4u + 0u) * u.columns + column, column);
}
if (top + local.y * 4u + 1u < u.m) {
finish(s1, (group.z * u.m + top + local.y * 4u + 1u) * u.columns + column, column);
}
if (top + local.y * 4u + 2u < u.m) {
finish(s2, (group.z * u.m + top + local.y * 4u + 2u) * u.columns + column, column);
}
if (top + local.y * 4u + 3u < u.m) {
finish(s3, (group.z * u.m + top + local.y * 4u + 3u) * u.columns + column, column);
}
}

// as on a software device
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> b: array<f32>;
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
struct Uniforms { across: u32, down: u32, total: u32, m: u32, columns: u32, n: u32, k: u32, rowUnits: u32, c0: f32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
fn right(matrix: u32, k: u32, column: u32) -> vec4<f32> {
return vec4<f32>(b[(matrix * u.n + min(column * 4u + 0u, u.n - 1u)) * u.k + k], b[(matrix * u.n + min(column * 4u + 1u, u.n - 1u)) * u.k + k], b[(matrix * u.n + min(column * 4u + 2u, u.n - 1u)) * u.k + k], b[(matrix * u.n + min(column * 4u + 3u, u.n - 1u)) * u.k + k]);
}
fn finish(acc: vec4<f32>, element: u32, channel: u32) {
let e2 = acc * vec4<f32>(u.c0);
y0[element] = e2;
}
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let i = (group.y * groups.x + group.x) * 64u + lane;
if (i >= u.total) { return; }
let column = (i % u.across) * 1u;
let block = i / u.across;
let batch = block / u.down;
let top = (block % u.down) * 4u;
let row0 = min(top + 0u, u.m - 1u);
let start0 = (batch * u.m + row0) * u.rowUnits;
var s0_0 = vec4<f32>();
let row1 = min(top + 1u, u.m - 1u);
let start1 = (batch * u.m + row1) * u.rowUnits;
var s1_0 = vec4<f32>();
let row2 = min(top + 2u, u.m - 1u);
let start2 = (batch * u.m + row2) * u.rowUnits;
var s2_0 = vec4<f32>();
let row3 = min(top + 3u, u.m - 1u);
let start3 = (batch * u.m + row3) * u.rowUnits;
var s3_0 = vec4<f32>();
var k = 0u;
for (var c = 0u; c < u.rowUnits; c++) {
let a0 = a[start0 + c];
let a1 = a[start1 + c];
let a2 = a[start2 + c];
let a3 = a[start3 + c];
let b0_0 = right(batch, k + 0u, column + 0u);
let b1_0 = right(batch, k + 1u, column + 0u);
let b2_0 = right(batch, k + 2u, column + 0u);
let b3_0 = right(batch, k + 3u, column + 0u);
s0_0 = fma(vec4<f32>(a0[0]), b0_0, s0_0);
s0_0 = fma(vec4<f32>(a0[1]), b1_0, s0_0);
s0_0 = fma(vec4<f32>(a0[2]), b2_0, s0_0);
s0_0 = fma(vec4<f32>(a0[3]), b3_0, s0_0);
s1_0 = fma(vec4<f32>(a1[0]), b0_0, s1_0);
s1_0 = fma(vec4<f32>(a1[1]), b1_0, s1_0);
s1_0 = fma(vec4<f32>(a1[2]), b2_0, s1_0);
s1_0 = fma(vec4<f32>(a1[3]), b3_0, s1_0);
s2_0 = fma(vec4<f32>(a2[0]), b0_0, s2_0);
s2_0 = fma(vec4<f32>(a2[1]), b1_0, s2_0);
s2_0 = fma(vec4<f32>(a2[2]), b2_0, s2_0);
s2_0 = fma(vec4<f32>(a2[3]), b3_0, s2_0);
s3_0 = fma(vec4<f32>(a3[0]), b0_0, s3_0);
s3_0 = fma(vec4<f32>(a3[1]), b1_0, s3_0);
s3_0 = fma(vec4<f32>(a3[2]), b2_0, s3_0);
s3_0 = fma(vec4<f32>(a3[3]), b3_0, s3_0);
k += 4u;
}
if (top + 0u < u.m) {
finish(s0_0, (batch * u.m + row0) * u.columns + column + 0u, column + 0u);
}
if (top + 1u < u.m) {
finish(s1_0, (batch * u.m + row1) * u.columns + column + 0u, column + 0u);
}
if (top + 2u < u.m) {
finish(s2_0, (batch * u.m + row2) * u.columns + column + 0u, column + 0u);
}
if (top + 3u < u.m) {
finish(s3_0, (batch * u.m + row3) * u.columns + column + 0u, column + 0u);
}
}

// as on a software device
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
struct Uniforms { across: u32, down: u32, total: u32, m: u32, columns: u32, n: u32, k: u32, rowUnits: u32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
fn finish(acc: vec4<f32>, element: u32, channel: u32) {
y0[element] = acc;
}
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let i = (group.y * groups.x + group.x) * 64u + lane;
if (i >= u.total) { return; }
let column = (i % u.across) * 2u;
let block = i / u.across;
let batch = block / u.down;
let top = (block % u.down) * 4u;
let row0 = min(top + 0u, u.m - 1u);
let start0 = (batch * u.m + row0) * u.rowUnits;
var s0_0 = vec4<f32>();
var s0_1 = vec4<f32>();
let row1 = min(top + 1u, u.m - 1u);
let start1 = (batch * u.m + row1) * u.rowUnits;
var s1_0 = vec4<f32>();
var s1_1 = vec4<f32>();
let row2 = min(top + 2u, u.m - 1u);
let start2 = (batch * u.m + row2) * u.rowUnits;
var s2_0 = vec4<f32>();
var s2_1 = vec4<f32>();
let row3 = min(top + 3u, u.m - 1u);
let start3 = (batch * u.m + row3) * u.rowUnits;
var s3_0 = vec4<f32>();
var s3_1 = vec4<f32>();
var k = 0u;
for (var c = 0u; c < u.rowUnits; c++) {
let a0 = a[start0 + c];
let a1 = a[start1 + c];
let a2 = a[start2 + c];
let a3 = a[start3 + c];
let b0_0 = b[(batch * u.k + k + 0u) * u.columns + column + 0u];
let b0_1 = b[(batch * u.k + k + 0u) * u.columns + column + 1u];
let b1_0 = b[(batch * u.k + k + 1u) * u.columns + column + 0u];
let b1_1 = b[(batch * u.k + k + 1u) * u.columns + column + 1u];
let b2_0 = b[(batch * u.k + k + 2u) * u.columns + column + 0u];
let b2_1 = b[(batch * u.k + k + 2u) * u.columns + column + 1u];
let b3_0 = b[(batch * u.k + k + 3u) * u.columns + column + 0u];
let b3_1 = b[(batch * u.k + k + 3u) * u.columns + column + 1u];
s0_0 = fma(vec4<f32>(a0[0]), b0_0, s0_0);
s0_0 = fma(vec4<f32>(a0[1]), b1_0, s0_0);
s0_0 = fma(vec4<f32>(a0[2]), b2_0, s0_0);
s0_0 = fma(vec4<f32>(a0[3]), b3_0, s0_0);
s0_1 = fma(vec4<f32>(a0[0]), b0_1, s0_1);
s0_1 = fma(vec4<f32>(a0[1]), b1_1, s0_1);
s0_1 = fma(vec4<f32>(a0[2]), b2_1, s0_1);
s0_1 = fma(vec4<f32>(a0[3]), b3_1, s0_1);
s1_0 = fma(vec4<f32>(a1[0]), b0_0, s1_0);
s1_0 = fma(vec4<f32>(a1[1]), b1_0, s1_0);
s1_0 = fma(vec4<f32>(a1[2]), b2_0, s1_0);
s1_0 = fma(vec4<f32>(a1[3]), b3_0, s1_0);
s1_1 = fma(vec4<f32>(a1[0]), b0_1, s1_1);
s1_1 = fma(vec4<f32>(a1[1]), b1_1, s1_1);
s1_1 = fma(vec4<f32>(a1[2]), b2_1, s1_1);
s1_1 = fma(vec4<f32>(a1[3]), b3_1, s1_1);
s2_0 = fma(vec4<f32>(a2[0]), b0_0, s2_0);
s2_0 = fma(vec4<f32>(a2[1]), b1_0, s2_0);
s2_0 = fma(vec4<f32>(a2[2]), b2_0, s2_0);
s2_0 = fma(vec4<f32>(a2[3]), b3_0, s2_0);
s2_1 = fma(vec4<f32>(a2[0]), b0_1, s2_1);
s2_1 = fma(vec4<f32>(a2[1]), b1_1, s2_1);
s2_1 = fma(vec4<f32>(a2[2]), b2_1, s2_1);
s2_1 = fma(vec4<f32>(a2[3]), b3_1, s2_1);
s3_0 = fma(vec4<f32>(a3[0]), b0_0, s3_0);
s3_0 = fma(vec4<f32>(a3[1]), b1_0, s3_0);
s3_0 = fma(vec4<f32>(a3[2]), b2_0, s3_0);
s3_0 = fma(vec4<f32>(a3[3]), b3_0, s3_0);
s3_1 = fma(vec4<f32>(a3[0]), b0_1, s3_1);
s3_1 = fma(vec4<f32>(a3[1]), b1_1, s3_1);
s3_1 = fma(vec4<f32>(a3[2]), b2_1, s3_1);
s3_1 = fma(vec4<f32>(a3[3]), b3_1, s3_1);
k += 4u;
}
if (top + 0u < u.m) {
finish(s0_0, (batch * u.m + row0) * u.columns + column + 0u, column + 0u);
finish(s0_1, (batch * u.m + row0) * u.columns + column + 1u, column + 1u);
}
if (top + 1u < u.m) {
finish(s1_0, (batch * u.m + row1) * u.columns + column + 0u, column + 0u);
finish(s1_1, (batch * u.m + row1) * u.columns + column + 1u, column + 1u);
}
if (top + 2u < u.m) {
finish(s2_0, (batch * u.m + row2) * u.columns + column + 0u, column + 0u);
finish(s2_1, (batch * u.m + row2) * u.columns + column + 1u, column + 1u);
}
if (top + 3u < u.m) {
finish(s3_0, (batch * u.m + row3) * u.columns + column + 0u, column + 0u);
finish(s3_1, (batch * u.m + row3) * u.columns + column + 1u, column + 1u);
}
}
