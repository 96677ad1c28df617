// @ts-check
// Entry point: the board for signed-in users who are not its facilitator.

import { applyStage, isAnotherPage, leaveForFreshPage } from "./apply-updates.js";
import { startBoard } from "./board-dom.js";
import { current } from "./board-state.js";
import { startClock } from "./clock.js";
import { startCollapsing } from "./collapse-groups.js";
import { connect } from "./connection.js";
import { startNoteMenus } from "./note-menus.js";
import { startNaming } from "./note-names.js";
import { refreshPartsSoon } from "./refresh-parts.js";

startBoard();
startNaming();
startNoteMenus();
startCollapsing();
startClock();
connect({
  onFrame(now, was) {
    if (isAnotherPage(now, was)) return leaveForFreshPage();
    refreshPartsSoon(() => applyStage(current.stage, true));
    return true;
  },
});
