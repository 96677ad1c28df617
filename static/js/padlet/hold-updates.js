// @ts-check
// Holds the user's own screen still: no note moves on it until it is let go again. A setting of this
// page alone; the board and everybody else's screens go on.

import { announce } from "./announcer.js";
import { pauseUpdates } from "./apply-updates.js";
import { root } from "./board-root.js";

let isHeld = false;

function draw() {
  for (const button of root.querySelectorAll("[data-pause-updates][aria-pressed]")) {
    button.setAttribute("aria-pressed", String(isHeld));
  }
  for (const line of root.querySelectorAll("[data-held]")) line.hidden = !isHeld;
}

// A setting that is chosen closes its menu, and the way back is gone once it has been used: the
// keyboard then stands at the menu's button.
function leave(button) {
  const box =
    button.closest(".menu-box") ?? root.querySelector("[data-pause-updates]")?.closest(".menu-box");
  if (!box) return;
  box.open = false;
  box.querySelector("summary").focus();
}

/** @param {() => void} catchUp called when the screen is let go */
export function startHolding(catchUp) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pause-updates]");
    if (!button) return;
    isHeld = !isHeld;
    pauseUpdates(isHeld);
    draw();
    leave(button);
    const said = root.querySelector("[data-held] span")?.textContent ?? "";
    if (isHeld) announce(said.trim());
    else catchUp();
  });
  root.addEventListener("htmx:afterSwap", draw); // what has been swapped in knows nothing of it
}
