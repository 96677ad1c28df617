// @ts-check
// The board's status on a phone: open, paused, closed or time up, and its fields likewise.

import { announce } from "./announcer.js";
import { pageText, root } from "./board-root.js";
import { frame } from "./board-state.js";
import { isTimeOut, timeLeft } from "./clock.js";

export let { state: boardState } = frame();
let news = ""; // what else has happened, until the board changes again

/** Whether a note that is submitted now is taken at once. */
export const isAccepting = () => boardState === "open" && !isTimeOut();

// The board's state comes first, then the time, and only what is left then is anything else.
function statusText() {
  const states = {
    paused: pageText("Paused"),
    closed: pageText("Closed"),
    draft: pageText("Paused"),
  };
  return states[boardState] ?? (isTimeOut() ? pageText("TimeOver") : news);
}

const isTimeOver = () => timeLeft() !== null && timeLeft() <= 0;

export function drawStatus() {
  const words = statusText();
  const line = root.querySelector("[data-status]");
  line.hidden = !words;
  line.querySelector("[data-status-text]").textContent = words;
  const isOpen = boardState === "open";
  root.querySelector("[data-times]").hidden = !isOpen;
  root.querySelector("[data-state]").hidden = !isOpen || isTimeOver();
  root.classList.toggle("is-closed", boardState === "closed");
  root.classList.toggle("is-resting", !isAccepting());
  drawForms();
}

/** On a closed board what is half-written stays to be read and copied. */
export function drawForms() {
  const isClosed = boardState === "closed";
  for (const form of root.querySelectorAll("form[data-write]")) {
    const field = form.querySelector("textarea");
    const preview = form.parentElement.querySelector(".g-preview");
    if (isClosed) preview?.remove();
    form.hidden = isClosed ? !field.value : Boolean(preview);
    field.readOnly = isClosed;
    form.querySelector("[data-enter-hint]").hidden = !isAccepting();
    form.querySelector("[data-copy-text]").hidden = !isClosed;
    const button = form.querySelector("[data-put]");
    button.hidden = isClosed;
    button.textContent = isAccepting() ? pageText("Put") : pageText("Keep");
  }
}

/**
 * The board has changed.
 * @param {BoardFrame} now
 * @param {string} [more] what else has happened, in words
 */
export function applyBoardState(now, more = "") {
  boardState = now.state;
  news = more;
  drawStatus();
  announce(statusText());
  for (const line of root.querySelectorAll("[data-gather]")) line.hidden = now.revealed;
}
