// @ts-check
// The note API as a guest's page calls it: without cookies, with the pass that the board's state
// carries.

import { timeoutSignal } from "../older-browsers.js";
import { pageText, root } from "./board-root.js";
import { current } from "./board-state.js";

/** @param {StoredNote} item */
export const noteUrl = (item) =>
  `${root.dataset.noteUrl}${item.section}/${item.prompt}/${item.breakout}/`;

/** @param {{ section: string }} item */
export const passFor = (item) => current.passes[item.section] ?? "";

/** The secret that a note is sent with, and by which this browser alone may change it. */
export function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

/**
 * The address names the page's language, for what a refusal tells its reader.
 * @param {"POST" | "PUT" | "DELETE"} method
 * @param {string} url
 * @param {object} body
 */
export function sendJson(method, url, body) {
  return fetch(`${url}${root.dataset.apiQuery ?? ""}`, {
    method,
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: timeoutSignal(10000),
  });
}

/**
 * What our server refuses with; without `error` another one answered, a proxy or a portal.
 * @param {Response} answer
 */
export async function readRefusal(answer) {
  try {
    const { error, sentence } = await answer.json();
    return { error: error ?? "", sentence: sentence ?? pageText("Refused") };
  } catch {
    return { error: "", sentence: pageText("Refused") };
  }
}
