/** All rewrite rules, in the phases in which they run. */
import type { Phase, Rule } from "../src/rewrite/rule.ts";
import activations from "./activations.ts";
import affine from "./affine.ts";
import algebra from "./algebra.ts";
import attention from "./attention.ts";
import clamps from "./clamps.ts";
import dilation from "./dilation.ts";
import einsum from "./einsum.ts";
import fold from "./fold.ts";
import gates from "./gates.ts";
import logic from "./logic.ts";
import magnitudes from "./magnitudes.ts";
import movement from "./movement.ts";
import normalization from "./normalization.ts";
import norms from "./norms.ts";
import powers from "./powers.ts";
import products from "./products.ts";
import scaleBias from "./scale-bias.ts";
import signs from "./signs.ts";
import slopes from "./slopes.ts";
import splits from "./splits.ts";
import transposed from "./transposed.ts";
import views from "./views.ts";

export const PHASES: readonly Phase[] = [
  {
    name: "fold",
    about: "Computes what does not depend on the inputs, so that later rules see constants and known shapes.",
    rules: fold,
  },
  {
    name: "canonicalise",
    about:
      "Gives equal computations equal spellings and removes what changes nothing, so that few patterns see many graphs.",
    rules: [...algebra, ...signs, ...logic, ...clamps, ...views, ...movement, ...dilation, ...einsum, ...splits],
  },
  {
    name: "recompose",
    about:
      "Recognises activations, normalisations and attention in their parts, before scales and shifts that are such parts fold away.",
    rules: [...gates, ...slopes, ...activations, ...norms, ...magnitudes, ...powers, ...products, ...attention],
  },
  {
    name: "fold-weights",
    about:
      "Moves scales and shifts into weights and biases, before anything else claims the values beside a convolution.",
    rules: [...affine, ...normalization, ...transposed, ...scaleBias],
  },
];

export const REWRITES: readonly Rule[] = PHASES.flatMap((phase) => phase.rules);
