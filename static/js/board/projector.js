// The projector: one question at a time, in pages of whole notes that turn no faster than one reads.

import { page, root, say } from "./sight.js";
import { announceNow, leaveForAFreshPage } from "./live.js";

const WORDS_A_MINUTE = 200;
const SHORTEST = 12000; // milliseconds a page stays, however little there is on it
const still = matchMedia("(prefers-reduced-motion: reduce)");
const flowing = matchMedia("(max-width: 60rem), (max-height: 34rem)"); // as in the style sheet

let number = 0; // the page shown
let count = 1; // how many there are
let shown = new Set(); // the notes on the page shown: it keeps them until it turns
let isStopped = false;
let turning = null;

const current = () => root.querySelector("[data-question]:not([hidden])");
const columns = () => [...current().querySelectorAll("[data-box]")];
const notesOf = (column) => [...column.children];

// --- what fits --------------------------------------------------------------------------------

// A column's notes, cut into pages: as many whole notes on each as there is room for.
function slices(column) {
  const all = notesOf(column);
  column.classList.remove("tight", "scrolls");
  column.removeAttribute("tabindex");
  for (const note of all) note.hidden = false;
  if (flowing.matches) return [all];
  // A note taller than the screen is set smaller, and may at last be scrolled. It is never cut.
  if (all.some((note) => note.offsetHeight > column.clientHeight)) column.classList.add("tight");
  if (all.some((note) => note.offsetHeight > column.clientHeight)) {
    column.classList.add("scrolls");
    column.tabIndex = 0;
  }
  const gap = parseFloat(getComputedStyle(column).rowGap) || 0;
  const cut = [[]];
  let used = 0;
  for (const note of all) {
    const height = note.getBoundingClientRect().height;
    if (used && used + gap + height > column.clientHeight) {
      cut.push([]);
      used = 0;
    }
    used += (used ? gap : 0) + height;
    cut.at(-1).push(note);
  }
  return cut;
}

// A column with fewer pages than the others stays on its last.
function lay(cuts, at) {
  shown = new Set(cuts.flatMap((cut) => cut[Math.min(at, cut.length - 1)]).map((note) => note.dataset.note));
}

function draw() {
  for (const note of columns().flatMap(notesOf)) note.hidden = !shown.has(note.dataset.note);
}

const pagesIn = (cuts) => Math.max(...cuts.map((cut) => cut.length));

// Cut anew and show the page asked for, or the nearest there is.
function open(at) {
  const cuts = columns().map(slices);
  count = pagesIn(cuts);
  number = Math.min(Math.max(at, 0), count - 1);
  lay(cuts, number);
  draw();
  tell();
  wait();
}

// Notes came or went. While everything fits it is shown; else the page shown stays as it is.
function counted() {
  const wasOne = count === 1;
  const cuts = columns().map(slices);
  const now = pagesIn(cuts);
  if (wasOne && now === 1) {
    lay(cuts, 0);
    draw();
    return;
  }
  draw();
  const isEmpty = columns().every((column) => notesOf(column).every((note) => note.hidden));
  const isCut = columns().some((column) => column.scrollHeight > column.clientHeight + 1);
  if (now === 1 || isEmpty || (isCut && !flowing.matches)) {
    open(Math.min(number, now - 1));
    return;
  }
  count = now;
  number = Math.min(number, now - 1);
  tell();
  if (!turning) wait();
}

// --- turning ----------------------------------------------------------------------------------

function readingTime() {
  const words = columns().map((column) =>
    notesOf(column)
      .filter((note) => !note.hidden)
      .reduce((sum, note) => sum + note.textContent.split(/\s+/).filter(Boolean).length, 0),
  );
  return Math.max(SHORTEST, (Math.max(...words) / WORDS_A_MINUTE) * 60000);
}

const turnsItself = () => count > 1 && !isStopped && !still.matches;

function wait() {
  clearTimeout(turning);
  turning = turnsItself() ? setTimeout(() => open((number + 1) % count), readingTime()) : null;
}

// Whoever turns the pages herself has taken over.
function turn(step) {
  isStopped = true;
  open((number + step + count) % count);
  announceNow(pageWords());
}

function stopOrGoOn() {
  isStopped = !isStopped;
  tell();
  wait();
}

// --- what is said of it -----------------------------------------------------------------------

const pageWords = () => say("Page").replace("{n}", number + 1).replace("{all}", count);

function tell() {
  const pager = root.querySelector("[data-pager]");
  pager.hidden = count < 2;
  pager.querySelector("[data-page]").textContent = pageWords();
  const dots = Array.from({ length: count > 12 ? 0 : count }, (_, at) => {
    const dot = document.createElement("i");
    dot.classList.toggle("on", at === number);
    return dot;
  });
  pager.querySelector("[data-dots]").replaceChildren(...dots);
  const button = pager.querySelector("[data-stop]");
  button.hidden = still.matches;
  button.querySelector("[data-stop-label]").textContent = isStopped ? say("GoOn") : say("Stop");
  button.classList.toggle("is-stopped", isStopped);
  remember();
}

// A reload stays where the room is.
function remember() {
  const parts = [`#fraga-${current().dataset.question}`];
  if (number) parts.push(`sida-${number + 1}`);
  if (isStopped) parts.push("stannad");
  history.replaceState(null, "", parts.join("-"));
}

function show(question, at = 0) {
  for (const part of root.querySelectorAll("[data-question]")) part.hidden = part.dataset.question !== question;
  for (const button of root.querySelectorAll("[data-show]")) {
    button.setAttribute("aria-pressed", String(button.dataset.show === question));
  }
  open(at);
}

export function beginProjector() {
  const numbers = [...root.querySelectorAll("[data-show]")].map((button) => button.dataset.show);
  if (!numbers.length) return;
  page.counted = counted;
  page.turned = () => {
    leaveForAFreshPage();
    return false;
  };
  const nextQuestion = (step) => {
    const at = numbers.indexOf(current().dataset.question);
    show(numbers[(at + step + numbers.length) % numbers.length]);
  };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.show) show(button.dataset.show);
    if (button?.dataset.turn) turn(Number(button.dataset.turn));
    if (button && "stop" in button.dataset) stopOrGoOn();
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const leap = { PageDown: 1, PageUp: -1 }[event.key];
    if (step && count > 1) turn(step);
    else if (step || leap) nextQuestion(step ?? leap);
    else if (event.key === " " && count > 1 && !still.matches && !event.target.closest("button, a")) stopOrGoOn();
    else return;
    event.preventDefault();
  });
  const again = () => open(number);
  window.addEventListener("resize", again);
  still.addEventListener("change", again);
  document.fonts?.ready.then(again);
  const asked = /^#fraga-(\d+)(?:-sida-(\d+))?(-stannad)?$/.exec(location.hash);
  isStopped = Boolean(asked?.[3]);
  if (numbers.includes(asked?.[1])) show(asked[1], Number(asked[2] ?? 1) - 1);
  else show(numbers[0]);
}
