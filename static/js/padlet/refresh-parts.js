// @ts-check
// What the server says on the page beside the notes: the board's state, the way to write, the
// instructions. When it changes, the parts are fetched and put in place, so that a user who reads or
// has the keyboard somewhere is not thrown to the top.

import { timeoutSignal } from "../older-browsers.js";
import { announce } from "./announcer.js";
import { isSignedIn } from "./board-root.js";

const parts = [...document.querySelectorAll("[data-part]")];
const drawn = new Map(parts.map((part) => [part, part.innerHTML])); // as the server drew it
const RETRY_AFTER = 5000; // milliseconds
const GONE = [404, 410];

let waiting = null;

/**
 * May the parts have changed, on a page whose scripts draw the board's state themselves?
 * @param {BoardFrame} now
 * @param {BoardFrame} was
 */
export const needsRefresh = (now, was) =>
  now.state === was.state || now.layout_version > was.layout_version + 1;

/**
 * Two hundred phones do not ask in the same instant.
 * @param {() => void} [done] called when the page is up to date
 */
export function refreshPartsSoon(done = () => {}) {
  clearTimeout(waiting);
  waiting = setTimeout(() => refreshParts(done), Math.random() * 800);
}

async function refreshParts(done) {
  try {
    // With the language that the address may name.
    const answer = await fetch(window.location.pathname + window.location.search, {
      credentials: isSignedIn ? "same-origin" : "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
      signal: timeoutSignal(8000),
    });
    if (GONE.includes(answer.status)) return; // the connection says so
    if (!answer.ok) throw new Error(String(answer.status));
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of parts) {
      replace(part, fresh.querySelector(`[data-part="${part.dataset.part}"]`));
    }
    done();
  } catch {
    waiting = setTimeout(() => refreshParts(done), RETRY_AFTER);
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
  if ("told" in part.dataset) announce(part.textContent.trim());
}

// Focus what has replaced the focused element, or at least the part it stood in.
function focusLike(focused, part) {
  const isLike = (one) =>
    one.tagName === focused.tagName && one.getAttribute("href") === focused.getAttribute("href");
  const again = [...part.querySelectorAll(focused.tagName)].find(isLike);
  if (!again) part.tabIndex = -1;
  (again ?? part).focus({ preventScroll: true });
}
