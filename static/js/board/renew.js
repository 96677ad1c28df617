// What the server says on the page beside the notes: the board's state, the way to write, what those
// who write are told. When it changes it is fetched and put in place, so that nobody who reads or
// stands somewhere with the keyboard is thrown to the top.

import { announceNow } from "./live.js";
import { kind, root } from "./sight.js";

const parts = [...document.querySelectorAll("[data-part]")];
const drawn = new Map(parts.map((part) => [part, part.innerHTML])); // as the server drew it
const AGAIN = 5000; // milliseconds

let waiting = null;

// Whether a turn may have changed what is fetched here, where the state itself is drawn by scripts.
export const saysMore = (now, was) => now.state === was.state || now.turn > was.turn + 1;

// Two hundred phones do not ask in the same instant. `done` is called when the page is as it should.
export function renewSoon(done = () => {}) {
  clearTimeout(waiting);
  waiting = setTimeout(() => renew(done), Math.random() * 800);
}

async function renew(done) {
  try {
    const answer = await fetch(window.location.pathname, {
      credentials: kind === "lead" || kind === "read" ? "same-origin" : "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      signal: AbortSignal.timeout(8000),
    });
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of parts) replace(part, fresh.querySelector(`[data-part="${part.dataset.part}"]`));
    done();
  } catch {
    waiting = setTimeout(() => renew(done), AGAIN);
  }
}

function replace(part, fresh) {
  if (!fresh) return;
  part.hidden = fresh.hidden;
  const now = fresh.innerHTML;
  if (drawn.get(part) === now) return;
  drawn.set(part, now);
  const focused = part.contains(document.activeElement) ? document.activeElement : null;
  const open = [...part.querySelectorAll("details[open]")].map((one) => one.id);
  part.replaceChildren(...fresh.childNodes);
  for (const one of part.querySelectorAll("details")) one.open = open.includes(one.id);
  if (focused) focusLike(focused, part);
  if ("told" in part.dataset) announceNow(part.textContent.trim());
}

// The keyboard stands at what has taken the place of what it stood at, or at least beside it.
function focusLike(focused, part) {
  const here = (one) => one.tagName === focused.tagName && one.getAttribute("href") === focused.getAttribute("href");
  const again = [...part.querySelectorAll(focused.tagName)].find(here);
  if (!again) part.tabIndex = -1;
  (again ?? part).focus({ preventScroll: true });
}
