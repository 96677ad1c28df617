// The connection: an event stream while it lives, polling every five seconds while it does not.

import { setServerTime } from "./clock.js";
import { boxOf, kind, notes, page, put, recount, root, say, sayNumber, seen, take } from "./sight.js";

// Updates are paused: no note moves until the reader says so. Whether one may write is told all the
// same, or what she writes would never go up.
let held = false;
let isLost = false;

// --- changes from the server ------------------------------------------------------------------

function change(said) {
  if (held && !said.refetch) {
    if (said.stage) stand(standingStill(said.stage));
    return;
  }
  // A change that does not start from what this page shows: fetch the whole.
  if (said.refetch || said.from !== seen.version) {
    refetchSoon();
    return;
  }
  seen.version = said.version;
  if (said.stage) stand(said.stage);
  const fresh = said.put.filter((note) => put(note));
  said.gone.forEach(take);
  settle(said.total, fresh);
}

// While updates are paused the clock goes on, but no note is moved to another theme.
const standingStill = (stage) => ({ ...stage, clusters: seen.stage.clusters });

// The light state that travels beside the notes; `anew` when what shows it has just been drawn.
export function stand(stage, anew = false) {
  if (!anew && JSON.stringify(stage) === JSON.stringify(seen.stage)) return;
  seen.stage = stage;
  for (const draw of page.staged) draw(stage);
}

function become(state) {
  setServerTime(state.now);
  const now = JSON.parse(state.frame);
  const was = JSON.parse(seen.frame);
  if (now.turn < was.turn) return; // an answer from before what this page already shows
  if (state.frame !== seen.frame && !page.turned(now, was)) return;
  seen.frame = state.frame;
  seen.passes = state.passes;
  seen.stream = `/strom/board/${state.ticket}`;
  stand(held ? standingStill(state.stage) : state.stage);
  if (!held) drawAll(state);
  page.adopted();
}

function drawAll(state) {
  seen.version = state.version;
  const fresh = state.notes.filter((note) => {
    const known = notes.get(note.id);
    const same = known && !known.fromPage && JSON.stringify(known) === JSON.stringify(note);
    return !same && put(note);
  });
  const left = new Set(state.notes.map((note) => note.id));
  [...notes.keys()].filter((id) => !left.has(id)).forEach(take);
  settle(state.total, fresh);
}

function settle(total, fresh) {
  for (const element of root.querySelectorAll("[data-total]")) sayNumber(element, total);
  recount();
  announce(fresh);
}

// A board that opens, shows its notes or closes has another page; any other turn is made in place.
export function isAnotherPage(now, was) {
  const isOver = (state) => state === "draft" || state === "closed";
  return now.revealed !== was.revealed || (now.state !== was.state && (isOver(now.state) || isOver(was.state)));
}

// False, for `page.turned`. Two hundred phones do not ask in the same instant, and whoever has
// paused updates stays.
export function leaveForAFreshPage() {
  if (!held) setTimeout(() => window.location.reload(), Math.random() * 800);
  return false;
}

// --- the stream and the polling ---------------------------------------------------------------

let source = null;
let polling = null;
let refetching = null;
let connecting = null;

export function connect() {
  if (isLost) return;
  source?.close();
  source = new EventSource(seen.stream);
  source.onmessage = (event) => change(JSON.parse(event.data));
  source.addEventListener("hello", (event) => {
    stopPolling();
    const { version, now } = JSON.parse(event.data);
    setServerTime(now);
    if (version !== seen.version) refetch();
  });
  source.addEventListener("gone", movedAway);
  source.onerror = () => {
    source.close();
    if (isLost) return;
    startPolling();
    clearTimeout(connecting);
    connecting = setTimeout(connect, 8000 + Math.random() * 4000);
  };
}

function startPolling() {
  if (polling) return;
  connectionText(say("Polling"));
  refetch();
  polling = setInterval(refetch, 5000);
}

function stopPolling() {
  clearInterval(polling);
  polling = null;
  connectionText("");
}

function refetchSoon() {
  refetching ??= setTimeout(refetch, Math.random() * 500);
}

export async function refetch() {
  clearTimeout(refetching);
  refetching = null;
  if (isLost) return;
  try {
    const answer = await fetch(root.dataset.stateUrl, {
      credentials: kind === "lead" || kind === "read" ? "same-origin" : "omit",
      referrerPolicy: "no-referrer",
      headers: seen.etag ? { "If-None-Match": seen.etag } : {},
      cache: "no-store",
      signal: AbortSignal.timeout(8000),
    });
    if (answer.status === 404) lost();
    if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) return;
    const state = await answer.json();
    seen.etag = answer.headers.get("ETag") ?? "";
    become(state);
  } catch {
    // No net: the next poll tries again.
  }
}

// The address has been changed. Whoever signed in came by another, and goes on with the new one.
function movedAway() {
  if (kind !== "lead" && kind !== "read") {
    lost();
    return;
  }
  source.close();
  clearTimeout(connecting);
  connecting = setTimeout(() => refetch().then(connect), 1000);
}

// The board has another address now: nothing more comes by this one.
function lost() {
  isLost = true;
  source?.close();
  stopPolling();
  clearTimeout(connecting);
  connectionText(say("Gone"));
  announceNow(say("Gone"));
}

function connectionText(words) {
  let line = document.getElementById("connection");
  if (!line) {
    if (!words) return;
    line = document.createElement("p");
    line.id = "connection";
    line.className = "connection";
    document.body.append(line);
  }
  line.textContent = words;
  line.hidden = !words;
}

// --- for the ear: gathered, at most every ten seconds -----------------------------------------

const told = new Map(); // the name of a box -> how many new notes
let telling = null;

function announce(fresh) {
  for (const note of fresh) {
    const name = boxOf(note)?.dataset.name;
    if (name) told.set(name, (told.get(name) ?? 0) + 1);
  }
  if (told.size && !telling) {
    telling = setTimeout(() => {
      telling = null;
      const words = [...told].map(([name, n]) => `${n} ${n === 1 ? say("NewOne") : say("NewMany")} ${name}`);
      told.clear();
      announceNow(words.join(". "));
    }, 10000);
  }
}

export function announceNow(words) {
  const region = root.querySelector("[data-announce]");
  if (region && words) region.textContent = words;
}

for (const button of root.querySelectorAll("[data-pause-updates]")) {
  button.addEventListener("click", () => {
    held = !held;
    button.setAttribute("aria-pressed", String(held));
    if (held) return;
    seen.etag = "";
    refetch();
  });
}
