// transposed-conv [1,4,5,6] 2×2 → 8 stride 2×2 pads 0,0,0,0

// as on a GPU
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, rowUnits: u32, units: u32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
fn finish(acc: vec4<f32>, element: u32, channel: u32) {
y0[element] = acc;
}
var<workgroup> tileA: array<f32, 256>;
var<workgroup> tileB: array<vec4<f32>, 64>;
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
if (t + kA < u.units) { tileA[m0 * 8u + kA] = a[start0 + t + kA]; } else { tileA[m0 * 8u + kA] = f32(); }
if (t + kA < u.units) { tileA[m1 * 8u + kA] = a[start1 + t + kA]; } else { tileA[m1 * 8u + kA] = f32(); }
if (t + kA < u.units) { tileA[m2 * 8u + kA] = a[start2 + t + kA]; } else { tileA[m2 * 8u + kA] = f32(); }
if (t + kA < u.units) { tileA[m3 * 8u + kA] = a[start3 + t + kA]; } else { tileA[m3 * 8u + kA] = f32(); }
tileB[(lane + 0u)] = b[(min(t * 1u + (lane + 0u) / 8u, u.k - 1u)) * u.columns + min(side + (lane + 0u) % 8u, u.columns - 1u)];
workgroupBarrier();
for (var k = 0u; k < 8u; k++) {
let b0 = tileB[(k * 1u + 0u) * 8u + local.x];
let a0 = tileA[(local.y * 4u + 0u) * 8u + k];
s0 = fma(vec4<f32>(a0), b0, s0);
let a1 = tileA[(local.y * 4u + 1u) * 8u + k];
s1 = fma(vec4<f32>(a1), b0, s1);
let a2 = tileA[(local.y * 4u + 2u) * 8u + k];
s2 = fma(vec4<f32>(a2), b0, s2);
let a3 = tileA[(local.y * 4u + 3u) * 8u + k];
s3 = fma(vec4<f32>(a3), b0, s3);
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
@group(0) @binding(0) var<storage, read> products: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> y0: array<vec4<f32>>;
struct Uniforms { total: u32, channels: u32, outX: u32, outY: u32, height: u32, width: u32, kernelX: u32, kernelY: u32, strideX: u32, strideY: u32, padX: u32, padY: u32 }
@group(0) @binding(2) var<uniform> u: Uniforms;
fn finish(acc: vec4<f32>, element: u32, channel: u32) {
y0[element] = acc;
}
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let i = (group.y * groups.x + group.x) * 64u + lane;
if (i >= u.total) { return; }
let channel = i % u.channels;
let pixel = i / u.channels;
let row = pixel / u.outX;
let px = pixel % u.outX + u.padX;
let py = row % u.outY + u.padY;
let image = row / u.outY * u.height;
var sum = vec4<f32>();
for (var ty = py % u.strideY; ty < u.kernelY && ty <= py; ty += u.strideY) {
let y = (py - ty) / u.strideY;
if (y >= u.height) { continue; }
for (var tx = px % u.strideX; tx < u.kernelX && tx <= px; tx += u.strideX) {
let x = (px - tx) / u.strideX;
if (x >= u.width) { continue; }
sum += products[((((image + y) * u.width + x) * u.kernelY + ty) * u.kernelX + tx) * u.channels + channel];
}
}
finish(sum, i, channel);
}

// as on a software device
@group(0) @binding(0) var<storage, read> a: array<f32>;
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
let start0 = (row0) * u.rowUnits;
var s0_0 = vec4<f32>();
var s0_1 = vec4<f32>();
let row1 = min(top + 1u, u.m - 1u);
let start1 = (row1) * u.rowUnits;
var s1_0 = vec4<f32>();
var s1_1 = vec4<f32>();
let row2 = min(top + 2u, u.m - 1u);
let start2 = (row2) * u.rowUnits;
var s2_0 = vec4<f32>();
var s2_1 = vec4<f32>();
let row3 = min(top + 3u, u.m - 1u);
let start3 = (row3) * u.rowUnits;
var s3_0 = vec4<f32>();
var s3_1 = vec4<f32>();
var k = 0u;
for (var c = 0u; c < u.rowUnits; c++) {
let a0 = a[start0 + c];
let a1 = a[start1 + c];
let a2 = a[start2 + c];
let a3 = a[start3 + c];
let b0_0 = b[(k + 0u) * u.columns + column + 0u];
let b0_1 = b[(k + 0u) * u.columns + column + 1u];
s0_0 = fma(vec4<f32>(a0), b0_0, s0_0);
s0_1 = fma(vec4<f32>(a0), b0_1, s0_1);
s1_0 = fma(vec4<f32>(a1), b0_0, s1_0);
s1_1 = fma(vec4<f32>(a1), b0_1, s1_1);
s2_0 = fma(vec4<f32>(a2), b0_0, s2_0);
s2_1 = fma(vec4<f32>(a2), b0_1, s2_1);
s3_0 = fma(vec4<f32>(a3), b0_0, s3_0);
s3_1 = fma(vec4<f32>(a3), b0_1, s3_1);
k += 1u;
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

// bias, relu6
@group(0) @binding(1) var<storage, read> x1: array<vec4<f32>>;
fn isNaN4_(x: vec4<f32>) -> vec4<bool> { return (bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u); }
let v1 = x1[channel];
let e2 = acc + v1;
let e4 = select(max(e2, vec4<f32>(0.0)), e2, isNaN4_(e2));
let e6 = select(min(e4, vec4<f32>(6.0)), e4, isNaN4_(e4));
y0[element] = e6;

// bias given at run time
@group(0) @binding(1) var<storage, read> x1: array<vec4<f32>>;
let v1 = x1[channel];
let e2 = v1 + acc;
y0[element] = e2;

// scalar, channel scale of rank 4, bias
@group(0) @binding(1) var<storage, read> x1: array<f32>;
@group(0) @binding(2) var<storage, read> x2: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> x3: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(5) var<uniform> u: Uniforms;
let v1 = vec4<f32>(x1[0]);
let v2 = x2[channel];
let v3 = x3[channel];
let e2 = acc * v2;
let e4 = e2 * v1;
let e6 = e4 + v3;
y0[element] = e6;

// bias, residual in place
@group(0) @binding(1) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> x2: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> u: Uniforms;
fn isNaN4_(x: vec4<f32>) -> vec4<bool> { return (bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u); }
let v1 = x1[channel];
let v2 = x2[element];
let e2 = acc + v1;
let e4 = e2 + v2;
let e6 = select(max(e4, vec4<f32>(0.0)), e4, isNaN4_(e4));
y0[element] = e6;

// residual with a leading one more
@group(0) @binding(1) var<storage, read> x1: array<vec4<f32>>;
let v1 = x1[element];
let e2 = acc + v1;
y0[element] = e2;

// bias, swish
@group(0) @binding(1) var<storage, read> x1: array<vec4<f32>>;
let v1 = x1[channel];
let e2 = acc + v1;
let e3 = acc + v1;
let e4 = 1.0 / (1.0 + exp(-e3));
let e5 = e2 * e4;
y0[element] = e5;

// bias, select
@group(0) @binding(1) var<storage, read> x1: array<vec4<f32>>;
let v1 = x1[channel];
let e2 = acc + v1;
let e4 = e2 < vec4<f32>(0.0);
let e5 = acc + v1;
let e7 = e5 * vec4<f32>(0.5);
let e8 = select(acc, e7, e4);
y0[element] = e8;

// two outputs of a biased sum
@group(0) @binding(1) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y1: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> u: Uniforms;
fn isNaN4_(x: vec4<f32>) -> vec4<bool> { return (bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u); }
let v1 = x1[channel];
let e2 = acc + v1;
let e3 = acc + v1;
let e5 = select(max(e3, vec4<f32>(0.0)), e3, isNaN4_(e3));
let e7 = select(min(e5, vec4<f32>(6.0)), e5, isNaN4_(e5));
y0[element] = e2;
y1[element] = e7;

// two outputs, residual in place
@group(0) @binding(1) var<storage, read> x2: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y1: array<vec4<f32>>;
struct Uniforms { total: u32, channels: u32, outX: u32, outY: u32, height: u32, width: u32, kernelX: u32, kernelY: u32, strideX: u32, strideY: u32, padX: u32, padY: u32, x1: f32 }
@group(0) @binding(4) var<uniform> u: Uniforms;
let v1 = vec4<f32>(u.x1);
let v2 = x2[element];
let e2 = acc - v2;
let e4 = acc + v1;
let e5 = e4 * v2;
y0[element] = e2;
y1[element] = e5;
