// @ts-check
// Applies updates from the server to the page: a change, or the whole state.

import { announceNewNotes } from "./announcer.js";
import { drawNote, removeNote } from "./board-dom.js";
import { root } from "./board-root.js";
import { current, frame, notes } from "./board-state.js";
import { emit } from "./events.js";
import { leaveFor } from "./fresh-page.js";
import { recount, showNumber } from "./note-counts.js";

// While updates are paused no note moves. Whether the board accepts notes is told all the same, or
// what the user writes would never be sent.
let isPaused = false;

/** @param {boolean} paused */
export function pauseUpdates(paused) {
  isPaused = paused;
}

/**
 * Apply a change from the stream. False when it does not start from what this page shows, and the
 * whole state has to be fetched.
 * @param {BoardChange} change
 * @param {PageHandlers} handlers
 */
export function applyChange(change, { isOwn }) {
  if (isPaused && !change.refetch) {
    if (change.stage) applyStage(withoutMoves(change.stage));
    return true;
  }
  if (change.refetch || change.from !== current.version) return false;
  current.version = change.version;
  if (change.stage) applyStage(change.stage);
  const fresh = change.changed.filter((note) => drawNote(note, isOwn));
  change.removed.forEach(removeNote);
  afterChange(change.total, fresh);
  return true;
}

// While updates are paused the clock goes on, but no note is moved to another cluster.
const withoutMoves = (stage) => ({ ...stage, clusters: current.stage.clusters });

/**
 * @param {BoardStage} stage
 * @param {boolean} [redraw] also where nothing is new: what shows it has just been replaced
 */
export function applyStage(stage, redraw = false) {
  if (!redraw && JSON.stringify(stage) === JSON.stringify(current.stage)) return;
  current.stage = stage;
  emit("stage", stage);
}

/**
 * Apply the whole state. An answer from before what this page already shows is ignored.
 * @param {BoardState} state
 * @param {PageHandlers} handlers
 */
export function applyState(state, handlers) {
  const now = JSON.parse(state.frame);
  const was = frame();
  if (now.layout_version < was.layout_version) return;
  if (state.frame !== current.frame && !handlers.onFrame(now, was)) return;
  current.frame = state.frame;
  current.passes = state.passes;
  current.stream = `/strom/board/${state.ticket}`;
  applyStage(isPaused ? withoutMoves(state.stage) : state.stage);
  if (!isPaused) drawAll(state, handlers);
  handlers.onSync?.();
}

/**
 * @param {BoardState} state
 * @param {PageHandlers} handlers
 */
function drawAll(state, { isOwn }) {
  current.version = state.version;
  const fresh = state.notes.filter((note) => {
    const known = notes.get(note.id);
    const isSame = known && !known.fromPage && JSON.stringify(known) === JSON.stringify(note);
    return !isSame && drawNote(note, isOwn);
  });
  const left = new Set(state.notes.map((note) => note.id));
  for (const id of [...notes.keys()]) if (!left.has(id)) removeNote(id);
  afterChange(state.total, fresh);
}

function afterChange(total, fresh) {
  for (const element of root.querySelectorAll("[data-total]")) showNumber(element, total);
  recount();
  announceNewNotes(fresh);
}

/**
 * A board that opens, shows its notes or closes has another page; all else is changed in place.
 * @param {BoardFrame} now
 * @param {BoardFrame} was
 */
export function isAnotherPage(now, was) {
  const isOver = (state) => state === "draft" || state === "closed";
  const hasTurned = now.state !== was.state && (isOver(now.state) || isOver(was.state));
  return now.revealed !== was.revealed || hasTurned;
}

/**
 * Reload, unless updates are paused; two hundred phones do not ask in the same instant.
 * @returns {boolean} false, for a page's `onFrame`
 */
export function leaveForFreshPage() {
  if (!isPaused) setTimeout(leaveFor, Math.random() * 800);
  return false;
}
