// Makes a map of our manners, for pages that show one and for the page where people draw.

import { canDraw, maplibre, styled } from "./maplibre.js";
import { ROOM, colours, mapStyle } from "./map_style.js";

const DARK = "(prefers-color-scheme: dark)";
/** Pixels between the edge of a map and what it shows first. */
export const ROUND_PX = 32;

const READY_MS = 20_000;

export { canDraw, styled };

/** A map of our manners: flat, north up, one finger scrolls the page; resolves when its first picture is drawn. */
export async function drawn(container, frame, words, state, options = {}) {
  const tiles = frame.dataset.tiles ? { url: frame.dataset.tiles, attribution: frame.dataset.attribution } : null;
  const style = () => mapStyle(colours(frame), state, tiles);
  const map = new maplibre.Map({
    container,
    style: style(),
    bounds: state.area.bbox,
    fitBoundsOptions: { padding: ROUND_PX },
    attributionControl: false,
    cooperativeGestures: true,
    dragRotate: false,
    maxPitch: 0,
    minZoom: 4.5,
    maxZoom: 19,
    renderWorldCopies: false,
    fadeDuration: 0,
    locale: words.locale,
    ...options,
  });
  map.setMissingStyleImageResolver((id) => {
    if (id === ROOM.name) {
      map.addImage(id, ROOM);
    }
  });
  map.keyboard.disableRotation();
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibre.ScaleControl({ unit: "metric" }), "bottom-left");
  if (tiles) {
    map.addControl(new maplibre.AttributionControl({ compact: false }), "bottom-right");
  }
  map.getCanvas().setAttribute("role", "application");
  map.getCanvas().setAttribute("aria-label", words.canvas);
  matchMedia(DARK).addEventListener("change", () => map.setStyle(style()));
  await firstPicture(map);
  return map;
}

function firstPicture(map) {
  return new Promise((resolve, reject) => {
    map.once("load", resolve);
    map.once("webglcontextlost", () => reject(new Error("WebGL was lost")));
    setTimeout(() => reject(new Error("too slow")), READY_MS);
  });
}
