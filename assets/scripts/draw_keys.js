// Drawing by keys: arrows move the map below the cross, Enter sets a corner there, Backspace takes the last one back.

const STEP_PX = 40;
const SMALL_STEP_PX = 8;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Give the map these keys while it has the focus; plus and minus stay the map's own. */
export function addKeys(map, pen) {
  const acts = { Enter: () => pen.setCorner(), " ": () => pen.setCorner(), Backspace: () => pen.undo() };
  map.getCanvas().addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (!arrow && !acts[event.key]) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (arrow) {
      const step = event.shiftKey ? SMALL_STEP_PX : STEP_PX;
      map.panBy(arrow.map((way) => way * step), { duration: 0 });
      pen.aim();
    } else {
      acts[event.key]();
    }
  });
}
