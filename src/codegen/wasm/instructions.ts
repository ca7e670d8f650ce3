/** The WebAssembly instructions that kernels use, one row each: opcode, operand and result types, immediates. */

/** The value types that kernels handle. */
export type ValueType = "i32" | "f32" | "f64" | "v128";

/** Letters of the signatures below. */
export const TYPE_OF_LETTER: Readonly<Record<string, ValueType>> = { i: "i32", f: "f32", d: "f64", v: "v128" };

/** What an instruction takes besides its operands: the arguments of its method. Offsets are in bytes, 0 by default. */
export interface Immediates {
  i32: [value: number];
  f32: [value: number];
  f64: [value: number];
  /** One value for all lanes, or one for each. */
  f32x4: [...values: number[]];
  i32x4: [...values: number[]];
  f64x2: [...values: number[]];
  /** Memory accesses by natural alignment, but never more than 4: float32 tensors promise no more. */
  align1: [offset?: number];
  align2: [offset?: number];
  align4: [offset?: number];
  /** A lane of a vector. */
  lane: [lane: number];
  /** A lane loaded from memory or stored to it. */
  lane1: [lane: number, offset?: number];
  lane2: [lane: number, offset?: number];
  lane4: [lane: number, offset?: number];
  /** Sixteen bytes of the 32 in both operands. */
  shuffle16: [...lanes: number[]];
  /** Four 32-bit lanes of the 8 in both operands. */
  shuffle4: [a: number, b: number, c: number, d: number];
  /** Fixed zero bytes: memory indices. */
  memory: [];
  memories: [];
}

/**
 * Opcode, signature (`operands:results`, deepest operand first) and kind of immediates.
 * Opcodes above 0xff are a prefix byte and a 12-bit number: 0xfd105 is `0xfd` followed by LEB128 0x105.
 */
export type Instruction = readonly [opcode: number, signature: string, immediates?: keyof Immediates];

/** By group and name as in the specification; `const` of vectors and `i32x4.shuffle` are spellings of v128.const and i8x16.shuffle. */
export const INSTRUCTIONS = {
  i32: {
    const: [0x41, ":i", "i32"],
    load: [0x28, "i:i", "align4"],
    load8_s: [0x2c, "i:i", "align1"],
    load8_u: [0x2d, "i:i", "align1"],
    load16_s: [0x2e, "i:i", "align2"],
    load16_u: [0x2f, "i:i", "align2"],
    store: [0x36, "ii:", "align4"],
    store8: [0x3a, "ii:", "align1"],
    store16: [0x3b, "ii:", "align2"],
    eqz: [0x45, "i:i"],
    eq: [0x46, "ii:i"],
    ne: [0x47, "ii:i"],
    lt_s: [0x48, "ii:i"],
    lt_u: [0x49, "ii:i"],
    gt_s: [0x4a, "ii:i"],
    gt_u: [0x4b, "ii:i"],
    le_s: [0x4c, "ii:i"],
    le_u: [0x4d, "ii:i"],
    ge_s: [0x4e, "ii:i"],
    ge_u: [0x4f, "ii:i"],
    clz: [0x67, "i:i"],
    ctz: [0x68, "i:i"],
    popcnt: [0x69, "i:i"],
    add: [0x6a, "ii:i"],
    sub: [0x6b, "ii:i"],
    mul: [0x6c, "ii:i"],
    div_s: [0x6d, "ii:i"],
    div_u: [0x6e, "ii:i"],
    rem_s: [0x6f, "ii:i"],
    rem_u: [0x70, "ii:i"],
    and: [0x71, "ii:i"],
    or: [0x72, "ii:i"],
    xor: [0x73, "ii:i"],
    shl: [0x74, "ii:i"],
    shr_s: [0x75, "ii:i"],
    shr_u: [0x76, "ii:i"],
    rotl: [0x77, "ii:i"],
    rotr: [0x78, "ii:i"],
    extend8_s: [0xc0, "i:i"],
    extend16_s: [0xc1, "i:i"],
    reinterpret_f32: [0xbc, "f:i"],
    trunc_sat_f32_s: [0xfc000, "f:i"],
    trunc_sat_f32_u: [0xfc001, "f:i"],
    trunc_sat_f64_s: [0xfc002, "d:i"],
  },
  f32: {
    const: [0x43, ":f", "f32"],
    load: [0x2a, "i:f", "align4"],
    store: [0x38, "if:", "align4"],
    eq: [0x5b, "ff:i"],
    ne: [0x5c, "ff:i"],
    lt: [0x5d, "ff:i"],
    gt: [0x5e, "ff:i"],
    le: [0x5f, "ff:i"],
    ge: [0x60, "ff:i"],
    abs: [0x8b, "f:f"],
    neg: [0x8c, "f:f"],
    ceil: [0x8d, "f:f"],
    floor: [0x8e, "f:f"],
    trunc: [0x8f, "f:f"],
    nearest: [0x90, "f:f"],
    sqrt: [0x91, "f:f"],
    add: [0x92, "ff:f"],
    sub: [0x93, "ff:f"],
    mul: [0x94, "ff:f"],
    div: [0x95, "ff:f"],
    min: [0x96, "ff:f"],
    max: [0x97, "ff:f"],
    copysign: [0x98, "ff:f"],
    convert_i32_s: [0xb2, "i:f"],
    convert_i32_u: [0xb3, "i:f"],
    demote_f64: [0xb6, "d:f"],
    reinterpret_i32: [0xbe, "i:f"],
  },
  f64: {
    const: [0x44, ":d", "f64"],
    load: [0x2b, "i:d", "align4"],
    store: [0x39, "id:", "align4"],
    floor: [0x9c, "d:d"],
    nearest: [0x9e, "d:d"],
    sqrt: [0x9f, "d:d"],
    add: [0xa0, "dd:d"],
    sub: [0xa1, "dd:d"],
    mul: [0xa2, "dd:d"],
    div: [0xa3, "dd:d"],
    min: [0xa4, "dd:d"],
    max: [0xa5, "dd:d"],
    convert_i32_s: [0xb7, "i:d"],
    promote_f32: [0xbb, "f:d"],
  },
  v128: {
    load: [0xfd000, "i:v", "align4"],
    load8x8_s: [0xfd001, "i:v", "align4"],
    load8x8_u: [0xfd002, "i:v", "align4"],
    load16x4_s: [0xfd003, "i:v", "align4"],
    load16x4_u: [0xfd004, "i:v", "align4"],
    load8_splat: [0xfd007, "i:v", "align1"],
    load16_splat: [0xfd008, "i:v", "align2"],
    load32_splat: [0xfd009, "i:v", "align4"],
    load64_splat: [0xfd00a, "i:v", "align4"],
    load32_zero: [0xfd05c, "i:v", "align4"],
    load64_zero: [0xfd05d, "i:v", "align4"],
    load8_lane: [0xfd054, "iv:v", "lane1"],
    load16_lane: [0xfd055, "iv:v", "lane2"],
    load32_lane: [0xfd056, "iv:v", "lane4"],
    load64_lane: [0xfd057, "iv:v", "lane4"],
    store: [0xfd00b, "iv:", "align4"],
    store8_lane: [0xfd058, "iv:", "lane1"],
    store16_lane: [0xfd059, "iv:", "lane2"],
    store32_lane: [0xfd05a, "iv:", "lane4"],
    store64_lane: [0xfd05b, "iv:", "lane4"],
    not: [0xfd04d, "v:v"],
    and: [0xfd04e, "vv:v"],
    andnot: [0xfd04f, "vv:v"],
    or: [0xfd050, "vv:v"],
    xor: [0xfd051, "vv:v"],
    bitselect: [0xfd052, "vvv:v"],
    any_true: [0xfd053, "v:i"],
  },
  i8x16: {
    shuffle: [0xfd00d, "vv:v", "shuffle16"],
    swizzle: [0xfd00e, "vv:v"],
    splat: [0xfd00f, "i:v"],
    narrow_i16x8_s: [0xfd065, "vv:v"],
    narrow_i16x8_u: [0xfd066, "vv:v"],
  },
  i16x8: {
    splat: [0xfd010, "i:v"],
    narrow_i32x4_s: [0xfd085, "vv:v"],
    narrow_i32x4_u: [0xfd086, "vv:v"],
    extend_low_i8x16_s: [0xfd087, "v:v"],
    extend_high_i8x16_s: [0xfd088, "v:v"],
    extend_low_i8x16_u: [0xfd089, "v:v"],
    extend_high_i8x16_u: [0xfd08a, "v:v"],
  },
  i32x4: {
    const: [0xfd00c, ":v", "i32x4"],
    shuffle: [0xfd00d, "vv:v", "shuffle4"],
    splat: [0xfd011, "i:v"],
    extract_lane: [0xfd01b, "v:i", "lane"],
    replace_lane: [0xfd01c, "vi:v", "lane"],
    eq: [0xfd037, "vv:v"],
    ne: [0xfd038, "vv:v"],
    lt_s: [0xfd039, "vv:v"],
    lt_u: [0xfd03a, "vv:v"],
    gt_s: [0xfd03b, "vv:v"],
    gt_u: [0xfd03c, "vv:v"],
    le_s: [0xfd03d, "vv:v"],
    le_u: [0xfd03e, "vv:v"],
    ge_s: [0xfd03f, "vv:v"],
    ge_u: [0xfd040, "vv:v"],
    abs: [0xfd0a0, "v:v"],
    neg: [0xfd0a1, "v:v"],
    all_true: [0xfd0a3, "v:i"],
    bitmask: [0xfd0a4, "v:i"],
    extend_low_i16x8_s: [0xfd0a7, "v:v"],
    extend_high_i16x8_s: [0xfd0a8, "v:v"],
    extend_low_i16x8_u: [0xfd0a9, "v:v"],
    extend_high_i16x8_u: [0xfd0aa, "v:v"],
    shl: [0xfd0ab, "vi:v"],
    shr_s: [0xfd0ac, "vi:v"],
    shr_u: [0xfd0ad, "vi:v"],
    add: [0xfd0ae, "vv:v"],
    sub: [0xfd0b1, "vv:v"],
    mul: [0xfd0b5, "vv:v"],
    min_s: [0xfd0b6, "vv:v"],
    min_u: [0xfd0b7, "vv:v"],
    max_s: [0xfd0b8, "vv:v"],
    max_u: [0xfd0b9, "vv:v"],
    trunc_sat_f32x4_s: [0xfd0f8, "v:v"],
    trunc_sat_f32x4_u: [0xfd0f9, "v:v"],
    /** Relaxed SIMD; out-of-range lanes and NaN are implementation-defined. */
    relaxed_trunc_f32x4_s: [0xfd101, "v:v"],
    /** Relaxed SIMD: `(a, b, mask)`; lanes of the mask must be all ones or all zeros. */
    relaxed_laneselect: [0xfd10b, "vvv:v"],
  },
  f32x4: {
    const: [0xfd00c, ":v", "f32x4"],
    splat: [0xfd013, "f:v"],
    extract_lane: [0xfd01f, "v:f", "lane"],
    replace_lane: [0xfd020, "vf:v", "lane"],
    eq: [0xfd041, "vv:v"],
    ne: [0xfd042, "vv:v"],
    lt: [0xfd043, "vv:v"],
    gt: [0xfd044, "vv:v"],
    le: [0xfd045, "vv:v"],
    ge: [0xfd046, "vv:v"],
    demote_f64x2_zero: [0xfd05e, "v:v"],
    ceil: [0xfd067, "v:v"],
    floor: [0xfd068, "v:v"],
    trunc: [0xfd069, "v:v"],
    nearest: [0xfd06a, "v:v"],
    abs: [0xfd0e0, "v:v"],
    neg: [0xfd0e1, "v:v"],
    sqrt: [0xfd0e3, "v:v"],
    add: [0xfd0e4, "vv:v"],
    sub: [0xfd0e5, "vv:v"],
    mul: [0xfd0e6, "vv:v"],
    div: [0xfd0e7, "vv:v"],
    min: [0xfd0e8, "vv:v"],
    max: [0xfd0e9, "vv:v"],
    /** `b < a ? b : a`, one instruction on x86. */
    pmin: [0xfd0ea, "vv:v"],
    /** `a < b ? b : a`, one instruction on x86. */
    pmax: [0xfd0eb, "vv:v"],
    convert_i32x4_s: [0xfd0fa, "v:v"],
    convert_i32x4_u: [0xfd0fb, "v:v"],
    /** Relaxed SIMD: `a * b + c`, fused or not. */
    relaxed_madd: [0xfd105, "vvv:v"],
    /** Relaxed SIMD: `-(a * b) + c`, fused or not. */
    relaxed_nmadd: [0xfd106, "vvv:v"],
    relaxed_min: [0xfd10d, "vv:v"],
    relaxed_max: [0xfd10e, "vv:v"],
  },
  f64x2: {
    const: [0xfd00c, ":v", "f64x2"],
    splat: [0xfd014, "d:v"],
    extract_lane: [0xfd021, "v:d", "lane"],
    replace_lane: [0xfd022, "vd:v", "lane"],
    promote_low_f32x4: [0xfd05f, "v:v"],
    floor: [0xfd075, "v:v"],
    nearest: [0xfd094, "v:v"],
    abs: [0xfd0ec, "v:v"],
    neg: [0xfd0ed, "v:v"],
    sqrt: [0xfd0ef, "v:v"],
    add: [0xfd0f0, "vv:v"],
    sub: [0xfd0f1, "vv:v"],
    mul: [0xfd0f2, "vv:v"],
    div: [0xfd0f3, "vv:v"],
    min: [0xfd0f4, "vv:v"],
    max: [0xfd0f5, "vv:v"],
    pmin: [0xfd0f6, "vv:v"],
    pmax: [0xfd0f7, "vv:v"],
    convert_low_i32x4_s: [0xfd0fe, "v:v"],
    relaxed_madd: [0xfd107, "vvv:v"],
    relaxed_nmadd: [0xfd108, "vvv:v"],
  },
  memory: {
    size: [0x3f, ":i", "memory"],
    /** `(destination, source, bytes)` */
    copy: [0xfc00a, "iii:", "memories"],
    /** `(destination, byte value, bytes)` */
    fill: [0xfc00b, "iii:", "memory"],
  },
} as const satisfies Record<string, Record<string, Instruction>>;

export type GroupName = keyof typeof INSTRUCTIONS;

type ArgumentsOf<I> = I extends readonly [number, string, infer K extends keyof Immediates] ? Immediates[K] : [];

/** The methods of one instruction group, each returning `Builder`. */
export type InstructionGroup<G extends GroupName, Builder> = {
  readonly [N in keyof (typeof INSTRUCTIONS)[G]]: (...immediates: ArgumentsOf<(typeof INSTRUCTIONS)[G][N]>) => Builder;
};
