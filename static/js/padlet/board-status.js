// @ts-check
// The board's status on a phone: open, paused, closed or time up, and its fields likewise.

import { last } from "../older-browsers.js";
import { announce } from "./announcer.js";
import { pageText, root } from "./board-root.js";
import { frame } from "./board-state.js";
import { isTimeOut, timeLeft } from "./clock.js";

export let { state: boardState } = frame();
const beganClosed = boardState === "closed";
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

// One badge at a time, in a place of its own width: the clock tells that the board is open.
function drawBadges() {
  const isOpen = boardState === "open";
  root.querySelector("[data-times]").hidden = !isOpen;
  for (const badge of root.querySelectorAll("[data-state]")) {
    badge.hidden = badge.dataset.state !== boardState || (isOpen && timeLeft() !== null);
  }
}

export function drawStatus() {
  const words = statusText();
  const line = root.querySelector("[data-status]");
  line.hidden = !words;
  line.querySelector("[data-status-text]").textContent = words;
  root.classList.toggle("has-status", Boolean(words));
  drawBadges();
  const isClosed = boardState === "closed";
  root.classList.toggle("is-closed", isClosed);
  root.classList.toggle("is-closing", isClosed && !beganClosed);
  root.classList.toggle("is-resting", !isAccepting());
  drawForms();
}

/** On a closed board what is half-written stays to be read and copied. */
export function drawForms() {
  const isClosed = boardState === "closed";
  for (const part of root.querySelectorAll("[data-write-part]")) keepHeight(part, isClosed);
  for (const form of root.querySelectorAll("form[data-write]")) {
    const field = form.querySelector("textarea");
    const preview = form.parentElement.querySelector(".g-preview");
    if (isClosed) preview?.remove();
    form.hidden = isClosed ? !field.value : Boolean(preview);
    field.readOnly = isClosed;
    form.querySelector("[data-enter-hint]").classList.toggle("is-away", !isAccepting());
    form.querySelector("[data-copy-text]").hidden = !isClosed;
    const button = form.querySelector("[data-put]");
    button.hidden = isClosed;
    button.textContent = isAccepting() ? pageText("Put") : pageText("Keep");
  }
  placeStatus();
}

// When the board closes while the page is read, nothing below the field moves.
function keepHeight(part, isClosed) {
  if (isClosed && !part.style.minHeight) part.style.minHeight = `${part.offsetHeight}px`;
  if (!isClosed) part.style.minHeight = "";
}

/** The status stands above the button of the question that is shown, or where its form was. */
export function placeStatus() {
  const part = root.querySelector(".g-q:not([hidden])");
  const places = [...(part?.querySelectorAll("[data-status-place]") ?? [])];
  const seen = places.filter((one) => !one.closest("form")?.hidden);
  last(seen)?.append(root.querySelector("[data-status]"));
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
