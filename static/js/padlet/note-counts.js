// @ts-check
// Counts of notes: per box, and what is shown where a box is empty.

import { root } from "./board-root.js";
import { notes } from "./board-state.js";
import { emit } from "./events.js";
import { arrange } from "./note-order.js";

/**
 * Show a number, and inflect the word after it where it has two forms.
 * @param {HTMLElement} element
 * @param {number} number
 */
export function showNumber(element, number) {
  element.textContent = String(number);
  const word = /** @type {HTMLElement} */ (element.nextElementSibling);
  if (word?.dataset.one) word.textContent = number === 1 ? word.dataset.one : word.dataset.many;
}

/** @type {(prompt: number, section: number) => number} */
let countOthers = () => 0;

/**
 * Count more than what the server has told: the user's own notes, which it tells at its next tick.
 * @param {(prompt: number, section: number) => number} count
 */
export function countAlso(count) {
  countOthers = count;
}

/** Put the notes in order and count them, after every change. */
export function recount() {
  arrange();
  for (const counter of root.querySelectorAll("[data-count]")) {
    const [prompt, section] = counter.dataset.count.split("-").map(Number);
    const inBox = [...notes.values()].filter(
      (note) => note.prompt === prompt && note.section === section && !note.waiting,
    );
    showNumber(counter, inBox.length + countOthers(prompt, section));
  }
  for (const none of root.querySelectorAll("[data-none]")) {
    none.hidden = none.parentElement.querySelector("[data-box]").children.length > 0;
  }
  emit("counted");
}
