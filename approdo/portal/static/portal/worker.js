// Answers with the copy of a province where there is no connection. It is here only for who asked for the copy, keeps that
// one page and its sheet of styles, and nothing of what is visited.
const NAME = `approdo ${new URL(registration.scope).pathname}`;
const HOUR = 3_600_000;
const KEPT_AT = "Kept-At";

// The copy that is kept: [its address, what is kept of it]; nothing where it was deleted.
async function kept() {
  if (!(await caches.has(NAME))) return [];
  const box = await caches.open(NAME);
  for (const { url } of await box.keys()) {
    const answer = await box.match(url, { ignoreVary: true });
    if (answer?.headers.has(KEPT_AT)) return [url, answer];
  }
  return [];
}

// Everything is fetched before anything is replaced: half a copy is none.
async function keep(address) {
  const answer = await fetch(address, { cache: "no-cache", credentials: "omit" });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const sheets = [...(answer.headers.get("Link") ?? "").matchAll(/<([^>]+)>/g)].map(([, url]) => new URL(url, address).href);
  const dressed = await Promise.all(sheets.map((url) => fetch(url, { credentials: "omit" })));
  if (dressed.some((one) => !one.ok)) throw new Error("its sheet of styles did not come");
  const headers = new Headers(answer.headers);
  headers.set(KEPT_AT, `${Date.now()}`);
  const copy = new Response(await answer.blob(), { headers });
  const box = await caches.open(NAME), wanted = [address, ...sheets];
  await Promise.all([box.put(address, copy), ...sheets.map((url, place) => box.put(url, dressed[place]))]);
  for (const one of await box.keys()) if (!wanted.includes(one.url)) await box.delete(one, { ignoreVary: true });
}

// Once an hour at most; what did not come is asked for again at the next page.
async function renew() {
  const [address, answer] = await kept();
  if (address && Date.now() - Number(answer.headers.get(KEPT_AT)) > HOUR) await keep(address).catch(() => {});
}

// The page itself; without a connection the copy, at the service or the guide that was asked for.
async function visited(event) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(renew());
    return answer;
  } catch (error) {
    const [address, answer] = await kept();
    if (!address) throw error;
    const asked = new URL(event.request.url);
    if (asked.pathname === new URL(address).pathname) return answer;
    const [, name = ""] = /\/(?:services\/\w+|guides)\/([\w-]+)\//.exec(asked.pathname) ?? [];
    return Response.redirect(name ? `${address}#${name}` : address);
  }
}

addEventListener("install", () => skipWaiting());
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.mode === "navigate") event.respondWith(visited(event));
  else if (request.destination === "style") {
    event.respondWith(fetch(request).catch(async (error) => (await caches.match(request, { cacheName: NAME, ignoreVary: true })) ?? Promise.reject(error)));
  }
});
// A page asks for a copy by its address, and is told whether it came.
addEventListener("message", (event) => event.waitUntil(
  keep(event.data).then(() => true, () => false).then((done) => event.ports[0].postMessage(done)),
));
