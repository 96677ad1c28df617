// @ts-check
// Connection to the server: an event stream, or polling every five seconds while it is down.

import { announce } from "./announcer.js";
import { applyChange, applyState, pauseUpdates } from "./apply-updates.js";
import { isSignedIn, pageText, root } from "./board-root.js";
import { current } from "./board-state.js";
import { setServerTime } from "./clock.js";

const POLL_EVERY = 5000; // milliseconds
const GONE = [404, 410]; // no board by this address

/** @type {PageHandlers} */
let handlers = {};
let isLost = false;
/** @type {EventSource} */
let source = null;
let polling = null;
let refetching = null;
let connecting = null;

/** @param {PageHandlers} pageHandlers what this kind of page does differently */
export function connect(pageHandlers) {
  handlers = pageHandlers;
  for (const button of root.querySelectorAll("[data-pause-updates]")) {
    button.addEventListener("click", () => togglePause(button));
  }
  openStream();
}

function togglePause(button) {
  const isPaused = button.getAttribute("aria-pressed") !== "true";
  pauseUpdates(isPaused);
  button.setAttribute("aria-pressed", String(isPaused));
  if (!isPaused) refetchAll();
}

function openStream() {
  if (isLost) return;
  source?.close();
  source = new EventSource(current.stream);
  source.onmessage = (event) => {
    if (!applyChange(JSON.parse(event.data), handlers)) refetchSoon();
  };
  source.addEventListener("hello", (event) => {
    stopPolling();
    const { version, now } = JSON.parse(event.data);
    setServerTime(now);
    if (version !== current.version) refetch();
  });
  source.addEventListener("revoked", followMove);
  source.onerror = () => {
    source.close();
    if (isLost) return;
    startPolling();
    clearTimeout(connecting);
    connecting = setTimeout(openStream, 8000 + Math.random() * 4000);
  };
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
  try {
    const answer = await fetch(root.dataset.stateUrl, {
      credentials: isSignedIn ? "same-origin" : "omit",
      referrerPolicy: "no-referrer",
      headers: current.etag ? { "If-None-Match": current.etag } : {},
      cache: "no-store",
      signal: AbortSignal.timeout(8000),
    });
    if (GONE.includes(answer.status)) giveUp();
    if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) return;
    const state = await answer.json();
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

// The address has been changed. Signed-in users came by another, and go on with the new one.
function followMove() {
  if (!isSignedIn) {
    giveUp();
    return;
  }
  source.close();
  clearTimeout(connecting);
  connecting = setTimeout(() => refetch().then(openStream), 1000);
}

// The board has another address now, or is gone: nothing more comes by this one.
function giveUp() {
  isLost = true;
  source?.close();
  stopPolling();
  clearTimeout(connecting);
  showConnection(pageText("Gone"));
  announce(pageText("Gone"));
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
