// What the board takes just now, as a phone shows it: its state, the time, the fields.

import { isTimeOut, timeLeft } from "./clock.js";
import { announceNow } from "./live.js";
import { root, say, seen } from "./sight.js";

export let { state } = JSON.parse(seen.frame);
let news = ""; // what else has happened, until the board turns again

// Whether a note that is put up now is taken at once.
export const isTaking = () => state === "open" && !isTimeOut();

// The board's state comes first, then the time, and only what is left then is anything else.
export function standing() {
  const states = { paused: say("Paused"), frozen: say("Frozen"), closed: say("Closed"), draft: say("Paused") };
  return states[state] ?? (isTimeOut() ? say("TimeOver") : news);
}

const isTimeOver = () => timeLeft() !== null && timeLeft() <= 0;

export function drawStatus() {
  const words = standing();
  const line = root.querySelector("[data-status]");
  line.hidden = !words;
  line.querySelector("[data-status-text]").textContent = words;
  const isOpen = state === "open";
  root.querySelector("[data-times]").hidden = !isOpen;
  root.querySelector("[data-state]").hidden = !isOpen || isTimeOver();
  root.classList.toggle("is-closed", state === "closed");
  root.classList.toggle("is-resting", !isTaking());
  drawForms();
}

// On a closed board what is half-written stays to be read and copied.
export function drawForms() {
  const isClosed = state === "closed";
  for (const form of root.querySelectorAll("form[data-write]")) {
    const field = form.querySelector("textarea");
    const preview = form.parentElement.querySelector(".g-preview");
    if (isClosed) preview?.remove();
    form.hidden = isClosed ? !field.value : Boolean(preview);
    field.readOnly = isClosed;
    form.querySelector("[data-enter-hint]").hidden = !isTaking();
    form.querySelector("[data-copy-text]").hidden = !isClosed;
    const button = form.querySelector("[data-put]");
    button.hidden = isClosed;
    button.textContent = isTaking() ? say("Put") : say("Keep");
  }
}

// The board has turned: into which state, and what else has happened.
export function turnInto(now, more = "") {
  state = now.state;
  news = more;
  drawStatus();
  announceNow(standing());
  for (const line of root.querySelectorAll("[data-gather]")) line.hidden = now.revealed;
}
