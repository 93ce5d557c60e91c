// Holds the one shape that is being drawn, with Terra Draw: by pointer, or by corners set in the middle of the map.

import {
  TerraDraw,
  TerraDrawCircleMode,
  TerraDrawModeUndoRedo,
  TerraDrawPolygonMode,
  TerraDrawRectangleMode,
  TerraDrawSelectMode,
} from "terra-draw";
import { TerraDrawMapLibreGLAdapter } from "terra-draw-maplibre-gl-adapter";
import { colours } from "./map_style.js";

const FINISH = "Finish";
const CLOSE_PX = 18;
const DECIMALS = 6;
const LEAST_CORNERS = 3;
const WAYS = ["polygon", "rectangle", "circle"];

export class Pen {
  #draw;
  #map;
  #told = () => {};

  constructor(map, frame) {
    this.frame = frame;
    this.way = "";
    this.#map = map;
    this.#draw = new TerraDraw({
      adapter: new TerraDrawMapLibreGLAdapter({ map, coordinatePrecision: 9 }),
      modes: modes(colours(frame)),
      undoRedo: { modeLevel: new TerraDrawModeUndoRedo() },
    });
    this.#draw.start();
    this.#draw.on("change", (ids, kind) => this.#changed(ids, kind));
    this.#draw.on("finish", (id, context) => this.#finished(id, context));
  }

  onChange(act) {
    this.#told = act;
  }

  /** Draw a polygon, a rectangle or a circle from now on, or change the corners of what is there. */
  use(way) {
    this.way = way;
    this.#draw.setMode(way);
    const shape = this.#feature();
    if (way === "select" && shape) {
      this.#draw.selectFeature(shape.id);
    }
    this.#told();
  }

  /** Take in a polygon that exists already, to be changed. */
  take({ coordinates: [ring] }) {
    const rounded = ring.map((at) => at.map((degrees) => Number(degrees.toFixed(DECIMALS))));
    this.#draw.addFeatures([
      { type: "Feature", geometry: { type: "Polygon", coordinates: [rounded] }, properties: { mode: "polygon" } },
    ]);
    this.use(this.#feature() ? "select" : "polygon");
  }

  /** Set a corner in the middle of the map, as a click there would. */
  setCorner() {
    this.aim();
    this.#point("pointerdown", 1);
    this.#point("pointerup", 0);
    this.aim();
  }

  /** The line that is being drawn leads to the middle of the map. */
  aim() {
    this.#point("pointermove", 0);
  }

  /** Take back the last corner, also of a shape that is finished already. */
  undo() {
    const { ring, corners, isFinished } = this.shape();
    if (!isFinished) {
      this.#draw.undo();
    } else if (corners > LEAST_CORNERS) {
      const { id } = this.#feature();
      this.use("polygon");
      this.#draw.updateFeatureGeometry(id, { type: "Polygon", coordinates: [[...ring.slice(0, -2), ring[0]]] });
      this.use("select");
    }
    this.#told();
  }

  finish() {
    this.#map.getCanvas().dispatchEvent(new KeyboardEvent("keyup", { key: FINISH }));
  }

  clear() {
    const way = WAYS.includes(this.way) ? this.way : "polygon";
    this.#draw.clear();
    this.use(way);
  }

  /** The shape so far: its closed ring of set corners, how many they are, and whether it is done. */
  shape() {
    const found = this.#feature();
    if (!found) {
      return { ring: [], corners: 0, isFinished: false };
    }
    const outline = found.geometry.coordinates[0].map((at) => at.map((degrees) => Number(degrees.toFixed(DECIMALS))));
    const isFinished = !found.properties.currentlyDrawing;
    if (isFinished || found.properties.mode !== "polygon") {
      return { ring: outline, corners: isFinished ? outline.length - 1 : 1, isFinished };
    }
    const corners = found.properties.committedCoordinateCount ?? 1;
    const set = outline.slice(0, corners);
    return { ring: [...set, set[0]], corners, isFinished };
  }

  #feature() {
    return this.#draw.getSnapshot().filter(({ geometry }) => geometry.type === "Polygon").at(-1);
  }

  #changed(ids, kind) {
    if (kind === "create" && WAYS.includes(this.way)) {
      const started = ids.find((id) => this.#draw.getSnapshotFeature(id)?.geometry.type === "Polygon");
      const others = this.#draw.getSnapshot().filter(({ id, geometry }) => started && id !== started && geometry.type === "Polygon");
      queueMicrotask(() => this.#draw.removeFeatures(others.map(({ id }) => id)));
    }
    this.#told();
  }

  #finished(id, { action }) {
    if (action === "draw") {
      queueMicrotask(() => this.use("select"));
    }
    this.#told();
  }

  #point(kind, buttons) {
    const canvas = this.#map.getCanvas();
    const { left, top, width, height } = canvas.getBoundingClientRect();
    canvas.dispatchEvent(
      new PointerEvent(kind, {
        bubbles: true, clientX: left + width / 2, clientY: top + height / 2, pointerId: 1, isPrimary: true,
        pointerType: "mouse", button: kind === "pointermove" ? -1 : 0, buttons,
      }),
    );
  }
}

function modes(colour) {
  const fill = { fillColor: colour.area, fillOpacity: 0.2, outlineColor: colour.area, outlineWidth: 3 };
  const keyEvents = { cancel: null, finish: FINISH };
  const dots = { closingPointColor: colour.halo, closingPointOutlineColor: colour.area, closingPointOutlineWidth: 3, closingPointWidth: 6 };
  const coordinates = { midpoints: true, draggable: true, deletable: true };
  const changed = { feature: { draggable: true, coordinates } };
  const corner = { selectionPointColor: colour.halo, selectionPointOutlineColor: colour.area, selectionPointOutlineWidth: 3, selectionPointWidth: 7 };
  const half = { midPointColor: colour.area, midPointOutlineColor: colour.halo, midPointOutlineWidth: 2, midPointWidth: 4 };
  const selected = { selectedPolygonColor: colour.area, selectedPolygonFillOpacity: 0.2, selectedPolygonOutlineColor: colour.area, selectedPolygonOutlineWidth: 3 };
  return [
    new TerraDrawPolygonMode({ keyEvents, pointerDistance: CLOSE_PX, styles: { ...fill, ...dots } }),
    new TerraDrawRectangleMode({ keyEvents, styles: fill }),
    new TerraDrawCircleMode({ keyEvents, styles: fill }),
    new TerraDrawSelectMode({
      keyEvents: null,
      allowManualDeselection: false,
      flags: { polygon: changed, rectangle: changed, circle: { feature: { draggable: true, coordinates: { draggable: true, resizable: "center-fixed" } } } },
      styles: { ...selected, ...corner, ...half },
    }),
  ];
}
