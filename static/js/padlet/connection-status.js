// @ts-check
// The connection's status in the window (templates/padlet/connection/_connection.html): hidden while
// all is well, else a sentence with its shape and colour, that a screen reader is told once.

import { announce } from "./announcer.js";
import { emit } from "./events.js";

/**
 * @typedef {"" | "lost" | "busy" | "weak" | "back" | "gone" | "signedOut"} Status
 *   all is well; no net; the server refuses; polling; well again; no board by this address; signed out
 */

const BACK_FOR = 5000; // milliseconds that "connected again" stands

const line = document.getElementById("connection");
/** @type {Status} */
let status = "";
/** @type {Status} */
let asked = ""; // what is shown once the good news has stood
let leaving = null;

const isAway = (one) => one === "lost" || one === "busy";
const isOver = (one) => one === "gone" || one === "signedOut";

/**
 * Show how it goes; after contact was lost the good news is told too, for a while.
 * @param {Status} now
 */
export function showConnection(now) {
  if (!line || isOver(status)) return;
  asked = now;
  const hasContact = now === "" || now === "weak";
  if (hasContact && status === "back") return;
  const next = hasContact && isAway(status) ? "back" : now;
  if (next === status) return;
  const isTold = next === "" || next === "weak" || (isAway(next) && isAway(status));
  draw(next);
  if (!isTold) announce(words());
  clearTimeout(leaving);
  if (next === "back") leaving = setTimeout(() => draw(asked), BACK_FOR);
}

const words = () => line.dataset[`text${status[0].toUpperCase()}${status.slice(1)}`];

/** @param {Status} next */
function draw(next) {
  status = next;
  line.hidden = !status;
  line.dataset.connection = status;
  line.querySelector("span").textContent = status ? words() : "";
  keepRoom();
}

// What else stands at the foot of the window stands above it, and the page can be scrolled past it.
let room = 0; // pixels
function keepRoom() {
  const now = line.offsetHeight;
  if (now === room) return;
  room = now;
  document.documentElement.style.setProperty("--foot-bar", `${room}px`);
  emit("connection");
}

// A phone's keyboard may lie over the foot of the window: then it stands above the keyboard.
function followKeyboard() {
  const { visualViewport: seen } = window;
  const covered = seen.scale === 1 ? window.innerHeight - seen.height - seen.offsetTop : 0;
  const below = `${Math.max(0, Math.round(covered))}px`;
  if (line.style.getPropertyValue("--below") !== below) line.style.setProperty("--below", below);
}

if (line) {
  window.addEventListener("resize", keepRoom);
  window.visualViewport?.addEventListener("resize", followKeyboard);
  window.visualViewport?.addEventListener("scroll", followKeyboard);
}
