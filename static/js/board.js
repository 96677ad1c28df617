// The live board as those see it who do not lead it: join, write (a guest's phone), projector, read.

import { beginClock } from "./board/clock.js";
import { beginFolding } from "./board/fold.js";
import { beginJoining } from "./board/join.js";
import { connect, isAnotherPage, leaveForAFreshPage, stand } from "./board/live.js";
import { renewSoon } from "./board/renew.js";
import { kind, page, seen } from "./board/sight.js";
import { beginProjector } from "./board/projector.js";
import { beginWriting } from "./board/write.js";

if (kind === "write") beginWriting();
else if (kind === "projector") beginProjector();
else if (kind === "join") {
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
