// @ts-check
// What is typed in a form is kept in this tab until it is saved: over a session that has ended, a
// failed answer and the way back. It belongs to the person who typed it, and goes at sign-out.
//
// A draft is "typed" (not sent), "sent" (no answer seen yet) or "lost" (the answer was another page:
// sign-in, an error). Only a draft that was lost is put back, or one that Back leads to.

const PREFIX = "unsent:";
const SIGN_IN = "/logga-in/";
const FIELDS = "textarea, select, input:not([type=file], [type=password], [type=submit])";
const TEXT_FIELDS =
  "textarea, input:not([type=hidden], [type=submit], [type=checkbox], [type=radio], [type=file])";
// What tells the server which edition was read comes back too, so that a conflict is still seen.
const HIDDEN = ["version"];
const channel = "BroadcastChannel" in window ? new BroadcastChannel("sign-out") : null;

/**
 * @typedef {{ key: string, person: string, state: "typed" | "sent" | "lost",
 *   values: [string, string][] }} Draft
 */

const { person = "" } = document.body.dataset;
// The page is the answer to a form that was not saved, and holds what was typed.
const answersForm = "answersForm" in document.body.dataset;
const SHOWN_AGAIN = [409, 422]; // as htmx gets such an answer
const isSignIn = window.location.pathname.startsWith(SIGN_IN);
const [arrival] = /** @type {PerformanceNavigationTiming[]} */ (
  performance.getEntriesByType("navigation")
);

// --- the store ---------------------------------------------------------------------------------

/** @returns {Draft[]} */
function allDrafts() {
  const found = [];
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(PREFIX)) found.push(JSON.parse(sessionStorage.getItem(name)));
    }
  } catch {
    // A browser that keeps nothing, or something that is not ours.
  }
  return found;
}

function keep(draft) {
  try {
    sessionStorage.setItem(PREFIX + draft.key, JSON.stringify(draft));
  } catch {
    // Full, or forbidden: then the page works as without this file.
  }
}

const draftOf = (form) => allDrafts().find((draft) => draft.key === keyOf(form));

function forget(draft) {
  try {
    sessionStorage.removeItem(PREFIX + draft.key);
  } catch {
    // As above.
  }
}

// --- forms -------------------------------------------------------------------------------------

function keyOf(form) {
  const address = form.getAttribute("hx-post") || form.getAttribute("action") || "";
  const { pathname, search } = new URL(address || window.location.href, window.location.href);
  return pathname + search;
}

// Forms that save a text; not those that search, choose a language or lead out.
function saves(form) {
  const posts = form.method === "post" || form.hasAttribute("hx-post");
  return posts && !form.matches("[data-signs-out]") && form.querySelector(TEXT_FIELDS);
}

function fieldsOf(form) {
  return /** @type {HTMLInputElement[]} */ ([...form.querySelectorAll(FIELDS)]).filter(
    (field) => field.name && (field.type !== "hidden" || HIDDEN.includes(field.name)),
  );
}

const isChoice = (field) => field.type === "checkbox" || field.type === "radio";

/** @returns {[string, string][]} */
function valuesOf(form) {
  const given = fieldsOf(form).filter((field) => !isChoice(field) || field.checked);
  return given.map((field) => [field.name, field.value]);
}

function remember(form, state) {
  const values = valuesOf(form);
  if (values.some(([, value]) => value.trim())) keep({ key: keyOf(form), person, state, values });
}

// True when something changed.
function fill(form, draft) {
  const same = JSON.stringify(valuesOf(form)) === JSON.stringify(draft.values);
  if (same) return false;
  const left = [...draft.values];
  for (const field of fieldsOf(form)) {
    const at = left.findIndex(
      ([name, value]) => name === field.name && (!isChoice(field) || value === field.value),
    );
    if (isChoice(field)) field.checked = at >= 0;
    else if (at >= 0) [, field.value] = left[at];
    if (at >= 0) left.splice(at, 1);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return true;
}

// --- telling it --------------------------------------------------------------------------------

function notice(form, draft) {
  const template = /** @type {HTMLTemplateElement} */ (
    document.querySelector("template[data-unsent]")
  );
  if (!template) return;
  const box = /** @type {HTMLElement} */ (template.content.firstElementChild.cloneNode(true));
  box.querySelector("[data-unsent-in-form]").hidden = !form;
  box.querySelector("[data-unsent-alone]").hidden = Boolean(form);
  const copy = box.querySelector("textarea");
  copy.parentElement.hidden = Boolean(form);
  const texts = draft.values.filter(([name]) => !HIDDEN.includes(name)).map(([, value]) => value);
  copy.value = texts.filter((text) => text.trim()).join("\n\n");
  box.querySelector("[data-unsent-discard]").addEventListener("click", () => {
    forget(draft);
    form?.reset();
    box.remove();
    document.querySelector("main").focus();
  });
  if (form) form.before(box);
  else document.querySelector("main").prepend(box);
}

// --- when a page comes --------------------------------------------------------------------------

const formsIn = (root) => [...root.querySelectorAll("form")].filter(saves);

// Put lost drafts back into the forms of this part of the page; the drafts that found one.
function restore(root) {
  const forms = formsIn(root);
  const found = allDrafts().filter((draft) => draft.state === "lost");
  return found.filter((draft) => {
    const form = forms.find((each) => keyOf(each) === draft.key);
    if (form && fill(form, draft)) {
      notice(form, draft);
      keep({ ...draft, state: "lost" });
    }
    return Boolean(form);
  });
}

function loseAll(states) {
  for (const draft of allDrafts()) {
    if (states.includes(draft.state)) keep({ ...draft, state: "lost" });
  }
}

function forgetAll() {
  for (const draft of allDrafts()) forget(draft);
}

// The page that comes after a saved form is one that the server has led to.
function settle() {
  const cameBack = arrival?.type === "back_forward";
  const wasLed = arrival?.type === "navigate" && arrival.redirectCount > 0;
  const here = new Set(formsIn(document).map(keyOf));
  for (const draft of allDrafts()) {
    if (draft.person !== person) forget(draft);
    else if (draft.state === "sent" && (wasLed || (answersForm && here.has(draft.key)))) {
      forget(draft);
    } else if (draft.state === "sent") keep({ ...draft, state: "lost" });
    else if (draft.state === "typed" && here.has(draft.key)) {
      if (cameBack) keep({ ...draft, state: "lost" });
      else forget(draft);
    }
  }
}

function arrive() {
  if (isSignIn) {
    loseAll(["typed", "sent"]);
    return;
  }
  if (!person) return;
  settle();
  const placed = restore(document);
  // Where sign-in has led to a page without the form, its text is shown to be copied.
  if (!new URL(document.referrer || "about:blank").pathname?.startsWith(SIGN_IN)) return;
  for (const draft of allDrafts()) {
    if (draft.state === "lost" && !placed.some((each) => each.key === draft.key)) {
      notice(null, draft);
    }
  }
}

// --- while the page is open ----------------------------------------------------------------------

if (person) {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    // A text that was lost stays so until it is saved.
    if (form && event.isTrusted && saves(form)) remember(form, draftOf(form)?.state ?? "typed");
  });
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.matches("[data-signs-out]")) {
      forgetAll();
      channel?.postMessage("signed out");
    } else if (!event.defaultPrevented && saves(form)) {
      loseAll(["sent"]); // whose answer was never seen
      remember(form, "sent");
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { elt, requestConfig, successful, xhr } = event.detail;
    const form = (requestConfig?.elt ?? elt).closest("form"); // which may be swapped out by now
    if (!form || !saves(form)) return;
    const landed = xhr.responseURL ? new URL(xhr.responseURL).pathname : "";
    const draft = draftOf(form);
    const isShownAgain = SHOWN_AGAIN.includes(xhr.status);
    if ((successful || isShownAgain) && !landed.startsWith(SIGN_IN)) {
      if (draft) forget(draft);
    } else if (!successful) remember(form, "lost");
  });
  document.addEventListener("htmx:load", (event) => restore(event.target));
  // Signed out in another tab: on a shared computer nothing is left in this one either.
  channel?.addEventListener("message", forgetAll);
}
arrive();
