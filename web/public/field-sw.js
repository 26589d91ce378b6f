// Lets the field page start without a connection: its HTML, the files that it names, manifest and icons. Nothing of
// the API is ever kept here. The page asks the network first; a newer page replaces the kept one only when all of its
// files have arrived, so that it never stands there half.
const CACHE = 'kefu-field-1';
const PAGE = '/field';
const BESIDES = ['/field.webmanifest', '/field-icon.svg', '/field-icon-192.png', '/field-icon-512.png'];
const PATIENCE_MS = 3000;

const filesIn = (html) => [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1]);

async function keep(response) {
  const html = await response.clone().text();
  const wanted = [...filesIn(html), ...BESIDES];
  const cache = await caches.open(CACHE);
  const had = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
  await cache.addAll(wanted.filter((path) => !had.has(path)));
  await cache.put(PAGE, response);
  const gone = [...had].filter((path) => path.startsWith('/assets/') && !wanted.includes(path));
  await Promise.all(gone.map((path) => cache.delete(path)));
}

async function fetchPage() {
  const response = await fetch(PAGE, { cache: 'no-store' });
  if (!response.ok) throw new Error(String(response.status));
  return response;
}

async function page(event) {
  const kept = await (await caches.open(CACHE)).match(PAGE);
  const fresh = fetchPage();
  event.waitUntil(fresh.then((response) => keep(response.clone())).catch(() => {}));
  if (!kept) return (await fresh).clone();
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([fresh.then((response) => response.clone()), late]).catch(() => kept);
}

self.addEventListener('install', (event) => {
  event.waitUntil(
    fetchPage()
      .then(keep)
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(self.clients.claim());
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (event.request.mode === 'navigate') {
    if (url.pathname === PAGE || url.pathname.startsWith(`${PAGE}/`)) event.respondWith(page(event));
  } else if (url.pathname.startsWith('/assets/') || BESIDES.includes(url.pathname)) {
    event.respondWith(
      caches
        .open(CACHE)
        .then((cache) => cache.match(url.pathname))
        .then((kept) => kept ?? fetch(event.request)),
    );
  }
});
