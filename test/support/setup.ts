/** What both runs load first, so that specs fail where they are wrong and only there. */
import { expectNoGpuErrors } from "./gpu-errors.ts";
import { randomizer } from "./random.ts";
import { inNode } from "./world.ts";

// An unhandled rejection fails the spec that is running; mocha alone lets it pass. Thrown from here, the reason is an uncaught error.
if (inNode) {
  process.on("unhandledRejection", (reason) => {
    throw reason;
  });
  // Emscripten's handlers throw every uncaught error again: a spec that fails late would end the whole run, with the wasm backend's
  // source on the screen, instead of failing.
  process.on("newListener", (event, listener) => {
    if (event === "uncaughtException" && String(listener).includes("ExitStatus"))
      queueMicrotask(() => process.removeListener(event, listener));
  });
} else {
  addEventListener("unhandledrejection", (event) => {
    throw event.reason;
  });
}

/** Random numbers are the same in each run, whatever specs run: inputs made up by `warmup`, initial weights of layers. */
const repeatable = (): void => {
  Math.random = randomizer(1);
};

/** Mocha's root hooks; in pages they are registered as any others. */
export const mochaHooks = { beforeEach: repeatable, afterEach: expectNoGpuErrors };
if (!inNode) {
  beforeEach(repeatable);
  afterEach(expectNoGpuErrors);
}
