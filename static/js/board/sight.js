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
  adopted: () => {}, // the server's state has been taken over
};

export const drawn = (id) => root.querySelector(`[data-note="${CSS.escape(id)}"]`);
export const boxOf = (note) => root.querySelector(`[data-box="${note.prompt}-${note.section}"]`);

export function template(name) {
  const { content } = root.querySelector(`[data-template="${name}"]`);
  return document.importNode(content.firstElementChild, true);
}

function build(note, where) {
  const element = template("note");
  element.dataset.note = note.id;
  element.dataset.place = note.place;
  if (where.dataset.role) element.classList.add(where.dataset.role);
  element.querySelector("[data-text]").textContent = note.text;
  fillLikes(element, note);
  const tag = element.querySelector("[data-breakout-line]");
  if (tag && note.breakout) {
    tag.hidden = false;
    tag.querySelector("[data-breakout]").textContent = note.breakout;
  }
  element.classList.toggle("hid", note.hidden);
  const hidden = element.querySelector("[data-hidden]");
  if (hidden) hidden.hidden = !note.hidden;
  for (const form of element.querySelectorAll("form[data-step]")) {
    const step = form.dataset.step;
    if ((step === "dolj") === note.hidden) form.remove();
    else {
      const address = root.dataset.moderateUrl.replace(/0{8}-[0-]+/, note.id).replace("STEP", step);
      form.setAttribute("action", address);
      form.setAttribute("hx-post", address);
    }
  }
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

// Draw the note where its lot says. True when nobody here has seen it before.
export function put(note) {
  const isNew = !notes.has(note.id);
  notes.set(note.id, note);
  const where = boxOf(note);
  const old = drawn(note.id);
  if (!where || page.isMine(note.id)) {
    old?.remove();
    return false;
  }
  const element = build(note, where);
  if (old) {
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(element);
    if (hadFocus) element.querySelector("button")?.focus();
  } else {
    const after = [...where.children].find((other) => Number(other.dataset.place) > note.place);
    where.insertBefore(element, after ?? null);
  }
  return isNew;
}

export function take(id) {
  notes.delete(id);
  drawn(id)?.remove();
}

export function recount() {
  for (const counter of root.querySelectorAll("[data-count]")) {
    const [prompt, section] = counter.dataset.count.split("-").map(Number);
    const inBox = [...notes.values()].filter((note) => note.prompt === prompt && note.section === section);
    counter.textContent = inBox.length;
  }
  for (const none of root.querySelectorAll("[data-none]")) {
    none.hidden = none.parentElement.querySelector("[data-box]").children.length > 0;
  }
  page.counted();
}

// The notes that the server drew into the page are known from the start.
for (const element of root.querySelectorAll("[data-box] [data-note]")) {
  const [prompt, section] = element.closest("[data-box]").dataset.box.split("-").map(Number);
  const id = element.dataset.note;
  const text = element.querySelector("[data-text]").textContent;
  notes.set(id, { id, prompt, section, text, place: Number(element.dataset.place), fromPage: true });
}
