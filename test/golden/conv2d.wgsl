// conv2d [1,6,6,8] 3×3 → 8 stride 1×1 dilation 1 pads valid, bias, relu6

// as on a GPU
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, outX: u32, outY: u32, width: u32, height: u32, kernelX: u32, kernelY: u32, depth: u32, strideX: u32, strideY: u32, dilationX: u32, dilationY: u32, beforeX: i32, beforeY: i32, units: u32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
fn pixel(y0: i32, x0: i32, image: u32, k: u32) -> vec4<f32> {
let c = k % u.depth;
let t = k / u.depth;
let py = y0 + i32((t / u.kernelX) * u.dilationY);
let px = x0 + i32((t % u.kernelX) * u.dilationX);
let in = py >= 0 && py < i32(u.height) && px >= 0 && px < i32(u.width);
let at = select(0u, (image + u32(py) * u.width + u32(px)) * u.depth, in);
return select(vec4<f32>(), a[at + c], in);
}
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
let w0 = min(top + m0, u.m - 1u);
let q0 = w0 / u.outX;
let x00 = i32((w0 % u.outX) * u.strideX) - u.beforeX;
let y00 = i32((q0 % u.outY) * u.strideY) - u.beforeY;
let image0 = q0 / u.outY * u.height * u.width;
let m1 = lane / 8u + 8u;
let w1 = min(top + m1, u.m - 1u);
let q1 = w1 / u.outX;
let x01 = i32((w1 % u.outX) * u.strideX) - u.beforeX;
let y01 = i32((q1 % u.outY) * u.strideY) - u.beforeY;
let image1 = q1 / u.outY * u.height * u.width;
let m2 = lane / 8u + 16u;
let w2 = min(top + m2, u.m - 1u);
let q2 = w2 / u.outX;
let x02 = i32((w2 % u.outX) * u.strideX) - u.beforeX;
let y02 = i32((q2 % u.outY) * u.strideY) - u.beforeY;
let image2 = q2 / u.outY * u.height * u.width;
let m3 = lane / 8u + 24u;
let w3 = min(top + m3, u.m - 1u);
let q3 = w3 / u.outX;
let x03 = i32((w3 % u.outX) * u.strideX) - u.beforeX;
let y03 = i32((q3 % u.outY) * u.strideY) - u.beforeY;
let image3 = q3 / u.outY * u.height * u.width;
var s0 = vec4<f32>();
var s1 = vec4<f32>();
var s2 = vec4<f32>();
var s3 = vec4<f32>();
for (var t = 0u; t < u.units; t += 8u) {
if (t + kA < u.units) { tileA[m0 * 8u + kA] = pixel(y00, x00, image0, t + kA); } else { tileA[m0 * 8u + kA] = vec4<f32>(); }
if (t + kA < u.units) { tileA[m1 * 8u + kA] = pixel(y01, x01, image1, t + kA); } else { tileA[m1 * 8u + kA] = vec4<f32>(); }
if (t + kA < u.units) { tileA[m2 * 8u + kA] = pixel(y02, x02, image2, t + kA); } else { tileA[m2 * 8u + kA] = vec4<f32>(); }
if (t + kA < u.units) { tileA[m3 * 8u + kA] = pixel(y03, x03, image3, t + kA); } else { tileA[m3 * 8u + kA] = vec4<f32>(); }
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
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
struct Uniforms { across: u32, down: u32, total: u32, m: u32, columns: u32, n: u32, k: u32, outX: u32, outY: u32, width: u32, height: u32, kernelX: u32, kernelY: u32, depth: u32, strideX: u32, strideY: u32, dilationX: u32, dilationY: u32, beforeX: i32, beforeY: i32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
fn pixel(y0: i32, x0: i32, image: u32, k: u32) -> vec4<f32> {
let c = k % u.depth;
let t = k / u.depth;
let py = y0 + i32((t / u.kernelX) * u.dilationY);
let px = x0 + i32((t % u.kernelX) * u.dilationX);
let in = py >= 0 && py < i32(u.height) && px >= 0 && px < i32(u.width);
let at = select(0u, (image + u32(py) * u.width + u32(px)) * u.depth, in);
return select(vec4<f32>(), a[at + c], in);
}
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
let w0 = row0;
let q0 = w0 / u.outX;
let x00 = i32((w0 % u.outX) * u.strideX) - u.beforeX;
let y00 = i32((q0 % u.outY) * u.strideY) - u.beforeY;
let image0 = q0 / u.outY * u.height * u.width;
var s0_0 = vec4<f32>();
var s0_1 = vec4<f32>();
let row1 = min(top + 1u, u.m - 1u);
let w1 = row1;
let q1 = w1 / u.outX;
let x01 = i32((w1 % u.outX) * u.strideX) - u.beforeX;
let y01 = i32((q1 % u.outY) * u.strideY) - u.beforeY;
let image1 = q1 / u.outY * u.height * u.width;
var s1_0 = vec4<f32>();
var s1_1 = vec4<f32>();
let row2 = min(top + 2u, u.m - 1u);
let w2 = row2;
let q2 = w2 / u.outX;
let x02 = i32((w2 % u.outX) * u.strideX) - u.beforeX;
let y02 = i32((q2 % u.outY) * u.strideY) - u.beforeY;
let image2 = q2 / u.outY * u.height * u.width;
var s2_0 = vec4<f32>();
var s2_1 = vec4<f32>();
let row3 = min(top + 3u, u.m - 1u);
let w3 = row3;
let q3 = w3 / u.outX;
let x03 = i32((w3 % u.outX) * u.strideX) - u.beforeX;
let y03 = i32((q3 % u.outY) * u.strideY) - u.beforeY;
let image3 = q3 / u.outY * u.height * u.width;
var s3_0 = vec4<f32>();
var s3_1 = vec4<f32>();
var k = 0u;
for (var ky = 0u; ky < u.kernelY; ky++) {
for (var kx = 0u; kx < u.kernelX; kx++) {
let py0 = y00 + i32(ky * u.dilationY);
let px0 = x00 + i32(kx * u.dilationX);
let in0 = py0 >= 0 && py0 < i32(u.height) && px0 >= 0 && px0 < i32(u.width);
let at0 = select(0u, (image0 + u32(py0) * u.width + u32(px0)) * u.depth, in0);
let py1 = y01 + i32(ky * u.dilationY);
let px1 = x01 + i32(kx * u.dilationX);
let in1 = py1 >= 0 && py1 < i32(u.height) && px1 >= 0 && px1 < i32(u.width);
let at1 = select(0u, (image1 + u32(py1) * u.width + u32(px1)) * u.depth, in1);
let py2 = y02 + i32(ky * u.dilationY);
let px2 = x02 + i32(kx * u.dilationX);
let in2 = py2 >= 0 && py2 < i32(u.height) && px2 >= 0 && px2 < i32(u.width);
let at2 = select(0u, (image2 + u32(py2) * u.width + u32(px2)) * u.depth, in2);
let py3 = y03 + i32(ky * u.dilationY);
let px3 = x03 + i32(kx * u.dilationX);
let in3 = py3 >= 0 && py3 < i32(u.height) && px3 >= 0 && px3 < i32(u.width);
let at3 = select(0u, (image3 + u32(py3) * u.width + u32(px3)) * u.depth, in3);
for (var c = 0u; c < u.depth; c++) {
let a0 = select(vec4<f32>(), a[at0 + c], in0);
let a1 = select(vec4<f32>(), a[at1 + c], in1);
let a2 = select(vec4<f32>(), a[at2 + c], in2);
let a3 = select(vec4<f32>(), a[at3 + c], in3);
let b0_0 = b[(k + 0u) * u.columns + column + 0u];
let b0_1 = b[(k + 0u) * u.columns + column + 1u];
let b1_0 = b[(k + 1u) * u.columns + column + 0u];
let b1_1 = b[(k + 1u) * u.columns + column + 1u];
let b2_0 = b[(k + 2u) * u.columns + column + 0u];
let b2_1 = b[(k + 2u) * u.columns + column + 1u];
let b3_0 = b[(k + 3u) * u.columns + column + 0u];
let b3_1 = b[(k + 3u) * u.columns + column + 1u];
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
}
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
@group(0) @binding(2) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> u: Uniforms;
fn isNaN4_(x: vec4<f32>) -> vec4<bool> { return (bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u); }
let v1 = x1[channel];
let e2 = acc + v1;
let e4 = select(max(e2, vec4<f32>(0.0)), e2, isNaN4_(e2));
let e6 = select(min(e4, vec4<f32>(6.0)), e4, isNaN4_(e4));
y0[element] = e6;

// bias given at run time
@group(0) @binding(2) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> u: Uniforms;
let v1 = x1[channel];
let e2 = v1 + acc;
y0[element] = e2;

// scalar, channel scale of rank 4, bias
@group(0) @binding(2) var<storage, read> x1: array<f32>;
@group(0) @binding(3) var<storage, read> x2: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read> x3: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(6) var<uniform> u: Uniforms;
let v1 = vec4<f32>(x1[0]);
let v2 = x2[channel];
let v3 = x3[channel];
let e2 = acc * v2;
let e4 = e2 * v1;
let e6 = e4 + v3;
y0[element] = e6;

// bias, residual in place
@group(0) @binding(2) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> x2: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(5) var<uniform> u: Uniforms;
fn isNaN4_(x: vec4<f32>) -> vec4<bool> { return (bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u); }
let v1 = x1[channel];
let v2 = x2[element];
let e2 = acc + v1;
let e4 = e2 + v2;
let e6 = select(max(e4, vec4<f32>(0.0)), e4, isNaN4_(e4));
y0[element] = e6;

// residual with a leading one more
@group(0) @binding(2) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> u: Uniforms;
let v1 = x1[element];
let e2 = acc + v1;
y0[element] = e2;

// bias, swish
@group(0) @binding(2) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> u: Uniforms;
let v1 = x1[channel];
let e2 = acc + v1;
let e3 = acc + v1;
let e4 = 1.0 / (1.0 + exp(-e3));
let e5 = e2 * e4;
y0[element] = e5;

// bias, select
@group(0) @binding(2) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(4) var<uniform> u: Uniforms;
let v1 = x1[channel];
let e2 = acc + v1;
let e4 = e2 < vec4<f32>(0.0);
let e5 = acc + v1;
let e7 = e5 * vec4<f32>(0.5);
let e8 = select(acc, e7, e4);
y0[element] = e8;

// two outputs of a biased sum
@group(0) @binding(2) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> y1: array<vec4<f32>>;
@group(0) @binding(5) var<uniform> u: Uniforms;
fn isNaN4_(x: vec4<f32>) -> vec4<bool> { return (bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u); }
let v1 = x1[channel];
let e2 = acc + v1;
let e3 = acc + v1;
let e5 = select(max(e3, vec4<f32>(0.0)), e3, isNaN4_(e3));
let e7 = select(min(e5, vec4<f32>(6.0)), e5, isNaN4_(e5));
y0[element] = e2;
y1[element] = e7;

// two outputs, residual in place
@group(0) @binding(2) var<storage, read> x2: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> y1: array<vec4<f32>>;
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, outX: u32, outY: u32, width: u32, height: u32, kernelX: u32, kernelY: u32, depth: u32, strideX: u32, strideY: u32, dilationX: u32, dilationY: u32, beforeX: i32, beforeY: i32, x1: f32, units: u32 }
@group(0) @binding(5) var<uniform> u: Uniforms;
let v1 = vec4<f32>(u.x1);
let v2 = x2[element];
let e2 = acc - v2;
let e4 = acc + v1;
let e5 = e4 * v2;
y0[element] = e2;
y1[element] = e5;
