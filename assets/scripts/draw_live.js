// The map on which an area is drawn: ways to draw, keys, what is said of the shape, and the field that it goes into.

import { areaOf, crossesItself } from "./draw_measure.js";
import { addKeys } from "./draw_keys.js";
import { Pen } from "./draw_pen.js";
import { canDraw, drawn, styled } from "./map_make.js";
import { followGround } from "./map_ground.js";
import { asked } from "./map_parts.js";
import { EMPTY } from "./map_style.js";

const BRITAIN = [-6.5, 49.9, 1.9, 56.2];
const NEAR_DEGREES = 0.006;

/** Make the drawing part of the page work; rejects where this browser cannot draw maps. */
export async function openDrawing(frame, takesFocus) {
  if (!canDraw()) {
    throw new Error("no WebGL");
  }
  const words = JSON.parse(frame.dataset.words);
  const field = frame.querySelector("[name=shape]");
  const before = polygonIn(field.value);
  const [start] = await Promise.all([startingBox(frame, before), styled()]);
  const state = { area: { ...EMPTY, bbox: start }, ground: EMPTY, leaders: EMPTY, constraints: false };
  const map = await drawn(frame.querySelector("[data-ground-of-map]"), frame, words, state, { cooperativeGestures: false });
  map.getCanvas().setAttribute("aria-label", words.draw_canvas);
  const pen = new Pen(map, frame);
  const said = frame.querySelector("[role=status]");
  pen.onChange(() => tell(pen, field, said, words));
  wireButtons(frame, pen);
  addKeys(map, pen);
  wirePlace(frame, map, words, said);
  wireForm(frame, pen, said, words);
  followGround(map, frame.dataset.ground, state);
  if (before) {
    pen.take(before);
  } else {
    pen.use("polygon");
  }
  tell(pen, field, said, words);
  if (takesFocus) {
    map.getCanvas().focus({ preventScroll: true });
  }
}

/** What there is of the shape, in words and in the field: only a finished one can be sent. */
function tell(pen, field, said, words) {
  const { ring, corners, isFinished } = pen.shape();
  frameState(pen);
  field.value = isFinished ? JSON.stringify({ type: "Polygon", coordinates: [ring] }) : "";
  if (!corners) {
    said.textContent = words.nothing;
    return;
  }
  const parts = [fill(corners === 1 ? words.one_corner : words.corners, { count: corners })];
  if (ring.length > 3) {
    parts.push(fill(words.area, { area: areaOf(ring) }));
  }
  if (crossesItself(ring)) {
    parts.push(words.crossing);
  } else if (isFinished) {
    parts.push(words.finished);
  }
  said.textContent = parts.join(" ");
}

function frameState(pen) {
  for (const button of pen.frame.querySelectorAll("[data-way]")) {
    button.setAttribute("aria-pressed", String(button.dataset.way === pen.way));
  }
}

function wireButtons(frame, pen) {
  const acts = { finish: () => pen.finish(), undo: () => pen.undo(), clear: () => pen.clear() };
  for (const button of frame.querySelectorAll("[data-way]")) {
    button.addEventListener("click", () => pen.use(button.dataset.way));
  }
  for (const button of frame.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => acts[button.dataset.act]());
  }
}

/** A postcode leads the map to where it is. */
function wirePlace(frame, map, words, said) {
  const form = frame.querySelector("[data-go]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = form.elements.namedItem("place").value.replace(/\s/g, "");
    try {
      const found = typed ? await asked(`${frame.dataset.postcodes}${encodeURIComponent(typed)}.geojson?radius=300`) : {};
      map.fitBounds(found.bbox, { duration: 0 });
      map.getCanvas().focus();
    } catch {
      said.textContent = words.no_place;
    }
  });
}

function wireForm(frame, pen, said, words) {
  frame.querySelector("[data-send]").addEventListener("submit", (event) => {
    if (!pen.shape().isFinished) {
      pen.finish();
    }
    if (!pen.shape().isFinished) {
      event.preventDefault();
      said.textContent = words.too_few;
    }
  });
}

async function startingBox(frame, before) {
  const [lat, lon] = (new URLSearchParams(location.search).get("at") ?? "").split(",").map(Number);
  if (before) {
    return boxOf(before.coordinates[0]);
  }
  if (Number.isFinite(lat) && Number.isFinite(lon)) {
    return [lon - NEAR_DEGREES, lat - NEAR_DEGREES / 2, lon + NEAR_DEGREES, lat + NEAR_DEGREES / 2];
  }
  const known = await asked(`${frame.dataset.ground}?bbox=${BRITAIN}`);
  return known.bbox ?? BRITAIN;
}

function boxOf(ring) {
  const [lons, lats] = [ring.map(([lon]) => lon), ring.map(([, lat]) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** The one polygon without holes that a field's GeoJSON holds; null where it holds anything else. */
function polygonIn(text) {
  try {
    const found = JSON.parse(text);
    const shape = found.features?.length === 1 ? found.features[0].geometry : found.geometry ?? found;
    return shape.type === "Polygon" && shape.coordinates.length === 1 ? shape : null;
  } catch {
    return null;
  }
}

function fill(sentence, values) {
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), sentence);
}
