// How a map looks: every colour from the page's stylesheet, every letter in its typeface, nothing from elsewhere.

export const EMPTY = { type: "FeatureCollection", features: [] };

const FONT = ["Atkinson Hyperlegible"];
const NAMES = [
  "ground", "cell", "ward", "authority", "area", "ink", "halo", "constraint", "open", "decided", "withdrawn",
];

/** The map's colours by name, as they apply to an element now: by day or by night. */
export function colours(element) {
  const computed = getComputedStyle(element);
  return Object.fromEntries(NAMES.map((name) => [name, computed.getPropertyValue(`--map-${name}`).trim()]));
}

/** The whole style; `state` holds the documents that are shown. `tiles` is a service or null. */
export function mapStyle(colour, state, tiles) {
  const stage = ["match", ["get", "stage"], "open", colour.open, "decided", colour.decided, colour.withdrawn];
  const pictures = tiles && {
    tiles: { type: "raster", tiles: [absolute(tiles.url)], tileSize: 256, attribution: escaped(tiles.attribution) },
  };
  return {
    version: 8,
    sources: {
      ground: { type: "geojson", data: state.ground },
      area: { type: "geojson", data: state.area },
      leaders: { type: "geojson", data: state.leaders },
      ...pictures,
    },
    layers: [
      { id: "paper", type: "background", paint: { "background-color": colour.ground } },
      ...(tiles ? [{ id: "tiles", type: "raster", source: "tiles", paint: { "raster-fade-duration": 0 } }] : []),
      line("cells", "ground", "cells", { "line-color": colour.cell, "line-width": 0.8 }),
      line("wards", "ground", "ward", { "line-color": colour.ward, "line-width": 1.4, "line-dasharray": [5, 3] }),
      line("authorities", "ground", "authority", {
        "line-color": colour.authority, "line-width": 2.2, "line-dasharray": [6, 2, 1, 2],
      }),
      ...constraints(colour, state),
      fill("margin", "margin", { "fill-color": colour.area, "fill-opacity": 0.1 }),
      line("margin-line", "area", "margin", {
        "line-color": colour.area, "line-width": 1.8, "line-dasharray": [1, 1.6],
      }, { "line-cap": "round" }),
      fill("core", "core", { "fill-color": colour.area, "fill-opacity": 0.12 }),
      line("core-line", "area", "core", { "line-color": colour.area, "line-width": 2.6 }),
      fill("land", "land", { "fill-color": stage, "fill-opacity": 0.35 }),
      line("land-line", "area", "land", { "line-color": stage, "line-width": 2 }),
      line("leaders", "leaders", "leader", { "line-color": colour.ink, "line-width": 1.2 }),
      places(colour),
      ...names(colour),
      constraintNames(colour, state),
      room(),
    ],
  };
}

/** The layers of the constraint areas, shown and hidden together. */
export const CONSTRAINT_LAYERS = ["constraint", "constraint-line", "constraint-name"];

function constraints(colour, state) {
  const seen = { visibility: state.constraints ? "visible" : "none" };
  return [
    { ...fill("constraint", "constraint", { "fill-color": colour.constraint, "fill-opacity": 0.14 }), layout: seen },
    line("constraint-line", "area", "constraint", {
      "line-color": colour.constraint, "line-width": 1.6, "line-dasharray": [3, 1.5],
    }, seen),
  ];
}

function constraintNames(colour, state) {
  const said = ["get", "label"];
  const named = text("constraint-name", "area", ["==", ["get", "role"], "constraint-name"], colour, 13, said);
  named.layout.visibility = state.constraints ? "visible" : "none";
  named.paint["text-color"] = colour.constraint;
  return named;
}

function places(colour) {
  return {
    id: "places",
    type: "circle",
    source: "leaders",
    filter: ["==", ["get", "role"], "place"],
    paint: { "circle-radius": 3, "circle-color": colour.ink, "circle-stroke-width": 1, "circle-stroke-color": colour.halo },
  };
}

/** Nothing to see: names make way for the numbers that stand over the map. */
export const ROOM = { name: "room", width: 38, height: 38, data: new Uint8Array(38 * 38 * 4) };

function room() {
  return {
    id: "room",
    type: "symbol",
    source: "leaders",
    filter: ["==", ["get", "role"], "mark"],
    layout: { "icon-image": ROOM.name, "icon-allow-overlap": true, "icon-padding": 0 },
  };
}

function names(colour) {
  const of = (kind) => ["all", ["==", ["get", "role"], "name"], ["==", ["get", "kind"], kind]];
  const postcodes = text("postcode-names", "ground", of("postcode"), colour, 12, ["get", "text"]);
  postcodes.layout["symbol-sort-key"] = ["get", "rank"];
  return [
    postcodes,
    text("ward-names", "ground", of("ward"), colour, 14, ["get", "text"]),
    text("authority-names", "ground", of("authority"), colour, 16, ["upcase", ["get", "text"]]),
  ];
}

function text(id, source, filter, colour, size, said) {
  return {
    id, source, filter, type: "symbol",
    layout: look(size, said),
    paint: { "text-color": colour.ink, "text-halo-color": colour.halo, "text-halo-width": 1.6 },
  };
}

function look(size, said) {
  return { "text-field": said, "text-font": FONT, "text-size": size, "text-padding": 6, "text-max-width": 9 };
}

function fill(id, role, paint) {
  return { id, type: "fill", source: "area", filter: ["==", ["get", "role"], role], paint };
}

function line(id, source, role, paint, layout = {}) {
  return {
    id, type: "line", source, paint, filter: ["==", ["get", "role"], role], layout: { "line-join": "round", ...layout },
  };
}

function absolute(address) {
  return address.startsWith("/") ? location.origin + address : address;
}

/** The library takes an attribution as markup; ours is text. */
function escaped(words) {
  return words.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
