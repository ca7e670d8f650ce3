/** Rules in another order, drawn from a seed. */
import type { Phase } from "../../src/rewrite/rule.ts";
import { randomizer } from "./random.ts";

export function shuffledPhases(phases: readonly Phase[], seed: number): Phase[] {
  const random = randomizer(seed);
  return phases.map((phase) => {
    const keyed = phase.rules.map((rule) => ({ rule, key: random() }));
    return { ...phase, rules: keyed.sort((a, b) => a.key - b.key).map((k) => k.rule) };
  });
}
