// The countdown, the same on every screen: the server's time decides, not the phone's own clock.

import { page, root, seen } from "./sight.js";

const LAST_MINUTE = 60000; // milliseconds
let ahead = 0; // milliseconds that this device's clock is ahead of the server's

export function setServerTime(now) {
  if (now) ahead = Date.now() - now;
}

// Milliseconds left; null when there is no countdown.
export function timeLeft() {
  const { ends_at: end } = seen.stage;
  return end ? end - (Date.now() - ahead) : null;
}

export const isTimeOut = () => seen.stage.ends_writing && timeLeft() !== null && timeLeft() <= 0;

export function inFigures(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const minutes = Math.floor(seconds / 60);
  return `${minutes}.${String(seconds % 60).padStart(2, "0")}`;
}

let ticking = null;
let wasOut = null;
let wasSoon = null;

// Every element with data-clock shows the time left; data-clock-out is shown once it is out.
function draw() {
  const left = timeLeft();
  for (const clock of root.querySelectorAll("[data-clock]")) {
    clock.hidden = left === null || left <= 0;
    const figures = clock.querySelector("[data-clock-left]");
    if (left !== null) figures.textContent = inFigures(left);
    clock.classList.toggle("is-soon", left !== null && left <= LAST_MINUTE);
  }
  const isSoon = left !== null && left > 0 && left <= LAST_MINUTE;
  if (wasSoon === false && isSoon) for (const tell of warnings) tell();
  wasSoon = isSoon;
  const isOut = left !== null && left <= 0;
  for (const words of root.querySelectorAll("[data-clock-out]")) words.hidden = !isOut;
  if (wasOut !== null && wasOut !== isOut) for (const tell of turns) tell(isOut);
  wasOut = isOut;
  clearTimeout(ticking);
  if (left !== null && left > 0) ticking = setTimeout(draw, left % 1000 || 1000);
}

const turns = []; // called with true when the time runs out, with false when more is given
const warnings = []; // called when the last minute begins

export function beginClock(tell, warn) {
  if (tell) turns.push(tell);
  if (warn) warnings.push(warn);
  page.staged.push(draw);
  draw();
}
