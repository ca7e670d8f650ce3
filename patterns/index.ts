/** All rewrite rules, in the phases in which they run. */
import type { Phase, Rule } from "../src/rewrite/rule.ts";
import activations from "./activations.ts";
import affine from "./affine.ts";
import algebra from "./algebra.ts";
import attention from "./attention.ts";
import chains from "./chains.ts";
import channels from "./channels.ts";
import clamps from "./clamps.ts";
import dilation from "./dilation.ts";
import einsum from "./einsum.ts";
import fold from "./fold.ts";
import gates from "./gates.ts";
import hoists from "./hoists.ts";
import joins from "./joins.ts";
import linear from "./linear.ts";
import logic from "./logic.ts";
import lookup from "./lookup.ts";
import magnitudes from "./magnitudes.ts";
import movement from "./movement.ts";
import normalization from "./normalization.ts";
import norms from "./norms.ts";
import parts from "./parts.ts";
import pooling from "./pooling.ts";
import powers from "./powers.ts";
import products from "./products.ts";
import ranking from "./ranking.ts";
import resizing from "./resizing.ts";
import scaleBias from "./scale-bias.ts";
import seams from "./seams.ts";
import selections from "./selections.ts";
import shapes from "./shapes.ts";
import signs from "./signs.ts";
import sinking from "./sinking.ts";
import slices from "./slices.ts";
import slopes from "./slopes.ts";
import splits from "./splits.ts";
import stock from "./stock.ts";
import sums from "./sums.ts";
import transposed from "./transposed.ts";
import views from "./views.ts";

export { GROUPINGS } from "./grouping-index.ts";

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
    rules: [
      ...algebra,
      ...signs,
      ...logic,
      ...clamps,
      ...views,
      ...movement,
      ...sinking,
      ...dilation,
      ...einsum,
      ...splits,
      ...shapes,
      ...selections,
      ...slices,
      ...seams,
      ...lookup,
      ...pooling,
      ...ranking,
      ...transposed,
    ],
  },
  {
    name: "recompose",
    about:
      "Recognises activations, normalisations and attention in their parts, before scales and shifts that are such parts fold away.",
    rules: [
      ...gates,
      ...slopes,
      ...activations,
      ...norms,
      ...magnitudes,
      ...powers,
      ...products,
      ...parts,
      ...attention,
    ],
  },
  {
    name: "fold-weights",
    about:
      "Moves scales and shifts into weights and biases, before anything else claims the values beside a convolution.",
    rules: [...affine, ...normalization, ...scaleBias, ...sums],
  },
  {
    name: "move",
    about:
      "Lets ops change places and join where that saves work, once biases are folded: an op that has moved away takes no bias.",
    rules: [...linear, ...chains, ...hoists, ...joins, ...channels, ...resizing],
  },
];

/** The same for a graph that stock TensorFlow.js is to run. */
export const STOCK_PHASES: readonly Phase[] = [
  ...PHASES,
  {
    name: "stock",
    about: "Only for graphs that stock TensorFlow.js is to run: uses the fused ops that it has.",
    rules: stock,
  },
];

export const REWRITES: readonly Rule[] = STOCK_PHASES.flatMap((phase) => phase.rules);
