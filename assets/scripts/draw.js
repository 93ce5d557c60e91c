// Opens the map on which people draw an area: at once on a wide screen, elsewhere when asked.

const frame = document.querySelector("[data-draw]");
const button = frame?.querySelector("[data-open-map]");

if (frame) {
  button.addEventListener("click", () => open(true));
  if (matchMedia("(min-width: 641px)").matches && !navigator.connection?.saveData) {
    open(false);
  } else {
    button.hidden = false;
  }
}

async function open(wasAsked) {
  if (frame.dataset.state) {
    return;
  }
  frame.dataset.state = "loading";
  button.hidden = true;
  try {
    const { openDrawing } = await import("./draw_live.js");
    await openDrawing(frame, wasAsked);
    frame.dataset.state = "ready";
  } catch (problem) {
    frame.dataset.state = "none";
    frame.dataset.problem = String(problem);
    frame.querySelector("[role=status]").textContent = JSON.parse(frame.dataset.words).cannot;
  }
}
