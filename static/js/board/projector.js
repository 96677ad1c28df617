// The projector: one question at a time, as many whole notes as the screen holds.

import { page, root, say } from "./sight.js";
import { leaveForAFreshPage } from "./live.js";

// What does not fit is counted, never cut in the middle.
function fit() {
  for (const column of root.querySelectorAll("[data-question]:not([hidden]) .pj-col")) {
    const all = [...column.querySelector("[data-box]").children];
    const more = column.querySelector("[data-more]");
    for (const note of all) note.hidden = false;
    more.hidden = true;
    let left = 0;
    while (column.scrollHeight > column.clientHeight + 1 && left < all.length) {
      left += 1;
      all[all.length - left].hidden = true;
      more.hidden = false;
      more.textContent = `${left} ${left === 1 ? say("MoreOne") : say("MoreMany")}`;
    }
  }
}

function show(number) {
  for (const part of root.querySelectorAll("[data-question]")) part.hidden = part.dataset.question !== number;
  for (const button of root.querySelectorAll("[data-show]")) {
    button.setAttribute("aria-pressed", String(button.dataset.show === number));
  }
  history.replaceState(null, "", `#fraga-${number}`); // a reload stays where the room is
  fit();
}

export function beginProjector() {
  page.counted = fit;
  page.turned = () => {
    leaveForAFreshPage();
    return false;
  };
  const numbers = [...root.querySelectorAll("[data-show]")].map((button) => button.dataset.show);
  const shown = () => numbers.indexOf(root.querySelector("[data-show][aria-pressed=true]").dataset.show);
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show]");
    if (button) show(button.dataset.show);
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (step) show(numbers[(shown() + step + numbers.length) % numbers.length]);
  });
  window.addEventListener("resize", fit);
  document.fonts?.ready.then(fit);
  const asked = location.hash.replace("#fraga-", "");
  show(numbers.includes(asked) ? asked : numbers[0]);
}
