// What every signed-in page shares. Each page works without this file.

import { confirmed } from "./dialog.js";
import "./menu.js";
import "./theme.js";

// Buttons that copy a link say in words that they did.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector("[data-copy-label]").textContent = button.dataset.copied;
  } catch {
    // Without permission the address still stands in text beside the button.
  }
});

// A toast stays until somebody closes it or undoes what it tells of.
document.addEventListener("click", (event) => {
  event.target.closest("[data-close-toast]")?.closest(".toast").remove();
});

// A form that asks first: the question stands in data-confirm, the words of the buttons in
// data-confirm-yes and data-confirm-no, on the form or on the button that sends it.
function asked(form, submitter) {
  const { confirm, confirmYes, confirmNo } = { ...form.dataset, ...submitter?.dataset };
  return confirm ? confirmed(confirm, { yes: confirmYes, no: confirmNo }) : null;
}

const answered = new WeakSet();
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || answered.delete(form)) return;
  const { submitter } = event;
  const answer = asked(form, submitter);
  if (!answer) return;
  event.preventDefault();
  if (!(await answer)) return;
  answered.add(form);
  form.requestSubmit(submitter);
});
document.addEventListener("htmx:confirm", async (event) => {
  const { elt, triggeringEvent, issueRequest } = event.detail;
  const answer = asked(elt, triggeringEvent?.submitter);
  if (!answer) return;
  event.preventDefault();
  if (await answer) issueRequest(true);
});

// A lost session inside htmx: go to sign-in with the whole page, and come back here.
document.addEventListener("htmx:beforeSwap", (event) => {
  const landed = event.detail.xhr.responseURL;
  if (landed && new URL(landed).pathname.startsWith("/logga-in/")) {
    event.detail.shouldSwap = false;
    window.location.assign(`/logga-in/?next=${encodeURIComponent(window.location.pathname)}`);
  }
});

// After a wrong form the summary of what to mend takes focus.
document.addEventListener("htmx:afterSwap", () => {
  document.querySelector("[data-error-summary]")?.focus();
});
document.querySelector("[data-error-summary]")?.focus();
