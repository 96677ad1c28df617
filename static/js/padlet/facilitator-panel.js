// @ts-check
// The facilitator's panel: live refresh, approval of notes, announcements.

import { announce } from "./announcer.js";
import { applyStage, leaveForFreshPage } from "./apply-updates.js";
import { pageText, root } from "./board-root.js";
import { current, frame } from "./board-state.js";
import { startClock } from "./clock.js";
import { countClusters, startClusters } from "./clusters.js";
import { refetch } from "./connection.js";
import { on } from "./events.js";
import { startPreserving } from "./preserve-form-state.js";
import { needsRefresh, refreshPartsSoon } from "./refresh-parts.js";

const panel = () => document.getElementById("panel");
const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// --- the panel --------------------------------------------------------------------------------

let loading = null;

// Several changes at once cost one request.
function loadPanelSoon() {
  clearTimeout(loading);
  loading = setTimeout(() => {
    const url = panel()?.dataset.panelUrl;
    if (url) window.htmx?.ajax("GET", url, { target: "#panel", swap: "outerHTML" });
  }, 150);
}

// What the panel says is what the page knows, also before the stream has told.
function adoptPanel() {
  const { frame: frameText, stage } = panel().dataset;
  if (!frameText || JSON.parse(frameText).layout_version < frame().layout_version) return;
  const now = JSON.parse(stage);
  // The answer may be older than what the stream has told: the board's own state decides.
  const isNew = frameText !== current.frame || !isSame(now, current.stage);
  current.frame = frameText;
  applyStage(now, true);
  if (isNew) refetch();
}

/**
 * @param {BoardFrame} now
 * @param {BoardFrame} was
 */
export function onFrame(now, was) {
  const isAnother = now.state === "draft" || was.state === "draft";
  if (isAnother || now.revealed !== was.revealed || !isSame(now.breakouts, was.breakouts)) {
    return leaveForFreshPage();
  }
  loadPanelSoon();
  if (needsRefresh(now, was)) refreshPartsSoon();
  return true;
}

function startPanel() {
  root.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target.id === "panel" && panel()?.dataset.frame) adoptPanel();
  });
  on("stage", () => {
    const stage = panel()?.dataset.stage;
    if (stage !== undefined && !isSame(JSON.parse(stage), current.stage)) loadPanelSoon();
  });
}

// --- approving notes --------------------------------------------------------------------------

const waitingBox = () => root.querySelector("[data-waiting-box]");
let waited = waitingBox()?.children.length; // when they were last counted

function countWaiting() {
  const box = waitingBox();
  if (!box) return;
  const count = box.children.length;
  for (const sum of root.querySelectorAll("[data-waiting-count]")) sum.textContent = String(count);
  for (const part of root.querySelectorAll("[data-waiting-part], [data-waiting-line]")) {
    part.hidden = !count;
  }
  // The question before closing says how many wait.
  if (waited !== count) loadPanelSoon();
  waited = count;
}

// Once approved or removed a note leaves the list; the keyboard goes to the next.
function startApproving() {
  const box = waitingBox();
  if (!box) return;
  let next = null;
  root.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.parentElement !== box) return;
    next = detail.target.nextElementSibling ?? detail.target.previousElementSibling ?? box;
  });
  root.addEventListener("htmx:afterSwap", () => {
    if (!next) return;
    const heading = box.children.length ? "vantar-h" : "panel-state";
    const to = next.querySelector?.("button") ?? document.getElementById(heading);
    next = null;
    countWaiting();
    to?.focus();
  });
}

// --- for the ear ------------------------------------------------------------------------------

// The documentation asks every other second how far it has come; only what is new of it is told.
let progress; // nothing, until there is a documentation to tell of
function announceProgress() {
  const now = document.querySelector("#documentation .st")?.textContent.trim();
  if (progress && now !== progress) announce(now);
  progress = now;
}

// What htmx brings is told in the page's one region, and not a second time by the same words.
function startAnnouncing() {
  root.addEventListener("htmx:load", ({ detail }) => {
    const said = detail.elt.matches("#panel") ? detail.elt.querySelector("[data-said]") : null;
    if (said) announce(said.textContent.trim());
    announceProgress();
  });
  announceProgress();
}

// What the panel said of the user's last step was true until then.
function onTimeOut(isOut) {
  if (isOut) panel()?.querySelector("[data-said]")?.remove();
  announce(pageText(isOut ? "TimeOut" : "TimeOn"));
}

export function startFacilitation() {
  startPreserving();
  startApproving();
  startClusters();
  startPanel();
  startAnnouncing();
  startClock({ onTimeOut });
  on("counted", () => {
    countWaiting();
    countClusters();
  });
}
