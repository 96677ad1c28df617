// Lines from a sheet of paper: does any that is to go up seem to hold something personal? Asked in
// this browser only, before the lines are sent to be put up. A browser that knows
// blocking="render" does not show the page before this has run, or a quick hand would be ahead of it;
// in another one it may be, and without scripts the lines just go up.

import { personalIn } from "./hint.js";

const form = document.querySelector("[data-paper-lines]");
const hint = form.querySelector("[data-hint]");
const [change, go] = hint.querySelectorAll("button");
const putUp = form.querySelector("[data-put-up]");
let hasSeen = false;
let first; // the first line that seems personal

function personalFields() {
  return [...form.querySelectorAll("[data-line]")]
    .filter((line) => line.querySelector("[type='checkbox']").checked)
    .map((line) => line.querySelector("textarea"))
    .filter((field) => personalIn(field.value).length);
}

function ask(fields) {
  const words = fields.length === 1 ? hint.dataset.textOne : hint.dataset.textMany.replace("{n}", fields.length);
  hint.querySelector("[data-hint-words]").textContent = `${words} ${hint.dataset.textMore}`;
  [first] = fields;
  hint.hidden = false;
  change.focus();
}

function away(to) {
  hint.hidden = true;
  to.focus();
}

form.addEventListener("submit", (event) => {
  if (event.submitter !== putUp || hasSeen) return;
  const fields = personalFields();
  if (!fields.length) return;
  event.preventDefault();
  ask(fields);
});
form.addEventListener("input", () => {
  hint.hidden = true;
});
change.addEventListener("click", () => away(first));
go.addEventListener("click", () => {
  hasSeen = true;
  form.requestSubmit(putUp);
});
hint.addEventListener("keydown", (event) => event.key === "Escape" && away(putUp));
// Come back to by the browser's own button, the page asks once more.
window.addEventListener("pageshow", () => {
  hasSeen = false;
});
