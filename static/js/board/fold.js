// The signed-in board: on a narrow screen each role's box folds, and a list leads to them.

import { root } from "./sight.js";

const wide = matchMedia("(min-width: 47.01rem)");
const boxes = [...root.querySelectorAll("[data-fold]")];
let openWhenNarrow = null; // what the reader had open before the screen became wide

// Side by side everything is open, and nothing is a stop for the keyboard that cannot do anything.
function spread() {
  if (wide.matches) openWhenNarrow = new Set(boxes.filter((box) => box.open));
  for (const box of boxes) {
    box.open = wide.matches || !openWhenNarrow || openWhenNarrow.has(box);
    box.querySelector("summary").tabIndex = wide.matches ? -1 : 0;
  }
}

// The question whose heading was passed last.
function questionInSight() {
  const passed = [...root.querySelectorAll("[data-question]")].filter(
    (part) => part.getBoundingClientRect().top < window.innerHeight / 3,
  );
  return passed.at(-1)?.dataset.question ?? "1";
}

function markQuestion() {
  const number = questionInSight();
  for (const link of root.querySelectorAll("[data-jump]")) {
    if (link.dataset.jump === number) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

export function beginFolding() {
  if (!boxes.length) return;
  if (wide.matches) spread();
  wide.addEventListener("change", spread);
  window.addEventListener("beforeprint", () => {
    for (const box of boxes) box.open = true;
  });
  root.addEventListener("click", (event) => {
    if (wide.matches && event.target.closest("[data-fold] > summary")) event.preventDefault();
    const link = event.target.closest("[data-jump-role]");
    if (!link) return;
    const box = document.getElementById(`q-${questionInSight()}-${link.dataset.jumpRole}`);
    event.preventDefault();
    box.open = true;
    box.scrollIntoView();
    box.querySelector("summary").focus({ preventScroll: true });
  });
  let asked = false;
  const soon = () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      markQuestion();
    });
  };
  window.addEventListener("scroll", soon, { passive: true });
  markQuestion();
}
