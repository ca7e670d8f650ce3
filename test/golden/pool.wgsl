// pool max [2,7,7,20] 7,7 / 1,1 pads 0,0,0,0

// as on a GPU
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> y0: array<vec4<f32>>;
struct Uniforms { total: u32, channels: u32, outX: u32, outY: u32, windowX: u32, windowY: u32, strideX: u32, strideY: u32, width: i32, height: i32, beforeX: i32, beforeY: i32 }
@group(0) @binding(2) var<uniform> u: Uniforms;
fn finish(acc: vec4<f32>, element: u32, channel: u32) {
y0[element] = acc;
}
var<private> lowest: u32 = 0xff800000u;
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let i = (group.y * groups.x + group.x) * 64u + lane;
if (i >= u.total) { return; }
let channel = i % u.channels;
let pixel = i / u.channels;
let row = pixel / u.outX;
let x0 = i32((pixel % u.outX) * u.strideX) - u.beforeX;
let y0 = i32((row % u.outY) * u.strideY) - u.beforeY;
let image = row / u.outY * u32(u.height);
let left = max(x0, 0); let right = min(x0 + i32(u.windowX), u.width);
let top = max(y0, 0); let bottom = min(y0 + i32(u.windowY), u.height);
var acc = vec4<f32>(bitcast<f32>(lowest));
for (var y = top; y < bottom; y++) {
for (var x = left; x < right; x++) {
let value = a[((image + u32(y)) * u32(u.width) + u32(x)) * u.channels + channel];
acc = select(acc, value, value > acc);
}
}
finish(acc, i, channel);
}

// bias, relu6
@group(0) @binding(1) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> u: Uniforms;
fn isNaN4_(x: vec4<f32>) -> vec4<bool> { return (bitcast<vec4<u32>>(x) & vec4<u32>(0x7fffffffu)) > vec4<u32>(0x7f800000u); }
let v1 = x1[channel];
let e2 = acc + v1;
let e4 = select(max(e2, vec4<f32>(0.0)), e2, isNaN4_(e2));
let e6 = select(min(e4, vec4<f32>(6.0)), e4, isNaN4_(e4));
y0[element] = e6;

// bias given at run time
@group(0) @binding(1) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> u: Uniforms;
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
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> u: Uniforms;
let v1 = x1[element];
let e2 = acc + v1;
y0[element] = e2;

// bias, swish
@group(0) @binding(1) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> u: Uniforms;
let v1 = x1[channel];
let e2 = acc + v1;
let e3 = acc + v1;
let e4 = 1.0 / (1.0 + exp(-e3));
let e5 = e2 * e4;
y0[element] = e5;

// bias, select
@group(0) @binding(1) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(3) var<uniform> u: Uniforms;
let v1 = x1[channel];
let e2 = acc + v1;
let e4 = e2 < vec4<f32>(0.0);
let e5 = acc + v1;
let e7 = e5 * vec4<f32>(0.5);
let e8 = select(acc, e7, e4);
y0[element] = e8;

// two outputs of a biased sum
@group(0) @binding(1) var<storage, read> x1: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
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
@group(0) @binding(2) var<storage, read_write> y0: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> y1: array<vec4<f32>>;
struct Uniforms { total: u32, channels: u32, outX: u32, outY: u32, windowX: u32, windowY: u32, strideX: u32, strideY: u32, width: i32, height: i32, beforeX: i32, beforeY: i32, x1: f32 }
@group(0) @binding(4) var<uniform> u: Uniforms;
let v1 = vec4<f32>(u.x1);
let v2 = x2[element];
let e2 = acc - v2;
let e4 = acc + v1;
let e5 = e4 * v2;
y0[element] = e2;
y1[element] = e5;
