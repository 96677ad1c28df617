// @ts-check
// The board as signed-in users see it who are not its facilitator.

import { startBoard } from "./board-dom.js";
import { startClock } from "./clock.js";
import { startCollapsing } from "./collapse.js";
import { connect } from "./connection.js";
import { refreshPartsSoon } from "./refresh-parts.js";
import { current } from "./state.js";
import { applyStage, isAnotherPage, leaveForFreshPage } from "./updates.js";

startBoard();
startCollapsing();
startClock();
connect({
  onFrame(now, was) {
    if (isAnotherPage(now, was)) return leaveForFreshPage();
    refreshPartsSoon(() => applyStage(current.stage, true));
    return true;
  },
});
