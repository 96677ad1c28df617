// The phone: its tabs, what it does when the board turns, forgetting. Own notes stand in own.js, the
// field in field.js and put.js, and how a note travels in send.js.

import { confirmed } from "../dialog.js";
import { beginClock } from "./clock.js";
import { beginDone } from "./done.js";
import { announceNow, refetch } from "./live.js";
import { beginMarking, drawMarks, drawVotes, openVoting } from "./marks.js";
import { drawOwn, drawOwnLists } from "./own.js";
import { beginPutting } from "./put.js";
import { recall } from "./recall.js";
import { renewSoon, saysMore } from "./renew.js";
import { beginScribing } from "./scribe.js";
import { beginSending, flush, flushAnew, unsent } from "./send.js";
import { drawn, notes, page, root, say, seen } from "./sight.js";
import * as shelf from "./shelf.js";
import { drawStatus, state, turnInto } from "./standing.js";

const { section } = root.dataset;

function showState(now, more) {
  turnInto(now, more);
  // On a closed board nothing can be changed any more: this browser need not know what was its own.
  if (state === "closed") {
    shelf.dropReceived();
    shelf.dropMarks();
    drawOwn();
  }
}

// Questions by their number, and "prickar".
function openTab(name) {
  for (const part of root.querySelectorAll("[data-question]")) part.hidden = part.dataset.question !== name;
  for (const tab of root.querySelectorAll("[data-tab]")) {
    if (tab.dataset.tab === name) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  const voting = root.querySelector("[data-voting]");
  if (!voting) return;
  voting.hidden = name !== "prickar";
  if (!voting.hidden) openVoting();
}

async function forget() {
  const warning = unsent().length ? ` ${say("ForgetUnsent")}` : "";
  if (!(await confirmed(say("Forget") + warning))) return;
  shelf.forgetAll();
  for (const field of root.querySelectorAll("form[data-write] textarea")) field.value = "";
  drawOwn();
  drawMarks();
  // What was mine is now anybody's: fetch it anew and draw it among the others.
  for (const id of [...notes.keys()]) if (!drawn(id)) notes.delete(id);
  seen.etag = "";
  refetch();
  announceNow(say("Forgotten"));
}

export function beginWriting() {
  page.isMine = (id) => shelf.all().some((item) => item.id === id);
  // What was mine on an earlier visit gets its text when it comes.
  page.counted = () => {
    drawOwnLists();
    drawVotes();
  };
  page.turned = (now, was) => {
    showState(now, now.groups[section] === was.groups[section] ? "" : say("Merged"));
    if (saysMore(now, was)) renewSoon();
    if (now.state === "open" && was.state !== "open") announceNow(say("Open"));
    return true;
  };
  page.adopted = () => {
    drawOwn();
    recall(drawOwn);
    flushAnew();
  };
  beginPutting();
  root.querySelector("[data-forget]").addEventListener("click", forget);
  root.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (!tab) return;
    event.preventDefault();
    history.replaceState(history.state, "", tab.hash);
    openTab(tab.dataset.tab);
  });
  beginSending(drawOwn);
  beginMarking();
  beginScribing();
  beginDone();
  const asked = /^#(fraga-\d+|prickar)$/.test(location.hash) && root.querySelector(location.hash);
  openTab(asked ? location.hash.slice(1).replace("fraga-", "") : "1");
  if (state !== "open") showState(JSON.parse(seen.frame));
  drawOwn();
  recall(drawOwn);
  flush();
  beginClock(
    (isOut) => {
      drawStatus();
      if (state === "open") announceNow(isOut ? say("TimeIsOut") : say("MoreTime"));
      drawOwn();
      flushAnew();
    },
    () => state === "open" && announceNow(say("LastMinute")),
  );
  page.staged.push(drawStatus);
  drawStatus();
  shelf.onChangeElsewhere(() => {
    drawOwn();
    drawMarks();
  });
}
