// Putting up what stands in a field: as one note, or line by line for a group.

import { copyText, measure, withCare } from "./field.js";
import { drawOwn } from "./own.js";
import { isScribe, isSeveral, lookThrough } from "./scribe.js";
import { flush, newToken } from "./send.js";
import { root, say } from "./sight.js";
import * as shelf from "./shelf.js";
import { state } from "./standing.js";

const { section } = root.dataset;

function putOrLookThrough(form) {
  if (state === "closed") return;
  const field = form.querySelector("textarea");
  const error = form.querySelector("[data-error]");
  const text = field.value.trim();
  if (isScribe() && isSeveral(text)) {
    openPreview(form);
    return;
  }
  const left = measure(field);
  const wrong = !text ? say("Empty") : left < 0 ? `${-left} ${say("TooLong")}` : "";
  error.textContent = wrong;
  error.hidden = !wrong;
  field.setAttribute("aria-invalid", String(Boolean(wrong)));
  field.focus();
  if (!wrong) withCare(form, () => put(form));
}

function put(form) {
  const field = form.querySelector("textarea");
  keep(form, [field.value.trim()], "");
  field.focus();
}

// The texts are on their way, what remains is a draft: with it what the shelf would not take.
function keep(form, texts, remains) {
  const field = form.querySelector("textarea");
  const { prompt } = form.closest("[data-question]").dataset;
  const left = texts.filter((text) => {
    const token = newToken();
    shelf.save({ token, section, prompt, breakout: root.dataset.breakout, text });
    return !shelf.has(token);
  });
  field.value = [...left, remains].filter(Boolean).join("\n");
  measure(field);
  drawOwn();
  flush();
}

function openPreview(form) {
  const field = form.querySelector("textarea");
  const draft = (text) => {
    field.value = text;
    measure(field);
  };
  form.querySelector("[data-error]").hidden = true;
  lookThrough(form, { keep: draft, done: (texts, remains) => keep(form, texts, remains) });
}

function beginForm(form) {
  const field = form.querySelector("textarea");
  field.value = shelf.draft(form.closest("[data-question]").dataset.prompt);
  measure(field);
  field.addEventListener("input", () => measure(field));
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    putOrLookThrough(form);
  });
  field.addEventListener("paste", () => {
    if (isScribe()) setTimeout(() => isSeveral(field.value) && !form.hidden && openPreview(form));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    putOrLookThrough(form);
  });
  form.querySelector("[data-copy-text]").addEventListener("click", () => copyText(form));
}

export function beginPutting() {
  for (const form of root.querySelectorAll("form[data-write]")) beginForm(form);
}
