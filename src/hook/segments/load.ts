/** Loads what answers `executeAsync`, a chunk of its own: most apps do not call it. */
import type { AsyncCalls, AsyncHost } from "./async-calls.ts";

export async function loadAsyncCalls(host: AsyncHost): Promise<AsyncCalls> {
  const [{ AsyncCalls }, { PHASES }] = await Promise.all([
    import("./async-calls.ts"),
    import("../../../patterns/index.ts"),
  ]);
  return new AsyncCalls(host, PHASES);
}
