// @ts-check
// The board's root element, its translated texts and its <template> elements.

export const root = document.querySelector("[data-board]");
export const kind = root.dataset.board; // "join", "write", "projector", "read" or "facilitator"
export const isSignedIn = kind === "read" || kind === "facilitator";

/**
 * The page's own words for something, in the language of the page.
 * @param {string} name
 */
export const pageText = (name) => root.dataset[`text${name}`] ?? "";

/**
 * The page's words for one, or for so many with their number in them.
 * @param {number} count
 * @param {string} name
 */
export const oneOrMany = (count, name) =>
  count === 1 ? pageText(`${name}One`) : pageText(`${name}Many`).replace("{n}", String(count));

/**
 * A fresh copy of one of the page's patterns.
 * @param {string} name
 */
export function template(name) {
  const pattern = /** @type {HTMLTemplateElement} */ (
    root.querySelector(`[data-template="${name}"]`)
  );
  return /** @type {HTMLElement} */ (document.importNode(pattern.content.firstElementChild, true));
}
