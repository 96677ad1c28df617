// What stands in one's own notes, after a reload: a note that nobody is shown yet has its text with
// the server only, which gives it to whoever holds its token.

import { knock, passFor, refusal } from "./send.js";
import { notes, root } from "./sight.js";
import * as shelf from "./shelf.js";

const { section } = root.dataset;
const gone = new Map(); // token -> what the server said instead of a text
const AGAIN_AFTER = 6000; // ms
let isAsking = false;
let later = 0;

export const textOf = (item) => item.text ?? notes.get(item.id)?.text;
export const whyNoText = (item) => gone.get(item.token);

const isMissing = (item) => item.id && item.section === section && textOf(item) === undefined && !gone.has(item.token);

// Ask for the texts that are missing, one at a time. What cannot be had now is asked for again a
// little later, and whenever the page takes over the board's state.
export async function recall(redraw) {
  if (isAsking) return;
  isAsking = true;
  clearTimeout(later);
  try {
    for (const item of shelf.all().filter(isMissing)) {
      if (!shelf.has(item.token)) continue; // forgotten meanwhile
      const answer = await knock("POST", `${root.dataset.ownDoor}${section}/`, { pass: passFor(item), token: item.token });
      if (answer.ok) {
        const { text } = await answer.json();
        if (shelf.has(item.token)) shelf.remember(item.token, text);
      } else {
        const { error, sentence } = await refusal(answer);
        if (error !== "note") break;
        gone.set(item.token, sentence);
      }
      redraw();
    }
  } catch {
    // No net.
  } finally {
    isAsking = false;
    if (shelf.all().some(isMissing)) later = setTimeout(recall, AGAIN_AFTER, redraw);
  }
}
