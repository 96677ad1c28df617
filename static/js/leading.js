// The live board as its leader sees it. A script of its own: guests' phones need not load it.

import { beginFolding } from "./board/fold.js";
import { beginLeading } from "./board/lead.js";
import { connect } from "./board/live.js";

// After htmx has swapped a moderated note, the keyboard stays on it.
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.matches?.(".note")) event.detail.elt.querySelector("button")?.focus();
});

beginFolding();
beginLeading();
connect();
