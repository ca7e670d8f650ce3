/** The built site's service worker: the page works offline, and is cross-origin isolated on servers that send no headers. */
/// <reference lib="webworker" />

const CACHE = "graphweld-demo";
const worker = self as unknown as ServiceWorkerGlobalScope;

worker.addEventListener("install", (event) => {
  event.waitUntil(fetchAhead());
  void worker.skipWaiting();
});
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  // Models from elsewhere are the browser's to fetch and to cache.
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  event.respondWith(answer(request));
});

/** Keeps the whole page; what the build lists as its files. */
async function fetchAhead(): Promise<void> {
  const files = (await (await fetch("files.json")).json()) as string[];
  const cache = await caches.open(CACHE);
  await cache.addAll(["./", ...files]);
}

/** From the server, or where that cannot be reached, as it was last. Files with a hash in their name never change. */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const known = await cache.match(request, { ignoreSearch: request.mode === "navigate" });
  if (known && request.url.includes("/assets/")) return isolated(known);
  try {
    const response = await fetch(request);
    if (response.ok) void cache.put(keyOf(request), response.clone());
    return isolated(response);
  } catch (error) {
    if (known) return isolated(known);
    throw error;
  }
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
