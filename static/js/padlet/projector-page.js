// @ts-check
// Entry point: the board on the projector.

import { timeoutSignal } from "../older-browsers.js";
import { applyStage, isAnotherPage, leaveForFreshPage } from "./apply-updates.js";
import { startBoard } from "./board-dom.js";
import { pageText, root } from "./board-root.js";
import { current } from "./board-state.js";
import { startClock } from "./clock.js";
import { connect } from "./connection.js";
import { promptNumbers } from "./projector-plan.js";
import { reopenPage, startProjector } from "./projector-view.js";
import { refreshPartsSoon } from "./refresh-parts.js";

function onFrame(now, was) {
  const areMerged = JSON.stringify(now.breakouts) !== JSON.stringify(was.breakouts);
  if (areMerged || isAnotherPage(now, was)) return leaveForFreshPage();
  refreshPartsSoon(() => {
    applyStage(current.stage, true);
    reopenPage();
  });
  return true;
}

// The link has been changed. Who leads the board may know the new one, by her own session in this
// browser; everybody else came by the link alone, and is told that it is void.
async function newAddress() {
  const answer = await fetch(root.dataset.addressUrl, {
    credentials: "same-origin",
    redirect: "manual", // to the page where one signs in
    cache: "no-store",
    signal: timeoutSignal(8000),
  }).catch(() => null);
  if (!answer?.ok) return null;
  const { address } = await answer.json();
  return address === window.location.pathname ? null : address;
}

// The code on the wall leads nowhere now: nobody is to scan it. The notes stay to be read.
function onGone() {
  const words = document.createElement("p");
  words.className = "pj-gone";
  words.textContent = pageText("Gone");
  root.querySelector("[data-part=rail]").replaceChildren(words);
}

startBoard();
if (promptNumbers.length) {
  startClock();
  startProjector();
}
connect({ onFrame: promptNumbers.length ? onFrame : () => true, newAddress, onGone });
