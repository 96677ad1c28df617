// @ts-check
// Entry point: the board for its facilitator.

import { startBoard } from "./board-dom.js";
import { startCollapsing } from "./collapse-groups.js";
import { connect } from "./connection.js";
import { onFrame, startFacilitation } from "./facilitator-panel.js";

// After htmx has swapped a moderated note, the keyboard stays on it.
document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt.matches?.(".note")) detail.elt.querySelector("button")?.focus();
});

startBoard();
startCollapsing();
startFacilitation();
connect({ onFrame });
