// @ts-check
// Which prompts the projector shows: the screens of a choice, and the URL that stores the choice.

import { root } from "./board-root.js";
import { current } from "./board-state.js";

/**
 * @typedef {object} Plan
 * @property {"one" | "all"} layout
 * @property {string[][]} screens the prompts on each screen, one after another
 */

const small = matchMedia("(max-width: 100rem)"); // as in the style sheet
const areLong = root.querySelector(".pj-h.is-longest") !== null; // the questions need the width

/** The numbers of all prompts. */
export const promptNumbers = [...root.querySelectorAll("[data-prompt-number]")].map(
  (part) => part.dataset.promptNumber,
);

/**
 * @param {Pick<BoardStage, "showing" | "slideshow">} stage
 * @returns {Plan}
 */
export function planFor({ showing, slideshow }) {
  if (slideshow) return { layout: "one", screens: promptNumbers.map((each) => [each]) };
  if (showing) return { layout: "one", screens: [[String(showing)]] };
  const screens = [];
  const sideBySide = (small.matches ? 2 : 3) - Number(areLong);
  for (let at = 0; at < promptNumbers.length; at += sideBySide) {
    screens.push(promptNumbers.slice(at, at + sideBySide));
  }
  return { layout: "all", screens };
}

/**
 * Call when the screen has become one where another number of prompts stands side by side.
 * @param {() => void} replan
 */
export const onOtherScreen = (replan) => small.addEventListener("change", replan);

/** What the facilitator has chosen, in one word. */
export const choice = () => `${current.stage.showing}${current.stage.slideshow ? "b" : ""}`;

/**
 * Leave in the address what is shown, so that a reload stays there.
 * @param {object} shown
 * @param {string | null} shown.prompt alone on the screen
 * @param {number} shown.screen
 * @param {number} shown.page
 * @param {boolean} shown.isStopped
 */
export function keepInAddress({ prompt, screen, page, isStopped }) {
  const parts = [prompt === null ? `#alla-${screen + 1}` : `#fraga-${prompt}`];
  if (page) parts.push(`sida-${page + 1}`);
  if (isStopped) parts.push("stannad");
  parts.push(`vid-${choice()}`);
  history.replaceState(null, "", parts.join("-"));
}

/** What an address like that says; null when the facilitator has chosen something else since. */
export function readAddress() {
  const pattern = /^#(fraga|alla)-(\d+)(?:-sida-(\d+))?(-stannad)?-vid-(\d+b?)$/;
  const [, what, which, page = "1", stopped, at] = pattern.exec(location.hash) ?? [];
  if (!what || at !== choice()) return null;
  return { isAll: what === "alla", which, page: Number(page) - 1, isStopped: Boolean(stopped) };
}
