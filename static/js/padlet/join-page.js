// @ts-check
// Entry point: the page where a guest chooses a group; the group this device used is offered.

import { startBoard } from "./board-dom.js";
import { frame } from "./board-state.js";
import { connect } from "./connection.js";
import * as store from "./note-store.js";
import { refreshPartsSoon } from "./refresh-parts.js";

function offerKnownGroups() {
  // A closed board is sealed: no note is this device's own any more.
  if (frame().state === "closed") {
    store.deleteReceived();
    store.deleteReactions();
  }
  const again = document.querySelector("[data-again]");
  if (!again) return;
  const list = again.querySelector("[data-again-list]");
  for (const { section, breakout } of store.boxes()) {
    const prefix = CSS.escape(section);
    const links = [...document.querySelectorAll(`[data-groups] [data-box-of^="${prefix}-"]`)];
    // Breakouts may have been merged since; and a draft does not know which one it was.
    const isSame = (one) => one.dataset.boxOf === `${section}-${breakout}`;
    const link = links.find(isSame) ?? links[0];
    const isKnown = link && (links.length === 1 || isSame(link));
    const isOffered = link && list.querySelector(`[data-box-of="${link.dataset.boxOf}"]`);
    if (isKnown && !isOffered) list.append(link.closest("li").cloneNode(true));
  }
  again.hidden = !list.children.length;
}

startBoard();
offerKnownGroups();
connect({
  onFrame() {
    refreshPartsSoon(offerKnownGroups);
    return true;
  },
});
