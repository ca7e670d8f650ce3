/** The page: three views over one state. */
import { render } from "preact";
import { followState } from "./actions.ts";
import { followAddress } from "./state.ts";
import { App } from "./views/app.tsx";

const root = document.getElementById("app");
if (root) {
  root.textContent = "";
  render(<App />, root);
}
followAddress();
followState();
// The development server sends the headers itself, and must not be cached.
if (import.meta.env.PROD && "serviceWorker" in navigator)
  navigator.serviceWorker.register(new URL("sw.js", document.baseURI)).catch(() => undefined);
