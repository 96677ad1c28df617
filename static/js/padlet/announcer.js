// @ts-check
// Screen reader announcements through the page's one live region. New notes are announced together,
// every ten seconds at most.

import { boxOf } from "./board-dom.js";
import { pageText, root } from "./board-root.js";

const GATHERED_FOR = 10000; // milliseconds

const gathered = new Map(); // the name of a box -> how many new notes
let timer = null;

/** @param {string} words */
export function announce(words) {
  const region = root.querySelector("[data-announce]");
  if (region && words) region.textContent = words;
}

/** @param {BoardNote[]} fresh */
export function announceNewNotes(fresh) {
  for (const note of fresh) {
    const name = boxOf(note)?.dataset.name;
    if (name) gathered.set(name, (gathered.get(name) ?? 0) + 1);
  }
  if (gathered.size && !timer) timer = setTimeout(announceGathered, GATHERED_FOR);
}

function announceGathered() {
  timer = null;
  const words = [...gathered].map(
    ([name, n]) => `${n} ${n === 1 ? pageText("NewOne") : pageText("NewMany")} ${name}`,
  );
  gathered.clear();
  announce(words.join(". "));
}
