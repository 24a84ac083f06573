// A map that moves, over the one that the server drew: same outlines, same numbers, same links. Leaflet is loaded only when
// the reader asks for it; the list and the drawing need nothing of this.
const UNITS = 10_000; // of the drawing in a degree, as in approdo/territory/rules/shapes.py
const APART = 28; // pixels between two marks that a finger touches apart
const figure = document.querySelector("figure.map"), button = document.getElementById("move");
const drawing = figure.querySelector("svg"), tiles = document.getElementById("tiles");
let map = null, room = null;

const place = (x, y) => [Math.atan(Math.sinh((-y / UNITS) * (Math.PI / 180))) * (180 / Math.PI), x / UNITS];

function loaded(name, values) {
  return new Promise((resolve, reject) => {
    document.head.append(Object.assign(document.createElement(name), values, { onload: resolve, onerror: reject }));
  });
}

// The numbers of the drawing with the services under each.
function numbered() {
  return [...drawing.querySelectorAll(".mark")].map((mark) => ({
    number: mark.textContent.trim(), label: mark.getAttribute("aria-label"),
    items: [...document.querySelector(mark.getAttribute("href")).querySelectorAll("li[data-lat]")]
      .map((item) => ({ item, at: [Number(item.dataset.lat), Number(item.dataset.lon)] })),
  }));
}

// A number stands once; looked at closer it stands at each of its places that can be touched apart from every other.
function gathered(marks) {
  const pixel = (at) => map.latLngToLayerPoint(at);
  const groups = marks.map((mark) => ({ ...mark, at: mark.items[0].at, items: [] })), every = [...groups];
  marks.forEach((mark, index) => {
    const own = [groups[index]];
    for (const one of mark.items) {
      const far = (group) => pixel(group.at).distanceTo(pixel(one.at));
      if (every.every((group) => far(group) >= APART)) {
        const group = { ...mark, at: one.at, items: [] };
        own.push(group);
        every.push(group);
      }
      own.reduce((best, group) => (far(group) < far(best) ? group : best)).items.push(one);
    }
  });
  return every.filter((group) => group.items.length);
}

function told(group) {
  const list = document.createElement("ul");
  list.dir = document.documentElement.dir;
  for (const { item } of group.items) list.append(item.cloneNode(true));
  return list;
}

function drawn(layer, marks) {
  const held = layer.getLayers().find((one) => one.getElement() === document.activeElement)?.options.number;
  layer.clearLayers();
  for (const group of gathered(marks)) {
    const icon = L.divIcon({ className: "pin", html: group.number, iconSize: [APART, APART] });
    const words = { closeButton: false, maxWidth: Math.min(300, room.clientWidth - 60),
      maxHeight: Math.max(140, room.clientHeight - 100) };
    const marker = L.marker(group.at, { icon, number: group.number }).addTo(layer).bindPopup(told(group), words);
    marker.getElement().setAttribute("aria-label", group.label);
    if (group.number === held) marker.getElement().focus();
  }
}

// Escape goes back from the words to their number.
function answers(layer) {
  map.on("popupopen", ({ popup }) => popup.getElement().querySelector("a").focus({ preventScroll: true }));
  room.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && layer.getLayers().find((one) => one.isPopupOpen());
    if (!open) return;
    open.closePopup();
    open.getElement().focus();
  });
}

function outlines(left, top, width, height) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  shape.setAttribute("viewBox", [left, top, width, height].join(" "));
  shape.append(drawing.querySelector("g").cloneNode(true));
  return shape;
}

function opened() {
  const [left, top, width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
  const bounds = L.latLngBounds(place(left, top + height), place(left + width, top));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  room = Object.assign(document.createElement("div"), { className: tiles ? "moving tiled" : "moving", dir: "ltr" });
  room.setAttribute("role", "region");
  room.setAttribute("aria-label", drawing.querySelector("title").textContent);
  figure.prepend(room);
  map = L.map(room, {
    attributionControl: false, zoomControl: false, scrollWheelZoom: false, maxZoom: 18, zoomSnap: 0.5,
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still,
  });
  L.control.zoom({ position: "bottomleft", zoomInTitle: button.dataset.closer, zoomOutTitle: button.dataset.farther }).addTo(map);
  map.fitBounds(bounds, { animate: false });
  map.setMinZoom(map.getZoom());
  if (tiles) L.tileLayer(tiles.dataset.address, { maxZoom: 18 }).addTo(map);
  L.svgOverlay(outlines(left, top, width, height), bounds).addTo(map);
  const layer = L.layerGroup().addTo(map), marks = numbered();
  map.on("zoomend", () => drawn(layer, marks));
  drawn(layer, marks);
  answers(layer);
}

async function toggle() {
  if (map) {
    map.remove();
    room.remove();
    map = room = null;
  } else {
    const { script, style } = button.dataset;
    if (!window.L) await Promise.all([loaded("link", { rel: "stylesheet", href: style }), loaded("script", { src: script })]);
    opened();
  }
  drawing.toggleAttribute("hidden", map !== null);
  if (tiles) tiles.hidden = map === null;
  button.setAttribute("aria-pressed", String(map !== null));
}

button.hidden = false;
button.addEventListener("click", () => toggle().catch(() => { button.hidden = true; })); // the drawing stays
