// @ts-check
// Shows and announces a short notice, mostly an error, in view however the page is scrolled.

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
