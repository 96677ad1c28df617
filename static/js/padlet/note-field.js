// @ts-check
// A field to write a note in: characters left, a warning for personal data, copying of its text.

import { oneOrMany, pageText, root, template } from "./board-root.js";
import { notice } from "./error-notice.js";
import * as store from "./note-store.js";
import { countCharacters } from "./note-text.js";
import { findPersonalData } from "./personal-data.js";

/**
 * What to do about a note that is too long.
 * @param {number} left characters, fewer than none
 */
export const tooLongWords = (left) => oneOrMany(-left, "TooLong");

/**
 * Show how many characters are left, and keep the text as a draft.
 * @param {HTMLTextAreaElement} field
 */
export function measure(field) {
  const left = Number(root.dataset.length) - countCharacters(field.value);
  const line = field.closest("form").querySelector("[data-left]");
  if (line) line.textContent = left >= 0 ? `${left} ${pageText("Left")}` : tooLongWords(left);
  line?.classList.toggle("need-t", left < 0);
  store.saveDraft(field.closest("[data-prompt]").dataset.prompt, field.value);
  return left;
}

const POSTED_FOR = 6000; // milliseconds
const hiding = new WeakMap(); // a form -> the timer that hides what is said in it

/**
 * Say in the field, for the eye alone, that what was written has arrived.
 * @param {HTMLFormElement} form
 * @param {string} words
 */
export function showPosted(form, words) {
  const said = /** @type {HTMLElement} */ (form.querySelector("[data-posted]"));
  const hint = form.querySelector("[data-enter-hint]");
  said.querySelector("[data-posted-words]").textContent = words;
  said.hidden = false;
  hint.classList.add("is-covered");
  clearTimeout(hiding.get(form));
  hiding.set(form, setTimeout(hidePosted, POSTED_FOR, form));
}

function hidePosted(form) {
  const said = form.querySelector("[data-posted]");
  if (!said) return; // the form of a change has none
  said.hidden = true;
  form.querySelector("[data-enter-hint]").classList.remove("is-covered");
}

/**
 * What was wrong is told until the user does something about it.
 * @param {HTMLFormElement} form
 * @param {string} [words] nothing when all is well
 */
export function showError(form, words = "") {
  const error = /** @type {HTMLElement} */ (form.querySelector("[data-error]"));
  error.textContent = words;
  error.hidden = !words;
  if (words) hidePosted(form);
  sayLengthOnce(form);
  form.querySelector("textarea").setAttribute("aria-invalid", String(Boolean(words)));
}

/**
 * How much too long the note is stands in one place: in the error once there is one.
 * @param {HTMLFormElement} form
 */
function sayLengthOnce(form) {
  const line = /** @type {HTMLElement} */ (form.querySelector("[data-left]"));
  if (line) line.hidden = line.textContent === form.querySelector("[data-error]").textContent;
}

/**
 * Which kinds of personal data there are, in words.
 * @param {string[]} kinds
 */
export const personalDataWords = (kinds) => kinds.map((kind) => pageText(`Hint${kind}`)).join(" ");

/**
 * Go on at once, or after the user has seen what the text seems to hold.
 * @param {HTMLFormElement} form
 * @param {() => void} go
 */
export function confirmPersonalData(form, go) {
  form.querySelector("[data-hint]")?.remove();
  const field = form.querySelector("textarea");
  const kinds = findPersonalData(field.value);
  if (!kinds.length) {
    go();
    return;
  }
  const hint = template("hint");
  const change = hint.querySelector("[data-hint-change]");
  const close = () => {
    hint.remove();
    field.focus();
  };
  hint.querySelector("[data-hint-words]").textContent =
    `${personalDataWords(kinds)} ${pageText("HintMore")}`;
  change.addEventListener("click", close);
  hint.querySelector("[data-hint-go]").addEventListener("click", () => {
    close();
    go();
  });
  hint.addEventListener("keydown", (event) => event.key === "Escape" && close());
  field.addEventListener("input", () => hint.remove(), { once: true });
  field.closest(".note").after(hint);
  change.focus();
}

/** @param {HTMLFormElement} form */
export async function copyText(form) {
  const field = form.querySelector("textarea");
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    notice(pageText("Copied"));
  } catch {
    notice(pageText("Marked"));
  }
}
