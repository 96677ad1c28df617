// @ts-check
// Entry point: what every signed-in page shares. Each page works without this file.

import { confirmed } from "./dialog.js";
import "./field-length.js";
import "./menu.js";
import { requestSubmit } from "./older-browsers.js";
import "./theme.js";
import "./toast.js";
import "./unsent-text.js";

// Buttons that copy a link say in words that they did.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector("[data-copy-label]").textContent = button.dataset.copied;
    const region = document.querySelector("[data-announce]");
    if (region) region.textContent = button.dataset.copied;
  } catch {
    // Without permission the address still stands in text beside the button.
  }
});

// A form that asks first: the question stands in data-confirm and the verb that answers it in
// data-confirm-yes, on the form or on the button that sends it. Where no dialog can be shown the
// server asks.
function asked(form, submitter) {
  const { confirm, confirmYes } = { ...form.dataset, ...submitter?.dataset };
  return confirm && "HTMLDialogElement" in window ? confirmed(confirm, { yes: confirmYes }) : null;
}

// The yes is sent along: the server asks a user who has not been asked here
// (modellkoncept/web/confirmation.py).
const answered = new WeakSet();
document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (event.defaultPrevented || answered.delete(form)) return;
  const { submitter } = event;
  const answer = asked(form, submitter);
  if (!answer) return;
  event.preventDefault();
  if (!(await answer)) return;
  answered.add(form);
  const yes = Object.assign(document.createElement("input"), {
    type: "hidden",
    name: "confirmed",
    value: "1",
  });
  form.append(yes);
  requestSubmit(form, submitter);
  yes.remove();
});
document.addEventListener("htmx:confirm", async (event) => {
  const { elt, triggeringEvent, issueRequest } = event.detail;
  const answer = asked(elt, triggeringEvent?.submitter);
  if (!answer) return;
  event.preventDefault();
  if (!(await answer)) return;
  answered.add(elt);
  issueRequest(true);
});
document.addEventListener("htmx:configRequest", (event) => {
  const { elt, parameters } = event.detail;
  if (answered.delete(elt)) parameters.confirmed = "1";
});

// A lost session inside htmx: go to sign-in with the whole page, and come back here.
document.addEventListener("htmx:beforeSwap", (event) => {
  const landed = event.detail.xhr.responseURL;
  if (landed && new URL(landed).pathname.startsWith("/logga-in/")) {
    event.detail.shouldSwap = false;
    const here = window.location.pathname + window.location.search;
    window.location.assign(`/logga-in/?next=${encodeURIComponent(here)}`);
  }
});

// What htmx does not swap in would otherwise pass in silence: no right, no answer, no network.
function showFailure(event) {
  const { elt, requestConfig } = event.detail;
  const main = document.querySelector("main");
  let message = main.querySelector("[data-failure]");
  if (!message) {
    const words = /** @type {HTMLTemplateElement} */ (
      document.querySelector("template[data-went-wrong]")
    );
    if (!words) return;
    message = /** @type {HTMLElement} */ (words.content.firstElementChild.cloneNode(true));
    message.dataset.failure = "";
    main.prepend(message);
  }
  // What a page asks for by itself must not take the focus from a user who writes.
  const byHand = requestConfig?.triggeringEvent?.isTrusted;
  if (byHand && elt.matches("a, button, form, input, select, textarea")) message.focus();
}
document.addEventListener("htmx:responseError", showFailure);
document.addEventListener("htmx:sendError", showFailure);
document.addEventListener("htmx:timeout", showFailure);
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) document.querySelector("[data-failure]")?.remove();
});

// After an invalid form the error summary takes focus.
document.addEventListener("htmx:afterSwap", () => {
  document.querySelector("[data-error-summary]")?.focus();
});
document.querySelector("[data-error-summary]")?.focus();
