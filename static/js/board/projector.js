// The projector obeys whoever leads: one question large, all of them, or one after another; in
// pages of whole notes that turn no faster than one reads.

import { beginClock } from "./clock.js";
import { notesIn, page, root, say, seen } from "./sight.js";
import { announceNow, isAnotherPage, leaveForAFreshPage, stand } from "./live.js";
import { renewSoon } from "./renew.js";

const WORDS_A_MINUTE = 200;
const SHORTEST = 12000; // milliseconds a page stays, however little there is on it
const OVERLAP = 40; // pixels: a line that one page ends with, the next begins with
const HANDS_STAY = 4000; // milliseconds the buttons are seen after the pointer has moved
const still = matchMedia("(prefers-reduced-motion: reduce)");
const small = matchMedia("(max-width: 100rem)"); // as in the style sheet
const flowing = matchMedia("(max-width: 60rem), (max-height: 34rem)"); // as in the style sheet

let plan = { layout: "one", screens: [["1"]] }; // the questions on each screen, one after another
let screen = 0; // the screen shown
let number = 0; // the page of it shown
let count = 1; // how many pages it has
let shown = new Set(); // the notes on the page shown: it keeps them until it turns
let offsets = []; // how far into its note each column's page begins, in pixels
let isStopped = false;
let turning = null;

const numbers = [...root.querySelectorAll("[data-question]")].map((part) => part.dataset.question);
const current = () => [...root.querySelectorAll("[data-question]:not([hidden])")];
const isAll = () => root.dataset.layout === "all";

// --- what fits --------------------------------------------------------------------------------

// What stands in one column: notes under their headings, and headings without notes. Side by side
// a question is a column, with the groups below each other; alone each group is.
function lanes() {
  return current().flatMap((part) => {
    const boxes = [...part.querySelectorAll("[data-box]")];
    if (!isAll()) return boxes.map((box) => ({ view: box, parts: partsOf(box, []) }));
    const head = (box) => box.closest(".pj-col").querySelector("h3");
    const parts = boxes.flatMap((box) => partsOf(box, [head(box)]));
    const still = boxes.filter((box) => !notesIn(box).length).map(head);
    return [{ view: part.querySelector(".pj-cols"), parts, still }];
  });
}

function partsOf(box, above) {
  const parts = [];
  for (const child of box.children) {
    if ("theme" in child.dataset) parts.push({ heads: [...above, child], notes: [] });
    else if ("note" in child.dataset) {
      if (!parts.length) parts.push({ heads: above, notes: [] });
      parts.at(-1).notes.push(child);
    }
  }
  return parts;
}

const notesOf = (lane) => lane.parts.flatMap((part) => part.notes);

function outer(element) {
  const { marginTop, marginBottom } = getComputedStyle(element);
  return element.getBoundingClientRect().height + parseFloat(marginTop) + parseFloat(marginBottom);
}

// A column's notes, cut into pages: as many whole notes on each as there is room for, each under
// its headings.
function slices(lane) {
  const { view, parts, still = [] } = lane;
  const all = notesOf(lane);
  view.classList.remove("tight", "scrolls");
  view.removeAttribute("tabindex");
  for (const element of [...all, ...parts.flatMap((part) => part.heads)]) element.hidden = false;
  if (flowing.matches) return [all];
  // A note taller than the screen is set smaller, and goes on at the next page at last.
  const tallest = () =>
    Math.max(0, ...parts.map((part) => sum(part.heads) + Math.max(0, ...part.notes.map((note) => note.offsetHeight))));
  const room = view.clientHeight - parseFloat(getComputedStyle(view).paddingTop) - sum(still);
  if (tallest() > room) view.classList.add("tight");
  if (tallest() > room) {
    view.classList.add("scrolls");
    view.tabIndex = 0;
  }
  const cut = [[]];
  let heads = new Set();
  let used = 0;
  for (const part of parts) {
    for (const note of part.notes) {
      const own = note.getBoundingClientRect().height;
      let above = sum(part.heads.filter((head) => !heads.has(head)));
      if (cut.at(-1).length && used + above + own > room) {
        cut.push([]);
        heads = new Set();
        used = 0;
        above = sum(part.heads);
      }
      cut.at(-1).push(note);
      if (cut.at(-1).length === 1) cut.push(...rest(note, used + above + own, room));
      used += above + outer(note);
      for (const head of part.heads) heads.add(head);
    }
  }
  return cut;
}

// The pages that a note goes on at, when it and its headings are taller than the room for them.
function rest(note, height, room) {
  const pages = [];
  const step = room - OVERLAP;
  if (height > room) for (let from = step; from + OVERLAP < height; from += step) pages.push(Object.assign([note], { from }));
  return pages;
}

const sum = (elements) => elements.reduce((all, element) => all + outer(element), 0);

// A column with fewer pages than the others stays on its last.
function lay(cuts, at) {
  const pages = cuts.map((cut) => cut[Math.min(at, cut.length - 1)]);
  shown = new Set(pages.flat().map((note) => note.dataset.note));
  offsets = pages.map((notes) => notes.from ?? 0);
}

// A heading is seen when something under it is.
function draw() {
  for (const [place, lane] of lanes().entries()) {
    const used = new Set();
    for (const { heads, notes } of lane.parts) {
      for (const note of notes) note.hidden = !shown.has(note.dataset.note);
      if (notes.some((note) => !note.hidden)) for (const head of heads) used.add(head);
    }
    for (const { heads } of lane.parts) for (const head of heads) head.hidden = !used.has(head);
    lane.view.scrollTop = offsets[place] ?? 0;
  }
}

const pagesIn = (cuts) => Math.max(1, ...cuts.map((cut) => cut.length));

// Cut anew and show the page asked for, or the nearest there is.
function open(at) {
  const room = () => lanes().map(({ view }) => view.clientHeight).join();
  // What is told below the notes may take a line of their room: then they are cut once more.
  for (const isLast of [false, true]) {
    const had = room();
    const cuts = lanes().map(slices);
    count = pagesIn(cuts);
    number = Math.min(Math.max(at, 0), count - 1);
    lay(cuts, number);
    draw();
    tell();
    if (isLast || room() === had) break;
  }
  wait();
}

// Notes came or went. While everything fits it is shown; else the page shown stays as it is.
function counted() {
  const wasOne = count === 1;
  const all = lanes();
  const cuts = all.map(slices);
  const now = pagesIn(cuts);
  if (wasOne && now === 1) {
    lay(cuts, 0);
    draw();
    return;
  }
  draw();
  const isEmpty = all.every((lane) => notesOf(lane).every((note) => note.hidden));
  const isCut = all.some(({ view }) => view.scrollHeight > view.clientHeight + 1 && !view.matches(".scrolls"));
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
  const words = lanes().map((lane) =>
    notesOf(lane)
      .filter((note) => !note.hidden)
      .map((note) => note.querySelector("[data-text]").textContent)
      .reduce((all, text) => all + text.split(/\s+/).filter(Boolean).length, 0),
  );
  return Math.max(SHORTEST, (Math.max(0, ...words) / WORDS_A_MINUTE) * 60000);
}

const turnsAtAll = () => count > 1 || plan.screens.length > 1;
const turnsItself = () => turnsAtAll() && !isStopped && !still.matches;

function wait() {
  clearTimeout(turning);
  turning = turnsItself() ? setTimeout(() => go(1), readingTime()) : null;
}

// The next page, or when there is none the next screen, round and round.
function go(step) {
  const at = number + step;
  if (at >= 0 && at < count) open(at);
  else if (plan.screens.length === 1) open((at + count) % count);
  else showScreen((screen + step + plan.screens.length) % plan.screens.length, step > 0 ? 0 : Infinity);
}

// Whoever turns the pages herself has taken over.
function turn(step) {
  isStopped = true;
  go(step);
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
  pager.hidden = !turnsAtAll();
  pager.querySelector("[data-page]").textContent = count > 1 ? pageWords() : "";
  const dots = Array.from({ length: count > 12 || count < 2 ? 0 : count }, (_, at) => {
    const dot = document.createElement("i");
    dot.classList.toggle("on", at === number);
    return dot;
  });
  pager.querySelector("[data-dots]").replaceChildren(...dots);
  const button = pager.querySelector("[data-stop]");
  button.hidden = still.matches;
  button.querySelector("[data-stop-label]").textContent = isStopped ? say("GoOn") : say("Stop");
  button.classList.toggle("is-stopped", isStopped);
  const only = isAll() ? "0" : current()[0]?.dataset.question;
  for (const one of root.querySelectorAll("[data-show]")) {
    one.setAttribute("aria-pressed", String(one.dataset.show === only));
  }
  remember();
}

// A reload stays where the room is.
function remember() {
  const parts = [isAll() ? `#alla-${screen + 1}` : `#fraga-${current()[0]?.dataset.question}`];
  if (number) parts.push(`sida-${number + 1}`);
  if (isStopped) parts.push("stannad");
  parts.push(`vid-${told()}`);
  history.replaceState(null, "", parts.join("-"));
}

function tellDone() {
  const line = root.querySelector("[data-done]");
  if (!line) return;
  const all = Object.values(JSON.parse(seen.frame).groups).reduce((total, groups) => total + Math.max(1, groups), 0);
  const done = Object.values(seen.stage.done ?? {}).reduce((total, groups) => total + groups.length, 0);
  line.hidden = !done;
  line.textContent = say(done === 1 ? "DoneOne" : "Done").replace("{n}", done).replace("{all}", all);
}

// --- which questions --------------------------------------------------------------------------

function showScreen(at, pageAt = 0) {
  screen = at;
  root.dataset.layout = plan.layout;
  for (const part of root.querySelectorAll("[data-question]")) {
    part.hidden = !plan.screens[at].includes(part.dataset.question);
    for (const hidden of part.querySelectorAll("h3[hidden], [data-theme][hidden]")) hidden.hidden = false;
    for (const note of [...part.querySelectorAll("[data-box]")].flatMap(notesIn)) note.hidden = false;
  }
  open(pageAt);
}

function planFor({ showing, slideshow }) {
  if (slideshow) return { layout: "one", screens: numbers.map((each) => [each]) };
  if (showing) return { layout: "one", screens: [[String(showing)]] };
  const screens = [];
  const sideBySide = small.matches ? 2 : 3;
  for (let at = 0; at < numbers.length; at += sideBySide) screens.push(numbers.slice(at, at + sideBySide));
  return { layout: "all", screens };
}

// What whoever leads has chosen; only a new choice moves anything here.
const told = () => `${seen.stage.showing}${seen.stage.slideshow ? "b" : ""}`;
let obeyed = "";
function obey() {
  const { showing } = seen.stage;
  const asked = told();
  if (asked === obeyed) return;
  obeyed = asked;
  plan = planFor(seen.stage);
  isStopped = false;
  const at = plan.screens.findIndex((screens) => screens.includes(String(showing)));
  showScreen(Math.max(0, at));
}

// By hand, at the screen itself.
function choose(question) {
  plan = planFor({ showing: Number(question), slideshow: false });
  showScreen(0);
}

function nextQuestion(step) {
  if (plan.screens.length > 1) {
    showScreen((screen + step + plan.screens.length) % plan.screens.length);
    return;
  }
  const at = numbers.indexOf(current()[0]?.dataset.question);
  choose(numbers[(at + step + numbers.length) % numbers.length]);
}

// After a reload, while whoever leads has chosen nothing else: where the room was, also by hand.
function resume([, what, which, onPage = "1", stopped]) {
  const isThere = plan.layout === (what === "alla" ? "all" : "one");
  const find = () => plan.screens.findIndex((one, at) => (what === "alla" ? at === which - 1 : one.includes(which)));
  if (!isThere || find() < 0) {
    if (what === "fraga" && !numbers.includes(which)) return;
    plan = planFor({ showing: what === "alla" ? 0 : Number(which), slideshow: false });
  }
  isStopped = Boolean(stopped);
  showScreen(Math.max(0, find()), Number(onPage) - 1);
}

// --- hands: the buttons are seen while somebody uses them ---------------------------------------

function beginHands() {
  let resting = null;
  const near = () => {
    root.classList.add("is-near");
    clearTimeout(resting);
    resting = setTimeout(() => root.classList.remove("is-near"), HANDS_STAY);
  };
  for (const name of ["pointermove", "pointerdown"]) document.addEventListener(name, near, { passive: true });
}

export function beginProjector() {
  if (!numbers.length) return;
  page.counted = counted;
  page.turned = (now, was) => {
    const areMerged = JSON.stringify(now.groups) !== JSON.stringify(was.groups);
    if (areMerged || isAnotherPage(now, was)) return leaveForAFreshPage();
    renewSoon(() => {
      stand(seen.stage, true);
      open(number);
    });
    return true;
  };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.show) choose(button.dataset.show);
    if (button?.dataset.turn) turn(Number(button.dataset.turn));
    if (button && "stop" in button.dataset) stopOrGoOn();
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const leap = { PageDown: 1, PageUp: -1 }[event.key];
    if (step && turnsAtAll()) turn(step);
    else if (step || leap) nextQuestion(step ?? leap);
    else if (event.key === " " && turnsAtAll() && !still.matches && !event.target.closest("button, a")) stopOrGoOn();
    else return;
    event.preventDefault();
  });
  beginHands();
  beginClock();
  const asked = /^#(fraga|alla)-(\d+)(?:-sida-(\d+))?(-stannad)?-vid-(\d+b?)$/.exec(location.hash);
  obey();
  if (asked?.[5] === told()) resume(asked);
  page.staged.push(obey, tellDone);
  const again = () => open(number);
  window.addEventListener("resize", again);
  still.addEventListener("change", again);
  document.fonts?.ready.then(again);
}
