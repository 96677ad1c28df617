// Notes on their way: sent without cookies, one at a time, until they have arrived.

import { isTimeOut } from "./clock.js";
import { announceNow, refetch } from "./live.js";
import { newPatience } from "./patience.js";
import { root, say, seen } from "./sight.js";
import * as shelf from "./shelf.js";

const WAITS = ["paused", "gone", "time", "pace", "full"]; // refusals that may be lifted
const waits = new Map(); // token -> why it waits, in words
let redraw = () => {};

export const door = (item) => `${root.dataset.noteDoor}${item.section}/${item.prompt}/${item.breakout}/`;
export const passFor = (item) => seen.passes[item.section] ?? "";
export const unsent = () => shelf.all().filter((item) => !item.id && !item.refused);
export const whyWaits = (item) => item.refused ?? waits.get(item.token) ?? say("Sending");

export function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

export function knock(method, address, body) {
  return fetch(address, {
    method,
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10000),
  });
}

// What our server says no with; without `error` somebody else answered, a proxy or a portal.
export async function refusal(answer) {
  try {
    const { error, sentence } = await answer.json();
    return { error: error ?? "", sentence: sentence ?? say("Refused") };
  } catch {
    return { error: "", sentence: say("Refused") };
  }
}

const patience = newPatience();
let flushing = false;
let again = null;

// Send what waits, whichever group it was written for, one note at a time, in order.
export async function flush() {
  if (flushing) return;
  flushing = true;
  clearTimeout(again);
  try {
    for (let [item] = unsent(); item; [item] = unsent()) if (!(await send(item))) break;
  } finally {
    flushing = false;
  }
  if (unsent().length) again = setTimeout(flush, patience.next());
  else patience.anew();
}

// Something has changed for the better: try at once.
export function flushAnew() {
  patience.anew();
  flush();
}

// True when the next note may be tried at once.
async function send(item) {
  const pass = passFor(item);
  if (!pass) return cannotGoUp(item);
  if (isTimeOut()) return wait(item, say("TimeOut")); // and it goes up when there is more time
  const tried = { ...item, tried: true }; // from here on it may have arrived, whatever we hear
  shelf.save(tried);
  let answer;
  let given = null;
  try {
    answer = await knock("POST", door(item), { pass, token: item.token, text: item.text });
    if (answer.ok) given = await answer.json();
  } catch {
    return wait(tried, `${say("Offline")} ${say("OfflineMore")}`);
  }
  if (!shelf.has(item.token)) return true; // forgotten while it was on its way
  if (given?.id) {
    waits.delete(item.token);
    shelf.save({ ...item, id: given.id, text: given.text });
    announceNow(say("Sent"));
    redraw();
    return true;
  }
  return refused(item, tried, pass, answer);
}

// A board that is closed opens no more; any other may, and then the note goes up.
function cannotGoUp(item) {
  const { state } = JSON.parse(seen.frame);
  if (state !== "closed") return wait(item, say(state === "frozen" ? "Frozen" : "Paused"));
  refuse(item, say("Closed"));
  return true;
}

function refuse(item, words) {
  if (shelf.has(item.token)) shelf.save({ ...item, refused: words });
  redraw();
}

async function refused(item, tried, pass, answer) {
  const { error, sentence } = await refusal(answer);
  if (answer.status >= 500) return wait(tried, sentence);
  if (!error) return wait(tried, `${say("Offline")} ${say("OfflineMore")}`);
  // Our server said no, so it has not arrived.
  const untried = { ...item, tried: false };
  if (error === "pass") {
    // The new pass comes with the board's state; the note waits for it.
    seen.etag = "";
    await refetch();
    return passFor(item) !== pass ? send(untried) : wait(untried, sentence);
  }
  if (error === "pace") patience.heed(answer, 5);
  if (WAITS.includes(error)) return wait(untried, sentence);
  refuse(untried, sentence);
  return true;
}

function wait(item, words) {
  if (shelf.has(item.token)) {
    shelf.save(item);
    waits.set(item.token, words);
  }
  redraw();
  return false;
}

export function beginSending(draw) {
  redraw = draw;
  window.addEventListener("online", () => {
    flushAnew();
    refetch();
  });
}
