/// <reference lib="webworker" />
/**
 * The service worker keeps the app's own files on the device, so that it opens without a network.
 * It never answers for the API: what the server says is either fresh or not there. A new version is
 * fetched beside the old one and takes over only when the page asks for it.
 */
declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: { url: string; revision: string | null }[];
};

const files = self.__WB_MANIFEST;
const version = files.map((file) => file.url + (file.revision ?? "")).join("|");

/** Not a security hash: it only has to differ when the list of files differs. */
function fingerprint(text: string): string {
  let hash = 5381;
  for (let i = 0; i < text.length; i++) hash = ((hash * 33) ^ text.charCodeAt(i)) >>> 0;
  return hash.toString(36);
}

const cacheName = `scanpost-${fingerprint(version)}`;
const notOurs = /^\/(api|simulator|health|metrics|docs|openapi|quickbooks)/;

self.addEventListener("install", (event) => event.waitUntil(store()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  if (event.data === "take-over") void self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (notOurs.test(url.pathname)) return;
  event.respondWith(answer(event.request, url));
});

/** Unchanged files (their name carries their hash) are copied from an older cache, not fetched. */
async function store(): Promise<void> {
  const cache = await caches.open(cacheName);
  await Promise.all(
    files.map(async ({ url, revision }) => {
      const path = new URL(url, self.location.origin).href;
      const known = revision === null ? await caches.match(path) : undefined;
      if (known) return cache.put(path, known);
      const response = await fetch(path, { cache: revision === null ? "default" : "reload" });
      if (!response.ok) throw new Error(`${path} answered ${response.status}`);
      return cache.put(path, response);
    }),
  );
}

async function takeOver(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== cacheName).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function answer(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(cacheName);
  const path = request.mode === "navigate" ? "/index.html" : url.pathname;
  return (await cache.match(path)) ?? fetch(request);
}

export {};
