// The note of a site: what the list says of it, in words that were escaped by being set as text.

import { maplibre } from "./maplibre.js";

const GAP_PX = 20;
const EDGE_PX = 8;
const CONTROLS_PX = 52;

let open = null;

/** Show the note of a mark, one at a time; Escape closes it and leads back to the mark. */
export function makeNote(map, { site, button, marker }, words) {
  open?.remove();
  const told = site.properties;
  const { x, y } = marker.getOffset();
  const isLow = map.project(site.geometry.coordinates).y > map.getContainer().clientHeight / 2;
  const note = new maplibre.Popup({
    anchor: isLow ? "bottom" : "top",
    className: "live-map__note",
    maxWidth: "270px",
    offset: [x, y + (isLow ? -GAP_PX : GAP_PX)],
  })
    .setLngLat(site.geometry.coordinates)
    .setDOMContent(content(told, words))
    .addTo(map);
  open = note;
  const box = note.getElement();
  makeRoom(map, box);
  box.setAttribute("role", "dialog");
  box.setAttribute("aria-label", words.note.replace("{number}", told.number));
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") {
      note.remove();
    }
  });
  box.querySelector("[data-in-list]")?.addEventListener("click", (event) => {
    event.preventDefault();
    note.remove();
    showInList(told.number);
  });
  note.once("close", () => {
    open = open === note ? null : open;
    if (box.contains(document.activeElement) || document.activeElement === document.body) {
      button.focus({ preventScroll: true });
    }
  });
}

function content(told, words) {
  const box = document.createElement("div");
  const heading = box.appendChild(paragraph("live-map__headline", ""));
  const link = heading.appendChild(document.createElement("a"));
  link.className = "govuk-link";
  link.href = new URL(told.link).pathname;
  link.textContent = told.headline;
  const stage = box.appendChild(paragraph("", ""));
  stage.append(span(`stage stage--${told.stage}`, told.status_words), told.where && ` ${told.where[0].toUpperCase()}${told.where.slice(1)}`);
  for (const line of [told.deadline, told.address]) {
    if (line) {
      box.append(paragraph("", line));
    }
  }
  if (document.getElementById(`application-${told.number}`)) {
    const list = box.appendChild(paragraph("", "")).appendChild(document.createElement("a"));
    list.className = "govuk-link";
    list.href = `#application-${told.number}`;
    list.dataset.inList = "";
    list.textContent = words.in_list.replace("{number}", told.number);
  }
  return box;
}

function paragraph(className, words) {
  const made = document.createElement("p");
  made.className = className;
  made.textContent = words;
  return made;
}

function span(className, words) {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = words;
  return made;
}

/** Lead to the line of the list, opening what hides it. */
function showInList(number) {
  const line = document.getElementById(`application-${number}`);
  line.closest("details")?.setAttribute("open", "");
  line.scrollIntoView({ block: "center" });
  line.querySelector("a")?.focus({ preventScroll: true });
}

/** Move the map so far that the whole note is to be seen. */
function makeRoom(map, note) {
  const [seen, all] = [note.getBoundingClientRect(), map.getContainer().getBoundingClientRect()];
  const beyond = (start, end, from, to) => Math.max(0, end - to) - Math.max(0, from - start);
  const right = beyond(seen.left - EDGE_PX, seen.right + EDGE_PX, all.left, all.right - CONTROLS_PX);
  const down = beyond(seen.top - EDGE_PX, seen.bottom + EDGE_PX, all.top, all.bottom);
  if (right || down) {
    map.panBy([right, down], { duration: 250 });
  }
}
