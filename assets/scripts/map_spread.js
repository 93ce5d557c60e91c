// Keeps marks apart on the screen; knows pixels and nothing else.

const APART_PX = 36;
const RINGS = 2;
const AROUND = 12;

const EDGE_PX = 18;

/**
 * For each place `{x, y}` in pixels how far its mark is to be moved, the first ones least; the order decides. Whose
 * place is within `width` and `height` stays whole within them. Null where there is no room: such a mark has to be small.
 */
export function apart(places, width, height) {
  const taken = [];
  const isSeen = ({ x, y }, room) => x >= room && y >= room && x <= width - room && y <= height - room;
  return places.map((place) => {
    const offset = offsets().find(({ x, y }) => {
      const moved = { x: place.x + x, y: place.y + y };
      return (!isSeen(place, 0) || isSeen(moved, EDGE_PX)) && taken.every((other) => isClear(other, moved.x, moved.y));
    });
    if (offset) {
      taken.push({ x: place.x + offset.x, y: place.y + offset.y });
    }
    return offset ?? null;
  });
}

function isClear(other, x, y) {
  return Math.hypot(other.x - x, other.y - y) >= APART_PX - 0.5;
}

let known = null;

/** No offset at all, then rings of them, each wider. */
function offsets() {
  known ??= [
    { x: 0, y: 0 },
    ...Array.from({ length: RINGS * AROUND }, (_, index) => {
      const ring = Math.floor(index / AROUND) + 1;
      const angle = ((index % AROUND) / AROUND + ring / 24) * 2 * Math.PI;
      return { x: Math.round(Math.cos(angle) * ring * APART_PX), y: Math.round(Math.sin(angle) * ring * APART_PX) };
    }),
  ];
  return known;
}
