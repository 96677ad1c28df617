// What stands in one's own notes, after a reload: a note that nobody is shown yet has its text with
// the server only, which gives it to whoever holds its token.

import { knock, passFor, refusal } from "./send.js";
import { notes, root } from "./sight.js";
import * as shelf from "./shelf.js";

const { section } = root.dataset;
const gone = new Map(); // token -> what the server said instead of a text
let isAsking = false;

export const textOf = (item) => item.text ?? notes.get(item.id)?.text;
export const whyNoText = (item) => gone.get(item.token);

const isMissing = (item) => item.id && item.section === section && textOf(item) === undefined && !gone.has(item.token);

// Ask for the texts that are missing, one at a time. What cannot be had now is asked for again when
// the page next takes over the board's state.
export async function recall(redraw) {
  if (isAsking) return;
  isAsking = true;
  try {
    for (const item of shelf.all().filter(isMissing)) {
      const answer = await knock("POST", `${root.dataset.ownDoor}${section}/`, { pass: passFor(item), token: item.token });
      if (answer.ok) shelf.remember(item.token, (await answer.json()).text);
      else {
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
  }
}
