// One map that moves: built over its drawing, which it replaces only when there is something to see.

import { addFoot } from "./map_foot.js";
import { followGround } from "./map_ground.js";
import { ROUND_PX, canDraw, drawn, styled } from "./map_make.js";
import { readArea } from "./map_document.js";
import { element } from "./map_parts.js";
import { addSites } from "./map_sites.js";
import { EMPTY } from "./map_style.js";

/** Build the map of a frame; resolves when it stands in the drawing's place, rejects where it cannot be drawn. */
export async function openMap(frame, takesFocus) {
  if (!canDraw()) {
    throw new Error("no WebGL");
  }
  const words = JSON.parse(frame.dataset.words);
  const [found] = await Promise.all([readArea(frame), styled()]);
  if (!found.bbox) {
    throw new Error("nothing to show");
  }
  const live = element("div", "live-map", { role: "region", "aria-label": frame.dataset.title });
  const ground = live.appendChild(element("div", "live-map__ground"));
  frame.append(live);
  const state = { area: found, ground: EMPTY, leaders: EMPTY, constraints: false };
  try {
    const map = await drawn(ground, frame, words, state);
    const sites = addSites(map, words, state);
    const foot = addFoot(live, map, words, state);
    show(frame, live);
    map.resize().fitBounds(found.bbox, { padding: ROUND_PX, animate: false });
    sites.show(found);
    foot.show(found);
    frame.dataset.shows = frame.dataset.map;
    if (takesFocus) {
      map.getCanvas().focus({ preventScroll: true });
    }
    followGround(map, frame.dataset.ground, state);
    frame.addEventListener("areachange", () => change(frame, map, state, [sites, foot]));
  } catch (problem) {
    live.remove();
    throw problem;
  }
}

function show(frame, live) {
  const drawing = frame.querySelector("svg.map");
  drawing?.setAttribute("aria-hidden", "true");
  drawing?.setAttribute("inert", "");
  frame.classList.add("is-live");
  live.classList.add("is-shown");
}

let newest = 0;

/** Another distance or other filters were chosen: the frame names the new files. What cannot be had changes nothing. */
async function change(frame, map, state, parts) {
  const turn = ++newest;
  const shows = frame.dataset.map;
  const found = await readArea(frame).catch(() => null);
  if (turn !== newest || !found) {
    return;
  }
  state.area = { ...found, bbox: found.bbox ?? state.area.bbox };
  map.getSource("area").setData(state.area);
  map.fitBounds(state.area.bbox, { padding: ROUND_PX, duration: 300 });
  parts.forEach((part) => part.show(found));
  map.getContainer().closest(".live-map").setAttribute("aria-label", heading(frame));
  frame.dataset.shows = shows;
}

/** The page's own heading says what the map shows, also after another distance was chosen. */
function heading(frame) {
  return document.querySelector("[data-area] h1")?.textContent.trim() || frame.dataset.title;
}
