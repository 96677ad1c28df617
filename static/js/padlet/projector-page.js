// @ts-check
// The board on the projector.

import { startBoard } from "./board-dom.js";
import { startClock } from "./clock.js";
import { connect } from "./connection.js";
import { reopenPage, startProjector } from "./projector.js";
import { promptNumbers } from "./projector-screens.js";
import { refreshPartsSoon } from "./refresh-parts.js";
import { current } from "./state.js";
import { applyStage, isAnotherPage, leaveForFreshPage } from "./updates.js";

function onFrame(now, was) {
  const areMerged = JSON.stringify(now.groups) !== JSON.stringify(was.groups);
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
