// @ts-check
// Entry point: the page where a guest writes; its tabs, board changes, deletion of stored data.

import { confirmed } from "../dialog.js";
import { announce } from "./announcer.js";
import { findNote, startBoard } from "./board-dom.js";
import { pageText, root } from "./board-root.js";
import { frame, notes } from "./board-state.js";
import { applyBoardState, boardState, drawStatus, placeStatus } from "./board-status.js";
import { startDone } from "./breakout-done.js";
import { startClock } from "./clock.js";
import { connect, refetchAll } from "./connection.js";
import { on } from "./events.js";
import * as store from "./note-store.js";
import { flush, flushNow, startOutbox, unsent } from "./outbox.js";
import { drawOwnLists, drawOwnNotes } from "./own-notes.js";
import { drawDots, drawReactions, openDots, startReactions } from "./reactions.js";
import { needsRefresh, refreshPartsSoon } from "./refresh-parts.js";
import { restoreTexts } from "./restore-text.js";
import { startScribe } from "./scribe.js";
import { startSubmitting } from "./submit.js";

const { section } = root.dataset;

function showState(now, more) {
  applyBoardState(now, more);
  // On a closed board nothing can be changed: this browser need not know which notes were its own.
  if (boardState === "closed") {
    store.deleteReceived();
    store.deleteReactions();
    drawOwnNotes();
  }
}

// Prompts by their number, and "prickar", the votes.
function openTab(name) {
  for (const part of root.querySelectorAll("[data-prompt-number]")) {
    part.hidden = part.dataset.promptNumber !== name;
  }
  for (const tab of root.querySelectorAll("[data-tab]")) {
    if (tab.dataset.tab === name) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  const voting = root.querySelector("[data-dots-section]");
  if (voting) voting.hidden = name !== "prickar";
  placeStatus();
  root
    .querySelector(".g-q:not([hidden]) [data-scribe-place]")
    ?.append(root.querySelector("[data-scribe-part]"));
  if (voting && !voting.hidden) openDots();
}

// Who changes the language stays on the tab.
function startLanguages() {
  document.querySelector("[data-languages]")?.addEventListener("click", (event) => {
    const link = /** @type {HTMLAnchorElement} */ (event.target.closest("a"));
    if (link) link.hash = location.hash;
  });
}

function startTabs() {
  root.addEventListener("click", (event) => {
    const tab = /** @type {HTMLAnchorElement} */ (event.target.closest("[data-tab]"));
    if (!tab) return;
    event.preventDefault();
    history.replaceState(history.state, "", tab.hash);
    openTab(tab.dataset.tab);
  });
  const isTab = /^#(fraga-\d+|prickar)$/.test(location.hash) && root.querySelector(location.hash);
  openTab(isTab ? location.hash.slice(1).replace("fraga-", "") : "1");
}

async function forget() {
  const warning = unsent().length ? ` ${pageText("ForgetUnsent")}` : "";
  if (!(await confirmed(pageText("Forget") + warning, { yes: pageText("ForgetYes") }))) return;
  store.deleteAll();
  for (const form of root.querySelectorAll("form[data-write]")) {
    form.querySelector("textarea").value = "";
  }
  drawOwnNotes();
  drawReactions();
  // Forgotten notes are like anybody's: fetch them and draw them among the others.
  for (const id of [...notes.keys()]) if (!findNote(id)) notes.delete(id);
  refetchAll();
  announce(pageText("Forgotten"));
}

function startPageClock() {
  startClock({
    onTimeOut(isOut) {
      drawStatus();
      if (boardState === "open") announce(isOut ? pageText("TimeIsOut") : pageText("MoreTime"));
      drawOwnNotes();
      flushNow();
    },
    onLastMinute() {
      if (boardState === "open") announce(pageText("LastMinute"));
    },
  });
}

startBoard();
on("counted", () => {
  drawOwnLists();
  drawDots();
});
startSubmitting();
root.querySelector("[data-forget]").addEventListener("click", forget);
startOutbox(drawOwnNotes);
startReactions();
startScribe();
startDone();
startTabs();
startLanguages();
if (boardState !== "open") showState(frame());
drawOwnNotes();
restoreTexts(drawOwnNotes);
flush();
startPageClock();
on("stage", drawStatus);
on("time", () => {
  drawStatus();
  drawOwnNotes();
});
drawStatus();
store.onChangeElsewhere(() => {
  drawOwnNotes();
  drawReactions();
});
connect({
  isOwn: (id) => store.allNotes().some((item) => item.id === id),
  onFrame(now, was) {
    showState(now, now.breakouts[section] === was.breakouts[section] ? "" : pageText("Merged"));
    // A board that closes is sealed, and says so.
    if (needsRefresh(now, was) || now.state === "closed") refreshPartsSoon();
    if (now.state === "open" && was.state !== "open") announce(pageText("Open"));
    return true;
  },
  onSync() {
    drawOwnNotes();
    restoreTexts(drawOwnNotes);
    flushNow();
  },
});
