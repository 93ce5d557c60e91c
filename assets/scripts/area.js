// Shows an area with another distance, view or filter at once: the page is asked for again and its parts put in place.

const area = document.querySelector("[data-area]");
const words = JSON.parse(area?.dataset.words ?? "{}");
const WAIT_MS = 300;
const FORM_FIELDS = ["email", "csrf_token", "area"];
let asking = null;
let timer = 0;

if (area) {
  listen();
}

function listen() {
  showSlider();
  area.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    if (form?.matches("[data-distance], [data-filters]")) {
      later(() => show(addressOf(form)));
    } else if (form && event.target.name !== "email") {
      later(() => show(wishedAddress(form), ["forecast", "facts"], false));
    }
  });
  area.addEventListener("submit", (event) => {
    if (event.target.matches("[data-distance], [data-filters]") && event.target.checkValidity()) {
      event.preventDefault();
      show(addressOf(event.target));
    }
  });
  area.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-swap]");
    if (link && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      show(new URL(link.href));
    }
  });
}

/** The slider moves the field of the same form; by itself it sends nothing. */
function showSlider() {
  const slider = area.querySelector("[data-slider]");
  const field = slider?.form.elements.radius;
  if (!field) {
    return;
  }
  slider.hidden = false;
  slider.addEventListener("input", () => {
    field.value = slider.value;
  });
  field.addEventListener("input", () => {
    slider.value = field.value;
  });
}

function later(act) {
  clearTimeout(timer);
  timer = setTimeout(act, WAIT_MS);
}

/** Where a form leads, without fields that say nothing. */
function addressOf(form) {
  const address = new URL(form.action, location.href);
  for (const [name, value] of new FormData(form)) {
    if (value !== "") {
      address.searchParams.append(name, value);
    }
  }
  return address;
}

/** The page as it is shown, with the wishes of the form to subscribe in place of its own. */
function wishedAddress(form) {
  const address = new URL(location.href);
  const wishes = [...new FormData(form)].filter(([name]) => !FORM_FIELDS.includes(name));
  for (const { name } of form.elements) {
    address.searchParams.delete(name);
  }
  for (const [name, value] of wishes) {
    if (value !== "") {
      address.searchParams.append(name, value);
    }
  }
  return address;
}

/** Ask for a page and put its parts in place of ours; the newest question is the only one that is answered. */
async function show(address, parts = null, isShown = true) {
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  area.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal, headers: { Accept: "text/html" } });
    if (answer.status === 429) {
      throw new Error(words.limit);
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("[data-area]")) {
      throw new Error(page.querySelector("main p")?.textContent || words.trouble);
    }
    put(page, parts);
    if (isShown) {
      follow(page, new URL(answer.url));
    }
    say(page.querySelector(".govuk-error-summary__list")?.textContent.trim() ?? "");
  } catch (problem) {
    if (problem.name === "AbortError") {
      return;
    }
    say(problem instanceof TypeError ? words.offline : problem.message);
  }
  area.removeAttribute("aria-busy");
}

function put(page, only) {
  for (const old of area.querySelectorAll("[data-part]")) {
    const name = old.dataset.part;
    const fresh = page.querySelector(`[data-part="${name}"]`);
    if (!fresh || (only && !only.includes(name))) {
      continue;
    }
    if (name === "map") {
      putMap(old, fresh);
    } else {
      keepOpen(old, fresh);
      const focused = old.contains(document.activeElement) ? document.activeElement.id : "";
      old.replaceWith(document.adoptNode(fresh));
      if (focused) {
        document.getElementById(focused)?.focus();
      }
    }
  }
}

/** A drawing is drawn anew; a map that moves follows by itself, as it is told where. */
function putMap(old, fresh) {
  const drawing = old.querySelector("svg.map");
  const other = fresh.querySelector("svg.map");
  if (drawing && other && old.querySelector("[data-map]")?.dataset.state !== "ready") {
    drawing.replaceWith(document.adoptNode(other));
  }
}

/** What somebody has opened stays open. */
function keepOpen(old, fresh) {
  const open = [...old.querySelectorAll("details")].map((each) => each.open);
  fresh.querySelectorAll("details").forEach((each, place) => {
    each.open = each.open || Boolean(open[place]);
  });
}

/** The address, the title, the form to subscribe and the map are those of the page that is shown now. */
function follow(page, address) {
  history.replaceState(null, "", address);
  document.title = page.title;
  const [asked, other] = [area, page].map((each) => each.querySelector('.subscribe [name="area"]'));
  if (asked && other) {
    asked.value = other.value;
  }
  const form = page.querySelector("[data-distance]");
  const mine = area.querySelector("[data-distance]");
  if (form && mine) {
    mine.action = form.getAttribute("action");
    const carried = [...form.querySelectorAll('input[type="hidden"]')];
    mine.querySelectorAll('input[type="hidden"]').forEach((each) => each.remove());
    mine.append(...carried.map((each) => document.adoptNode(each)));
  }
  carryOver(page);
  const event = new CustomEvent("areachange", { detail: { url: address.href } });
  area.querySelector("[data-map]")?.dispatchEvent(event);
}

/** What narrows the list narrows the e-mails that are asked for, too. */
function carryOver(page) {
  const [mine, theirs] = [area, page].map((each) => each.querySelector(".subscribe form"));
  if (!mine || !theirs) {
    return;
  }
  for (const field of mine.elements) {
    if (!["types", "constraints", "major", "include", "exclude"].includes(field.name)) {
      continue;
    }
    const other = theirs.querySelector(`#${CSS.escape(field.id)}`);
    if (other) {
      field.checked = other.checked;
      field.value = field.type === "checkbox" ? field.value : other.value;
    }
  }
}

/** What is wrong is said above the map, and taken away once all is well. */
function say(text) {
  const place = area.querySelector("[data-trouble]");
  place.textContent = text;
  place.hidden = text === "";
}
