// Keeps the copy of a province on this device, shows which one is kept, and deletes it. Without this script the page leads to
// the copy, which can be printed.
const panel = document.getElementById("keep");
const { worker, scope, copy } = panel.dataset;
const name = `approdo ${scope}`, address = new URL(copy, location.href).href;
const [save, remove, state] = ["save", "remove", "state"].map((id) => document.getElementById(id));

// What is kept now says itself of where and of which day it is, in its own words.
async function show(words = "") {
  const here = await caches.match(address, { cacheName: name, ignoreVary: true });
  const told = here && new DOMParser().parseFromString(await here.text(), "text/html");
  const said = told ? [panel.dataset.here, ...["h1", "#written"].map((one) => told.querySelector(one).textContent)] : [panel.dataset.away];
  state.replaceChildren(...[words, ...said].filter(Boolean).map((one) => Object.assign(document.createElement("span"), { textContent: one })));
  save.hidden = Boolean(told);
  remove.hidden = !(await caches.has(name));
}

async function fetched() {
  await navigator.serviceWorker.register(worker, { scope });
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const done = new Promise((resolve) => { port1.onmessage = (event) => resolve(event.data); });
  active.postMessage(address, [port2]);
  return done;
}

async function ask() {
  save.disabled = true;
  panel.setAttribute("aria-busy", "true");
  const done = await fetched().catch(() => false);
  panel.removeAttribute("aria-busy");
  save.disabled = false;
  await show(done ? "" : panel.dataset.failed);
  return done;
}

async function forget() {
  await caches.delete(name);
  const found = await navigator.serviceWorker.getRegistration(scope);
  await found?.unregister();
  await show();
  save.focus();
}

if ("serviceWorker" in navigator && "caches" in window) {
  save.addEventListener("click", async () => { if (await ask()) remove.focus(); });
  remove.addEventListener("click", forget);
  await show();
  document.getElementById("by-hand").hidden = true;
  panel.hidden = false;
  if (save.hidden) await ask(); // who comes back here gets the newest
}
