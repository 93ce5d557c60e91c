// Puts a map that moves over each drawn one, once it can be afforded: at once on a wide screen, elsewhere when asked.

const WIDE = "(min-width: 641px)";
const SLOW = /^(slow-2g|2g|3g)$/;

for (const frame of document.querySelectorAll("[data-map]")) {
  prepare(frame);
}

function prepare(frame) {
  const button = frame.querySelector("[data-open-map]");
  frame.addEventListener("areachange", (event) => follow(frame, event.detail));
  button?.addEventListener("click", () => open(frame, button, true));
  if (isCheap()) {
    whenSeen(frame, () => open(frame, button, false));
  } else if (button) {
    button.hidden = false;
  }
}

/** The page shows another distance or other filters now: so does the map, whether it moves already or later. */
function follow(frame, { url, drawing }) {
  const { pathname, search } = new URL(url, location.href);
  frame.dataset.map = `${pathname}.geojson${search}`;
  frame.dataset.around = `${pathname}/ground.geojson${search}`;
  const shown = frame.querySelector("svg.map");
  if (shown && drawing) {
    shown.replaceWith(drawing);
    drawing.toggleAttribute("inert", frame.dataset.state === "ready");
  }
}

/** The library weighs nearly half a megabyte: people on a phone or who save data are asked first. */
function isCheap() {
  const line = navigator.connection ?? {};
  return matchMedia(WIDE).matches && !line.saveData && !SLOW.test(line.effectiveType ?? "");
}

function whenSeen(frame, act) {
  const watcher = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) {
        watcher.disconnect();
        act();
      }
    },
    { rootMargin: "300px" },
  );
  watcher.observe(frame);
}

async function open(frame, button, wasAsked) {
  if (frame.dataset.state) {
    return;
  }
  frame.dataset.state = "loading";
  button?.setAttribute("disabled", "");
  try {
    const { openMap } = await import("./map_live.js");
    await openMap(frame, wasAsked);
    frame.dataset.state = "ready";
    button?.remove();
  } catch (problem) {
    frame.dataset.state = "drawn";
    frame.dataset.problem = String(problem);
    if (button) {
      button.hidden = !wasAsked;
      button.textContent = JSON.parse(frame.dataset.words).cannot;
    }
  }
}
