// @ts-check
// Names what can be done with a note by the note's first words, so that no two controls sound alike.
// As padlet/texts/first_words.py does for the page as it comes.

import { pageText, root } from "./board-root.js";
import { on } from "./events.js";

const LONGEST = 60; // characters

/** @param {string} text */
export function firstWords(text) {
  const line = text.trim().replace(/\s+/g, " ");
  const letters = [...line];
  if (letters.length <= LONGEST) return line;
  const cut = letters.slice(0, LONGEST + 1).join("");
  const word = cut.lastIndexOf(" ");
  return `${word > 0 ? cut.slice(0, word) : letters.slice(0, LONGEST).join("")} …`;
}

function nameAll() {
  const seen = new Map();
  for (const note of root.querySelectorAll("[data-note]")) {
    const words = firstWords(note.querySelector("[data-text]").textContent);
    const count = (seen.get(words) ?? 0) + 1;
    seen.set(words, count);
    const quoted = pageText("Quoted").replace("{words}", () => words);
    const name = count === 1 ? quoted : `${quoted} (${count})`;
    for (const place of note.querySelectorAll("[data-first-words]")) {
      if (place.textContent !== name) place.textContent = name;
    }
  }
}

export function startNaming() {
  on("counted", nameAll);
  root.addEventListener("htmx:afterSwap", nameAll);
}
