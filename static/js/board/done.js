// "Klara": a small group says that it is done, and can take it back. All its phones agree.

import { announceNow, refetch } from "./live.js";
import { notice } from "./notice.js";
import { knock, passFor, refusal } from "./send.js";
import { page, root, say, seen } from "./sight.js";

const { section } = root.dataset;
const button = root.querySelector("[data-done]");
const groups = () => JSON.parse(seen.frame).groups[section] ?? 1;
// Groups may have been merged since this page was drawn: then all are number 0.
const group = () => (groups() > 1 ? Number(root.dataset.breakout) : 0);
const isDone = () => (seen.stage.done?.[section] ?? []).includes(group());

function draw() {
  button.setAttribute("aria-pressed", String(isDone()));
  root.querySelector("[data-done-words]").hidden = !isDone();
}

let asking = false;

async function turn() {
  if (asking) return;
  asking = true;
  const done = !isDone();
  try {
    const answer = await knock("POST", root.dataset.doneUrl, { pass: passFor({ section }), done: done ? "1" : "" });
    if (answer.ok) {
      const others = (seen.stage.done?.[section] ?? []).filter((number) => number !== group());
      const now = done ? [...others, group()].sort((a, b) => a - b) : others;
      seen.stage = { ...seen.stage, done: { ...seen.stage.done, [section]: now } };
      announceNow(done ? say("Done") : say("NotDone"));
    } else {
      notice((await refusal(answer)).sentence);
      if (answer.status === 403) refetch();
    }
  } catch {
    notice(say("OfflineMark"));
  }
  asking = false;
  draw();
}

export function beginDone() {
  button.addEventListener("click", turn);
  page.staged.push(draw);
  draw();
}
