// @ts-check
// Leaves for another page, or for this one drawn again, once the server gives it: a screen in a room
// must not be left at an error page that nobody reloads.

import { timeoutSignal } from "../older-browsers.js";
import { isSignedIn } from "./board-root.js";

const RETRY_AFTER = 5000; // milliseconds
const GONE = [404, 410];

let isLeaving = false;

/** @param {string} [address] this page's own, when none is given */
export function leaveFor(address = window.location.pathname) {
  if (isLeaving) return;
  isLeaving = true;
  leaveOnceGiven(address);
}

async function leaveOnceGiven(address) {
  const answer = await fetch(address, {
    credentials: isSignedIn ? "same-origin" : "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
    signal: timeoutSignal(8000),
  }).catch(() => null);
  if (answer && GONE.includes(answer.status)) {
    isLeaving = false; // the connection says so
    return;
  }
  if (!answer?.ok) setTimeout(() => leaveOnceGiven(address), RETRY_AFTER);
  else if (address === window.location.pathname) window.location.reload();
  else window.location.replace(address + window.location.hash);
}
