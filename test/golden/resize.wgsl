// resize bilinear [1,6,6,8] to 12×12, half pixels

// as on a GPU
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> table: array<i32>;
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
struct Uniforms { total: u32, channels: u32, outX: u32, outY: u32, image: u32 }
@group(0) @binding(3) var<uniform> u: Uniforms;
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
let ey = 3u * (row % u.outY);
let y0 = u32(table[ey]);
let y1 = u32(table[ey + 1u]);
let dy = bitcast<f32>(table[ey + 2u]);
let ex = 3u * (u.outY + pixel % u.outX);
let x0 = u32(table[ex]);
let x1 = u32(table[ex + 1u]);
let dx = bitcast<f32>(table[ex + 2u]);
let base = row / u.outY * u.image + channel;
let top = a[base + y0 + x0] + (a[base + y0 + x1] - a[base + y0 + x0]) * dx;
let bottom = a[base + y1 + x0] + (a[base + y1 + x1] - a[base + y1 + x0]) * dx;
let value = top + (bottom - top) * dy;
finish(value, i, channel);
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
struct Uniforms { total: u32, channels: u32, outX: u32, outY: u32, image: u32, x1: f32 }
@group(0) @binding(5) var<uniform> u: Uniforms;
let v1 = vec4<f32>(u.x1);
let v2 = x2[element];
let e2 = acc - v2;
let e4 = acc + v1;
let e5 = e4 * v2;
y0[element] = e2;
y1[element] = e5;
