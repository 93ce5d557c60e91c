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

/** Add the library's stylesheet; resolves when it applies. */
export function styled() {
  return new Promise((resolve, reject) => {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = new URL("maplibre-gl.css", import.meta.url).href;
    sheet.addEventListener("load", resolve);
    sheet.addEventListener("error", reject);
    document.head.prepend(sheet);
  });
}

export { maplibre };
