// @ts-check
// Outbox: sends stored notes one at a time, in order, and retries until each has arrived.

import { announce } from "./announcer.js";
import { newBackoff } from "./backoff.js";
import { oneOrMany, pageText, root } from "./board-root.js";
import { frame } from "./board-state.js";
import { isTimeOut } from "./clock.js";
import { refetchAll } from "./connection.js";
import { noteUrl, passFor, readRefusal, sendJson } from "./note-api.js";
import { showPosted } from "./note-field.js";
import * as store from "./note-store.js";

const TEMPORARY = ["paused", "gone", "time", "pace", "full"]; // refusals that may be lifted
const reasons = new Map(); // token -> why it waits, in words
let redraw = () => {};

export const unsent = () => store.allNotes().filter((item) => !item.id && !item.refused);

/**
 * Why a note has not been sent, in words.
 * @param {StoredNote} item
 */
export const whyWaiting = (item) => item.refused ?? reasons.get(item.token) ?? pageText("Sending");

const backoff = newBackoff();
let isFlushing = false;
let again = null;

/** Send what waits, whichever group it was written for, one note at a time, in order. */
export async function flush() {
  if (isFlushing) return;
  isFlushing = true;
  arrived = [];
  clearTimeout(again);
  try {
    for (let [item] = unsent(); item; [item] = unsent()) if (!(await send(item))) break;
  } finally {
    isFlushing = false;
    tellArrived();
  }
  if (unsent().length) again = setTimeout(flush, backoff.next());
  else backoff.reset();
}

let arrived = []; // the notes of this flush that were received

// Once to the ear and once to the eye, however many there were.
function tellArrived() {
  if (!arrived.length) return;
  announce(oneOrMany(arrived.length, "Sent"));
  for (const prompt of new Set(arrived.map((item) => item.prompt))) {
    const form = /** @type {HTMLFormElement} */ (
      root.querySelector(`[data-prompt="${prompt}"] form[data-write]`)
    );
    const count = arrived.filter((item) => item.prompt === prompt).length;
    if (form) showPosted(form, oneOrMany(count, "Posted"));
  }
}

/** Something has changed for the better: try at once. */
export function flushNow() {
  backoff.reset();
  flush();
}

// True when the next note may be tried at once.
async function send(item) {
  const pass = passFor(item);
  if (!pass) return withoutPass(item);
  if (isTimeOut()) return wait(item, pageText("TimeOut")); // and it is sent when there is more time
  const tried = { ...item, tried: true }; // from here on it may have arrived, whatever we hear
  store.save(tried);
  let answer;
  let given = null;
  try {
    answer = await sendJson("POST", noteUrl(item), { pass, token: item.token, text: item.text });
    if (answer.ok) given = await answer.json();
  } catch {
    return wait(tried, offline());
  }
  if (!store.hasToken(item.token)) return true; // forgotten while it was on its way
  if (given?.id) {
    reasons.delete(item.token);
    store.save({ ...item, id: given.id, text: given.text });
    arrived.push(item);
    redraw();
    return true;
  }
  return refused(item, tried, pass, answer);
}

const offline = () => `${pageText("Offline")} ${pageText("OfflineMore")}`;

// A board that is closed opens no more; any other may, and then the note is sent.
function withoutPass(item) {
  const { state } = frame();
  if (state !== "closed") return wait(item, pageText("Paused"));
  refuseForGood(item, pageText("Closed"));
  return true;
}

function refuseForGood(item, words) {
  if (store.hasToken(item.token)) store.save({ ...item, refused: words });
  redraw();
}

async function refused(item, tried, pass, answer) {
  const { error, sentence } = await readRefusal(answer);
  if (answer.status >= 500) return wait(tried, sentence);
  if (!error) return wait(tried, offline());
  // Our server said no, so it has not arrived.
  const untried = { ...item, tried: false };
  if (error === "pass") {
    // The new pass comes with the board's state; the note waits for it.
    await refetchAll();
    return passFor(item) !== pass ? send(untried) : wait(untried, sentence);
  }
  if (error === "pace") backoff.obey(answer, 5);
  if (TEMPORARY.includes(error)) return wait(untried, sentence);
  refuseForGood(untried, sentence);
  return true;
}

function wait(item, words) {
  if (store.hasToken(item.token)) {
    store.save(item);
    reasons.set(item.token, words);
  }
  redraw();
  return false;
}

/** @param {() => void} draw called when a note has been sent, or has to wait */
export function startOutbox(draw) {
  redraw = draw;
  // The page asks for the board's state itself when it wakes.
  window.addEventListener("online", flushNow);
  window.addEventListener("pageshow", ({ persisted }) => persisted && flushNow());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") flushNow();
  });
}
