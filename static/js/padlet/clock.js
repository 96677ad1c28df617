// @ts-check
// The countdown, the same on every screen: the server's time decides, not the device's own clock.

import { root } from "./board-root.js";
import { current } from "./board-state.js";
import { emit, on } from "./events.js";

const LAST_MINUTE = 60000; // milliseconds
const SET_BACK = 120000; // milliseconds; less than so is an answer that was held up on its way
const NOTICEABLE = 300; // milliseconds

// The server's clock when this page began; null until it is known. This device's own clock may be
// wrong by minutes, or be set meanwhile, so it is never asked: only how long the page has been open.
let atStart = null;

/**
 * The server has told its time. Of several the latest is the nearest: what was held up on its way
 * tells of a moment that is past.
 * @param {number} now the server's clock, milliseconds
 */
export function setServerTime(now) {
  if (!now) return;
  const start = now - performance.now();
  const isHeldUp = atStart !== null && start < atStart && atStart - start < SET_BACK;
  if (isHeldUp) return;
  const isNews = atStart === null || Math.abs(start - atStart) > NOTICEABLE;
  atStart = start;
  if (isNews) emit("time");
}

/** Milliseconds left; null when there is no countdown, or as long as the time is not known. */
export function timeLeft() {
  const { ends_at: end } = current.stage;
  return end && atStart !== null ? end - (atStart + performance.now()) : null;
}

/** Has the time run out on a board that then takes no more notes? */
export const isTimeOut = () => current.stage.ends_writing && timeLeft() !== null && timeLeft() <= 0;

function inFigures(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  return `${minutes}.${String(seconds % 60).padStart(2, "0")}`;
}

// A board that takes no more notes is not called open.
function drawOpenBadges() {
  const isUp = isTimeOut();
  for (const badge of root.querySelectorAll("[data-open-badge]")) {
    badge.classList.toggle("solid", !isUp);
    badge.classList.toggle("need", isUp);
    badge.querySelector("[data-open-mark]").hidden = isUp;
    badge.querySelector("[data-out-mark]").hidden = !isUp;
    const { inTime, outOfTime } = badge.dataset;
    badge.querySelector("[data-open-words]").textContent = isUp ? outOfTime : inTime;
  }
}

/**
 * Show the time left in every element with data-clock, and data-clock-out once it is out.
 * @param {object} [listeners]
 * @param {(isOut: boolean) => void} [listeners.onTimeOut] the time ran out, or more was given
 * @param {() => void} [listeners.onLastMinute]
 */
export function startClock({ onTimeOut, onLastMinute } = {}) {
  let ticking = null;
  let wasOut = null;
  let wasSoon = null;

  function draw() {
    const left = timeLeft();
    const isOut = left !== null && left <= 0;
    const isRunning = left !== null && left > 0;
    for (const clock of root.querySelectorAll("[data-clock]")) {
      clock.hidden = !isRunning;
      const figures = clock.querySelector("[data-clock-left]");
      if (left !== null) figures.textContent = inFigures(left);
      clock.classList.toggle("is-soon", left !== null && left <= LAST_MINUTE);
    }
    const isSoon = isRunning && left <= LAST_MINUTE;
    const isKnown = atStart !== null;
    if (wasSoon === false && isSoon) onLastMinute?.();
    wasSoon = isKnown ? isSoon : null;
    for (const words of root.querySelectorAll("[data-clock-out]")) words.hidden = !isOut;
    if (isKnown) drawOpenBadges();
    if (wasOut !== null && wasOut !== isOut) onTimeOut?.(isOut);
    wasOut = isKnown ? isOut : null;
    clearTimeout(ticking);
    if (isRunning) ticking = setTimeout(draw, left % 1000 || 1000);
  }

  on("stage", draw);
  on("time", draw);
  draw();
}
