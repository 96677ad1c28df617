// @ts-check
// The page where a guest writes: its tabs, what it does when the board changes, forgetting.

import { confirmed } from "../dialog.js";
import { announce } from "./announcer.js";
import { findNote, startBoard } from "./board-dom.js";
import { root, say } from "./board-root.js";
import { startClock } from "./clock.js";
import { connect, refetchAll } from "./connection.js";
import { startDone } from "./done.js";
import { on } from "./events.js";
import * as store from "./note-store.js";
import { flush, flushNow, startOutbox, unsent } from "./outbox.js";
import { drawOwnLists, drawOwnNotes } from "./own-notes.js";
import { drawReactions, drawVotes, openVoting, startReactions } from "./reactions.js";
import { needsRefresh, refreshPartsSoon } from "./refresh-parts.js";
import { restoreTexts } from "./restore-text.js";
import { startScribe } from "./scribe.js";
import { frame, notes } from "./state.js";
import { applyBoardState, boardState, drawStatus } from "./status.js";
import { startSubmitting } from "./submit.js";

const { section } = root.dataset;

function showState(now, more) {
  applyBoardState(now, more);
  // On a closed board nothing can be changed: this browser need not know which notes were its own.
  if (boardState === "closed") {
    store.dropReceived();
    store.dropReactions();
    drawOwnNotes();
  }
}

// Prompts by their number, and "prickar".
function openTab(name) {
  for (const part of root.querySelectorAll("[data-prompt-number]")) {
    part.hidden = part.dataset.promptNumber !== name;
  }
  for (const tab of root.querySelectorAll("[data-tab]")) {
    if (tab.dataset.tab === name) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  const voting = root.querySelector("[data-voting]");
  if (!voting) return;
  voting.hidden = name !== "prickar";
  if (!voting.hidden) openVoting();
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
  const warning = unsent().length ? ` ${say("ForgetUnsent")}` : "";
  if (!(await confirmed(say("Forget") + warning))) return;
  store.forgetAll();
  for (const form of root.querySelectorAll("form[data-write]")) {
    form.querySelector("textarea").value = "";
  }
  drawOwnNotes();
  drawReactions();
  // Forgotten notes are like anybody's: fetch them and draw them among the others.
  for (const id of [...notes.keys()]) if (!findNote(id)) notes.delete(id);
  refetchAll();
  announce(say("Forgotten"));
}

function startPageClock() {
  startClock({
    onTimeOut(isOut) {
      drawStatus();
      if (boardState === "open") announce(isOut ? say("TimeIsOut") : say("MoreTime"));
      drawOwnNotes();
      flushNow();
    },
    onLastMinute() {
      if (boardState === "open") announce(say("LastMinute"));
    },
  });
}

startBoard();
on("counted", () => {
  drawOwnLists();
  drawVotes();
});
startSubmitting();
root.querySelector("[data-forget]").addEventListener("click", forget);
startOutbox(drawOwnNotes);
startReactions();
startScribe();
startDone();
startTabs();
if (boardState !== "open") showState(frame());
drawOwnNotes();
restoreTexts(drawOwnNotes);
flush();
startPageClock();
on("stage", drawStatus);
drawStatus();
store.onChangeElsewhere(() => {
  drawOwnNotes();
  drawReactions();
});
connect({
  isOwn: (id) => store.all().some((item) => item.id === id),
  onFrame(now, was) {
    showState(now, now.groups[section] === was.groups[section] ? "" : say("Merged"));
    if (needsRefresh(now, was)) refreshPartsSoon();
    if (now.state === "open" && was.state !== "open") announce(say("Open"));
    return true;
  },
  onSync() {
    drawOwnNotes();
    restoreTexts(drawOwnNotes);
    flushNow();
  },
});
