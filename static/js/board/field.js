// A field to write a note in: how much room is left, care with what is personal, its text copied.

import { personalIn } from "./hint.js";
import { notice } from "./notice.js";
import { personalWords } from "./scribe.js";
import { root, say, template } from "./sight.js";
import * as shelf from "./shelf.js";

// How many signs are left, which is told and the text kept as a draft.
export function measure(field) {
  const left = Number(root.dataset.length) - [...field.value.trim()].length;
  const line = field.closest("form").querySelector("[data-left]");
  if (line) line.textContent = left >= 0 ? `${left} ${say("Left")}` : `${-left} ${say("TooLong")}`;
  line?.classList.toggle("need-t", left < 0);
  shelf.saveDraft(field.closest("[data-question]").dataset.prompt, field.value);
  return left;
}

// Go on at once, or after the writer has seen what her text seems to hold.
export function withCare(form, go) {
  form.querySelector("[data-hint]")?.remove();
  const field = form.querySelector("textarea");
  const kinds = personalIn(field.value);
  if (!kinds.length) {
    go();
    return;
  }
  const hint = template("hint");
  const change = hint.querySelector("[data-hint-change]");
  const away = () => {
    hint.remove();
    field.focus();
  };
  hint.querySelector("[data-hint-words]").textContent = `${personalWords(kinds)} ${say("HintMore")}`;
  change.addEventListener("click", away);
  hint.querySelector("[data-hint-go]").addEventListener("click", () => {
    away();
    go();
  });
  hint.addEventListener("keydown", (event) => event.key === "Escape" && away());
  field.addEventListener("input", () => hint.remove(), { once: true });
  field.closest(".note").after(hint);
  change.focus();
}

export async function copyText(form) {
  const field = form.querySelector("textarea");
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    notice(say("Copied"));
  } catch {
    notice(say("Marked"));
  }
}
