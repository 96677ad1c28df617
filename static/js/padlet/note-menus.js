// @ts-check
// Places the menu of a note beside its button, above everything else. The notes stand in columns,
// which would cut it in two. Without this file it opens inside its note.

import { root } from "./board-root.js";

const GAP = 4; // pixels

function place(box) {
  const menu = box.querySelector(".menu");
  menu.classList.add("is-placed");
  const button = box.querySelector("summary").getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = button.bottom + height + GAP <= window.innerHeight;
  const top = below ? button.bottom : Math.max(GAP, button.top - height);
  const left = Math.max(GAP, Math.min(button.right - width, window.innerWidth - width - GAP));
  menu.style.top = `${top}px`;
  menu.style.left = `${left}px`;
}

function placeOpen() {
  for (const box of root.querySelectorAll("[data-note-menu][open]")) place(box);
}

export function startNoteMenus() {
  // A toggle does not bubble; on its way down it is heard all the same.
  root.addEventListener(
    "toggle",
    (event) => {
      const box = /** @type {HTMLDetailsElement} */ (event.target);
      if (box.matches("[data-note-menu]") && box.open) place(box);
    },
    true,
  );
  window.addEventListener("scroll", placeOpen, { passive: true });
  window.addEventListener("resize", placeOpen);
}
