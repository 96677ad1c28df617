// What the board looks like now: the notes this page knows, and their place in the page.

export const root = document.querySelector("[data-board]");
export const kind = root.dataset.board;
export const say = (name) => root.dataset["text" + name] ?? "";

export const notes = new Map(); // id -> note, as the server last told
export const seen = {
  version: root.dataset.version,
  frame: root.dataset.frame, // everything but the notes, as JSON text
  stream: root.dataset.stream,
  stage: JSON.parse(root.dataset.stage || "{}"), // the clock, what the projector shows, who is done
  passes: JSON.parse(root.dataset.passes || "{}"),
  etag: "",
};

// What one kind of page does differently from the others.
export const page = {
  isMine: () => false,
  filled: () => {}, // (element, note): a note was drawn
  counted: () => {}, // after every change
  staged: [], // each is called with the stage when it has changed, and once at the start
  turned: () => true, // (now, was): the whole board turned; false says that the page leaves
  gone: () => false, // the address ended; true says that the page has found the new one
  adopted: () => {}, // the server's state has been taken over
};

export const drawn = (id) => root.querySelector(`[data-note="${CSS.escape(id)}"]`);
export const homeOf = (note) => root.querySelector(`[data-box="${note.prompt}-${note.section}"]`);
// What waits to be approved stands in a list of its own, where there is one, and nowhere else.
export const boxOf = (note) => (note.waiting ? root.querySelector("[data-waiting-box]") : homeOf(note));

export function template(name) {
  const { content } = root.querySelector(`[data-template="${name}"]`);
  return document.importNode(content.firstElementChild, true);
}

// --- one note ---------------------------------------------------------------------------------

const stateOf = (note) => (note.waiting ? "waiting" : note.hidden ? "hidden" : "visible");

// The button that copies the words to one's own organisation's list; not on a hidden note.
function offerToTakeHome(element, note) {
  const button = element.querySelector("[data-take-home]");
  if (!button) return;
  if (note.hidden) button.remove();
  const address = button.dataset.takeHome.replace(/0{8}-[0-]+/, note.id);
  button.setAttribute("formaction", address);
  button.setAttribute("hx-post", address);
}

function build(note, where) {
  const element = template(where.dataset.pattern ?? "note");
  const home = homeOf(note);
  element.id = `lapp-${note.id}`; // where a summary's sentence leads
  element.dataset.note = note.id;
  element.dataset.place = note.place;
  element.dataset.cluster = note.cluster ?? "";
  if (home?.dataset.role) element.classList.add(home.dataset.role);
  element.querySelector("[data-text]").textContent = note.text;
  fillLikes(element, note);
  fillDots(element, note);
  const tag = element.querySelector("[data-breakout-line]");
  if (tag && note.breakout) {
    tag.hidden = false;
    tag.querySelector("[data-breakout]").textContent = note.breakout;
  }
  const paper = element.querySelector("[data-paper]");
  if (paper) paper.hidden = !note.paper;
  const from = element.querySelector("[data-where]");
  if (from) from.textContent = home?.dataset.name ?? "";
  element.classList.toggle("hid", note.hidden);
  const hidden = element.querySelector("[data-hidden]");
  if (hidden) hidden.hidden = !note.hidden;
  for (const button of element.querySelectorAll("[data-step]")) {
    if (button.dataset.for !== stateOf(note)) button.remove();
    else {
      const { step } = button.dataset;
      const address = root.dataset.moderateUrl.replace(/0{8}-[0-]+/, note.id).replace("STEP", step);
      button.setAttribute("formaction", address);
      button.setAttribute("hx-post", address);
    }
  }
  // What is approved is what was read here.
  for (const one of element.querySelectorAll("[data-read]")) one.value = note.read;
  offerToTakeHome(element, note);
  window.htmx?.process(element);
  page.filled(element, note);
  return element;
}

export function fillLikes(element, note) {
  const likes = element.querySelector("[data-likes]");
  if (!likes) return;
  const line = element.querySelector("[data-likes-line]");
  if (line) {
    line.hidden = !note.likes;
    likes.textContent = note.likes;
  } else likes.textContent = note.likes ? `${note.likes} ${say("Likes")}` : "";
}

export function fillDots(element, note) {
  const line = element.querySelector("[data-dots-line]");
  if (!line) return;
  line.hidden = !note.dots;
  line.querySelector("[data-dots-sum]").textContent = note.dots;
}

// What is asked of a note by its own button: until the answer is in, nothing else draws it, for the
// answer would find its place gone. What came meanwhile is done then.
const asked = new Map();
const noteOf = (button) => button.closest("[data-note]")?.dataset.note;
root.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const id = noteOf(detail.elt);
  if (!id) return;
  asked.set(id, null);
  detail.requestConfig.asked = id;
});
root.addEventListener("htmx:afterRequest", ({ detail }) => {
  const id = detail.requestConfig.asked;
  if (!id) return;
  const missed = asked.get(id);
  asked.delete(id);
  if (!missed) return;
  missed();
  recount();
});

// Draw the note where its lot says. True when nobody here has seen it before.
export function put(note) {
  if (asked.has(note.id)) {
    asked.set(note.id, () => put(note));
    return false;
  }
  const known = notes.get(note.id);
  // What has been approved is new to whoever watches the board.
  const isNew = !known || (known.waiting && !note.waiting);
  notes.set(note.id, note);
  const where = boxOf(note);
  const old = drawn(note.id);
  if (!where || page.isMine(note.id)) {
    old?.remove();
    return false;
  }
  const element = build(note, where);
  if (old?.parentElement === where && known && sameRank(known, note)) {
    const focused = old.contains(document.activeElement) && focusKey(document.activeElement);
    carry(old, element);
    old.replaceWith(element);
    if (focused) (element.querySelector(focused) ?? element.querySelector("button, a"))?.focus();
  } else {
    old?.remove();
    const after = notesIn(where).find((other) => comesBefore(note, other));
    where.insertBefore(element, after ?? null);
  }
  return isNew;
}

const focusKey = (element) =>
  element.dataset.step ? `[data-step="${element.dataset.step}"]` : element.matches("input") ? "input" : "a, button";

// A mark that the reader has put stays when the note is drawn anew.
function carry(old, element) {
  const [was, is] = [old, element].map((one) => one.querySelector("input[type=checkbox]"));
  if (was && is) is.checked = was.checked;
}

export function take(id) {
  if (asked.has(id)) {
    asked.set(id, () => take(id));
    return;
  }
  notes.delete(id);
  drawn(id)?.remove();
}

// --- the order inside a box: theme by theme, in each by lot ------------------------------------

export const notesIn = (box) => [...box.children].filter((child) => "note" in child.dataset);
const themes = () => seen.stage.clusters ?? [];

// Where the theme stands in its question; what has none comes last.
function rank(cluster) {
  const at = themes().findIndex((theme) => theme.id === Number(cluster));
  return cluster && at >= 0 ? at : Infinity;
}

const sameRank = (one, other) => one.place === other.place && (one.cluster ?? null) === (other.cluster ?? null);

function comesBefore(note, element) {
  const [mine, its] = [rank(note.cluster), rank(element.dataset.cluster)];
  return mine === its ? Number(element.dataset.place) > note.place : mine < its;
}

function heading(title, id) {
  const element = document.createElement("h4");
  element.className = "b-theme";
  element.dataset.theme = id;
  element.textContent = title;
  return element;
}

// What a box should hold from top to bottom: headings where there are themes, and its notes.
function inOrder(box) {
  const found = notesIn(box);
  const prompt = Number(box.dataset.box.split("-")[0]);
  const own = themes().filter((theme) => theme.prompt === prompt);
  const by = (element) => rank(element.dataset.cluster);
  found.sort((a, b) => by(a) - by(b) || Number(a.dataset.place) - Number(b.dataset.place) || 0);
  const parts = own.map((theme) => ({ theme, of: found.filter((one) => Number(one.dataset.cluster) === theme.id) }));
  const rest = found.filter((one) => !own.some((theme) => theme.id === Number(one.dataset.cluster)));
  const used = parts.filter((part) => part.of.length);
  if (!used.length) return rest;
  const old = new Map([...box.querySelectorAll(":scope > [data-theme]")].map((one) => [Number(one.dataset.theme), one]));
  const titled = (id, title) => {
    const element = old.get(id) ?? heading(title, id);
    if (element.textContent.trim() !== title) element.textContent = title;
    return element;
  };
  return [
    ...used.flatMap((part) => [titled(part.theme.id, part.theme.title), ...part.of]),
    ...(rest.length ? [titled(0, say("NoTheme")), ...rest] : []),
  ];
}

// Only what stands wrong is moved, and the keyboard stays where it was.
export function arrange() {
  const focused = document.activeElement;
  for (const box of root.querySelectorAll("[data-box]")) {
    if (!themes().length && !box.querySelector(":scope > [data-theme]")) continue;
    const wanted = inOrder(box);
    const kept = new Set(wanted);
    for (const child of [...box.children]) if (!kept.has(child)) child.remove();
    wanted.forEach((child, at) => {
      if (box.children[at] !== child) box.insertBefore(child, box.children[at] ?? null);
    });
  }
  if (focused !== document.activeElement && focused?.isConnected) focused.focus({ preventScroll: true });
}

// --- the sums ---------------------------------------------------------------------------------

// A number, and the word after it where that bends by it.
export function sayNumber(element, number) {
  element.textContent = number;
  const word = element.nextElementSibling;
  if (word?.dataset.one) word.textContent = number === 1 ? word.dataset.one : word.dataset.many;
}

export function recount() {
  arrange();
  for (const counter of root.querySelectorAll("[data-count]")) {
    const [prompt, section] = counter.dataset.count.split("-").map(Number);
    const inBox = [...notes.values()].filter(
      (note) => note.prompt === prompt && note.section === section && !note.waiting,
    );
    sayNumber(counter, inBox.length);
  }
  for (const none of root.querySelectorAll("[data-none]")) {
    none.hidden = none.parentElement.querySelector("[data-box]").children.length > 0;
  }
  page.counted();
}

// The notes that the server drew into the page are known from the start.
for (const element of root.querySelectorAll("[data-box] [data-note], [data-waiting-box] [data-note]")) {
  const waiting = "of" in element.dataset;
  const of = waiting ? element.dataset.of : element.closest("[data-box]").dataset.box;
  const [prompt, section] = of.split("-").map(Number);
  const id = element.dataset.note;
  const text = element.querySelector("[data-text]").textContent;
  const cluster = Number(element.dataset.cluster) || null;
  notes.set(id, { id, prompt, section, text, cluster, waiting, place: Number(element.dataset.place), fromPage: true });
}
page.staged.push(arrange);
arrange();
