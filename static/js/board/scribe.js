// One writes for the group: several lines at once, looked through before they become notes.

import { personalIn } from "./hint.js";
import { linesOf } from "./lines.js";
import { announceNow } from "./live.js";
import { root, say, template } from "./sight.js";

const MOST_LINES = 100; // looked through at a time; the rest stays in the field
const longest = Number(root.dataset.length);
const turned = root.querySelector("[data-scribe]");

export const isScribe = () => turned.checked;
export const isSeveral = (text) => linesOf(text).length > 1;

export const personalWords = (kinds) => kinds.map((kind) => say(`Hint${kind}`)).join(" ");

const tooLong = (text) => [...text.trim()].length - longest;

// Show what the field holds as lines to look through. `done(texts, rest)` gets what is to go up.
export function lookThrough(form, { done, keep }) {
  const field = form.querySelector("textarea");
  const all = linesOf(field.value);
  const rest = all.slice(MOST_LINES);
  const part = template("preview");
  const list = part.querySelector("[data-lines]");
  const title = part.querySelector("[data-preview-title]");
  const go = part.querySelector("[data-preview-go]");
  const rows = () => [...list.children].map((row) => ({
    row,
    isIn: row.querySelector("input").checked,
    field: row.querySelector("textarea"),
  }));
  const textOf = (row) => row.field.value.trim();

  function judge() {
    for (const [place, row] of rows().entries()) {
      const number = place + 1;
      row.row.querySelector("[data-line-number]").textContent = say("Line").replace("{n}", number);
      row.field.setAttribute("aria-label", say("LineText").replace("{n}", number));
      row.row.querySelector("[data-line-remove]").setAttribute("aria-label", say("LineRemove").replace("{n}", number));
      const over = tooLong(row.field.value);
      const state = row.row.querySelector("[data-line-state]");
      const words = over > 0 ? `${over} ${say("TooLong")}` : personalWords(personalIn(row.field.value));
      state.querySelector("[data-line-words]").textContent = words;
      state.hidden = !words;
      state.id = `rad-${number}-laget`;
      row.field.setAttribute("aria-describedby", state.id);
      row.field.setAttribute("aria-invalid", String(row.isIn && over > 0));
    }
    const count = rows().filter((row) => row.isIn && textOf(row)).length;
    title.textContent = count === 1 ? say("BecomesOne") : say("BecomesMany").replace("{n}", count);
    go.textContent = count === 1 ? say("PutOne") : say("PutMany").replace("{n}", count);
    go.disabled = !count;
    // What is looked through is a draft as well: it is still there after a reload.
    keep([...rows().map(textOf), ...rest].filter(Boolean).join("\n"));
  }

  function add(text) {
    const row = template("line");
    row.querySelector("textarea").value = text;
    list.append(row);
  }

  function close() {
    part.remove();
    form.hidden = false;
    field.focus();
  }

  all.slice(0, MOST_LINES).forEach(add);
  part.querySelector("[data-more-lines]").hidden = !rest.length;
  list.addEventListener("input", judge);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-line-remove]");
    if (!button) return;
    const row = button.closest("li");
    part.querySelector("[data-hint]")?.remove();
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    judge();
    announceNow(title.textContent);
    if (next) next.querySelector("[data-line-remove]").focus();
    else close();
  });
  part.addEventListener("keydown", (event) => event.key === "Escape" && close());
  part.querySelector("[data-preview-cancel]").addEventListener("click", close);
  // Some lines seem to hold what is personal: go on only when the writer says so.
  function ask(lines) {
    const hint = template("hint");
    const change = hint.querySelector("[data-hint-change]");
    const words = lines.length === 1 ? say("LinesPersonalOne") : say("LinesPersonalMany").replace("{n}", lines.length);
    hint.querySelector("[data-hint-words]").textContent = `${words} ${say("HintMore")}`;
    change.addEventListener("click", () => {
      hint.remove();
      lines[0].field.focus();
    });
    hint.querySelector("[data-hint-go]").addEventListener("click", () => putUp(true));
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

  function putUp(hasSeen) {
    part.querySelector("[data-hint]")?.remove();
    const chosen = rows().filter((row) => row.isIn && textOf(row));
    const wrong = chosen.find((row) => tooLong(row.field.value) > 0);
    if (wrong) {
      wrong.field.focus();
      return;
    }
    const personal = chosen.filter((row) => personalIn(row.field.value).length);
    if (personal.length && !hasSeen) {
      ask(personal);
      return;
    }
    const stays = rows().filter((row) => !row.isIn).map(textOf);
    done(chosen.map(textOf), [...stays, ...rest].filter(Boolean).join("\n"));
    close();
    announceNow(chosen.length === 1 ? say("PutUpOne") : say("PutUpMany").replace("{n}", chosen.length));
  }

  go.addEventListener("click", () => putUp(false));
  form.after(part);
  form.hidden = true;
  judge();
  title.focus();
}

// Whether one writes for the group is remembered by the page in the browser's history, nowhere else.
export function beginScribing() {
  const says = root.querySelector("[data-scribe-says]");
  const show = () => {
    says.hidden = !isScribe();
    for (const hint of root.querySelectorAll("[data-enter-hint]")) {
      hint.textContent = isScribe() ? say("EnterScribe") : say("Enter");
    }
  };
  turned.checked = Boolean(history.state?.scribe);
  turned.addEventListener("change", () => {
    history.replaceState({ ...history.state, scribe: isScribe() }, "");
    show();
  });
  show();
}
