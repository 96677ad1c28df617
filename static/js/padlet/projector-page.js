// @ts-check
// Entry point: the board on the projector.

import { applyStage, isAnotherPage, leaveForFreshPage } from "./apply-updates.js";
import { startBoard } from "./board-dom.js";
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

startBoard();
if (promptNumbers.length) {
  startClock();
  startProjector();
}
connect({ onFrame: promptNumbers.length ? onFrame : () => true });
