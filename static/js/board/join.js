// Which group: whoever has written on this device is offered the group she wrote in.

import * as shelf from "./shelf.js";

export function beginJoining() {
  const again = document.querySelector("[data-again]");
  if (!again) return;
  const list = again.querySelector("[data-again-list]");
  for (const { section, breakout } of shelf.boxes()) {
    const links = [...document.querySelectorAll(`[data-groups] [data-box-of^="${CSS.escape(section)}-"]`)];
    // Small groups may have been merged since; and a draft does not know which one it was.
    const link = links.find((one) => one.dataset.boxOf === `${section}-${breakout}`) ?? links[0];
    const isKnown = link && (links.length === 1 || link.dataset.boxOf === `${section}-${breakout}`);
    const isOffered = link && list.querySelector(`[data-box-of="${link.dataset.boxOf}"]`);
    if (isKnown && !isOffered) list.append(link.closest("li").cloneNode(true));
  }
  again.hidden = !list.children.length;
}
