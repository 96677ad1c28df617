// @ts-check
// Events between the modules of a board, dispatched on the board's root element.

import { root } from "./board-root.js";

/**
 * @typedef {object} BoardEvents
 * @property {BoardStage} stage The stage has changed.
 * @property {undefined} time The server's time is known, or better than before.
 * @property {undefined} counted The notes have changed, and the sums are right again.
 * @property {{ element: HTMLElement, note: BoardNote }} drawn A note has been drawn.
 * @property {undefined} connection The connection's status takes another room in the window.
 */

/**
 * @template {keyof BoardEvents} Name
 * @param {Name} name
 * @param {BoardEvents[Name]} [detail]
 */
export function emit(name, detail) {
  root.dispatchEvent(new CustomEvent(`board:${name}`, { detail }));
}

/**
 * Listeners are called at once, in the order they were added.
 * @template {keyof BoardEvents} Name
 * @param {Name} name
 * @param {(detail: BoardEvents[Name]) => void} listener
 */
export function on(name, listener) {
  root.addEventListener(`board:${name}`, (event) => {
    listener(/** @type {CustomEvent} */ (event).detail);
  });
}
