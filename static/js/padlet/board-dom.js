// @ts-check
// Renders notes into the page from its <template> elements, each in its box.

import { pageText, root, template } from "./board-root.js";
import { notes } from "./board-state.js";
import { emit, on } from "./events.js";
import { recount } from "./note-counts.js";
import { arrange, hasSameRank, notesIn, sortsBefore } from "./note-order.js";

/**
 * The note's element, where it is drawn.
 * @param {string} id
 */
export const findNote = (id) => root.querySelector(`[data-note="${CSS.escape(id)}"]`);

const homeOf = (note) => root.querySelector(`[data-box="${note.prompt}-${note.section}"]`);

/**
 * What waits to be approved stands in a list of its own, where there is one, and nowhere else.
 * @param {BoardNote} note
 */
export const boxOf = (note) =>
  note.waiting ? root.querySelector("[data-waiting-box]") : homeOf(note);

// --- one note ---------------------------------------------------------------------------------

const stateOf = (note) => (note.waiting ? "waiting" : note.hidden ? "hidden" : "visible");

/** @param {string} url with a UUID of noughts in it */
export const urlFor = (url, id) => url.replace(/0{8}-[0-]+/, id);

function setUrl(button, url) {
  button.setAttribute("formaction", url);
  button.setAttribute("hx-post", url);
}

// The button that copies the words to the reader's own organisation; not on a hidden note.
function offerToTakeHome(element, note) {
  const button = element.querySelector("[data-take-home]");
  if (!button) return;
  if (note.hidden) button.remove();
  setUrl(button, urlFor(button.dataset.takeHome, note.id));
}

function fillButtons(element, note) {
  for (const one of element.querySelectorAll("[data-for]")) {
    if (one.dataset.for !== stateOf(note)) one.remove();
  }
  for (const button of element.querySelectorAll("[data-step]")) {
    const url = urlFor(root.dataset.moderateUrl, note.id);
    setUrl(button, url.replace("STEP", button.dataset.step));
  }
  // What is approved is what was read here.
  for (const one of element.querySelectorAll("[data-read]")) one.value = note.read;
  offerToTakeHome(element, note);
}

function buildNote(note, where) {
  const element = template(where.dataset.pattern ?? "note");
  const home = homeOf(note);
  element.id = `lapp-${note.id}`; // where a summary's sentence leads
  element.dataset.note = note.id;
  element.dataset.sortKey = note.sort_key;
  element.dataset.cluster = note.cluster ?? "";
  if (home?.dataset.role) element.classList.add(home.dataset.role);
  element.querySelector("[data-text]").textContent = note.text;
  renderLikes(element, note);
  renderDots(element, note);
  const tag = element.querySelector("[data-breakout-line]");
  if (tag && note.breakout) {
    tag.hidden = false;
    tag.querySelector("[data-breakout]").textContent = note.breakout;
  }
  const paper = element.querySelector("[data-paper]");
  if (paper) paper.hidden = !note.paper;
  const from = element.querySelector("[data-where]");
  if (from) from.textContent = home?.dataset.name ?? "";
  element.classList.toggle("hid", note.hidden);
  const hidden = element.querySelector("[data-hidden]");
  if (hidden) hidden.hidden = !note.hidden;
  fillButtons(element, note);
  window.htmx?.process(element);
  emit("drawn", { element, note });
  return element;
}

/**
 * @param {HTMLElement} element
 * @param {Pick<BoardNote, "likes">} note
 */
export function renderLikes(element, note) {
  const likes = element.querySelector("[data-likes]");
  if (!likes) return;
  const line = element.querySelector("[data-likes-line]");
  if (line) {
    line.hidden = !note.likes;
    likes.textContent = String(note.likes);
  } else likes.textContent = note.likes ? `${note.likes} ${pageText("Likes")}` : "";
}

function renderDots(element, note) {
  const line = element.querySelector("[data-dots-line]");
  if (!line) return;
  line.hidden = !note.dots;
  line.querySelector("[data-dots-sum]").textContent = note.dots;
}

// --- in its box -------------------------------------------------------------------------------

// While a button of the note waits for its answer, nothing else draws the note: the answer would
// find its place gone. What came meanwhile is done afterwards.
const pending = new Map(); // id -> what to do afterwards, or null

function holdPendingNotes() {
  root.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const id = detail.elt.closest("[data-note]")?.dataset.note;
    if (!id) return;
    pending.set(id, null);
    detail.requestConfig.pendingNote = id;
  });
  root.addEventListener("htmx:afterRequest", ({ detail }) => {
    const id = detail.requestConfig.pendingNote;
    if (!id) return;
    const missed = pending.get(id);
    pending.delete(id);
    if (!missed) return;
    missed();
    recount();
  });
}

/**
 * Draw the note where it belongs. True when nobody here has seen it before.
 * @param {BoardNote} note
 * @param {(id: string) => boolean} [isOwn] drawn elsewhere, among the writer's own
 * @returns {boolean}
 */
export function drawNote(note, isOwn = () => false) {
  if (pending.has(note.id)) {
    pending.set(note.id, () => drawNote(note, isOwn));
    return false;
  }
  const known = notes.get(note.id);
  // What has been approved is new to those who watch the board.
  const isNew = !known || (known.waiting && !note.waiting);
  notes.set(note.id, note);
  const where = boxOf(note);
  const old = findNote(note.id);
  if (!where || isOwn(note.id)) {
    old?.remove();
    return false;
  }
  const element = buildNote(note, where);
  // Which sentences of the summary are based on it only the server knows.
  const knots = old?.querySelector(".b-knots");
  if (knots) element.querySelector("[data-text]").after(knots.cloneNode(true));
  if (old?.parentElement === where && known && hasSameRank(known, note)) {
    replaceNote(old, element);
  } else {
    old?.remove();
    const after = notesIn(where).find((other) => sortsBefore(note, other));
    where.insertBefore(element, after ?? null);
  }
  return isNew;
}

// The keyboard focus, and a mark that the reader has put, stay when the note is drawn again.
function replaceNote(old, element) {
  const focused = old.contains(document.activeElement) && selectorLike(document.activeElement);
  const [was, is] = [old, element].map((one) => one.querySelector("input[type=checkbox]"));
  if (was && is) is.checked = was.checked;
  const [menu, newMenu] = [old, element].map((one) => one.querySelector("[data-note-menu]"));
  if (menu && newMenu) newMenu.open = menu.open;
  old.replaceWith(element);
  if (focused) (element.querySelector(focused) ?? mainControl(element))?.focus();
}

function selectorLike(element) {
  if (element.dataset.step) return `[data-step="${element.dataset.step}"]`;
  if (element.matches("summary, input")) return element.localName;
  return "move" in element.dataset ? "[data-move]" : "a, button";
}

/**
 * Where the keyboard goes on in a note: its button, or the button of its menu.
 * @param {Element} element
 */
export const mainControl = (element) =>
  /** @type {HTMLElement} */ (
    [...element.querySelectorAll("button, a, summary")].find((one) => !one.closest(".menu"))
  );

/** @param {string} id */
export function removeNote(id) {
  if (pending.has(id)) {
    pending.set(id, () => removeNote(id));
    return;
  }
  notes.delete(id);
  findNote(id)?.remove();
}

// --- from the start ---------------------------------------------------------------------------

// The notes that the server drew into the page are known from the start.
function readNotesFromPage() {
  const drawn = "[data-box] [data-note], [data-waiting-box] [data-note]";
  for (const element of root.querySelectorAll(drawn)) {
    const waiting = "of" in element.dataset;
    const of = waiting ? element.dataset.of : element.closest("[data-box]").dataset.box;
    const [prompt, section] = of.split("-").map(Number);
    const id = element.dataset.note;
    notes.set(id, {
      id,
      prompt,
      section,
      text: element.querySelector("[data-text]").textContent.trim(),
      cluster: Number(element.dataset.cluster) || null,
      waiting,
      sort_key: Number(element.dataset.sortKey),
      fromPage: true,
    });
  }
}

/** Every kind of page begins with this. */
export function startBoard() {
  holdPendingNotes();
  readNotesFromPage();
  on("stage", arrange);
  arrange();
}
