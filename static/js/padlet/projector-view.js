// @ts-check
// The projector's view, chosen by the facilitator: one prompt, all of them, or a slideshow; in pages
// of whole notes that turn no faster than they can be read.

import { announce } from "./announcer.js";
import { pageText, root } from "./board-root.js";
import { current, frame } from "./board-state.js";
import { on } from "./events.js";
import {
  cutIntoPages,
  isFlowing,
  isSideBySide,
  lanes,
  notesOf,
  readingTime,
  showFrom,
  shownPrompts,
} from "./projector-pagination.js";
import {
  choice,
  keepInAddress,
  onOtherScreen,
  planFor,
  promptNumbers,
  readAddress,
} from "./projector-plan.js";
import { toldPages, wordsTold } from "./projector-told.js";

const SHORTEST = 12000; // milliseconds a page stays, however little there is on it
const BUTTONS_STAY = 4000; // milliseconds the buttons are seen after the pointer has moved
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** @type {import("./projector-plan.js").Plan} */
let plan = { layout: "one", screens: [["1"]] };
let screen = 0; // the screen shown
let number = 0; // the page of it shown
let count = 1; // how many pages it has
let shown = new Set(); // the notes on the page shown: it keeps them until it turns
let columns = []; // the pages shown, one for each column
let told = null; // the pages of the instruction, while nobody has written
let isStopped = false;
let turning = null;

// --- the page shown ---------------------------------------------------------------------------

// A column with fewer pages than the others stays on its last.
function choosePage(cuts, at) {
  const pages = cuts.map((cut) => cut[Math.min(at, cut.length - 1)]);
  shown = new Set(pages.flat().map((note) => note.dataset.note));
  columns = pages;
}

// A heading is seen when something under it is.
function draw() {
  for (const [at, lane] of lanes().entries()) {
    const used = new Set();
    for (const { heads, notes } of lane.parts) {
      for (const note of notes) note.hidden = !shown.has(note.dataset.note);
      if (notes.some((note) => !note.hidden)) for (const head of heads) used.add(head);
    }
    for (const { heads } of lane.parts) for (const head of heads) head.hidden = !used.has(head);
    showFrom(lane.view, columns[at]);
  }
}

const pagesIn = (cuts) => Math.max(1, ...cuts.map((cut) => cut.length));

// Cut into pages again, and show the page asked for, or the nearest there is.
function openPage(at) {
  const room = () =>
    [root.querySelector(".pj-foot"), ...lanes().map(({ view }) => view)]
      .map((part) => part.clientHeight)
      .join();
  // What is told below the notes may take a line of their room: then they are cut again.
  for (const isLast of [false, true]) {
    const had = room();
    told = toldPages();
    const cuts = lanes().map(cutIntoPages);
    count = told && screen === 0 ? told.length : pagesIn(cuts);
    number = Math.min(Math.max(at, 0), count - 1);
    choosePage(cuts, number);
    draw();
    showPager();
    told?.[screen === 0 ? number : 0]();
    if (isLast || room() === had) break;
  }
  waitToTurn();
}

// Notes came or went. While everything fits it is shown; else the page shown stays as it is.
function onCounted() {
  if (told || toldPages()) {
    openPage(number);
    return;
  }
  const wasOne = count === 1;
  const all = lanes();
  const cuts = all.map(cutIntoPages);
  const now = pagesIn(cuts);
  if (wasOne && now === 1) {
    choosePage(cuts, 0);
    draw();
    return;
  }
  draw();
  const isEmpty = all.every((lane) => notesOf(lane).every((note) => note.hidden));
  const isCut = all.some(
    ({ view }) => view.scrollHeight > view.clientHeight + 1 && !view.matches(".scrolls"),
  );
  if (now === 1 || isEmpty || (isCut && !isFlowing())) {
    openPage(Math.min(number, now - 1));
    return;
  }
  count = now;
  number = Math.min(number, now - 1);
  showPager();
  if (!turning) waitToTurn();
}

// --- turning ----------------------------------------------------------------------------------

const mayTurn = () => count > 1 || plan.screens.length > 1;
const turnsItself = () => mayTurn() && !isStopped && !still.matches;

function waitToTurn() {
  clearTimeout(turning);
  const stays = () => Math.max(SHORTEST, readingTime(wordsTold()));
  turning = turnsItself() ? setTimeout(() => go(1), stays()) : null;
}

// The next page, or when there is none the next screen, round and round.
function go(step) {
  const at = number + step;
  if (at >= 0 && at < count) openPage(at);
  else if (plan.screens.length === 1) openPage((at + count) % count);
  else showScreen(screenAfter(step), step > 0 ? 0 : Infinity);
}

const screenAfter = (step) => (screen + step + plan.screens.length) % plan.screens.length;

// Whoever turns the pages by hand has taken over.
function turn(step) {
  isStopped = true;
  go(step);
  announce(pageWords());
}

function toggleStopped() {
  isStopped = !isStopped;
  showPager();
  waitToTurn();
}

// --- what is said of it -----------------------------------------------------------------------

const pageWords = () =>
  pageText("Page")
    .replace("{n}", String(number + 1))
    .replace("{all}", String(count));

const promptAlone = () => (isSideBySide() ? null : shownPrompts()[0]?.dataset.promptNumber);

function showPager() {
  const pager = root.querySelector("[data-pager]");
  pager.hidden = !mayTurn();
  pager.querySelector("[data-page]").textContent = count > 1 ? pageWords() : "";
  const dots = Array.from({ length: count > 12 || count < 2 ? 0 : count }, (_, at) => {
    const dot = document.createElement("i");
    dot.classList.toggle("on", at === number);
    return dot;
  });
  pager.querySelector("[data-dots]").replaceChildren(...dots);
  const button = pager.querySelector("[data-stop]");
  button.hidden = still.matches;
  const label = button.querySelector("[data-stop-label]");
  label.textContent = pageText(isStopped ? "GoOn" : "Stop");
  button.classList.toggle("is-stopped", isStopped);
  const prompt = promptAlone();
  for (const one of root.querySelectorAll("[data-show]")) {
    one.setAttribute("aria-pressed", String(one.dataset.show === (prompt === null ? "0" : prompt)));
  }
  keepInAddress({ prompt, screen, page: number, isStopped });
}

function showDone() {
  const line = root.querySelector("[data-done]");
  if (!line) return;
  const all = Object.values(frame().breakouts).reduce((total, n) => total + Math.max(1, n), 0);
  const lists = Object.values(current.stage.done ?? {});
  const done = lists.reduce((total, breakouts) => total + breakouts.length, 0);
  line.hidden = !done;
  line.textContent = pageText(done === 1 ? "DoneOne" : "Done")
    .replace("{n}", String(done))
    .replace("{all}", String(all));
}

// --- which prompts ----------------------------------------------------------------------------

function showScreen(at, pageAt = 0) {
  screen = at;
  root.dataset.layout = plan.layout;
  for (const part of root.querySelectorAll("[data-prompt-number]")) {
    part.hidden = !plan.screens[at].includes(part.dataset.promptNumber);
    const hidden = part.querySelectorAll(":is(h3, [data-cluster-heading], [data-note])[hidden]");
    for (const one of hidden) one.hidden = false;
  }
  openPage(pageAt);
}

// Only a new choice of the facilitator's moves anything here.
let obeyed = "";
function obey() {
  const { showing } = current.stage;
  const asked = choice();
  if (asked === obeyed) return;
  obeyed = asked;
  plan = planFor(current.stage);
  isStopped = false;
  const at = plan.screens.findIndex((prompts) => prompts.includes(String(showing)));
  showScreen(Math.max(0, at));
}

// By hand, at the screen itself.
function choose(prompt) {
  plan = planFor({ showing: Number(prompt), slideshow: false });
  showScreen(0);
}

function nextPrompt(step) {
  if (plan.screens.length > 1) {
    showScreen(screenAfter(step));
    return;
  }
  const at = promptNumbers.indexOf(shownPrompts()[0]?.dataset.promptNumber);
  choose(promptNumbers[(at + step + promptNumbers.length) % promptNumbers.length]);
}

// After a reload: what was shown, also by hand.
function resume({ isAll, which, page, isStopped: wasStopped }) {
  const isThere = plan.layout === (isAll ? "all" : "one");
  const isIt = (one, at) => (isAll ? at === which - 1 : one.includes(which));
  if (!isThere || !plan.screens.some(isIt)) {
    if (!isAll && !promptNumbers.includes(which)) return;
    plan = planFor({ showing: isAll ? 0 : Number(which), slideshow: false });
  }
  isStopped = wasStopped;
  showScreen(Math.max(0, plan.screens.findIndex(isIt)), page);
}

// --- buttons and keys -------------------------------------------------------------------------

// The buttons are shown while they are used.
function startButtons() {
  let resting = null;
  const near = () => {
    root.classList.add("is-near");
    clearTimeout(resting);
    resting = setTimeout(() => root.classList.remove("is-near"), BUTTONS_STAY);
  };
  for (const name of ["pointermove", "pointerdown"]) {
    document.addEventListener(name, near, { passive: true });
  }
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.show) choose(button.dataset.show);
    if (button?.dataset.turn) turn(Number(button.dataset.turn));
    if (button && "stop" in button.dataset) toggleStopped();
  });
}

function handleKey(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const leap = { PageDown: 1, PageUp: -1 }[event.key];
  const isFree = !event.target.closest("button, a");
  if (step && mayTurn()) turn(step);
  else if (step || leap) nextPrompt(step ?? leap);
  else if (event.key === " " && mayTurn() && !still.matches && isFree) toggleStopped();
  else return;
  event.preventDefault();
}

/** Show the page again: something else on it has changed its room. */
export const reopenPage = () => openPage(number);

export function startProjector() {
  on("counted", onCounted);
  startButtons();
  document.addEventListener("keydown", handleKey);
  const address = readAddress();
  obey();
  if (address) resume(address);
  on("stage", obey);
  on("stage", showDone);
  on("connection", reopenPage);
  window.addEventListener("resize", reopenPage);
  onOtherScreen(() => plan.layout === "all" && choose(0));
  still.addEventListener("change", reopenPage);
  document.fonts?.ready.then(reopenPage);
}
