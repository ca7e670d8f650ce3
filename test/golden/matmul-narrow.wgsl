// matmul [8,16] · constant [16,1]

// as on a GPU
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y0: array<f32>;
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, rowUnits: u32, units: u32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
fn finish(acc: f32, element: u32, channel: u32) {
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
let start0 = (min(top + m0, u.m - 1u)) * u.rowUnits;
let m1 = lane / 8u + 8u;
let start1 = (min(top + m1, u.m - 1u)) * u.rowUnits;
let m2 = lane / 8u + 16u;
let start2 = (min(top + m2, u.m - 1u)) * u.rowUnits;
let m3 = lane / 8u + 24u;
let start3 = (min(top + m3, u.m - 1u)) * u.rowUnits;
var s0 = vec4<f32>();
var s1 = vec4<f32>();
var s2 = vec4<f32>();
var s3 = vec4<f32>();
for (var t = 0u; t < u.units; t += 8u) {
if (t + kA < u.units) { tileA[m0 * 8u + kA] = a[start0 + t + kA]; } else { tileA[m0 * 8u + kA] = vec4<f32>(); }
if (t + kA < u.units) { tileA[m1 * 8u + kA] = a[start1 + t + kA]; } else { tileA[m1 * 8u + kA] = vec4<f32>(); }
if (t + kA < u.units) { tileA[m2 * 8u + kA] = a[start2 + t + kA]; } else { tileA[m2 * 8u + kA] = vec4<f32>(); }
if (t + kA < u.units) { tileA[m3 * 8u + kA] = a[start3 + t + kA]; } else { tileA[m3 * 8u + kA] = vec4<f32>(); }
tileB[(lane + 0u)] = b[(min(t * 4u + (lane + 0u) / 8u, u.k - 1u)) * u.columns + min(side + (lane + 0u) % 8u, u.columns - 1u)];
tileB[(lane + 64u)] = b[(min(t * 4u + (lane + 64u) / 8u, u.k - 1u)) * u.columns + min(side + (lane + 64u) % 8u, u.columns - 1u)];
tileB[(lane + 128u)] = b[(min(t * 4u + (lane + 128u) / 8u, u.k - 1u)) * u.columns + min(side + (lane + 128u) % 8u, u.columns - 1u)];
tileB[(lane + 192u)] = b[(min(t * 4u + (lane + 192u) / 8u, u.k - 1u)) * u.columns + min(side + (lane + 192u) % 8u, u.columns - 1u)];
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
if (4u * (column) + 0u < u.n) { finish(s0[0], (group.z * u.m + top + local.y * 4u + 0u) * u.n + 4u * (column) + 0u, 4u * (column) + 0u); }
if (4u * (column) + 1u < u.n) { finish(s0[1], (group.z * u.m + top + local.y * 4u + 0u) * u.n + 4u * (column) + 1u, 4u * (column) + 1u); }
if (4u * (column) + 2u < u.n) { finish(s0[2], (group.z * u.m + top + local.y * 4u + 0u) * u.n + 4u * (column) + 2u, 4u * (column) + 2u); }
if (4u * (column) + 3u < u.n) { finish(s0[3], (group.z * u.m + top + local.y * 4u + 0u) * u.n + 4u * (column) + 3u, 4u * (column) + 3u); }
}
if (top + local.y * 4u + 1u < u.m) {
if (4u * (column) + 0u < u.n) { finish(s1[0], (group.z * u.m + top + local.y * 4u + 1u) * u.n + 4u * (column) + 0u, 4u * (column) + 0u); }
if (4u * (column) + 1u < u.n) { finish(s1[1], (group.z * u.m + top + local.y * 4u + 1u) * u.n + 4u * (column) + 1u, 4u * (column) + 1u); }
if (4u * (column) + 2u < u.n) { finish(s1[2], (group.z * u.m + top + local.y * 4u + 1u) * u.n + 4u * (column) + 2u, 4u * (column) + 2u); }
if (4u * (column) + 3u < u.n) { finish(s1[3], (group.z * u.m + top + local.y * 4u + 1u) * u.n + 4u * (column) + 3u, 4u * (column) + 3u); }
}
if (top + local.y * 4u + 2u < u.m) {
if (4u * (column) + 0u < u.n) { finish(s2[0], (group.z * u.m + top + local.y * 4u + 2u) * u.n + 4u * (column) + 0u, 4u * (column) + 0u); }
if (4u * (column) + 1u < u.n) { finish(s2[1], (group.z * u.m + top + local.y * 4u + 2u) * u.n + 4u * (column) + 1u, 4u * (column) + 1u); }
if (4u * (column) + 2u < u.n) { finish(s2[2], (group.z * u.m + top + local.y * 4u + 2u) * u.n + 4u * (column) + 2u, 4u * (column) + 2u); }
if (4u * (column) + 3u < u.n) { finish(s2[3], (group.z * u.m + top + local.y * 4u + 2u) * u.n + 4u * (column) + 3u, 4u * (column) + 3u); }
}
if (top + local.y * 4u + 3u < u.m) {
if (4u * (column) + 0u < u.n) { finish(s3[0], (group.z * u.m + top + local.y * 4u + 3u) * u.n + 4u * (column) + 0u, 4u * (column) + 0u); }
if (4u * (column) + 1u < u.n) { finish(s3[1], (group.z * u.m + top + local.y * 4u + 3u) * u.n + 4u * (column) + 1u, 4u * (column) + 1u); }
if (4u * (column) + 2u < u.n) { finish(s3[2], (group.z * u.m + top + local.y * 4u + 3u) * u.n + 4u * (column) + 2u, 4u * (column) + 2u); }
if (4u * (column) + 3u < u.n) { finish(s3[3], (group.z * u.m + top + local.y * 4u + 3u) * u.n + 4u * (column) + 3u, 4u * (column) + 3u); }
}
}

// as on a software device
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y0: array<f32>;
struct Uniforms { across: u32, down: u32, total: u32, m: u32, columns: u32, n: u32, k: u32, rowUnits: u32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
fn finish(acc: f32, element: u32, channel: u32) {
y0[element] = acc;
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
let start0 = (row0) * u.rowUnits;
var s0_0 = vec4<f32>();
let row1 = min(top + 1u, u.m - 1u);
let start1 = (row1) * u.rowUnits;
var s1_0 = vec4<f32>();
let row2 = min(top + 2u, u.m - 1u);
let start2 = (row2) * u.rowUnits;
var s2_0 = vec4<f32>();
let row3 = min(top + 3u, u.m - 1u);
let start3 = (row3) * u.rowUnits;
var s3_0 = vec4<f32>();
var k = 0u;
for (var c = 0u; c < u.rowUnits; c++) {
let a0 = a[start0 + c];
let a1 = a[start1 + c];
let a2 = a[start2 + c];
let a3 = a[start3 + c];
let b0_0 = b[(k + 0u) * u.columns + column + 0u];
let b1_0 = b[(k + 1u) * u.columns + column + 0u];
let b2_0 = b[(k + 2u) * u.columns + column + 0u];
let b3_0 = b[(k + 3u) * u.columns + column + 0u];
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
if (4u * (column + 0u) + 0u < u.n) { finish(s0_0[0], (batch * u.m + row0) * u.n + 4u * (column + 0u) + 0u, 4u * (column + 0u) + 0u); }
if (4u * (column + 0u) + 1u < u.n) { finish(s0_0[1], (batch * u.m + row0) * u.n + 4u * (column + 0u) + 1u, 4u * (column + 0u) + 1u); }
if (4u * (column + 0u) + 2u < u.n) { finish(s0_0[2], (batch * u.m + row0) * u.n + 4u * (column + 0u) + 2u, 4u * (column + 0u) + 2u); }
if (4u * (column + 0u) + 3u < u.n) { finish(s0_0[3], (batch * u.m + row0) * u.n + 4u * (column + 0u) + 3u, 4u * (column + 0u) + 3u); }
}
if (top + 1u < u.m) {
if (4u * (column + 0u) + 0u < u.n) { finish(s1_0[0], (batch * u.m + row1) * u.n + 4u * (column + 0u) + 0u, 4u * (column + 0u) + 0u); }
if (4u * (column + 0u) + 1u < u.n) { finish(s1_0[1], (batch * u.m + row1) * u.n + 4u * (column + 0u) + 1u, 4u * (column + 0u) + 1u); }
if (4u * (column + 0u) + 2u < u.n) { finish(s1_0[2], (batch * u.m + row1) * u.n + 4u * (column + 0u) + 2u, 4u * (column + 0u) + 2u); }
if (4u * (column + 0u) + 3u < u.n) { finish(s1_0[3], (batch * u.m + row1) * u.n + 4u * (column + 0u) + 3u, 4u * (column + 0u) + 3u); }
}
if (top + 2u < u.m) {
if (4u * (column + 0u) + 0u < u.n) { finish(s2_0[0], (batch * u.m + row2) * u.n + 4u * (column + 0u) + 0u, 4u * (column + 0u) + 0u); }
if (4u * (column + 0u) + 1u < u.n) { finish(s2_0[1], (batch * u.m + row2) * u.n + 4u * (column + 0u) + 1u, 4u * (column + 0u) + 1u); }
if (4u * (column + 0u) + 2u < u.n) { finish(s2_0[2], (batch * u.m + row2) * u.n + 4u * (column + 0u) + 2u, 4u * (column + 0u) + 2u); }
if (4u * (column + 0u) + 3u < u.n) { finish(s2_0[3], (batch * u.m + row2) * u.n + 4u * (column + 0u) + 3u, 4u * (column + 0u) + 3u); }
}
if (top + 3u < u.m) {
if (4u * (column + 0u) + 0u < u.n) { finish(s3_0[0], (batch * u.m + row3) * u.n + 4u * (column + 0u) + 0u, 4u * (column + 0u) + 0u); }
if (4u * (column + 0u) + 1u < u.n) { finish(s3_0[1], (batch * u.m + row3) * u.n + 4u * (column + 0u) + 1u, 4u * (column + 0u) + 1u); }
if (4u * (column + 0u) + 2u < u.n) { finish(s3_0[2], (batch * u.m + row3) * u.n + 4u * (column + 0u) + 2u, 4u * (column + 0u) + 2u); }
if (4u * (column + 0u) + 3u < u.n) { finish(s3_0[3], (batch * u.m + row3) * u.n + 4u * (column + 0u) + 3u, 4u * (column + 0u) + 3u); }
}
}

// bias, relu6
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, rowUnits: u32, x1: f32, units: u32 }
fn isNaN_(x: f32) -> bool { return (bitcast<u32>(x) & u32(0x7fffffffu)) > u32(0x7f800000u); }
let v1 = f32(u.x1);
let e2 = acc + v1;
let e4 = select(max(e2, f32(0.0)), e2, isNaN_(e2));
let e6 = select(min(e4, f32(6.0)), e4, isNaN_(e4));
y0[element] = e6;

// bias given at run time
@group(0) @binding(2) var<storage, read> x1: array<f32>;
@group(0) @binding(3) var<storage, read_write> y0: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;
let v1 = f32(x1[0]);
let e2 = v1 + acc;
y0[element] = e2;

// scalar, channel scale of rank 4, bias
@group(0) @binding(2) var<storage, read> x1: array<f32>;
@group(0) @binding(3) var<storage, read_write> y0: array<f32>;
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, rowUnits: u32, x2: f32, x3: f32, units: u32 }
@group(0) @binding(4) var<uniform> u: Uniforms;
let v1 = f32(x1[0]);
let v2 = f32(u.x2);
let v3 = f32(u.x3);
let e2 = acc * v2;
let e4 = e2 * v1;
let e6 = e4 + v3;
y0[element] = e6;

// bias, residual in place
@group(0) @binding(2) var<storage, read> x2: array<f32>;
@group(0) @binding(3) var<storage, read_write> y0: array<f32>;
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, rowUnits: u32, x1: f32, units: u32 }
@group(0) @binding(4) var<uniform> u: Uniforms;
fn isNaN_(x: f32) -> bool { return (bitcast<u32>(x) & u32(0x7fffffffu)) > u32(0x7f800000u); }
let v1 = f32(u.x1);
let v2 = x2[element];
let e2 = acc + v1;
let e4 = e2 + v2;
let e6 = select(max(e4, f32(0.0)), e4, isNaN_(e4));
y0[element] = e6;

// residual with a leading one more
@group(0) @binding(2) var<storage, read> x1: array<f32>;
@group(0) @binding(3) var<storage, read_write> y0: array<f32>;
@group(0) @binding(4) var<uniform> u: Uniforms;
let v1 = x1[element];
let e2 = acc + v1;
y0[element] = e2;

// bias, swish
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, rowUnits: u32, x1: f32, units: u32 }
let v1 = f32(u.x1);
let e2 = acc + v1;
let e3 = acc + v1;
let e4 = 1.0 / (1.0 + exp(-e3));
let e5 = e2 * e4;
y0[element] = e5;

// bias, select
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, rowUnits: u32, x1: f32, units: u32 }
let v1 = f32(u.x1);
let e2 = acc + v1;
let e4 = e2 < f32(0.0);
let e5 = acc + v1;
let e7 = e5 * f32(0.5);
let e8 = select(acc, e7, e4);
y0[element] = e8;

// two outputs of a biased sum
@group(0) @binding(3) var<storage, read_write> y1: array<f32>;
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, rowUnits: u32, x1: f32, units: u32 }
@group(0) @binding(4) var<uniform> u: Uniforms;
fn isNaN_(x: f32) -> bool { return (bitcast<u32>(x) & u32(0x7fffffffu)) > u32(0x7f800000u); }
let v1 = f32(u.x1);
let e2 = acc + v1;
let e3 = acc + v1;
let e5 = select(max(e3, f32(0.0)), e3, isNaN_(e3));
let e7 = select(min(e5, f32(6.0)), e5, isNaN_(e5));
y0[element] = e2;
y1[element] = e7;

// two outputs, residual in place
@group(0) @binding(2) var<storage, read> x2: array<f32>;
@group(0) @binding(3) var<storage, read_write> y0: array<f32>;
@group(0) @binding(4) var<storage, read_write> y1: array<f32>;
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, rowUnits: u32, x1: f32, units: u32 }
@group(0) @binding(5) var<uniform> u: Uniforms;
let v1 = f32(u.x1);
let v2 = x2[element];
let e2 = acc - v2;
let e4 = acc + v1;
let e5 = e4 * v2;
y0[element] = e2;
y1[element] = e5;
