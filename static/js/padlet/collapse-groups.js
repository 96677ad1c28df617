// @ts-check
// On a narrow screen each role group's box on the signed-in board collapses; a list links to them.

import { last } from "../older-browsers.js";
import { root } from "./board-root.js";
import { on } from "./events.js";

const wide = matchMedia("(min-width: 47.01rem)");
const boxes = [
  .../** @type {NodeListOf<HTMLDetailsElement>} */ (
    root.querySelectorAll("details[data-collapse]")
  ),
];
const hasNotes = (box) => box.querySelector("[data-box] .note") !== null;
let openWhenNarrow = null; // what the user had open before the screen became wide

// Side by side everything is open, and what cannot be pressed is no stop for the keyboard.
function spread() {
  if (wide.matches) openWhenNarrow = new Set(boxes.filter((box) => box.open));
  for (const box of boxes) {
    box.open = wide.matches || !openWhenNarrow || openWhenNarrow.has(box);
    box.querySelector("summary").tabIndex = wide.matches ? -1 : 0;
  }
}

// The first note of a column unfolds it, so that no note comes unseen; what the user then folds stays.
let empty = boxes.filter((box) => !hasNotes(box));
function unfoldFilled() {
  for (const box of empty.filter(hasNotes)) {
    box.open = true;
    openWhenNarrow?.add(box);
  }
  empty = empty.filter((box) => !hasNotes(box));
}

// The number of the prompt whose heading was passed last.
function promptInView() {
  const passed = [...root.querySelectorAll("[data-prompt-number]")].filter(
    (part) => part.getBoundingClientRect().top < window.innerHeight / 3,
  );
  return last(passed)?.dataset.promptNumber ?? "1";
}

function markPrompt() {
  const number = promptInView();
  for (const link of root.querySelectorAll("[data-jump]")) {
    if (link.dataset.jump === number) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function jumpToRole(event) {
  const link = event.target.closest("[data-jump-role]");
  if (!link) return;
  const box = /** @type {HTMLDetailsElement} */ (
    document.getElementById(`q-${promptInView()}-${link.dataset.jumpRole}`)
  );
  event.preventDefault();
  box.open = true;
  box.scrollIntoView();
  box.querySelector("summary").focus({ preventScroll: true });
}

// A jump takes the keyboard along, also the second time to the same place.
function jump(event) {
  const link = event.target.closest("[data-jump-to]");
  const to = link && document.getElementById(link.hash.slice(1));
  if (!to) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  to.scrollIntoView();
  to.focus({ preventScroll: true });
}

// Once a frame is enough.
function markPromptOnScroll() {
  let isAsked = false;
  const soon = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      markPrompt();
    });
  };
  window.addEventListener("scroll", soon, { passive: true });
  markPrompt();
}

export function startCollapsing() {
  if (!boxes.length) return;
  if (wide.matches) spread();
  wide.addEventListener("change", spread);
  on("counted", unfoldFilled);
  window.addEventListener("beforeprint", () => {
    for (const box of boxes) box.open = true;
  });
  root.addEventListener("click", (event) => {
    if (wide.matches && event.target.closest("[data-collapse] > summary")) event.preventDefault();
    jumpToRole(event);
    jump(event);
  });
  markPromptOnScroll();
}
