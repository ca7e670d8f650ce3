/** One vocabulary for vectors of four floats and single floats, so that one kernel source emits the SIMD and the scalar path. */
import { FunctionBuilder, type Local } from "./assembler.ts";
import type { Features } from "./features.ts";
import { bitsOf, type Constant, KeptConstants } from "./kept-constants.ts";

export type Width = 1 | 4;

type UnaryName = "abs" | "neg" | "sqrt" | "floor" | "ceil" | "trunc" | "nearest";
type BinaryName = "add" | "sub" | "mul" | "div" | "min" | "max";
type CompareName = "eq" | "ne" | "lt" | "gt" | "le" | "ge";
type IntegerName = "add" | "sub" | "mul";
type ShiftName = "shl" | "shr_s" | "shr_u";

/**
 * Stack operations on a lane value: `v128` of four floats at width 4, `f32` at width 1.
 *
 * Besides floats there are masks (results of comparisons: `v128` or `i32` 0/1) and integers (`v128` or `i32`), each valid
 * only where its operation says so. Every method emits code and returns this object, so that sequences chain.
 */
export class Lanes {
  /** The type of a lane value. */
  readonly type: "v128" | "f32";
  /** The type of masks and of integer lanes. */
  readonly integerType: "v128" | "i32";
  /** Bytes of one lane value in memory. */
  readonly bytes: number;
  /** Whether `madd` is one instruction. */
  readonly fused: boolean;
  readonly f: FunctionBuilder;
  readonly width: Width;
  readonly #constants = new KeptConstants();

  constructor(f: FunctionBuilder, width: Width, features: Features) {
    if (width === 4 && !features.simd) throw new Error("lanes of width 4 need SIMD");
    this.f = f;
    this.width = width;
    this.type = width === 4 ? "v128" : "f32";
    this.integerType = width === 4 ? "v128" : "i32";
    this.bytes = 4 * width;
    this.fused = width === 4 && features.relaxedSimd;
  }

  // ---- locals ----

  /** A local of the lane type. */
  local(): Local {
    return this.f.local(this.type);
  }
  get(local: Local): this {
    this.f.get(local);
    return this;
  }
  set(local: Local): this {
    this.f.set(local);
    return this;
  }
  tee(local: Local): this {
    this.f.tee(local);
    return this;
  }
  /** Pops a float into a new local. */
  keep(): Local {
    const local = this.local();
    this.f.set(local);
    return local;
  }
  /** Pops an integer or a mask into a new local. */
  keepInteger(): Local {
    const local = this.f.local(this.integerType);
    this.f.set(local);
    return local;
  }

  // ---- constants ----

  /** Keeps vectors of constants in locals while `body` emits. */
  keeping(bits: Iterable<Constant>, body: () => void): void {
    this.#constants.keeping(this.f, this.width === 4 ? bits : [], body);
  }
  /** All constants in what `emit` emits, to lanes of a function that is thrown away. */
  constantsIn(emit: (lanes: Lanes) => void): ReadonlySet<Constant> {
    const features = { simd: this.width > 1, relaxedSimd: this.fused };
    const probe = new Lanes(new FunctionBuilder("probe", []), this.width, features);
    emit(probe);
    return probe.#constants.used;
  }
  /** Pushes a float64, at width 4 in both halves of a vector. */
  double(value: number): this {
    const { f64, f64x2 } = this.f;
    const [vector, scalar] = [() => f64x2.const(value), () => f64.const(value)];
    return this.#constant(`${value}`, vector, scalar);
  }
  #constant(bits: Constant, vector: () => unknown, scalar: () => unknown): this {
    const kept = this.#constants.use(bits);
    return kept ? this.get(kept) : this.#pick(vector, scalar);
  }

  // ---- memory ----

  /** `address → value` */
  load(offset = 0): this {
    return this.#pick(
      () => this.f.v128.load(offset),
      () => this.f.f32.load(offset),
    );
  }
  /** `address, value →` */
  store(offset = 0): this {
    return this.#pick(
      () => this.f.v128.store(offset),
      () => this.f.f32.store(offset),
    );
  }
  /** `address → value`: one float of memory in every lane. */
  loadSplat(offset = 0): this {
    return this.#pick(
      () => this.f.v128.load32_splat(offset),
      () => this.f.f32.load(offset),
    );
  }
  /** Loads the first `count` lanes and touches no memory beyond them; the other lanes are 0. */
  partialLoad(pointer: Local, count: number, offset = 0): this {
    const { f } = this;
    this.#checkCount(count);
    if (count === this.width) return this.get(pointer).load(offset);
    if (count === 3) f.get(pointer);
    f.get(pointer);
    if (count === 1) f.v128.load32_zero(offset);
    else f.v128.load64_zero(offset);
    if (count === 3) f.v128.load32_lane(2, offset + 8);
    return this;
  }
  /** Stores the first `count` lanes and touches no memory beyond them. */
  partialStore(pointer: Local, value: Local, count: number, offset = 0): this {
    const { f } = this;
    this.#checkCount(count);
    if (count === this.width) return this.get(pointer).get(value).store(offset);
    f.get(pointer).get(value);
    if (count === 1) f.v128.store32_lane(0, offset);
    else f.v128.store64_lane(0, offset);
    if (count === 3)
      f.get(pointer)
        .get(value)
        .v128.store32_lane(2, offset + 8);
    return this;
  }
  #checkCount(count: number): void {
    if (!(Number.isInteger(count) && count >= 1 && count <= this.width))
      throw new Error(`${count} of ${this.width} lanes cannot be loaded or stored`);
  }

  // ---- floats ----

  /** `f32 → value`: the same in every lane. */
  splat(): this {
    if (this.width === 4) this.f.f32x4.splat();
    return this;
  }
  constant(value: number): this {
    return this.#constant(
      bitsOf(value),
      () => this.f.f32x4.const(value),
      () => this.f.f32.const(value),
    );
  }
  add(): this {
    return this.#float("add");
  }
  sub(): this {
    return this.#float("sub");
  }
  mul(): this {
    return this.#float("mul");
  }
  div(): this {
    return this.#float("div");
  }
  /** NaN when either operand is NaN, and −0 < +0; about six instructions on x86. */
  min(): this {
    return this.#float("min");
  }
  /** NaN when either operand is NaN, and −0 < +0; about six instructions on x86. */
  max(): this {
    return this.#float("max");
  }
  abs(): this {
    return this.#float("abs");
  }
  neg(): this {
    return this.#float("neg");
  }
  sqrt(): this {
    return this.#float("sqrt");
  }
  floor(): this {
    return this.#float("floor");
  }
  ceil(): this {
    return this.#float("ceil");
  }
  trunc(): this {
    return this.#float("trunc");
  }
  /** To the nearest integer, ties to even. */
  nearest(): this {
    return this.#float("nearest");
  }
  /** `a, b → b < a ? b : a`: one instruction on x86; gives `a` where either is NaN, so put the value that may be NaN first. */
  pmin(): this {
    return this.#pseudo("pmin", "gt");
  }
  /** `a, b → a < b ? b : a`: one instruction on x86; gives `a` where either is NaN, so put the value that may be NaN first. */
  pmax(): this {
    return this.#pseudo("pmax", "lt");
  }
  /** `magnitude, sign → value` */
  copysign(): this {
    return this.#pick(
      () => this.f.i32x4.const(0x7fffffff).v128.bitselect(),
      () => this.f.f32.copysign(),
    );
  }
  /**
   * `a, b, c → a·b + c`, fused where the engine has relaxed SIMD.
   * @param addend pushes c; spares the unfused form a local, so prefer it to pushing c yourself
   */
  madd(addend?: () => void): this {
    return this.#multiplyAdd("relaxed_madd", "add", addend);
  }
  /**
   * `a, b, c → c − a·b`, fused where the engine has relaxed SIMD.
   * @param addend pushes c, as in `madd`
   */
  nmadd(addend?: () => void): this {
    return this.#multiplyAdd("relaxed_nmadd", "sub", addend);
  }

  // ---- masks ----

  eq(): this {
    return this.#float("eq");
  }
  ne(): this {
    return this.#float("ne");
  }
  lt(): this {
    return this.#float("lt");
  }
  gt(): this {
    return this.#float("gt");
  }
  le(): this {
    return this.#float("le");
  }
  ge(): this {
    return this.#float("ge");
  }
  /** `a, b, mask → mask ? a : b`, for floats and for integers. */
  select(): this {
    return this.#pick(
      () => this.f.v128.bitselect(),
      () => this.f.select(),
    );
  }
  /** `a, mask → mask ? 0 : a`, in one instruction. */
  clear(): this {
    return this.#pick(
      () => this.f.v128.andnot(),
      () => {
        const mask = this.keepInteger();
        this.constant(0).get(mask).maskNot().select().f.free(mask);
      },
    );
  }
  /** `mask → mask` */
  maskNot(): this {
    return this.#pick(
      () => this.f.v128.not(),
      () => this.f.i32.eqz(),
    );
  }

  /** `mask →`: runs `body`'s code if any lane is true. Values pass through locals; for cases rare enough to be predicted. */
  ifAny(body: () => void): this {
    if (this.width === 4) this.f.v128.any_true();
    this.f.if(body);
    return this;
  }

  // ---- integers and bits; `and` and `or` also join masks ----

  bitand(): this {
    return this.#bit("and");
  }
  bitor(): this {
    return this.#bit("or");
  }
  bitxor(): this {
    return this.#bit("xor");
  }
  integer(value: number): this {
    return this.#constant(
      value | 0,
      () => this.f.i32x4.const(value),
      () => this.f.i32.const(value),
    );
  }
  integerOp(name: IntegerName): this {
    return this.#pick(
      () => this.f.i32x4[name](),
      () => this.f.i32[name](),
    );
  }
  /** `integer → integer`, every lane by the same count. */
  shift(name: ShiftName, count: number): this {
    return this.#pick(
      () => this.f.i32.const(count).i32x4[name](),
      () => this.f.i32.const(count).i32[name](),
    );
  }
  /** The bits of floats as integers. */
  toBits(): this {
    if (this.width === 1) this.f.i32.reinterpret_f32();
    return this;
  }
  /** Integers as the bits of floats. */
  fromBits(): this {
    if (this.width === 1) this.f.f32.reinterpret_i32();
    return this;
  }
  /** Floats to integers, towards zero, saturating; NaN gives 0. */
  toInteger(): this {
    return this.#pick(
      () => this.f.i32x4.trunc_sat_f32x4_s(),
      () => this.f.i32.trunc_sat_f32_s(),
    );
  }
  fromInteger(): this {
    return this.#pick(
      () => this.f.f32x4.convert_i32x4_s(),
      () => this.f.f32.convert_i32_s(),
    );
  }

  // ---- emission ----

  #pick(vector: () => unknown, scalar: () => unknown): this {
    if (this.width === 4) vector();
    else scalar();
    return this;
  }
  #float(name: UnaryName | BinaryName | CompareName): this {
    return this.#pick(
      () => this.f.f32x4[name](),
      () => this.f.f32[name](),
    );
  }
  #bit(name: "and" | "or" | "xor"): this {
    return this.#pick(
      () => this.f.v128[name](),
      () => this.f.i32[name](),
    );
  }
  /** Width 1 has no pmin and pmax: `a, b → (a cmp b) ? b : a`. */
  #pseudo(name: "pmin" | "pmax", compare: "lt" | "gt"): this {
    if (this.width === 4) {
      this.f.f32x4[name]();
      return this;
    }
    const b = this.keep();
    const a = this.keep();
    this.get(b).get(a).get(a).get(b);
    this.f.f32[compare]().select().free(a, b);
    return this;
  }
  #multiplyAdd(fused: "relaxed_madd" | "relaxed_nmadd", combine: "add" | "sub", addend?: () => void): this {
    if (this.fused) {
      addend?.();
      this.f.f32x4[fused]();
      return this;
    }
    const c = addend ? undefined : this.keep();
    this.mul();
    if (combine === "add") {
      if (c) this.get(c);
      else addend?.();
      this.add();
    } else {
      const product = this.keep();
      if (c) this.get(c);
      else addend?.();
      this.get(product).sub();
      this.f.free(product);
    }
    if (c) this.f.free(c);
    return this;
  }
}
