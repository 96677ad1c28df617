// @ts-check
// Entry point: the board on the projector.

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

// The code on the wall leads nowhere now: nobody is to scan it. The notes stay to be read.
function onGone() {
  const words = document.createElement("p");
  words.className = "pj-gone";
  words.textContent = pageText("Gone");
  root.querySelector("[data-part=rail]").replaceChildren(words);
  document.getElementById("connection").hidden = true; // it is said in the rail
}

startBoard();
if (promptNumbers.length) {
  startClock();
  startProjector();
}
connect({ onFrame: promptNumbers.length ? onFrame : () => true, onGone });
