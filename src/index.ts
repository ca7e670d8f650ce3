/** The one import. */
export * from "./core.ts";
