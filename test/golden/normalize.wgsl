// normalize layer add [3,16] 1

// as on a GPU
@group(0) @binding(0) var<storage, read> a: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> y0: array<vec4<f32>>;
struct Uniforms { units: u32, own: u32, channels: u32, splits: u32, rows: u32, size: f32, sets: u32, epsilon: f32 }
@group(0) @binding(2) var<uniform> u: Uniforms;
fn finish(acc: vec4<f32>, element: u32, channel: u32) {
y0[element] = acc;
}
@compute @workgroup_size(64, 1, 1)
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>,
  @builtin(local_invocation_index) lane: u32, @builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
let team = (group.y * groups.x + group.x) * 64u + lane;
if (team >= u.sets) { return; }
var mean = 0.0;
var sum = vec4<f32>();
for (var i = 0u; i < u.units; i += 1u) {
let channel = (team % u.splits) * u.own + i % u.own;
let element = (team / u.splits * u.rows + i / u.own) * u.channels + channel;
let d = a[element] - vec4<f32>(mean);
sum += d;
}
var total = sum.x;
{
let m0_2 = total + sum.y;
total = m0_2;
}
{
let m1_2 = total + sum.z;
total = m1_2;
}
{
let m2_2 = total + sum.w;
total = m2_2;
}
mean = total / u.size;
var squares = vec4<f32>();
for (var i = 0u; i < u.units; i += 1u) {
let channel = (team % u.splits) * u.own + i % u.own;
let element = (team / u.splits * u.rows + i / u.own) * u.channels + channel;
let d = a[element] - vec4<f32>(mean);
squares += d * d;
}
var power = squares.x;
{
let m3_2 = power + squares.y;
power = m3_2;
}
{
let m4_2 = power + squares.z;
power = m4_2;
}
{
let m5_2 = power + squares.w;
power = m5_2;
}
let scale = 1.0 / sqrt(power / u.size + u.epsilon);
for (var i = 0u; i < u.units; i += 1u) {
let channel = (team % u.splits) * u.own + i % u.own;
let element = (team / u.splits * u.rows + i / u.own) * u.channels + channel;
let d = a[element] - vec4<f32>(mean);
finish(d * scale, element, channel);
}
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
struct Uniforms { units: u32, own: u32, channels: u32, splits: u32, rows: u32, x1: f32, size: f32, sets: u32, epsilon: f32 }
@group(0) @binding(4) var<uniform> u: Uniforms;
let v1 = vec4<f32>(u.x1);
let v2 = x2[element];
let e2 = acc - v2;
let e4 = acc + v1;
let e5 = e4 * v2;
y0[element] = e2;
y1[element] = e5;
