// @ts-check
// The instruction on the projector, until there are notes: below the questions when there is room for
// the whole of it, else in smaller type, else on pages of its own. No sentence is cut off.

import { root } from "./board-root.js";
import { isFlowing } from "./projector-pagination.js";

const LONGEST_PIECE = 60; // characters; a longer word is cut, since it may fill a page alone
const PIECES = new RegExp(`\\S{1,${LONGEST_PIECE}}\\s*`, "gu");
const NEAR = 0.3; // of a page, from its end: there a page may end with a sentence

/** @type {HTMLElement} */
let box = null;
/** @type {HTMLElement[]} the words of the instruction, each with the space after it */
let pieces = [];

const isNeeded = () =>
  Boolean(box) && !isFlowing() && !root.querySelector("[data-box] [data-note]");
const fits = () => box.scrollHeight <= box.clientHeight + 1;

/** @param {"" | "beside" | "alone" | "away"} way */
function setWay(way) {
  root.dataset.told = way;
}

// The part may have been fetched again since.
function prepare() {
  const now = /** @type {HTMLElement} */ (root.querySelector("[data-told-page]"));
  if (now === box) return;
  box = now;
  pieces = [];
  if (!box) return;
  const walker = document.createTreeWalker(
    box.querySelector("[data-told-text]"),
    NodeFilter.SHOW_TEXT,
  );
  const texts = [];
  while (walker.nextNode()) texts.push(/** @type {Text} */ (walker.currentNode));
  for (const text of texts) {
    const words = (text.data.match(PIECES) ?? []).map((word) => {
      const piece = document.createElement("span");
      piece.textContent = word;
      return piece;
    });
    text.replaceWith(...words);
    pieces.push(...words);
  }
}

/** Show these pieces, and of the paragraphs those that have any. */
function showPieces(from, to) {
  for (const [at, piece] of pieces.entries()) piece.hidden = at < from || at >= to;
  for (const paragraph of box.querySelectorAll("p")) {
    paragraph.hidden = !paragraph.querySelector("span:not([hidden])");
  }
}

// The most pieces, from this one on, that there is room for.
function endOfPage(from) {
  let [low, high] = [from + 1, pieces.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    showPieces(from, middle);
    if (fits()) low = middle;
    else high = middle - 1;
  }
  if (low === pieces.length) return low;
  const earliest = low - Math.floor((low - from) * NEAR);
  for (let to = low; to > earliest; to -= 1) {
    if (endsSentence(pieces[to - 1])) return to;
  }
  return low;
}

const endsSentence = (piece) => /[.!?:]\s*$/u.test(piece.textContent) || !piece.nextSibling;

/**
 * The pages of a screen while nobody has written: what to do to show each. Null when there is nothing
 * to tell.
 * @returns {(() => void)[] | null}
 */
export function toldPages() {
  prepare();
  if (!isNeeded()) {
    setWay("");
    return null;
  }
  box.classList.remove("tight");
  showPieces(0, pieces.length);
  setWay("beside");
  if (!fits()) box.classList.add("tight");
  if (fits()) return [() => setWay("beside")];
  setWay("alone");
  box.classList.remove("tight");
  if (!fits()) box.classList.add("tight");
  const pages = [() => setWay("away")];
  for (let from = 0; from < pieces.length; ) {
    const [start, end] = [from, endOfPage(from)];
    pages.push(() => {
      setWay("alone");
      showPieces(start, end);
    });
    from = end;
  }
  return pages;
}

/** How many words of the instruction are shown. */
export const wordsTold = () =>
  ["beside", "alone"].includes(root.dataset.told)
    ? pieces.filter((piece) => !piece.hidden).length
    : 0;
