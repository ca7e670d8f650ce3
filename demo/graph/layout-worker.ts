/** Lays graphs out beside the page, so that it stays smooth. */
import { expose } from "comlink";
import { layoutGraph } from "./layout.ts";

const api = { layout: layoutGraph };
export type LayoutApi = typeof api;
expose(api);
