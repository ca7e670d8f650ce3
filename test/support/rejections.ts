/** Makes an unhandled rejection fail the spec that is running. Mocha alone lets it pass; both runs load this file first. */
import { inNode } from "./world.ts";

// Thrown from here, the reason is an uncaught error, and those mocha does count.
if (inNode) {
  process.on("unhandledRejection", (reason) => {
    throw reason;
  });
} else {
  addEventListener("unhandledrejection", (event) => {
    throw event.reason;
  });
}
