// conv2d [1,12,12,3] 3×3 → 8 stride 2×2 dilation 1 pads same, bias, relu6, max pool

// as on a GPU
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y0: array<vec4<f32>>;
struct Uniforms { m: u32, columns: u32, n: u32, k: u32, outX: u32, outY: u32, width: u32, height: u32, kernelX: u32, kernelY: u32, depth: u32, strideX: u32, strideY: u32, dilationX: u32, dilationY: u32, beforeX: i32, beforeY: i32, units: u32 }
@group(0) @binding(4) var<uniform> u: Uniforms;
fn isNaN4_(x: vec4<f32>) -> vec4<bool> { return (bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u); }
fn pixel(y0: i32, x0: i32, image: u32, k: u32) -> f32 {
let c = k % u.depth;
let t = k / u.depth;
let py = y0 + i32((t / u.kernelX) * u.dilationY);
let px = x0 + i32((t % u.kernelX) * u.dilationX);
let in = py >= 0 && py < i32(u.height) && px >= 0 && px < i32(u.width);
let at = select(0u, (image + u32(py) * u.width + u32(px)) * u.depth, in);
return select(0.0, a[at + c], in);
}
fn finish(acc: vec4<f32>, element: u32, channel: u32) {
let v1 = x1[channel];
let e2 = acc + v1;
let e4 = select(max(e2, vec4<f32>(0.0)), e2, isNaN4_(e2));
let e6 = select(min(e4, vec4<f32>(6.0)), e4, isNaN4_(e4));
y0[element] = e6;
}
var<private> lowest: u32 = 0xff800000u;
fn larger(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> { return select(a, b, b > a); }
var<workgroup> tileA: array<f32, 256>;
var<workgroup> tileB: array<vec4<f32>, 64>;
@compute @workgroup_size(8, 8, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let top = group.y * 32u;
let side = group.x * 8u;
let kA = lane % 8u;
let m0 = lane / 8u + 0u;
let w0 = (min(top + m0, u.m - 1u)) / 4u;
let q0 = w0 / (u.outX / 2u);
let x00 = i32(((w0 % (u.outX / 2u)) * 2u + ((min(top + m0, u.m - 1u)) & 1u)) * u.strideX) - u.beforeX;
let y00 = i32(((q0 % (u.outY / 2u)) * 2u + (((min(top + m0, u.m - 1u)) >> 1u) & 1u)) * u.strideY) - u.beforeY;
let image0 = q0 / (u.outY / 2u) * u.height * u.width;
let m1 = lane / 8u + 8u;
let w1 = (min(top + m1, u.m - 1u)) / 4u;
let q1 = w1 / (u.outX / 2u);
let x01 = i32(((w1 % (u.outX / 2u)) * 2u + ((min(top + m1, u.m - 1u)) & 1u)) * u.strideX) - u.beforeX;
let y01 = i32(((q1 % (u.outY / 2u)) * 2u + (((min(top + m1, u.m - 1u)) >> 1u) & 1u)) * u.strideY) - u.beforeY;
let image1 = q1 / (u.outY / 2u) * u.height * u.width;
let m2 = lane / 8u + 16u;
let w2 = (min(top + m2, u.m - 1u)) / 4u;
let q2 = w2 / (u.outX / 2u);
let x02 = i32(((w2 % (u.outX / 2u)) * 2u + ((min(top + m2, u.m - 1u)) & 1u)) * u.strideX) - u.beforeX;
let y02 = i32(((q2 % (u.outY / 2u)) * 2u + (((min(top + m2, u.m - 1u)) >> 1u) & 1u)) * u.strideY) - u.beforeY;
let image2 = q2 / (u.outY / 2u) * u.height * u.width;
let m3 = lane / 8u + 24u;
let w3 = (min(top + m3, u.m - 1u)) / 4u;
let q3 = w3 / (u.outX / 2u);
let x03 = i32(((w3 % (u.outX / 2u)) * 2u + ((min(top + m3, u.m - 1u)) & 1u)) * u.strideX) - u.beforeX;
let y03 = i32(((q3 % (u.outY / 2u)) * 2u + (((min(top + m3, u.m - 1u)) >> 1u) & 1u)) * u.strideY) - u.beforeY;
let image3 = q3 / (u.outY / 2u) * u.height * u.width;
var s0 = vec4<f32>();
var s1 = vec4<f32>();
var s2 = vec4<f32>();
var s3 = vec4<f32>();
for (var t = 0u; t < u.units; t += 8u) {
if (t + kA < u.units) { tileA[m0 * 8u + kA] = pixel(y00, x00, image0, t + kA); } else { tileA[m0 * 8u + kA] = f32(); }
if (t + kA < u.units) { tileA[m1 * 8u + kA] = pixel(y01, x01, image1, t + kA); } else { tileA[m1 * 8u + kA] = f32(); }
if (t + kA < u.units) { tileA[m2 * 8u + kA] = pixel(y02, x02, image2, t + kA); } else { tileA[m2 * 8u + kA] = f32(); }
if (t + kA < u.units) { tileA[m3 * 8u + kA] = pixel(y03, x03, image3, t + kA); } else { tileA[m3 * 8u + kA] = f32(); }
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
let four = group.y * 8u + local.y;
if (4u * four >= u.m) { return; }
{
let pooled = larger(larger(larger(larger(vec4<f32>(bitcast<f32>(lowest)), s0), s1), s2), s3);
finish(pooled, (four) * u.columns + column, column);
}
}

// as on a software device
@group(0) @binding(0) var<storage, read> a: array<f32>;
@group(0) @binding(1) var<storage, read> b: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y0: array<vec4<f32>>;
struct Uniforms { across: u32, down: u32, total: u32, m: u32, columns: u32, n: u32, k: u32, outX: u32, outY: u32, width: u32, height: u32, kernelX: u32, kernelY: u32, depth: u32, strideX: u32, strideY: u32, dilationX: u32, dilationY: u32, beforeX: i32, beforeY: i32 }
@group(0) @binding(4) var<uniform> u: Uniforms;
fn isNaN4_(x: vec4<f32>) -> vec4<bool> { return (bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u); }
fn pixel(y0: i32, x0: i32, image: u32, k: u32) -> f32 {
let c = k % u.depth;
let t = k / u.depth;
let py = y0 + i32((t / u.kernelX) * u.dilationY);
let px = x0 + i32((t % u.kernelX) * u.dilationX);
let in = py >= 0 && py < i32(u.height) && px >= 0 && px < i32(u.width);
let at = select(0u, (image + u32(py) * u.width + u32(px)) * u.depth, in);
return select(0.0, a[at + c], in);
}
fn finish(acc: vec4<f32>, element: u32, channel: u32) {
let v1 = x1[channel];
let e2 = acc + v1;
let e4 = select(max(e2, vec4<f32>(0.0)), e2, isNaN4_(e2));
let e6 = select(min(e4, vec4<f32>(6.0)), e4, isNaN4_(e4));
y0[element] = e6;
}
var<private> lowest: u32 = 0xff800000u;
fn larger(a: vec4<f32>, b: vec4<f32>) -> vec4<f32> { return select(a, b, b > a); }
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
let w0 = (row0) / 4u;
let q0 = w0 / (u.outX / 2u);
let x00 = i32(((w0 % (u.outX / 2u)) * 2u + ((row0) & 1u)) * u.strideX) - u.beforeX;
let y00 = i32(((q0 % (u.outY / 2u)) * 2u + (((row0) >> 1u) & 1u)) * u.strideY) - u.beforeY;
let image0 = q0 / (u.outY / 2u) * u.height * u.width;
var s0_0 = vec4<f32>();
var s0_1 = vec4<f32>();
let row1 = min(top + 1u, u.m - 1u);
let w1 = (row1) / 4u;
let q1 = w1 / (u.outX / 2u);
let x01 = i32(((w1 % (u.outX / 2u)) * 2u + ((row1) & 1u)) * u.strideX) - u.beforeX;
let y01 = i32(((q1 % (u.outY / 2u)) * 2u + (((row1) >> 1u) & 1u)) * u.strideY) - u.beforeY;
let image1 = q1 / (u.outY / 2u) * u.height * u.width;
var s1_0 = vec4<f32>();
var s1_1 = vec4<f32>();
let row2 = min(top + 2u, u.m - 1u);
let w2 = (row2) / 4u;
let q2 = w2 / (u.outX / 2u);
let x02 = i32(((w2 % (u.outX / 2u)) * 2u + ((row2) & 1u)) * u.strideX) - u.beforeX;
let y02 = i32(((q2 % (u.outY / 2u)) * 2u + (((row2) >> 1u) & 1u)) * u.strideY) - u.beforeY;
let image2 = q2 / (u.outY / 2u) * u.height * u.width;
var s2_0 = vec4<f32>();
var s2_1 = vec4<f32>();
let row3 = min(top + 3u, u.m - 1u);
let w3 = (row3) / 4u;
let q3 = w3 / (u.outX / 2u);
let x03 = i32(((w3 % (u.outX / 2u)) * 2u + ((row3) & 1u)) * u.strideX) - u.beforeX;
let y03 = i32(((q3 % (u.outY / 2u)) * 2u + (((row3) >> 1u) & 1u)) * u.strideY) - u.beforeY;
let image3 = q3 / (u.outY / 2u) * u.height * u.width;
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
let a0 = select(0.0, a[at0 + c], in0);
let a1 = select(0.0, a[at1 + c], in1);
let a2 = select(0.0, a[at2 + c], in2);
let a3 = select(0.0, a[at3 + c], in3);
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
}
}
{
let pooled = larger(larger(larger(larger(vec4<f32>(bitcast<f32>(lowest)), s0_0), s1_0), s2_0), s3_0);
finish(pooled, (top / 4u) * u.columns + (column + 0u), (column + 0u));
}
{
let pooled = larger(larger(larger(larger(vec4<f32>(bitcast<f32>(lowest)), s0_1), s1_1), s2_1), s3_1);
finish(pooled, (top / 4u) * u.columns + (column + 1u), (column + 1u));
}
}
