// @ts-check
// Submits the text of a field: as one note, or for a scribe one note per line.

import { pageText, root } from "./board-root.js";
import { boardState } from "./board-status.js";
import { newToken } from "./note-api.js";
import { confirmPersonalData, copyText, measure, showError, tooLongWords } from "./note-field.js";
import * as store from "./note-store.js";
import { cleanText } from "./note-text.js";
import { flush } from "./outbox.js";
import { drawOwnNotes, showNewest } from "./own-notes.js";
import { hasSeveralLines, isScribe, previewLines } from "./scribe.js";

const { section } = root.dataset;

function submitOrPreview(form) {
  if (boardState === "closed") return;
  const field = form.querySelector("textarea");
  const text = cleanText(field.value);
  if (isScribe() && hasSeveralLines(text)) {
    openPreview(form);
    return;
  }
  const left = measure(field);
  const wrong = !text ? pageText("Empty") : left < 0 ? tooLongWords(left) : "";
  showError(form, wrong);
  field.focus({ preventScroll: true });
  if (!wrong) confirmPersonalData(form, () => submit(form));
}

function submit(form) {
  const field = form.querySelector("textarea");
  send(form, [cleanText(field.value)], "");
  field.focus({ preventScroll: true });
  showNewest(form);
}

// What remains is a draft: with it what the store would not take.
function send(form, texts, remains) {
  const field = form.querySelector("textarea");
  const { prompt } = form.closest("[data-prompt]").dataset;
  const left = texts.filter((text) => {
    const token = newToken();
    store.save({ token, section, prompt, breakout: root.dataset.breakout, text });
    return !store.hasToken(token);
  });
  field.value = [...left, remains].filter(Boolean).join("\n");
  measure(field);
  drawOwnNotes();
  flush();
}

function openPreview(form) {
  const field = form.querySelector("textarea");
  const keepDraft = (text) => {
    field.value = text;
    measure(field);
  };
  showError(form);
  const done = (texts, remains) => {
    send(form, texts, remains);
    requestAnimationFrame(() => showNewest(form)); // when the field is seen again
  };
  previewLines(form, { keepDraft, done });
}

function startForm(form) {
  const field = form.querySelector("textarea");
  // What was written before this script had come is newer than any draft.
  field.value ||= store.draft(form.closest("[data-prompt]").dataset.prompt);
  measure(field);
  field.addEventListener("input", () => {
    const left = measure(field);
    if (left >= 0) showError(form);
    else if (!form.querySelector("[data-error]").hidden) showError(form, tooLongWords(left));
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submitOrPreview(form);
  });
  field.addEventListener("paste", () => {
    if (!isScribe()) return;
    setTimeout(() => hasSeveralLines(field.value) && !form.hidden && openPreview(form));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submitOrPreview(form);
  });
  form.querySelector("[data-copy-text]").addEventListener("click", () => copyText(form));
}

export function startSubmitting() {
  for (const form of root.querySelectorAll("form[data-write]")) startForm(form);
}
