/** The conformance list of movements that find their elements in place. */
import { concatCase, type MoveCase, padCase, sliceCase } from "./move-cases.ts";

/** A case of which some regions are in place. */
const joined = ({ name, call, ...rest }: MoveCase, ...placed: number[]): MoveCase => ({
  ...rest,
  name: `${name}, ${placed} in place`,
  call: { ...call, op: "join", attrs: { ...call.attrs, placed } },
});
const part = ({ name, call, ...rest }: MoveCase): MoveCase => ({
  ...rest,
  name: `${name}, in place`,
  call: { ...call, op: "part" },
});

const ROWS = [
  [1, 3, 5],
  [1, 2, 5],
];
const PADS = [
  [0, 0],
  [2, 1],
  [0, 0],
] as const;

export const PLACED_CASES: readonly MoveCase[] = [
  joined(concatCase([[700], [3], [600]], 0), 0, 2),
  joined(concatCase(ROWS, 1), 0, 1),
  joined(padCase([1, 3, 5], PADS, 7), 0),
  part(sliceCase([1, 7, 5], [0, 2, 0], [1, 3, 5], [1, 1, 1])),
];
