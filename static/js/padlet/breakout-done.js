// @ts-check
// The button "Klara": a breakout reports that it is done, or undoes it, on all its phones.

import { announce } from "./announcer.js";
import { pageText, root } from "./board-root.js";
import { current, frame } from "./board-state.js";
import { refetch } from "./connection.js";
import { notice } from "./error-notice.js";
import { on } from "./events.js";
import { passFor, readRefusal, sendJson } from "./note-api.js";

const { section } = root.dataset;
const button = root.querySelector("[data-done]");
const doneHere = () => current.stage.done?.[section] ?? [];

// Breakouts may have been merged since this page was drawn: then all are number 0.
function breakout() {
  const count = frame().breakouts[section] ?? 1;
  return count > 1 ? Number(root.dataset.breakout) : 0;
}

// A small group is told apart to nobody: the board says only how many such groups are done, and
// what was pressed here this page alone knows, until it is loaded again.
let pressedHere = false;
const isUnnamed = () => "isUnnamed" in root.dataset && breakout() !== 0;

const isDone = () => (isUnnamed() ? pressedHere : doneHere().includes(breakout()));

function draw() {
  button.setAttribute("aria-pressed", String(isDone()));
  root.querySelector("[data-done-words]").hidden = !isDone();
}

function showAtOnce(done) {
  const others = doneHere().filter((number) => number !== breakout());
  const now = done ? [...others, breakout()].sort((a, b) => a - b) : others;
  current.stage = { ...current.stage, done: { ...current.stage.done, [section]: now } };
}

let isAsking = false;

async function toggle() {
  if (isAsking) return;
  isAsking = true;
  const done = !isDone();
  try {
    const body = { pass: passFor({ section }), done: done ? "1" : "" };
    const answer = await sendJson("POST", root.dataset.doneUrl, body);
    if (answer.ok) {
      if (isUnnamed()) pressedHere = done;
      else showAtOnce(done);
      announce(done ? pageText("Done") : pageText("NotDone"));
    } else {
      notice((await readRefusal(answer)).sentence);
      if (answer.status === 403) refetch();
    }
  } catch {
    notice(pageText("OfflineMark"));
  }
  isAsking = false;
  draw();
}

export function startDone() {
  button.addEventListener("click", toggle);
  on("stage", draw);
  draw();
}
