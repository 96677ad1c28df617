// @ts-check
// The text of the user's own notes after a reload: while nobody is shown a note only the server has
// its text, and gives it to the browser that holds its token.

import { newBackoff } from "./backoff.js";
import { pageText, root } from "./board-root.js";
import { notes } from "./board-state.js";
import { refetchAll } from "./connection.js";
import { passFor, readRefusal, sendJson } from "./note-api.js";
import * as store from "./note-store.js";

const { section } = root.dataset;
const FOR_GOOD = [401, 403, 404, 410]; // from our own server: no text comes, however often one asks
const refused = new Map(); // token -> { words, pass? }: for good, or as long as the pass is the same
const backoff = newBackoff();
let isAsking = false;
let mustWait = false; // a server, ours or a proxy, said so: then nothing but time makes us ask
let isOurServer = false; // that said so
let later = null;

/**
 * Its text, where this page knows it.
 * @param {StoredNote} item
 */
export const textOf = (item) => item.text ?? notes.get(item.id)?.text;

/**
 * In words, where there is no text.
 * @param {StoredNote} item
 */
export const whyNoText = (item) =>
  isRefused(item)
    ? refused.get(item.token).words
    : pageText(mustWait && isOurServer ? "TextWaits" : "TextLater");

function isRefused(item) {
  const refusal = refused.get(item.token);
  return Boolean(refusal) && (refusal.pass === undefined || refusal.pass === passFor(item));
}

const isMissing = (item) =>
  item.id && item.section === section && textOf(item) === undefined && !isRefused(item);
const missing = () => store.allNotes().filter(isMissing);

/**
 * Ask for the texts that are missing, one at a time. What cannot be had now is asked for later and,
 * unless a server has asked us to wait, whenever the page applies the board's state.
 * @param {() => void} redraw
 */
export async function restoreTexts(redraw) {
  if (isAsking || mustWait) return;
  isAsking = true;
  clearTimeout(later);
  for (let [item] = missing(); item; [item] = missing()) {
    const goesOn = await ask(item);
    redraw();
    if (!goesOn) break;
  }
  isAsking = false;
  if (missing().length) later = setTimeout(again, backoff.next(), redraw);
  else {
    backoff.reset();
    mustWait = false;
  }
}

function again(redraw) {
  mustWait = false;
  restoreTexts(redraw);
}

// True when the next may be asked for at once.
async function ask(item) {
  const pass = passFor(item);
  try {
    const url = `${root.dataset.ownNotesUrl}${section}/`;
    const answer = await sendJson("POST", url, { pass, token: item.token });
    if (!answer.ok) return await handleRefusal(answer, item, pass);
    const { text } = await answer.json();
    if (typeof text !== "string") return false;
    if (store.hasToken(item.token)) store.rememberText(item.token, text);
    backoff.reset();
    return true;
  } catch {
    return false; // offline, or a portal's own page
  }
}

async function handleRefusal(answer, item, pass) {
  const { error, sentence } = await readRefusal(answer);
  if (!error || !FOR_GOOD.includes(answer.status)) {
    backoff.obey(answer);
    mustWait = true;
    isOurServer = Boolean(error);
    return false;
  }
  if (error === "note") refused.set(item.token, { words: sentence });
  else if (error === "pass") await refuseUntilNewPass(pass);
  else for (const one of missing()) refused.set(one.token, { words: sentence });
  return true;
}

// A new pass comes with the board's state; without one there is nothing more to ask with.
async function refuseUntilNewPass(pass) {
  await refetchAll();
  const words = pageText("TextNever");
  for (const one of missing()) {
    if (passFor(one) === pass) refused.set(one.token, { words, pass });
  }
}
