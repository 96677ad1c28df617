// @ts-check
// Connection to the server: an event stream, or polling every five seconds while it is down. A page
// that nobody sees lets go of both, since a browser holds six streams for all its tabs; when it is
// seen again it asks at once.

import { timeoutSignal } from "../older-browsers.js";
import { announce } from "./announcer.js";
import { applyChange, applyState } from "./apply-updates.js";
import { isSignedIn, pageText, root } from "./board-root.js";
import { current } from "./board-state.js";
import { setServerTime } from "./clock.js";
import { canListen, newStream } from "./event-stream.js";
import { startHolding } from "./hold-updates.js";

const POLL_EVERY = 5000; // milliseconds
const GONE = [404, 410]; // no board by this address

/** @type {PageHandlers} */
let handlers = {};
let isLost = false;
let polling = null;
let refetching = null;
let connecting = null;
let asked = 0; // requests for the state, by their number
let applied = 0; // the latest whose answer is shown

const stream = newStream({
  onHello({ version, now }) {
    stopPolling();
    setServerTime(now);
    if (version !== current.version) refetch();
  },
  onChange(change) {
    if (!applyChange(change, handlers)) refetchSoon();
  },
  onAlive: setServerTime,
  onRevoked: followMove,
  onLost() {
    if (isLost || isHidden()) return;
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
  window.addEventListener("pagehide", letGo);
  window.addEventListener("pageshow", ({ persisted }) => persisted && askAnew());
  document.addEventListener("resume", askAnew);
  openStream();
}

function letGo() {
  clearTimeout(connecting);
  stream.close();
  stopPolling();
}

function askAnew() {
  if (isLost || isHidden()) return;
  refetch();
  openStream();
}

function openStream() {
  clearTimeout(connecting);
  if (isLost || isHidden()) return;
  if (canListen()) stream.open(current.stream);
  else polling ??= setInterval(refetch, POLL_EVERY);
}

function reconnectIn(milliseconds) {
  clearTimeout(connecting);
  connecting = setTimeout(openStream, milliseconds);
}

function startPolling() {
  if (polling) return;
  showConnection(pageText("Polling"));
  refetch();
  polling = setInterval(refetch, POLL_EVERY);
}

function stopPolling() {
  clearInterval(polling);
  polling = null;
  showConnection("");
}

function refetchSoon() {
  refetching ??= setTimeout(refetch, Math.random() * 500);
}

/** Fetch the state, and apply it when it has changed. */
export async function refetch() {
  clearTimeout(refetching);
  refetching = null;
  if (isLost) return;
  asked += 1;
  const mine = asked;
  try {
    const answer = await fetch(root.dataset.stateUrl, {
      credentials: isSignedIn ? "same-origin" : "omit",
      referrerPolicy: "no-referrer",
      headers: current.etag ? { "If-None-Match": current.etag } : {},
      cache: "no-store",
      signal: timeoutSignal(8000),
    });
    setServerTime(Number(answer.headers.get("Server-Time")));
    if (GONE.includes(answer.status)) giveUp(pageText("Gone"));
    if (isSignedIn && answer.redirected) giveUp(pageText("SignedOut"));
    if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) return;
    const state = await answer.json();
    if (mine < applied) return; // a later request was answered first
    applied = mine;
    current.etag = answer.headers.get("ETag") ?? "";
    applyState(state, handlers);
  } catch {
    // Offline: the next poll tries again.
  }
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
    giveUp(pageText("Gone"));
    return;
  }
  clearTimeout(connecting);
  connecting = setTimeout(() => refetch().then(openStream), 1000);
}

// Nothing more comes to this page: the board has another address now, or the user is signed out.
function giveUp(words) {
  isLost = true;
  letGo();
  showConnection(words);
  announce(words);
  handlers.onGone?.();
}

function showConnection(words) {
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
