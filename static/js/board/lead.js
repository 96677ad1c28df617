// Whoever leads: the panel follows what others do, the clock is told, the keyboard stays in place.

import { beginClock } from "./clock.js";
import { announceNow, leaveForAFreshPage, refetch, stand } from "./live.js";
import { renewSoon, saysMore } from "./renew.js";
import { page, root, say, seen } from "./sight.js";
import { beginThemes, countThemes } from "./themes.js";

const panel = () => document.getElementById("lead");

// --- parts that htmx swaps: what was open and typed stays --------------------------------------

let kept = null;

function keep(part) {
  const focus = document.activeElement;
  const inside = part.contains(focus);
  kept = {
    id: part.id,
    focus: inside ? focus.id : null,
    inside,
    box: inside ? focus.closest("details")?.id : null,
    open: [...part.querySelectorAll("details[id]")].map((one) => [one.id, one.open]),
    typed: [...part.querySelectorAll("input[id]")].filter((one) => one.value !== one.defaultValue),
  };
}

// After a step of one's own its menu is closed and the keyboard is at the menu's button; what came
// from somebody else moves nothing.
function restore(byHand) {
  if (!kept) return;
  const part = document.getElementById(kept.id);
  const { focus, inside, box, open, typed } = kept;
  kept = null;
  const isRefused = part.querySelector("[aria-invalid], .err:not([hidden])");
  for (const [id, wasOpen] of open) {
    const element = document.getElementById(id);
    if (!element || (element.open && isRefused)) continue;
    element.open = wasOpen && !(byHand && id === box && element.matches(".menu-box"));
  }
  if (!byHand) for (const one of typed) {
    const field = document.getElementById(one.id);
    if (field) field.value = one.value;
  }
  if (!inside) return;
  const invalid = part.querySelector("[aria-invalid]");
  const at = document.getElementById(focus ?? "");
  const usable = at?.checkVisibility?.() ?? at;
  const menu = document.querySelector(`#${CSS.escape(box || "none")} > summary`);
  const to = invalid ?? (usable ? at : menu) ?? part.querySelector("[tabindex='-1']");
  to?.focus({ preventScroll: true });
}

function beginKeeping() {
  let byHand = false;
  root.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!detail.target.matches("[data-keep]")) return;
    byHand = Boolean(detail.requestConfig?.triggeringEvent?.isTrusted);
    keep(detail.target);
  });
  root.addEventListener("htmx:afterSwap", () => restore(byHand));
}

// --- the panel --------------------------------------------------------------------------------

let loading = null;

// Several changes at once cost one reading.
function loadPanelSoon() {
  clearTimeout(loading);
  loading = setTimeout(() => {
    if (panel()) window.htmx?.ajax("GET", panel().dataset.panelUrl, { target: "#lead", swap: "outerHTML" });
  }, 150);
}

// What the panel says is what the page knows, also before the stream has told.
function adopt() {
  const { frame, stage } = panel().dataset;
  if (!frame || JSON.parse(frame).turn < JSON.parse(seen.frame).turn) return;
  const now = JSON.parse(stage);
  // The answer may be older than what the stream has told: the board's own state decides.
  const isNew = frame !== seen.frame || JSON.stringify(now) !== JSON.stringify(seen.stage);
  seen.frame = frame;
  stand(now, true);
  if (isNew) refetch();
}

function turned(now, was) {
  const isAnother = now.state === "draft" || was.state === "draft";
  const notesShown = now.revealed !== was.revealed;
  if (isAnother || notesShown || JSON.stringify(now.groups) !== JSON.stringify(was.groups)) {
    return leaveForAFreshPage();
  }
  loadPanelSoon();
  if (saysMore(now, was)) renewSoon();
  return true;
}

const waitingBox = () => root.querySelector("[data-waiting-box]");
let waited = waitingBox()?.children.length; // when they were last counted

function countWaiting() {
  const box = waitingBox();
  if (!box) return;
  const count = box.children.length;
  for (const sum of root.querySelectorAll("[data-waiting-count]")) sum.textContent = count;
  for (const part of root.querySelectorAll("[data-waiting-part], [data-waiting-line]")) part.hidden = !count;
  // The question before closing says how many wait.
  if (waited !== count) loadPanelSoon();
  waited = count;
}

// Once approved or taken away a note leaves the list; the keyboard goes to the next.
function beginApproving() {
  const box = waitingBox();
  if (!box) return;
  let next = null;
  root.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.parentElement !== box) return;
    next = detail.target.nextElementSibling ?? detail.target.previousElementSibling ?? box;
  });
  root.addEventListener("htmx:afterSwap", () => {
    if (!next) return;
    const to = next.querySelector?.("button") ?? document.getElementById(box.children.length ? "vantar-h" : "lead-state");
    next = null;
    countWaiting();
    to?.focus();
  });
}

// The documentation asks every other second how far it has come; only what is new of it is told.
let howFar; // nothing, until there is a documentation to tell of
function sayHowFar() {
  const now = document.querySelector("#documentation .st")?.textContent.trim();
  if (howFar && now !== howFar) announceNow(now);
  howFar = now;
}

// What htmx brings is told in the page's one region, and not a second time by the same words.
function beginSaying() {
  root.addEventListener("htmx:load", ({ detail }) => {
    const said = detail.elt.matches("#lead, #toasts") && detail.elt.querySelector("[data-said], .toast > span");
    if (said) announceNow(said.textContent.trim());
    sayHowFar();
  });
  sayHowFar();
}

export function beginLeading() {
  beginKeeping();
  beginApproving();
  beginThemes();
  root.addEventListener("htmx:afterSwap", ({ detail }) => {
    if (detail.target.id === "lead" && panel()?.dataset.frame) adopt();
  });
  beginSaying();
  beginClock((isOut) => announceNow(say(isOut ? "TimeOut" : "TimeOn")));
  page.staged.push(() => {
    if (panel() && panel().dataset.stage !== undefined) {
      if (JSON.stringify(JSON.parse(panel().dataset.stage)) !== JSON.stringify(seen.stage)) loadPanelSoon();
    }
  });
  page.counted = () => {
    countWaiting();
    countThemes();
  };
  page.turned = turned;
}
