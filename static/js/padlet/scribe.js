// @ts-check
// The scribe writes for a whole group: several lines, previewed before they become notes.

import { announce } from "./announcer.js";
import { oneOrMany, pageText, root, template } from "./board-root.js";
import { personalDataWords } from "./note-field.js";
import { cleanText, countCharacters } from "./note-text.js";
import { findPersonalData } from "./personal-data.js";
import { splitLines } from "./split-lines.js";

const MOST_LINES = 100; // previewed at a time; the rest stays in the field
const longest = Number(root.dataset.length);
const toggle = /** @type {HTMLInputElement} */ (root.querySelector("[data-scribe]"));

export const isScribe = () => toggle.checked;

/** @param {string} text */
export const hasSeveralLines = (text) => splitLines(text).length > 1;

const excess = (text) => countCharacters(text) - longest;
const withNumber = (words, n) => words.replace("{n}", n);

// The lines of a preview as they stand now.
function rowsIn(list) {
  return [...list.children].map((element) => {
    const field = element.querySelector("textarea");
    return {
      element,
      field,
      isIn: element.querySelector("input").checked,
      text: cleanText(field.value),
    };
  });
}

function drawRow({ element, field, isIn }, number) {
  element.querySelector("[data-line-number]").textContent = withNumber(pageText("Line"), number);
  field.setAttribute("aria-label", withNumber(pageText("LineText"), number));
  element
    .querySelector("[data-line-remove]")
    .setAttribute("aria-label", withNumber(pageText("LineRemove"), number));
  const over = excess(field.value);
  const state = element.querySelector("[data-line-state]");
  const words =
    over > 0 ? oneOrMany(over, "TooLong") : personalDataWords(findPersonalData(field.value));
  state.querySelector("[data-line-words]").textContent = words;
  state.hidden = !words;
  state.id = `rad-${number}-laget`;
  field.setAttribute("aria-describedby", state.id);
  field.setAttribute("aria-invalid", String(isIn && over > 0));
}

/**
 * Show what the field holds as lines to look through. What is previewed is a draft as well, so that
 * it is still there after a reload.
 * @param {HTMLFormElement} form
 * @param {object} then
 * @param {(texts: string[], rest: string) => void} then.done what to send, and what stays
 * @param {(text: string) => void} then.keepDraft
 */
export function previewLines(form, { done, keepDraft }) {
  const field = form.querySelector("textarea");
  const all = splitLines(field.value);
  const rest = all.slice(MOST_LINES);
  const part = template("preview");
  const list = part.querySelector("[data-lines]");
  const title = part.querySelector("[data-preview-title]");
  const go = /** @type {HTMLButtonElement} */ (part.querySelector("[data-preview-go]"));

  function draw() {
    const rows = rowsIn(list);
    for (const [at, row] of rows.entries()) drawRow(row, at + 1);
    const count = rows.filter((row) => row.isIn && row.text).length;
    title.textContent = oneOrMany(count, "Becomes");
    go.textContent = oneOrMany(count, "Put");
    go.disabled = !count;
    keepDraft([...rows.map((row) => row.text), ...rest].filter(Boolean).join("\n"));
  }

  function close() {
    part.remove();
    form.hidden = false;
    field.focus();
  }

  function removeRow(row) {
    part.querySelector("[data-hint]")?.remove();
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    draw();
    announce(title.textContent);
    if (next) next.querySelector("[data-line-remove]").focus();
    else close();
  }

  // Some lines seem to hold personal data: go on only when the user says so.
  function ask(lines) {
    const hint = template("hint");
    const change = hint.querySelector("[data-hint-change]");
    const words = oneOrMany(lines.length, "LinesPersonal");
    hint.querySelector("[data-hint-words]").textContent = `${words} ${pageText("HintMore")}`;
    change.addEventListener("click", () => {
      hint.remove();
      lines[0].field.focus();
    });
    hint.querySelector("[data-hint-go]").addEventListener("click", () => submit(true));
    hint.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      hint.remove();
      go.focus();
    });
    list.addEventListener("input", () => hint.remove(), { once: true });
    go.parentElement.before(hint);
    change.focus();
  }

  function submit(hasSeen) {
    part.querySelector("[data-hint]")?.remove();
    const rows = rowsIn(list);
    const chosen = rows.filter((row) => row.isIn && row.text);
    const wrong = chosen.find((row) => excess(row.field.value) > 0);
    if (wrong) {
      wrong.field.focus();
      return;
    }
    const personal = chosen.filter((row) => findPersonalData(row.field.value).length);
    if (personal.length && !hasSeen) {
      ask(personal);
      return;
    }
    const stays = rows.filter((row) => !row.isIn).map((row) => row.text);
    const texts = chosen.map((row) => row.text);
    done(texts, [...stays, ...rest].filter(Boolean).join("\n"));
    close();
    announce(oneOrMany(chosen.length, "PutUp"));
  }

  for (const text of all.slice(0, MOST_LINES)) {
    const row = template("line");
    row.querySelector("textarea").value = text;
    list.append(row);
  }
  part.querySelector("[data-more-lines]").hidden = !rest.length;
  list.addEventListener("input", draw);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-line-remove]");
    if (button) removeRow(button.closest("li"));
  });
  part.addEventListener("keydown", (event) => event.key === "Escape" && close());
  part.querySelector("[data-preview-cancel]").addEventListener("click", close);
  go.addEventListener("click", () => submit(false));
  form.after(part);
  form.hidden = true;
  draw();
  title.focus();
}

/** That the user is the scribe is remembered in the browser's history, nowhere else. */
export function startScribe() {
  const says = root.querySelector("[data-scribe-says]");
  const show = () => {
    says.hidden = !isScribe();
    for (const hint of root.querySelectorAll("[data-enter-hint]")) {
      hint.textContent = isScribe() ? pageText("EnterScribe") : pageText("Enter");
    }
  };
  toggle.checked = Boolean(history.state?.scribe);
  toggle.addEventListener("change", () => {
    history.replaceState({ ...history.state, scribe: isScribe() }, "");
    show();
  });
  show();
}
