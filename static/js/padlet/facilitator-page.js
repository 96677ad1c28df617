// @ts-check
// Entry point: the board for its facilitator.

import { mainControl, startBoard } from "./board-dom.js";
import { startCollapsing } from "./collapse-groups.js";
import { connect } from "./connection.js";
import { onFrame, startFacilitation } from "./facilitator-panel.js";
import { startNoteMenus } from "./note-menus.js";
import { startNaming } from "./note-names.js";

// After htmx has swapped a moderated note, the keyboard stays on it.
document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt.matches?.(".note")) mainControl(detail.elt)?.focus();
});

startBoard();
startNaming();
startNoteMenus();
startCollapsing();
startFacilitation();
connect({ onFrame });
