// @ts-check
// What went wrong just now, for eye and ear, where it is seen wherever the user has scrolled to.

import { announce } from "./announcer.js";
import { root } from "./board-root.js";

const SHOWN_FOR = 10000; // milliseconds
let hiding = null;

/** @param {string} words */
export function notice(words) {
  const line = root.querySelector("[data-notice]");
  line.textContent = words;
  line.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    line.hidden = true;
  }, SHOWN_FOR);
  announce(words);
}
