/** A WebAssembly assembler whose operand stack is typed and checked while emitting, so that a mistake throws at its own line. */
import { Bytes, DECODED, type Decoded, TYPE_CODE } from "./encoding.ts";
import type { GroupName, InstructionGroup, ValueType } from "./instructions.ts";

export type { ValueType } from "./instructions.ts";

/** A parameter or local variable of one function. */
export interface Local {
  readonly type: ValueType;
  readonly index: number;
}

/** A branch target: the end of a block, the start of a loop. Valid only inside the callback that received it. */
export interface Label {
  /** What a branch takes from the stack. */
  readonly types: readonly ValueType[];
}

/** A function of a module, as its callers see it. */
export interface FunctionHandle {
  readonly name: string;
  readonly index: number;
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

interface Frame extends Label {
  readonly results: readonly ValueType[];
  /** Stack height at entry: deeper values belong to enclosing frames. */
  readonly height: number;
  /** After an unconditional branch the rest of the frame is dead and its stack holds whatever is wanted. */
  unreachable: boolean;
}

const list = (types: readonly ValueType[]): string => `[${types.join(" ")}]`;

/** An instruction group of one builder. The methods, a few hundred in all, are made once and shared by all builders. */
type GroupClass = new (f: FunctionBuilder) => object;

function groupClass(
  group: string,
  emit: (f: FunctionBuilder, instruction: Decoded, immediates: readonly number[]) => FunctionBuilder,
): GroupClass {
  class Group {
    readonly f: FunctionBuilder;
    constructor(f: FunctionBuilder) {
      this.f = f;
    }
  }
  for (const instruction of DECODED[group] ?? []) {
    const { name, immediates } = instruction;
    const value = immediates
      ? function (this: Group, ...values: number[]): FunctionBuilder {
          return emit(this.f, instruction, immediates(...values));
        }
      : function (this: Group): FunctionBuilder {
          return emit(this.f, instruction, []);
        };
    Object.defineProperty(Group.prototype, name.slice(group.length + 1), { value });
  }
  return Group;
}

/**
 * Emits one function. Every instruction method returns the builder: `f.get(x).i32.const(4).i32.add().set(x)`.
 * Instructions are grouped and named as in the specification.
 */
export class FunctionBuilder {
  readonly name: string;
  readonly params: readonly Local[];
  readonly results: readonly ValueType[];

  readonly i32 = this.#group("i32");
  readonly f32 = this.#group("f32");
  readonly f64 = this.#group("f64");
  readonly v128 = this.#group("v128");
  readonly i8x16 = this.#group("i8x16");
  readonly i16x8 = this.#group("i16x8");
  readonly i32x4 = this.#group("i32x4");
  readonly f32x4 = this.#group("f32x4");
  readonly f64x2 = this.#group("f64x2");
  readonly memory = this.#group("memory");

  readonly #code = new Bytes();
  readonly #stack: ValueType[] = [];
  readonly #frames: Frame[];
  /** Types by local index, parameters first. */
  readonly #locals: ValueType[];
  readonly #live: Set<Local>;
  readonly #free: number[] = [];
  /** Locals that the innermost `scoped` has made. */
  #made: Local[] | undefined;

  constructor(name: string, params: readonly ValueType[], results: readonly ValueType[] = []) {
    this.name = name;
    this.params = params.map((type, index) => ({ type, index }));
    this.results = results;
    this.#locals = [...params];
    this.#live = new Set(this.params);
    this.#frames = [{ types: results, results, height: 0, unreachable: false }];
  }

  static readonly #groups = new Map<GroupName, GroupClass>();

  #group<G extends GroupName>(group: G): InstructionGroup<G, FunctionBuilder> {
    let type = FunctionBuilder.#groups.get(group);
    if (!type) {
      type = groupClass(group, (f, { name, operands, results, opcode }, immediates) => {
        f.#take(name, operands).#code.append(opcode).append(immediates);
        return f.#push(results);
      });
      FunctionBuilder.#groups.set(group, type);
    }
    return new type(this) as InstructionGroup<G, FunctionBuilder>;
  }

  // ---- the checked stack ----

  /** An opcode and, where it has one, its index. */
  #emit(opcode: number, index?: number): this {
    this.#code.byte(opcode);
    if (index !== undefined) this.#code.unsigned(index);
    return this;
  }

  #push(types: readonly ValueType[]): this {
    for (const type of types) this.#stack.push(type);
    return this;
  }

  get #frame(): Frame {
    return this.#frames[this.#frames.length - 1] as Frame;
  }

  #error(message: string): Error {
    return new Error(`wasm function "${this.name}": ${message}`);
  }

  /** Pops operands of these types, the last from the top. */
  #take(instruction: string, types: readonly ValueType[]): this {
    const { height, unreachable } = this.#frame;
    const stack = this.#stack;
    for (let depth = 1; depth <= types.length; depth++) {
      const missing = stack.length - depth < height;
      if (missing ? unreachable : stack[stack.length - depth] === types[types.length - depth]) continue;
      throw this.#error(`${instruction} expects ${list(types)}, the stack holds ${list(stack.slice(height))}`);
    }
    stack.length = Math.max(height, stack.length - types.length);
    return this;
  }

  /** The type on top of the stack; in dead code, `fallback`. */
  #top(instruction: string, fallback: ValueType): ValueType {
    const { height, unreachable } = this.#frame;
    if (this.#stack.length > height) return this.#stack[this.#stack.length - 1] as ValueType;
    if (unreachable) return fallback;
    throw this.#error(`${instruction} expects a value, the stack is empty`);
  }

  /** The types of the values on the stack of the innermost open block. */
  get stack(): readonly ValueType[] {
    return this.#stack.slice(this.#frame.height);
  }

  // ---- locals ----

  /** A local variable. Its first value is undefined (zero, or what a freed local left), so set it before use. */
  local(type: ValueType): Local {
    const reused = this.#free.findIndex((i) => this.#locals[i] === type);
    const index = reused < 0 ? this.#locals.push(type) - 1 : (this.#free.splice(reused, 1)[0] as number);
    const local = { type, index };
    this.#live.add(local);
    this.#made?.push(local);
    return local;
  }

  /** Gives locals back for reuse; their handles must not be used again. */
  free(...locals: readonly Local[]): this {
    for (const local of locals) {
      this.#check("free", local);
      this.#live.delete(local);
      this.#free.push(local.index);
    }
    return this;
  }

  /** Runs `body` and frees the locals that it made. Returns what `body` returns. */
  scoped<T>(body: () => T): T {
    const outer = this.#made;
    const made: Local[] = [];
    this.#made = made;
    const result = body();
    this.#made = outer;
    for (const local of made) if (this.#live.has(local)) this.free(local);
    return result;
  }

  #check(instruction: string, local: Local): void {
    if (!this.#live.has(local)) throw this.#error(`${instruction} of a local that is freed or of another function`);
  }

  get(local: Local): this {
    this.#check("local.get", local);
    return this.#emit(0x20, local.index).#push([local.type]);
  }

  set(local: Local): this {
    this.#check("local.set", local);
    return this.#take("local.set", [local.type]).#emit(0x21, local.index);
  }

  tee(local: Local): this {
    this.#check("local.tee", local);
    return this.#take("local.tee", [local.type]).#emit(0x22, local.index).#push([local.type]);
  }

  /** Pushes an i32: a local's value or a constant. */
  value(source: Local | number): this {
    if (typeof source !== "number") return this.get(source);
    this.i32.const(source);
    return this;
  }

  // ---- parametric instructions and calls ----

  drop(): this {
    return this.#take("drop", [this.#top("drop", "i32")]).#emit(0x1a);
  }

  /** `(a, b, condition)`: a where the i32 condition is not 0, else b. */
  select(): this {
    this.#take("select", ["i32"]);
    const type = this.#top("select", "i32");
    return this.#take("select", [type, type]).#emit(0x1b).#push([type]);
  }

  call(callee: FunctionHandle): this {
    return this.#take(`call ${callee.name}`, callee.params).#emit(0x10, callee.index).#push(callee.results);
  }

  // ---- structured control ----

  #enter(code: number, results: readonly ValueType[], types: readonly ValueType[]): Frame {
    this.#code.byte(code).byte(results[0] ? TYPE_CODE[results[0]] : 0x40);
    const frame: Frame = { types, results, height: this.#stack.length, unreachable: false };
    this.#frames.push(frame);
    return frame;
  }

  /** Checks that the innermost frame holds exactly its results, and removes them. */
  #finish(what: string): void {
    const { results, height } = this.#frame;
    const left = list(this.stack);
    this.#take(`end of ${what}`, results);
    if (this.#stack.length !== height)
      throw this.#error(`end of ${what} expects ${list(results)}, the stack holds ${left}`);
  }

  #leave(what: string): this {
    this.#finish(what);
    const { results } = this.#frame;
    this.#frames.pop();
    return this.#emit(0x0b).#push(results);
  }

  /** A block; branches to its label go to its end. */
  block(body: (label: Label) => void, result?: ValueType): this {
    const results = result ? [result] : [];
    body(this.#enter(0x02, results, results));
    return this.#leave("block");
  }

  /** A loop; branches to its label go to its start. */
  loop(body: (label: Label) => void, result?: ValueType): this {
    body(this.#enter(0x03, result ? [result] : [], []));
    return this.#leave("loop");
  }

  /** Takes an i32 condition. The label, shared by both arms, is the end. */
  if(then: (label: Label) => void, otherwise?: (label: Label) => void, result?: ValueType): this {
    const results = result ? [result] : [];
    this.#take("if", ["i32"]);
    const frame = this.#enter(0x04, results, results);
    then(frame);
    if (otherwise || result) {
      this.#finish("if");
      this.#emit(0x05);
      frame.unreachable = false;
      otherwise?.(frame);
    }
    return this.#leave("if");
  }

  #depth(instruction: string, label: Label): number {
    const index = this.#frames.indexOf(label as Frame);
    if (index < 0) throw this.#error(`${instruction} to a label outside its block`);
    return this.#frames.length - 1 - index;
  }

  /** The rest of the innermost frame cannot be reached. */
  #abandon(): this {
    this.#stack.length = this.#frame.height;
    this.#frame.unreachable = true;
    return this;
  }

  br(label: Label): this {
    const depth = this.#depth("br", label);
    return this.#take("br", label.types).#emit(0x0c, depth).#abandon();
  }

  br_if(label: Label): this {
    const depth = this.#depth("br_if", label);
    return this.#take("br_if", [...label.types, "i32"])
      .#emit(0x0d, depth)
      .#push(label.types);
  }

  /** Takes an i32: branches to the label of that number, or to `otherwise` when there is none. */
  br_table(labels: readonly Label[], otherwise: Label): this {
    const depths = [...labels, otherwise].map((l) => this.#depth("br_table", l));
    this.#take("br_table", ["i32"]);
    for (const label of [...labels, otherwise]) this.#take("br_table", label.types).#push(label.types);
    this.#emit(0x0e, labels.length);
    for (const depth of depths) this.#code.unsigned(depth);
    return this.#abandon();
  }

  return(): this {
    return this.#take("return", this.results).#emit(0x0f).#abandon();
  }

  unreachable(): this {
    return this.#emit(0x00).#abandon();
  }

  // ---- counted loops ----

  /** `for (index = from; index < to; index += step)`, signed; the body may run zero times. `to` is read each time round. */
  forEach(index: Local, from: Local | number, to: Local | number, step: Local | number, body: () => void): this {
    if (from !== index) this.value(from).set(index);
    return this.block((done) => {
      this.get(index).value(to).i32.ge_s().br_if(done);
      this.loop((again) => {
        body();
        this.get(index).value(step).i32.add().tee(index).value(to).i32.lt_s().br_if(again);
      });
    });
  }

  /**
   * `do body; while ((counter -= step) > 0)`, the cheapest loop: test `counter` yourself where it may start at zero.
   * @param step subtracted each time round; with 1 the test needs no comparison
   */
  countdown(counter: Local, body: () => void, step = 1): this {
    return this.loop((again) => {
      body();
      this.get(counter).i32.const(step).i32.sub().tee(counter);
      if (step !== 1) this.i32.const(0).i32.gt_s();
      this.br_if(again);
    });
  }

  /** The function's entry of the code section. Throws when values are left over. Emit nothing afterwards. */
  encode(): Bytes {
    this.#finish("function");
    const runs: [number, ValueType][] = [];
    for (const type of this.#locals.slice(this.params.length)) {
      const last = runs[runs.length - 1];
      if (last?.[1] === type) last[0]++;
      else runs.push([1, type]);
    }
    const body = new Bytes().unsigned(runs.length);
    for (const [count, type] of runs) body.unsigned(count).byte(TYPE_CODE[type]);
    return new Bytes().sized(body.append(this.#code).byte(0x0b));
  }
}
