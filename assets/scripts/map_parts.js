// What every part of a map uses: an element with its attributes, a document from this site.

export function element(name, className, attributes = {}) {
  const made = document.createElement(name);
  made.className = className;
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  return made;
}

export async function asked(address) {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
  if (!answer.ok) {
    throw new Error(`the map's document was not given: ${answer.status}`);
  }
  return answer.json();
}
