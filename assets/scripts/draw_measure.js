// What a closed ring of longitudes and latitudes measures, and whether it crosses itself.

const METRES_A_DEGREE = 111_195;

/** The area within a ring in km², as it is said: two figures below ten, whole numbers above. */
export function areaOf(ring) {
  const km2 = Math.abs(twiceInside(ring)) / 2 / 1e6;
  return new Intl.NumberFormat(document.documentElement.lang, { maximumSignificantDigits: km2 < 10 ? 2 : 3 }).format(km2);
}

/** Twice the area in m², positive where the ring runs against the clock; the ring flat at its own latitude. */
function twiceInside(ring) {
  const [lon0, lat0] = ring[0];
  const wide = METRES_A_DEGREE * Math.cos((lat0 * Math.PI) / 180);
  const flat = ring.map(([lon, lat]) => [(lon - lon0) * wide, (lat - lat0) * METRES_A_DEGREE]);
  return flat.slice(1).reduce((sum, [x, y], index) => sum + flat[index][0] * y - x * flat[index][1], 0);
}

/** Whether two sides of a ring that are no neighbours meet. */
export function crossesItself(ring) {
  const sides = ring.slice(1).map((end, index) => [ring[index], end]);
  return sides.some((one, first) =>
    sides.slice(first + 2).some((other, gap) => !(first === 0 && first + 2 + gap === sides.length - 1) && meet(one, other)),
  );
}

function meet([a, b], [c, d]) {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

function turn([ax, ay], [bx, by], [cx, cy]) {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
}
