// @ts-check
// What this browser stores: the token of each of the user's notes, the text of the unsent, and which
// notes have been liked or voted for here. Nothing else is stored. All of it is deleted when the user
// asks; when the board is closed, all but the notes that never arrived.

import { root } from "./board-root.js";

/** @typedef {"gillade" | "prickar"} ReactionKind likes and dots, as the storage names them */

const prefix = `modellkonceptet:lappar:${root.dataset.key}`;
const isOurs = (key) => key === prefix || key.startsWith(`${prefix}:`);
const texts = new Map(); // token -> text, while the page is open
let spare = []; // when the browser stores nothing, the notes live as long as the page
let isFull = false; // the storage took nothing the last time: what counts is in `spare`
const deleted = new Set(); // tokens that may still stand in a storage that takes nothing

// What the storage holds; null when it is closed or broken.
function stored() {
  try {
    return JSON.parse(localStorage.getItem(prefix)) ?? [];
  } catch {
    return null;
  }
}

/** @returns {StoredNote[]} */
export function allNotes() {
  let items = stored() ?? spare;
  if (isFull) {
    const known = new Set([...deleted, ...spare.map((item) => item.token)]);
    items = [...items.filter((item) => !known.has(item.token)), ...spare];
  }
  return items.map((item) => ({ ...item, text: item.text ?? texts.get(item.token) }));
}

// Another tab may have written meanwhile: read, change the one item, write.
function write(change) {
  const before = allNotes();
  const items = change(before).map(({ text, ...item }) => (item.id ? item : { ...item, text }));
  spare = items;
  try {
    if (items.length) localStorage.setItem(prefix, JSON.stringify(items));
    else localStorage.removeItem(prefix);
    isFull = false;
    deleted.clear();
  } catch {
    isFull = true;
    for (const { token } of before) {
      if (!items.some((item) => item.token === token)) deleted.add(token);
    }
  }
}

/** @param {StoredNote} item */
export function save(item) {
  texts.set(item.token, item.text);
  write((items) => {
    const isKnown = items.some((other) => other.token === item.token);
    if (!isKnown) return [...items, item];
    return items.map((other) => (other.token === item.token ? item : other));
  });
}

/**
 * The text of a received note is kept by the open page, never by the storage.
 * @param {string} token
 * @param {string} text
 */
export const rememberText = (token, text) => texts.set(token, text);

/** @param {string} token */
export const hasToken = (token) => allNotes().some((item) => item.token === token);

/** @param {string} token */
export function deleteNote(token) {
  write((items) => items.filter((item) => item.token !== token));
}

export function deleteReceived() {
  write((items) => items.filter((item) => !item.id));
}

export function deleteAll() {
  texts.clear();
  unsaved.clear();
  deleted.clear();
  isFull = false;
  spare = [];
  try {
    for (const key of Object.keys(localStorage)) if (isOurs(key)) localStorage.removeItem(key);
  } catch {
    // As above.
  }
}

/**
 * The boxes that this browser has notes or drafts in, the latest first. A draft knows its section
 * only, so its breakout is "".
 */
export function boxes() {
  const found = allNotes()
    .map(({ section, breakout }) => ({ section, breakout }))
    .reverse();
  try {
    const start = `${prefix}:utkast:`;
    const drafts = Object.keys(localStorage).filter((key) => key.startsWith(start));
    for (const key of drafts) {
      found.push({ section: key.slice(start.length).split(":")[0], breakout: "" });
    }
  } catch {
    // As above.
  }
  return found;
}

// --- likes and dots: the ids of the notes, a note once for each reaction -------------------------

const unsaved = new Map(); // a kind of reaction -> ids that the browser would not store

/**
 * @param {ReactionKind} kind
 * @returns {string[]}
 */
export function reactions(kind) {
  if (unsaved.has(kind)) return unsaved.get(kind);
  try {
    const ids = JSON.parse(localStorage.getItem(`${prefix}:${kind}`));
    return Array.isArray(ids) ? ids : [];
  } catch {
    return [];
  }
}

function saveReactions(kind, ids) {
  try {
    if (ids.length) localStorage.setItem(`${prefix}:${kind}`, JSON.stringify(ids));
    else localStorage.removeItem(`${prefix}:${kind}`);
    unsaved.delete(kind);
  } catch {
    unsaved.set(kind, ids);
  }
}

/**
 * @param {ReactionKind} kind
 * @param {string} id
 */
export const addReaction = (kind, id) => saveReactions(kind, [...reactions(kind), id]);

/**
 * @param {ReactionKind} kind
 * @param {string} id
 */
export function removeReaction(kind, id) {
  const ids = reactions(kind);
  const last = ids.lastIndexOf(id);
  if (last >= 0) {
    saveReactions(
      kind,
      ids.filter((_, at) => at !== last),
    );
  }
}

export function deleteReactions() {
  saveReactions("gillade", []);
  saveReactions("prickar", []);
}

// --- drafts -------------------------------------------------------------------------------------

const draftKey = (prompt) => `${prefix}:utkast:${root.dataset.section}:${prompt}`;

/** @param {string} prompt */
export function draft(prompt) {
  try {
    return localStorage.getItem(draftKey(prompt)) ?? "";
  } catch {
    return "";
  }
}

/**
 * @param {string} prompt
 * @param {string} text
 */
export function saveDraft(prompt, text) {
  try {
    if (text) localStorage.setItem(draftKey(prompt), text);
    else localStorage.removeItem(draftKey(prompt));
  } catch {
    // As above.
  }
}

/**
 * Another tab wrote, or the page came back from the browser's own cache.
 * @param {() => void} redraw
 */
export function onChangeElsewhere(redraw) {
  window.addEventListener("storage", (event) => {
    if (!event.key || isOurs(event.key)) redraw();
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) redraw();
  });
}
