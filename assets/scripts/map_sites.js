// The sites of a map: numbered buttons as in the list, kept apart where they would cover one another, with a note each.

import { maplibre } from "./maplibre.js";
import { apart } from "./map_spread.js";
import { makeNote } from "./map_note.js";

/** Buttons for the sites of a document; the map's own keys do not reach them. One stop of the tab key, then arrows. */
export function addSites(map, words, state) {
  let marks = [];
  const spread = () => spreadOut(map, marks, state);
  map.on("zoomend", spread);
  map.on("resize", spread);
  lightFromList(() => marks);
  return {
    show(found) {
      marks.forEach((mark) => mark.marker.remove());
      marks = found.features.filter((feature) => feature.properties.role === "site").map((site) => mark(map, site, words));
      marks.at(0)?.button.setAttribute("tabindex", "0");
      marks.forEach((each, index) => wire(each, index, marks, map, words));
      spread();
    },
  };
}

function mark(map, site, words) {
  const { number, stage, headline, status_words: status } = site.properties;
  const button = document.createElement("button");
  button.type = "button";
  button.className = `number number--${stage} live-map__mark`;
  button.textContent = number;
  const marker = new maplibre.Marker({ element: button }).setLngLat(site.geometry.coordinates).addTo(map);
  button.setAttribute("aria-label", words.mark.replace("{number}", number).replace("{headline}", headline).replace("{status}", status));
  button.tabIndex = -1;
  return { site, button, marker };
}

function wire(each, index, marks, map, words) {
  const { button, site } = each;
  const light = (isLit) => () => setLit(each, isLit);
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    makeNote(map, each, words);
  });
  button.addEventListener("mouseenter", light(true));
  button.addEventListener("mouseleave", light(false));
  button.addEventListener("focus", () => {
    marks.forEach((other) => (other.button.tabIndex = other === each ? 0 : -1));
    setLit(each, true);
    if (!map.getBounds().contains(site.geometry.coordinates)) {
      map.panTo(site.geometry.coordinates);
    }
  });
  button.addEventListener("blur", light(false));
  button.addEventListener("keydown", (event) => {
    const target = { ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1, Home: 0, End: -1 };
    if (event.key in target) {
      event.preventDefault();
      marks.at(target[event.key] % marks.length).button.focus();
    }
    event.stopPropagation();
  });
}

function setLit({ button, site }, isLit) {
  button.classList.toggle("is-lit", isLit);
  document.getElementById(`application-${site.properties.number}`)?.classList.toggle("is-lit", isLit);
}

/** Pointing at a line of the list, or moving the focus into it, lights its number on the map. */
function lightFromList(marksNow) {
  const lightOf = (isLit) => (event) => {
    const line = event.target.closest?.("[id^='application-']");
    const found = line && marksNow().find(({ site }) => line.id === `application-${site.properties.number}`);
    if (found && !(event.relatedTarget && line.contains(event.relatedTarget))) {
      setLit(found, isLit);
    }
  };
  for (const [on, off] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
    document.addEventListener(on, lightOf(true));
    document.addEventListener(off, lightOf(false));
  }
}

/** Move numbers off one another, with a line to where each belongs. */
function spreadOut(map, marks, state) {
  const places = marks.map(({ site }) => map.project(site.geometry.coordinates));
  const { clientWidth, clientHeight } = map.getContainer();
  const moved = apart(places, clientWidth, clientHeight);
  const features = [];
  marks.forEach(({ button, marker, site }, index) => {
    button.classList.toggle("is-small", !moved[index]);
    const { x, y } = moved[index] ?? { x: 0, y: 0 };
    marker.setOffset([x, y]);
    const at = site.geometry.coordinates;
    const to = map.unproject([places[index].x + x, places[index].y + y]).toArray();
    if (moved[index]) {
      features.push(feature("mark", "Point", to));
    }
    if (x || y) {
      features.push(feature("leader", "LineString", [at, to]), feature("place", "Point", at));
    }
  });
  state.leaders = { type: "FeatureCollection", features };
  map.getSource("leaders")?.setData(state.leaders);
}

function feature(role, type, coordinates) {
  return { type: "Feature", geometry: { type, coordinates }, properties: { role } };
}
