// What stands in one's own notes, after a reload: a note that nobody is shown yet has its text with
// the server only, which gives it to whoever holds its token.

import { refetch } from "./live.js";
import { newPatience } from "./patience.js";
import { knock, passFor, refusal } from "./send.js";
import { notes, root, say, seen } from "./sight.js";
import * as shelf from "./shelf.js";

const { section } = root.dataset;
const FOR_GOOD = [401, 403, 404, 410]; // from our own server: no text comes, however often one asks
const refused = new Map(); // token -> { words, pass? }: for good, or as long as the pass is the same
const patience = newPatience();
let isAsking = false;
let isToldToWait = false; // by a server, ours or a proxy: then nothing but time makes us ask
let isOurServer = false; // that told so
let later = 0;

export const textOf = (item) => item.text ?? notes.get(item.id)?.text;

// In words, where there is no text.
export const whyNoText = (item) =>
  isRefused(item) ? refused.get(item.token).words : say(isToldToWait && isOurServer ? "TextWaits" : "TextLater");

function isRefused(item) {
  const no = refused.get(item.token);
  return Boolean(no) && (no.pass === undefined || no.pass === passFor(item));
}

const isMissing = (item) => item.id && item.section === section && textOf(item) === undefined && !isRefused(item);
const missing = () => shelf.all().filter(isMissing);

// Ask for the texts that are missing, one at a time. What cannot be had now is asked for again later,
// and, unless a server has asked for patience, whenever the page takes over the board's state.
export async function recall(redraw) {
  if (isAsking || isToldToWait) return;
  isAsking = true;
  clearTimeout(later);
  for (let [item] = missing(); item; [item] = missing()) {
    const goesOn = await ask(item);
    redraw();
    if (!goesOn) break;
  }
  isAsking = false;
  if (missing().length) later = setTimeout(again, patience.next(), redraw);
  else {
    patience.anew();
    isToldToWait = false;
  }
}

function again(redraw) {
  isToldToWait = false;
  recall(redraw);
}

// True when the next may be asked for at once.
async function ask(item) {
  const pass = passFor(item);
  try {
    const answer = await knock("POST", `${root.dataset.ownDoor}${section}/`, { pass, token: item.token });
    if (!answer.ok) return await judge(answer, item, pass);
    const { text } = await answer.json();
    if (typeof text !== "string") return false;
    if (shelf.has(item.token)) shelf.remember(item.token, text);
    patience.anew();
    return true;
  } catch {
    return false; // no net, or a portal's own page
  }
}

async function judge(answer, item, pass) {
  const { error, sentence } = await refusal(answer);
  if (!error || !FOR_GOOD.includes(answer.status)) {
    patience.heed(answer);
    isToldToWait = true;
    isOurServer = Boolean(error);
    return false;
  }
  if (error === "note") refused.set(item.token, { words: sentence });
  else if (error === "pass") await refuseUntilAnother(pass);
  else for (const one of missing()) refused.set(one.token, { words: sentence });
  return true;
}

// A new pass comes with the board's state; without one there is nothing more to ask with.
async function refuseUntilAnother(pass) {
  seen.etag = "";
  await refetch();
  const words = say("TextNever");
  for (const one of missing()) if (passFor(one) === pass) refused.set(one.token, { words, pass });
}
