// "Use my location": asks the browser when the button is pressed, and leads to the nearest postcode's page.
// The position goes nowhere but into the address of that page, rounded to about ten metres.

const DECIMALS = 4;
const OPTIONS = { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 };
const BOUNDS = { south: 49.8, north: 60.9, west: -8.7, east: 1.8 };
const REASONS = { 1: "refused", 2: "unavailable", 3: "late" };

function isInGreatBritain({ latitude, longitude }) {
  return (
    latitude > BOUNDS.south && latitude < BOUNDS.north && longitude > BOUNDS.west && longitude < BOUNDS.east
  );
}

function prepare(part) {
  const button = part.querySelector("button");
  const words = part.querySelector("[role=status]");
  const say = (reason) => {
    words.textContent = reason ? part.dataset[reason] : "";
    button.removeAttribute("aria-disabled");
  };
  const lead = ({ coords }) => {
    if (!isInGreatBritain(coords)) {
      say("elsewhere");
      return;
    }
    const centre = [coords.latitude, coords.longitude].map((degrees) => degrees.toFixed(DECIMALS)).join(",");
    window.location.assign(part.dataset.near + centre);
  };
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") === "true") {
      return;
    }
    words.textContent = part.dataset.asking;
    button.setAttribute("aria-disabled", "true");
    navigator.geolocation.getCurrentPosition(lead, ({ code }) => say(REASONS[code] ?? "unavailable"), OPTIONS);
  });
  window.addEventListener("pageshow", () => say(""));
  part.hidden = false;
}

if (window.isSecureContext && "geolocation" in navigator) {
  document.querySelectorAll("[data-locate]").forEach(prepare);
}
