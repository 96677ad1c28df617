// @ts-check
// The board's state as this page knows it: the notes, and the version of everything else.

import { root } from "./board-root.js";

/** @type {Map<string, BoardNote>} id -> note, as the server last told */
export const notes = new Map();

export const current = {
  version: root.dataset.version,
  frame: root.dataset.frame, // everything but the notes, as JSON text
  stream: root.dataset.stream,
  /** @type {BoardStage} the clock, what the projector shows, who is done, the clusters */
  stage: JSON.parse(root.dataset.stage || "{}"),
  /** @type {Record<string, string>} */
  passes: JSON.parse(root.dataset.passes || "{}"),
  etag: "",
};

/** @returns {BoardFrame} */
export const frame = () => JSON.parse(current.frame);

export const clusters = () => current.stage.clusters ?? [];
