// @ts-check
// Entry point: warns before lines from paper that seem to hold personal data are put up. Checked in
// this browser only, before the lines are sent. A browser that knows blocking="render" does not show
// the page before this has run, so no user is ahead of it; in another browser a quick one may be, and
// without scripts the lines are just put up.

import { requestSubmit } from "../older-browsers.js";
import { findPersonalData } from "./personal-data.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-paper-lines]"));
const hint = form.querySelector("[data-hint]");
const [change, go] = hint.querySelectorAll("button");
const putUp = form.querySelector("[data-put-up]");
let hasSeen = false;
let first; // the first field that seems to hold personal data

function personalFields() {
  return [...form.querySelectorAll("[data-line]")]
    .filter((line) => line.querySelector("input").checked)
    .map((line) => line.querySelector("textarea"))
    .filter((field) => findPersonalData(field.value).length);
}

function ask(fields) {
  const { textOne, textMany, textMore } = hint.dataset;
  const words = fields.length === 1 ? textOne : textMany.replace("{n}", fields.length);
  hint.querySelector("[data-hint-words]").textContent = `${words} ${textMore}`;
  [first] = fields;
  hint.hidden = false;
  change.focus();
}

function close(to) {
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
change.addEventListener("click", () => close(first));
go.addEventListener("click", () => {
  hasSeen = true;
  requestSubmit(form, putUp);
});
hint.addEventListener("keydown", (event) => event.key === "Escape" && close(putUp));
// When the user comes back by the browser's own button, the page asks once more.
window.addEventListener("pageshow", () => {
  hasSeen = false;
});
