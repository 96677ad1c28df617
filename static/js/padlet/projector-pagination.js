// @ts-check
// Pagination on the projector: divides each column's notes into pages of whole notes.

import { last } from "../older-browsers.js";
import { root } from "./board-root.js";
import { notesIn } from "./note-order.js";

/**
 * @typedef {object} Part notes under their headings
 * @property {HTMLElement[]} heads
 * @property {HTMLElement[]} notes
 *
 * @typedef {object} Lane what stands in one column
 * @property {HTMLElement} view
 * @property {Part[]} parts
 * @property {HTMLElement[]} [bare] headings without notes
 *
 * @typedef {HTMLElement[] & { from?: number, to?: number }} Page its notes; and in pixels from where to
 *   where it shows them, when the first is taller than the column
 */

const WORDS_A_MINUTE = 200;
const SAME_LINE = 12; // pixels between the ends of what stands on one line
const flowing = matchMedia("(max-width: 60rem), (max-height: 34rem)"); // as in the style sheet

/** On a small screen the page scrolls, and everything is on it. */
export const isFlowing = () => flowing.matches;

export const isSideBySide = () => root.dataset.layout === "all";

/** The sections of the prompts that are shown. */
export const shownPrompts = () => [...root.querySelectorAll("[data-prompt-number]:not([hidden])")];

/** @param {Lane} lane */
export const notesOf = (lane) => lane.parts.flatMap((part) => part.notes);

/**
 * The columns. Side by side a prompt is a column, with the groups below each other; alone each group
 * is.
 * @returns {Lane[]}
 */
export function lanes() {
  return shownPrompts().flatMap((part) => {
    const boxes = [...part.querySelectorAll("[data-box]")];
    const columns = part.querySelector(".pj-cols");
    for (const view of isSideBySide() ? boxes : [columns]) showWhole(view);
    if (!isSideBySide()) return boxes.map((box) => ({ view: box, parts: partsOf(box, []) }));
    const head = (box) => box.closest(".pj-col").querySelector("h3");
    const parts = boxes.flatMap((box) => partsOf(box, [head(box)]));
    const bare = boxes.filter((box) => !notesIn(box).length).map(head);
    return [{ view: columns, parts, bare }];
  });
}

// What was a column in the other layout is not cut in this one.
function showWhole(view) {
  view.classList.remove("tight", "scrolls");
  view.removeAttribute("tabindex");
  view.style.clipPath = "";
}

function partsOf(box, above) {
  const parts = [];
  for (const child of box.children) {
    if ("clusterHeading" in child.dataset) parts.push({ heads: [...above, child], notes: [] });
    else if ("note" in child.dataset) {
      if (!parts.length) parts.push({ heads: above, notes: [] });
      last(parts).notes.push(child);
    }
  }
  return parts;
}

function outerHeight(element) {
  const { marginTop, marginBottom } = getComputedStyle(element);
  return element.getBoundingClientRect().height + parseFloat(marginTop) + parseFloat(marginBottom);
}

const sum = (elements) => elements.reduce((all, element) => all + outerHeight(element), 0);

// The room for notes in a column. A note taller than it is set smaller, and goes on at the next page
// at last.
function fit({ view, parts, bare = [] }) {
  const tallestIn = (part) =>
    sum(part.heads) + Math.max(0, ...part.notes.map((note) => note.offsetHeight));
  const tallest = () => Math.max(0, ...parts.map(tallestIn));
  const room = view.clientHeight - parseFloat(getComputedStyle(view).paddingTop) - sum(bare);
  if (tallest() > room) view.classList.add("tight");
  if (tallest() > room) {
    view.classList.add("scrolls");
    view.tabIndex = 0;
  }
  return room;
}

/**
 * Cut a column's notes into pages: as many whole notes on each as there is room for, each under its
 * headings.
 * @param {Lane} lane
 * @returns {Page[]}
 */
export function cutIntoPages(lane) {
  const { view, parts } = lane;
  const all = notesOf(lane);
  showWhole(view);
  for (const element of [...all, ...parts.flatMap((part) => part.heads)]) element.hidden = false;
  if (isFlowing()) return [all];
  const room = fit(lane);
  /** @type {Page[]} */
  const pages = [[]];
  let heads = new Set();
  let used = 0;
  for (const part of parts) {
    for (const note of part.notes) {
      const own = note.getBoundingClientRect().height;
      let above = sum(part.heads.filter((head) => !heads.has(head)));
      if (last(pages).length && used + above + own > room) {
        pages.push([]);
        heads = new Set();
        used = 0;
        above = sum(part.heads);
      }
      last(pages).push(note);
      const isTooTall = last(pages).length === 1 && used + above + own > room;
      if (isTooTall) pages.push(...continued(last(pages), used + above, room));
      used += above + outerHeight(note);
      for (const head of part.heads) heads.add(head);
    }
  }
  return pages;
}

// The pages that a note goes on at, when it and its headings are taller than the room for them. Each
// shows whole lines, and begins with the line that the one before ends with, if it had several.
function continued(page, above, room) {
  const [note] = page;
  const pages = [page];
  const ends = lineEnds(note).map((end) => above + end);
  const whole = above + outerHeight(note);
  for (let from = 0; whole - from > room; ) {
    const shown = ends.filter((end) => end > from && end <= from + room);
    const to = last(shown) ?? above; // room for the headings only
    if (to <= from) break;
    last(pages).to = to;
    from = shown.length > 1 ? shown[shown.length - 2] : to;
    pages.push(Object.assign([note], { from }));
  }
  // The last is filled from its foot.
  if (pages.length > 1) last(pages).from = ends.find((end) => end >= whole - room);
  return pages.slice(1);
}

// Where each line of the note ends, in pixels from its top.
function lineEnds(note) {
  const words = document.createRange();
  words.selectNodeContents(note);
  const { top } = note.getBoundingClientRect();
  const rects = [...words.getClientRects()].sort((a, b) => a.bottom - b.bottom);
  const ends = rects.map((rect) => Math.ceil(rect.bottom - top));
  return ends.filter((end, at) => !(ends[at + 1] - end < SAME_LINE));
}

/**
 * Of a note taller than its column, show the lines of this page and of no line a half.
 * @param {HTMLElement} view
 * @param {{ from?: number, to?: number }} page
 */
export function showFrom(view, { from = 0, to } = {}) {
  view.scrollTop = from; // or as near as there is something below
  const top = parseFloat(getComputedStyle(view).paddingTop) - view.scrollTop;
  const above = from ? top + from : 0;
  const below = to === undefined ? 0 : Math.max(0, view.clientHeight - top - to);
  view.style.clipPath = above || below ? `inset(${above}px 0 ${below}px)` : "";
}

/**
 * Milliseconds it takes to read the column with the most words.
 * @param {number} more words, beside the notes
 */
export function readingTime(more) {
  const words = lanes().map((lane) =>
    notesOf(lane)
      .filter((note) => !note.hidden)
      .map((note) => note.querySelector("[data-text]").textContent)
      .reduce((all, text) => all + text.split(/\s+/).filter(Boolean).length, 0),
  );
  return (Math.max(more, ...words) / WORDS_A_MINUTE) * 60000;
}
