// The ground follows the map: outlines and names of what is seen, asked for when the map has come to rest elsewhere.

import { asked } from "./map_parts.js";

const REST_MS = 200;
const ROOM = 0.25;

/** Keep the source `ground` filled for whatever the map shows. */
export function followGround(map, address, state) {
  let timer = 0;
  let known = null;
  const look = async () => {
    const seen = boxOf(map, 0);
    if (known && isInside(seen, known.box) && Math.abs(map.getZoom() - known.zoom) < 0.6) {
      return;
    }
    known = { box: boxOf(map, ROOM), zoom: map.getZoom() };
    const mine = known;
    try {
      const found = await asked(`${address}?bbox=${mine.box.map((edge) => edge.toFixed(4)).join(",")}`);
      if (mine === known) {
        state.ground = found;
        map.getSource("ground")?.setData(found);
      }
    } catch {
      known = null;
    }
  };
  map.on("moveend", () => {
    clearTimeout(timer);
    timer = setTimeout(look, REST_MS);
  });
  return look();
}

/** West, south, east, north of what is seen, with some room on each side. */
function boxOf(map, room) {
  const seen = map.getBounds();
  const wide = (seen.getEast() - seen.getWest()) * room;
  const high = (seen.getNorth() - seen.getSouth()) * room;
  return [seen.getWest() - wide, seen.getSouth() - high, seen.getEast() + wide, seen.getNorth() + high];
}

function isInside([west, south, east, north], outer) {
  return west >= outer[0] && south >= outer[1] && east <= outer[2] && north <= outer[3];
}
