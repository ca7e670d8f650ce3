/** Larger real models, which the browser run is spared. */
import { modelSpecs } from "../e2e/model-specs.ts";
import { plansAnswer } from "../e2e/support.ts";

describe("larger real models", () => {
  plansAnswer();

  modelSpecs({ name: "movenet-lightning", launches: 112, stockOps: ["FloorDiv", "GatherNd", "Mul", "Sub"] });
  modelSpecs({ name: "handlandmark-lite", launches: 53 });
  modelSpecs({ name: "faceres", launches: 32, reference: "wasm" });
});
