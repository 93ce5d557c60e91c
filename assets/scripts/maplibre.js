// The map library and its stylesheet, both asked for only once a page wants a map that moves.

import * as maplibre from "maplibre-gl";

maplibre.setWorkerUrl(new URL("maplibre-gl-worker.js", import.meta.url).href);

/** Whether this browser can draw with WebGL 2 at all. */
export function canDraw() {
  try {
    return Boolean(document.createElement("canvas").getContext("webgl2"));
  } catch {
    return false;
  }
}

/** Add the library's stylesheet and fetch the typeface that maps write with; resolves when both are there. */
export function styled() {
  return Promise.all([sheet(), document.fonts.load("16px 'Atkinson Hyperlegible'", "a")]);
}

function sheet() {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("maplibre-gl.css", import.meta.url).href;
    link.addEventListener("load", resolve);
    link.addEventListener("error", reject);
    document.head.prepend(link);
  });
}

export { maplibre };
