/** The one import: the public API, and graph models loaded from now on are faster. */
import { install } from "./hook/install.ts";

export * from "./core.ts";

install();
