// @ts-check
// The user's own notes on the phone: waiting, received, changed, removed.

import { confirmed } from "../dialog.js";
import { announce } from "./announcer.js";
import { findNote } from "./board-dom.js";
import { pageText, root, template } from "./board-root.js";
import { notes } from "./board-state.js";
import { drawForms, isAccepting } from "./board-status.js";
import { refetch } from "./connection.js";
import { notice } from "./error-notice.js";
import { noteUrl, passFor, readRefusal, sendJson } from "./note-api.js";
import { countAlso, recount } from "./note-counts.js";
import { confirmPersonalData, measure, showError } from "./note-field.js";
import * as store from "./note-store.js";
import { whyWaiting } from "./outbox.js";
import { textOf, whyNoText } from "./restore-text.js";

const { section } = root.dataset;
const GAP = 8; // pixels
const PEEK = 64; // pixels: as much of a note as tells which one it is
const isHere = (item) => item.section === section;
const promptOf = (item) => root.querySelector(`[data-prompt="${item.prompt}"]`);

const shown = new WeakMap(); // a list -> what it shows, so that it is drawn again for a reason only

function redrawList(list, items, key, draw) {
  const now = JSON.stringify(items.map((item) => [item.token, ...key(item)]));
  if (shown.get(list) === now) return;
  shown.set(list, now);
  list.replaceChildren(...items.map(draw));
}

const told = new Set(); // ids that the server has told of: what it no longer tells of is gone

// The server tells of a note at its next tick, and while notes are gathered not at all.
function isUntold(item) {
  if (notes.has(item.id)) told.add(item.id);
  return !item.refused && !told.has(item.id);
}

countAlso((prompt, group) => {
  const here = (item) => Number(item.prompt) === prompt && Number(item.section) === group;
  return store.allNotes().filter((item) => here(item) && isUntold(item)).length;
});

export function drawOwnNotes() {
  drawOwnLists();
  recount();
}

/** The newest first, right under the button. */
export function drawOwnLists() {
  const own = store.allNotes().reverse();
  for (const part of root.querySelectorAll("[data-prompt]")) {
    const here = own.filter((item) => isHere(item) && item.prompt === part.dataset.prompt);
    const received = here.filter((item) => item.id);
    drawWaitingList(part, here, own);
    drawReceivedList(part, received);
    for (const item of received) findNote(item.id)?.remove();
  }
  const elsewhere = own.filter((item) => !isHere(item) && !item.id).length;
  const line = root.querySelector("[data-elsewhere]");
  line.hidden = !elsewhere;
  line.textContent = `${elsewhere} ${pageText(elsewhere === 1 ? "ElsewhereOne" : "ElsewhereMany")}`;
}

function drawReceivedList(part, received) {
  const list = part.querySelector("[data-own-list]");
  part.querySelector("[data-own]").hidden = !received.length;
  if (list.querySelector("[data-edit-form]")) return;
  redrawList(list, received, (item) => [item.id, textOf(item) ?? whyNoText(item)], drawReceived);
}

function drawWaitingList(part, here, own) {
  const list = part.querySelector("[data-waiting]");
  const waiting = here.filter((item) => !item.id);
  redrawList(list, waiting, (item) => [item.text], drawWaiting);
  for (const element of list.children) showReason(element, own);
}

// A note that was on its way may have arrived: taken back and sent again it would be there twice.
const mayTakeBack = (item) => Boolean(item && !item.id && (item.refused || !item.tried));
const tokenOf = new WeakMap(); // an own note's element -> its token

function showReason(element, own) {
  const item = own.find((one) => one.token === tokenOf.get(element));
  if (!item) return;
  element.querySelector("[data-wait-state]").textContent = whyWaiting(item);
  element.querySelector("[data-back]").hidden = !mayTakeBack(item);
}

function drawWaiting(item) {
  const element = template("wait");
  tokenOf.set(element, item.token);
  element.querySelector("[data-text]").textContent = item.text;
  element.querySelector("[data-back]").addEventListener("click", () => takeBack(item));
  return element;
}

/**
 * Scroll so that the newest note begins in view, and no further than its field is seen.
 * @param {HTMLFormElement} form
 */
export function showNewest(form) {
  const part = form.closest("[data-prompt]");
  const newest = part.querySelector("[data-waiting] > *, [data-own-list] > *");
  if (!newest) return;
  const seen = window.visualViewport;
  const bottom = seen ? seen.offsetTop + seen.height : window.innerHeight;
  const top = root.querySelector(".g-bar").getBoundingClientRect().bottom;
  const note = newest.getBoundingClientRect();
  const missing = Math.min(note.bottom, note.top + PEEK) + GAP - bottom;
  const room = form.querySelector(".note").getBoundingClientRect().top - GAP - top;
  if (missing > 0 && room > 0) window.scrollBy(0, Math.min(missing, room));
}

function takeBack(item) {
  if (!mayTakeBack(store.allNotes().find((one) => one.token === item.token))) return;
  store.deleteNote(item.token);
  const field = promptOf(item).querySelector("form[data-write]").querySelector("textarea");
  field.value = [field.value, item.text].filter(Boolean).join("\n");
  drawOwnNotes();
  drawForms();
  field.focus();
  measure(field);
}

function drawReceived(item) {
  const element = template("own");
  tokenOf.set(element, item.token);
  element.querySelector("[data-text]").textContent = textOf(item) ?? whyNoText(item);
  element.querySelector("[data-edit]").addEventListener("click", () => edit(item, element));
  element.querySelector("[data-remove]").addEventListener("click", () => remove(item));
  return element;
}

function edit(item, element) {
  const form = /** @type {HTMLFormElement} */ (template("edit"));
  const field = form.querySelector("textarea");
  field.value = textOf(item) ?? "";
  element.replaceWith(form);
  field.focus();
  const close = () => {
    const list = form.parentElement;
    form.remove();
    shown.delete(list);
    drawOwnNotes();
    const drawn = [...list.children].find((one) => tokenOf.get(one) === item.token);
    const button = isAccepting() ? drawn?.querySelector("[data-edit]") : null;
    (button ?? promptOf(item).querySelector("textarea"))?.focus();
  };
  field.addEventListener("input", () => showError(form));
  form.querySelector("[data-cancel]").addEventListener("click", close);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    confirmPersonalData(form, () => save(item, form, close));
  });
}

async function save(item, form, close) {
  const field = form.querySelector("textarea");
  const body = { pass: passFor(item), token: item.token, text: field.value };
  try {
    const answer = await sendJson("PUT", noteUrl(item), body);
    if (answer.ok) {
      store.save({ ...item, ...(await answer.json()) });
      announce(pageText("Changed"));
      close();
      return;
    }
    showError(form, (await readRefusal(answer)).sentence);
    if (answer.status === 403) refetch();
  } catch {
    showError(form, pageText("Offline"));
  }
  field.focus();
}

async function remove(item) {
  if (!(await confirmed(pageText("Remove"), { yes: pageText("RemoveYes") }))) return;
  try {
    const body = { pass: passFor(item), token: item.token };
    const answer = await sendJson("DELETE", noteUrl(item), body);
    if (!answer.ok) {
      notice((await readRefusal(answer)).sentence);
      return;
    }
  } catch {
    notice(pageText("OfflineMark"));
    return;
  }
  store.deleteNote(item.token);
  notes.delete(item.id);
  drawOwnNotes();
  announce(pageText("Removed"));
  promptOf(item).querySelector("textarea").focus();
}
