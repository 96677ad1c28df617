// What this browser keeps of its owner's: the token of each note, the text of the unsent, and which
// notes she agreed with and put dots on. Nothing else is stored, and all of it goes when she asks;
// but for what never arrived, also when the board is closed.

import { root } from "./sight.js";

const prefix = `modellkonceptet:lappar:${root.dataset.key}`;
const isOurs = (key) => key === prefix || key.startsWith(`${prefix}:`);
const texts = new Map(); // token -> text, while the page is open
let spare = []; // when the browser keeps nothing, the notes live as long as the page
let isFull = false; // the storage took nothing the last time: what counts is in `spare`
const dropped = new Set(); // tokens that may still stand in a storage that takes nothing

// What the storage holds; null when it is closed or broken.
function stored() {
  try {
    return JSON.parse(localStorage.getItem(prefix)) ?? [];
  } catch {
    return null;
  }
}

// {token, section, prompt, breakout, id?, text?, tried?, refused?}: with an id it has been received.
export function all() {
  let items = stored() ?? spare;
  if (isFull) {
    const known = new Set([...dropped, ...spare.map((item) => item.token)]);
    items = [...items.filter((item) => !known.has(item.token)), ...spare];
  }
  return items.map((item) => ({ ...item, text: item.text ?? texts.get(item.token) }));
}

// Another tab may have written meanwhile: read, change the one item, write.
function write(change) {
  const before = all();
  const items = change(before).map(({ text, ...item }) => (item.id ? item : { ...item, text }));
  spare = items;
  try {
    if (items.length) localStorage.setItem(prefix, JSON.stringify(items));
    else localStorage.removeItem(prefix);
    isFull = false;
    dropped.clear();
  } catch {
    isFull = true;
    for (const { token } of before) if (!items.some((item) => item.token === token)) dropped.add(token);
  }
}

export function save(item) {
  texts.set(item.token, item.text);
  write((items) => {
    const isKnown = items.some((other) => other.token === item.token);
    return isKnown ? items.map((other) => (other.token === item.token ? item : other)) : [...items, item];
  });
}

// The text of a note that has been received is kept by the open page, never by the storage.
export const remember = (token, text) => texts.set(token, text);

export const has = (token) => all().some((item) => item.token === token);

export function drop(token) {
  write((items) => items.filter((item) => item.token !== token));
}

export function dropReceived() {
  write((items) => items.filter((item) => !item.id));
}

export function forgetAll() {
  texts.clear();
  marks.clear();
  dropped.clear();
  isFull = false;
  spare = [];
  try {
    for (const key of Object.keys(localStorage)) if (isOurs(key)) localStorage.removeItem(key);
  } catch {
    // As above.
  }
}

// The boxes that this browser has notes or drafts in, the latest first. A draft knows its section
// only, so its small group is "".
export function boxes() {
  const found = all().map(({ section, breakout }) => ({ section, breakout })).reverse();
  try {
    const start = `${prefix}:utkast:`;
    const drafts = Object.keys(localStorage).filter((key) => key.startsWith(start));
    for (const key of drafts) found.push({ section: key.slice(start.length).split(":")[0], breakout: "" });
  } catch {
    // As above.
  }
  return found;
}

// --- likes and dots: the ids of the notes, a note once for each mark -----------------------------

const marks = new Map(); // "gillade" or "prickar" -> ids that the browser would not keep

export function marked(kind) {
  if (marks.has(kind)) return marks.get(kind);
  try {
    const ids = JSON.parse(localStorage.getItem(`${prefix}:${kind}`));
    return Array.isArray(ids) ? ids : [];
  } catch {
    return [];
  }
}

function keepMarks(kind, ids) {
  try {
    if (ids.length) localStorage.setItem(`${prefix}:${kind}`, JSON.stringify(ids));
    else localStorage.removeItem(`${prefix}:${kind}`);
    marks.delete(kind);
  } catch {
    marks.set(kind, ids);
  }
}

export const mark = (kind, id) => keepMarks(kind, [...marked(kind), id]);

export function unmark(kind, id) {
  const ids = marked(kind);
  const at = ids.lastIndexOf(id);
  if (at >= 0) keepMarks(kind, ids.filter((_, place) => place !== at));
}

export function dropMarks() {
  keepMarks("gillade", []);
  keepMarks("prickar", []);
}

// --- drafts -------------------------------------------------------------------------------------

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
  window.addEventListener("storage", (event) => (!event.key || isOurs(event.key)) && redraw());
  window.addEventListener("pageshow", (event) => event.persisted && redraw());
}
