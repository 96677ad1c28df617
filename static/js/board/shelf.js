// What this browser keeps of its owner's notes: the token of each, and the text of the unsent.
// Nothing else is stored, and all of it goes when she asks, or when the board is closed.

import { root } from "./sight.js";

const prefix = `modellkonceptet:lappar:${root.dataset.key}`;
const texts = new Map(); // token -> text, while the page is open
let spare = []; // when the browser keeps nothing, the notes live as long as the page

// {token, section, prompt, breakout, id?, text?, tried?, refused?}: with an id it has been received.
export function all() {
  let items = spare;
  try {
    items = JSON.parse(localStorage.getItem(prefix)) ?? [];
  } catch {
    // A closed or broken storage.
  }
  return items.map((item) => ({ ...item, text: item.text ?? texts.get(item.token) }));
}

// Another tab may have written meanwhile: read, change the one item, write.
function write(change) {
  const items = change(all()).map(({ text, ...item }) => (item.id ? item : { ...item, text }));
  spare = items;
  try {
    if (items.length) localStorage.setItem(prefix, JSON.stringify(items));
    else localStorage.removeItem(prefix);
  } catch {
    // As above.
  }
}

export function save(item) {
  texts.set(item.token, item.text);
  write((items) => {
    const rest = items.filter((other) => other.token !== item.token);
    return [...rest, item];
  });
}

export function drop(token) {
  write((items) => items.filter((item) => item.token !== token));
}

export function dropReceived() {
  write((items) => items.filter((item) => !item.id));
}

export function forgetAll() {
  texts.clear();
  spare = [];
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix)) localStorage.removeItem(key);
  } catch {
    // As above.
  }
}

const draftKey = (prompt) => `${prefix}:utkast:${root.dataset.section}:${prompt}`;

export function draft(prompt) {
  try {
    return localStorage.getItem(draftKey(prompt)) ?? "";
  } catch {
    return "";
  }
}

export function saveDraft(prompt, text) {
  try {
    if (text) localStorage.setItem(draftKey(prompt), text);
    else localStorage.removeItem(draftKey(prompt));
  } catch {
    // As above.
  }
}

// Another tab wrote, or the page came back from the browser's own cache.
export function onChangeElsewhere(redraw) {
  window.addEventListener("storage", (event) => event.key === prefix && redraw());
  window.addEventListener("pageshow", (event) => event.persisted && redraw());
}
