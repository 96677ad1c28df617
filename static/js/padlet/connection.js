// @ts-check
// Connection to the server: an event stream, or polling every five seconds while it is down. A page
// that nobody sees lets go of both, since a browser holds six streams for all its tabs; when it is
// seen again it asks at once.

import { timeoutSignal } from "../older-browsers.js";
import { applyChange, applyState } from "./apply-updates.js";
import { isSignedIn, root } from "./board-root.js";
import { current } from "./board-state.js";
import { setServerTime } from "./clock.js";
import { showConnection } from "./connection-status.js";
import { canListen, newStream } from "./event-stream.js";
import { leaveFor } from "./fresh-page.js";
import { startHolding } from "./hold-updates.js";

const POLL_EVERY = 5000; // milliseconds
const GONE = [404, 410]; // no board by this address

/** @type {PageHandlers} */
let handlers = {};
let isOver = false; // nothing more comes to this page
let isWeak = false; // the stream was lost, or never came
/** @type {"" | "lost" | "busy"} */
let failure = ""; // why the latest request had no answer
let polling = null;
let refetching = null;
let connecting = null;
let asked = 0; // requests for the state, by their number
let answered = 0; // the latest that was answered

const stream = newStream({
  onHello({ version, now }) {
    stopPolling();
    setServerTime(now);
    noteContact();
    if (version !== current.version) refetch();
  },
  onChange(change) {
    noteContact();
    if (!applyChange(change, handlers)) refetchSoon();
  },
  onAlive(now) {
    noteContact();
    setServerTime(now);
  },
  onRevoked: followMove,
  onLost() {
    if (isOver || isHidden()) return;
    isWeak = true;
    startPolling();
    reconnectIn(8000 + Math.random() * 4000);
  },
});

const isHidden = () => document.visibilityState === "hidden";

/** @param {PageHandlers} pageHandlers what this kind of page does differently */
export function connect(pageHandlers) {
  handlers = pageHandlers;
  startHolding(refetchAll);
  document.addEventListener("visibilitychange", () => (isHidden() ? letGo() : askAnew()));
  window.addEventListener("online", askAnew); // the stream of the old net is dead, and does not know
  window.addEventListener("offline", loseNet);
  window.addEventListener("pagehide", letGo);
  window.addEventListener("pageshow", ({ persisted }) => persisted && askAnew());
  document.addEventListener("resume", askAnew);
  if (navigator.onLine === false) loseNet();
  else openStream();
}

function letGo() {
  clearTimeout(connecting);
  stream.close();
  stopPolling();
}

function askAnew() {
  if (isOver || isHidden()) return;
  isWeak = false;
  refetch();
  openStream();
}

// The device says that it has no net. It may be wrong, so the page goes on asking.
function loseNet() {
  if (isOver || isHidden()) return;
  stream.close();
  isWeak = true;
  failure = "lost";
  startPolling();
  reconnectIn(8000 + Math.random() * 4000);
}

function openStream() {
  clearTimeout(connecting);
  if (isOver || isHidden()) return;
  if (canListen()) {
    stream.open(current.stream);
    return;
  }
  isWeak = false; // as well as this browser can
  polling ??= setInterval(refetch, POLL_EVERY);
}

function reconnectIn(milliseconds) {
  clearTimeout(connecting);
  connecting = setTimeout(openStream, milliseconds);
}

function startPolling() {
  show();
  if (polling) return;
  refetch();
  polling = setInterval(refetch, POLL_EVERY);
}

function stopPolling() {
  clearInterval(polling);
  polling = null;
  isWeak = false;
}

// --- what is told of it -------------------------------------------------------------------------

const show = () => showConnection(failure || (isWeak ? "weak" : ""));

// The server has answered. After silence the stream is tried at once, but not by all in step.
function noteContact() {
  const wasAway = failure !== "";
  failure = "";
  if (wasAway && isWeak) reconnectIn(Math.random() * 2000);
  show();
}

/** @param {"lost" | "busy"} why */
function noteFailure(why) {
  if (isOver || isHidden()) return;
  failure = why;
  show();
  // While a stream is open nobody else asks again.
  if (!polling) refetching ??= setTimeout(refetch, POLL_EVERY);
}

function refetchSoon() {
  refetching ??= setTimeout(refetch, Math.random() * 500);
}

/** Fetch the state, and apply it when it has changed. */
export async function refetch() {
  clearTimeout(refetching);
  refetching = null;
  if (isOver) return;
  asked += 1;
  const mine = asked;
  const state = await ask().catch(() => /** @type {const} */ ("lost"));
  if (mine < answered) return; // a later request was answered first
  if (typeof state === "string") {
    noteFailure(state);
    return;
  }
  answered = mine;
  noteContact();
  if (state) applyState(state, handlers);
}

/** @returns {Promise<BoardState | "lost" | "busy" | null>} null: nothing new, or all is over */
async function ask() {
  const answer = await fetch(root.dataset.stateUrl, {
    credentials: isSignedIn ? "same-origin" : "omit",
    referrerPolicy: "no-referrer",
    headers: current.etag ? { "If-None-Match": current.etag } : {},
    cache: "no-store",
    signal: timeoutSignal(8000),
  });
  setServerTime(Number(answer.headers.get("Server-Time")));
  if (GONE.includes(answer.status)) giveUp("gone");
  if (isSignedIn && answer.redirected) giveUp("signedOut");
  if (answer.status >= 500 || answer.status === 429) return "busy";
  if (!answer.ok || isOver) return null;
  if (!answer.headers.get("Content-Type")?.includes("json")) return "lost"; // somebody else's page
  const state = await answer.json();
  current.etag = answer.headers.get("ETag") ?? "";
  return state;
}

/** Fetch the state and apply it, also when the server has nothing new. */
export function refetchAll() {
  current.etag = "";
  return refetch();
}

// The address has been changed, or the right to listen has ended. Signed-in users came by another
// address, and go on with the new one if they still may.
function followMove() {
  if (!isSignedIn) {
    giveUp("gone");
    return;
  }
  clearTimeout(connecting);
  connecting = setTimeout(() => refetch().then(openStream), 1000);
}

// Nothing more comes to this page: the board has another address now, or the user is signed out.
/** @param {"gone" | "signedOut"} why */
async function giveUp(why) {
  if (isOver) return;
  isOver = true;
  letGo();
  const address = why === "gone" ? await handlers.newAddress?.() : null;
  if (address) {
    leaveFor(address);
    return;
  }
  showConnection(why);
  handlers.onGone?.();
}
