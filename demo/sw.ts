/** The built site's service worker: the page works offline, and is cross-origin isolated on servers that send no headers. */
/// <reference lib="webworker" />

/** Written in by the build: the files that are fetched ahead, and a name that changes with them. */
declare const BUILD: { readonly name: string; readonly files: readonly string[] };

const worker = self as unknown as ServiceWorkerGlobalScope;
/** Other sites of the same origin have caches too. */
const OURS = `graphweld ${worker.registration.scope} `;
const PAGE = OURS + BUILD.name;
/** Kept as they are used, through all builds: models are large, and the same. */
const MODELS = `${OURS}models`;

// A newer build waits until no page of the older one is open, for that may yet ask for its files.
worker.addEventListener("install", (event) => event.waitUntil(fetchAhead()));
worker.addEventListener("activate", (event) => event.waitUntil(takeOver()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  // Models from elsewhere are the browser's to fetch and to cache.
  if (request.method !== "GET" || !request.url.startsWith(worker.registration.scope)) return;
  event.respondWith(answer(request));
});

/** Keeps the whole page. What the browser has cached by itself may be of an older build. */
async function fetchAhead(): Promise<void> {
  const cache = await caches.open(PAGE);
  await cache.addAll(["./", ...BUILD.files].map((file) => new Request(file, { cache: "reload" })));
}

/** Drops what older builds have kept. */
async function takeOver(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== PAGE && name !== MODELS);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** From the server, or where that cannot be reached, as it was last. Files with a hash in their name never change. */
async function answer(request: Request): Promise<Response> {
  // A newer build that waits has its files in a cache of its own, and a page that was loaded since wants those.
  const known = await caches.match(keyOf(request));
  if (known && request.url.includes("/assets/")) return isolated(known);
  try {
    // What the browser has cached of a page may be of an older build.
    const response = await (request.mode === "navigate" ? fetch(request.url, { cache: "no-cache" }) : fetch(request));
    if (response.ok) void keep(request, response.clone());
    return isolated(response);
  } catch (error) {
    if (known) return isolated(known);
    throw error;
  }
}

async function keep(request: Request, response: Response): Promise<void> {
  const cache = await caches.open(request.url.includes("/models/") ? MODELS : PAGE);
  await cache.put(keyOf(request), response);
}

/** Settings are in the query, but the page behind it is one. */
function keyOf(request: Request): Request | string {
  if (request.mode !== "navigate") return request;
  const url = new URL(request.url);
  url.search = "";
  return url.href;
}

function isolated(response: Response): Response {
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set("Cross-Origin-Opener-Policy", "same-origin");
  headers.set("Cross-Origin-Embedder-Policy", "require-corp");
  headers.set("Cross-Origin-Resource-Policy", "same-origin");
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}
