// What stands under a map: the stages that it shows, protected areas on and off, and the way back to the whole area.

import { ROUND_PX } from "./map_make.js";
import { element } from "./map_parts.js";
import { CONSTRAINT_LAYERS } from "./map_style.js";

const STAGES = ["open", "decided", "withdrawn"];

/** The foot of a map; `show` fills it for a document. */
export function addFoot(live, map, words, state) {
  const foot = live.appendChild(element("div", "live-map__foot"));
  const legend = foot.appendChild(element("ul", "live-map__legend", { "aria-label": words.legend }));
  const choice = foot.appendChild(element("label", "live-map__switch"));
  const box = choice.appendChild(element("input", "", { type: "checkbox" }));
  const caption = choice.appendChild(element("span", ""));
  const panel = live.appendChild(element("ul", "live-map__panel", { tabindex: "0", "aria-label": words.constraints }));
  const back = foot.appendChild(element("button", "live-map__whole", { type: "button" }));
  back.textContent = words.whole;
  back.addEventListener("click", () => map.fitBounds(state.area.bbox, { padding: ROUND_PX }));
  box.addEventListener("change", () => {
    state.constraints = box.checked;
    panel.hidden = !box.checked;
    for (const layer of CONSTRAINT_LAYERS) {
      map.setLayoutProperty(layer, "visibility", box.checked ? "visible" : "none");
    }
  });
  panel.hidden = true;
  return {
    show(found) {
      const stages = new Set(found.features.map(({ properties }) => properties.stage));
      legend.replaceChildren(...STAGES.filter((stage) => stages.has(stage)).map((stage) => named(stage, words)));
      const areas = found.features.filter(({ properties }) => properties.role === "constraint");
      choice.hidden = areas.length === 0;
      caption.textContent = `${words.constraints} (${areas.length})`;
      const labels = [...new Set(areas.map(({ properties }) => properties.label))].sort();
      panel.replaceChildren(...labels.map((label) => line(label)));
    },
  };
}

function named(stage, words) {
  const made = element("li", "");
  made.append(element("span", `number number--plain number--${stage}`, { "aria-hidden": "true" }), words.stages[stage]);
  return made;
}

function line(label) {
  const made = element("li", "");
  made.textContent = label;
  return made;
}
