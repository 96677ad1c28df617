// The live board, on four kinds of page: join, write (a guest's phone), projector, lead or read.

import { beginClock } from "./board/clock.js";
import { beginFolding } from "./board/fold.js";
import { beginJoining } from "./board/join.js";
import { connect, isAnotherPage, leaveForAFreshPage, stand } from "./board/live.js";
import { renewSoon } from "./board/renew.js";
import { kind, page, seen } from "./board/sight.js";
import { beginProjector } from "./board/projector.js";
import { beginWriting } from "./board/write.js";

// After htmx has swapped a moderated note, the keyboard stays on it.
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.matches?.(".note")) event.detail.elt.querySelector("button")?.focus();
});

if (kind === "write") beginWriting();
else if (kind === "projector") beginProjector();
else if (kind === "lead") {
  beginFolding();
  (await import("./board/lead.js")).beginLeading(); // guests' phones need not load it
} else if (kind === "join") {
  beginJoining();
  page.turned = () => {
    renewSoon(beginJoining);
    return true;
  };
} else {
  beginFolding();
  beginClock();
  page.turned = (now, was) => {
    if (isAnotherPage(now, was)) return leaveForAFreshPage();
    renewSoon(() => stand(seen.stage, true));
    return true;
  };
}
connect();
