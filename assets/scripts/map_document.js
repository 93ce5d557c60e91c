// Reads the files of an area into what its map shows: the outline, each site under its number, constraint areas.

import { asked } from "./map_parts.js";

const AROUND_DEGREES = 0.0015;

/** One document for a frame, with the box to show; no box where there is nothing to show. */
export async function readArea(frame) {
  const [list, around] = await Promise.all([asked(frame.dataset.map), asked(frame.dataset.around)]);
  const restricted = around.features.filter(({ properties }) => properties.role === "constraint").map(named);
  const sites = list.features.filter(({ properties, geometry }) => properties.role === "site" && geometry);
  const outlines = list.features.filter(({ properties }) => properties.role !== "site").map((each) => drawnAs(each, list));
  const features = [...restricted, ...restricted.map(nameOf), ...outlines, ...sites.filter(hasLand).map(land), ...sites.map(mark)];
  return { type: "FeatureCollection", features, bbox: list.bbox ?? boxAround(sites) };
}

/** The reach of an area is its margin where it has one, and its core where that is all. */
function drawnAs(feature, list) {
  const isMargin = feature.properties.role === "reach" && list.features.some(({ properties }) => properties.role === "core");
  return { ...feature, properties: { role: isMargin ? "margin" : "core" } };
}

function named(feature) {
  const { kind, kind_words: words, name } = feature.properties;
  return { ...feature, properties: { role: "constraint", kind, label: name ? `${name} (${words.toLowerCase()})` : words } };
}

function nameOf({ geometry, properties: { label } }) {
  return { type: "Feature", geometry: { type: "Point", coordinates: middle(geometry) }, properties: { role: "constraint-name", label } };
}

function hasLand({ geometry }) {
  return geometry.type.endsWith("Polygon");
}

function land({ geometry, properties }) {
  return { type: "Feature", geometry, properties: { role: "land", stage: properties.stage } };
}

function mark(site) {
  return { ...site, geometry: { type: "Point", coordinates: middle(site.geometry) } };
}

/** Where the number of a site stands: the middle of its largest ring. */
function middle({ type, coordinates }) {
  if (type === "Point") {
    return coordinates;
  }
  const rings = type === "Polygon" ? [coordinates[0]] : type === "MultiPolygon" ? coordinates.map((part) => part[0]) : [];
  if (!rings.length) {
    return coordinates.flat(Infinity).slice(0, 2);
  }
  const measured = rings.map(centred).sort((one, other) => other.area - one.area);
  return measured[0].at;
}

function centred(ring) {
  const [x0, y0] = ring[0];
  let twice = 0, x = 0, y = 0;
  for (let i = 1; i < ring.length; i += 1) {
    const [ax, ay, bx, by] = [ring[i - 1][0] - x0, ring[i - 1][1] - y0, ring[i][0] - x0, ring[i][1] - y0];
    const cross = ax * by - bx * ay;
    twice += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return { area: Math.abs(twice), at: twice ? [x0 + x / (3 * twice), y0 + y / (3 * twice)] : [x0, y0] };
}

function boxAround(sites) {
  const flat = sites.flatMap(({ geometry }) => geometry.coordinates.flat(Infinity));
  if (!flat.length) {
    return undefined;
  }
  const lons = flat.filter((_, index) => index % 2 === 0);
  const lats = flat.filter((_, index) => index % 2 === 1);
  return [
    Math.min(...lons) - AROUND_DEGREES, Math.min(...lats) - AROUND_DEGREES,
    Math.max(...lons) + AROUND_DEGREES, Math.max(...lats) + AROUND_DEGREES,
  ];
}
