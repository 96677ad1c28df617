// What went wrong just now, for eye and ear, where it is seen wherever one has scrolled to.

import { announceNow } from "./live.js";
import { root } from "./sight.js";

let hiding = null;

export function notice(words) {
  const line = root.querySelector("[data-notice]");
  line.textContent = words;
  line.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (line.hidden = true), 10000);
  announceNow(words);
}
