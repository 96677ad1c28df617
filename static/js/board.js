// The live board, on four kinds of page: join, write (a guest's phone), projector, lead/read.
// It listens to the event stream, polls when the stream is dead, and sends notes without cookies.

const root = document.querySelector("[data-board]");
const kind = root.dataset.board;
const say = (name) => root.dataset["text" + name] ?? "";

// --- what the board looks like now ------------------------------------------------------------

const notes = new Map(); // id -> note, as the server last told
let version = Number(root.dataset.version);
let frame = root.dataset.frame;
let stream = root.dataset.stream;
let etag = "";
let pass = root.dataset.pass ?? "";
let held = null; // changes that wait while updates are paused

function box(note) {
  return root.querySelector(`[data-box="${note.prompt}-${note.section}"]`);
}

function drawn(id) {
  return root.querySelector(`[data-note="${CSS.escape(id)}"]`);
}

function template(name) {
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
  return element;
}

function fillLikes(element, note) {
  const likes = element.querySelector("[data-likes]");
  if (!likes) return;
  const line = element.querySelector("[data-likes-line]");
  if (line) {
    line.hidden = !note.likes;
    likes.textContent = note.likes;
  } else likes.textContent = note.likes ? `${note.likes} ${say("Likes")}` : "";
  const button = element.querySelector("[data-like]");
  if (button) showLiked(button, liked.has(note.id));
}

function put(note) {
  const isNew = !notes.has(note.id);
  notes.set(note.id, note);
  const where = box(note);
  const old = drawn(note.id);
  if (!where || own.some((item) => item.id === note.id)) {
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

function take(id) {
  notes.delete(id);
  drawn(id)?.remove();
}

function recount() {
  for (const counter of root.querySelectorAll("[data-count]")) {
    const key = counter.dataset.count;
    const section = root.dataset.section;
    const mine = [...notes.values()].filter((note) =>
      key.includes("-") ? `${note.prompt}-${note.section}` === key : String(note.prompt) === key && String(note.section) === section,
    );
    counter.textContent = mine.length;
  }
  for (const none of root.querySelectorAll("[data-none]")) {
    none.hidden = none.parentElement.querySelector("[data-box]").children.length > 0;
  }
  if (kind === "projector") fit();
}

// The notes that the server drew into the page are known from the start.
for (const element of root.querySelectorAll("[data-note]")) {
  const where = element.closest("[data-box]");
  if (!where) continue;
  const [prompt, section] = where.dataset.box.split("-").map(Number);
  notes.set(element.dataset.note, { id: element.dataset.note, prompt, section, place: Number(element.dataset.place), fromPage: true });
}

// --- changes from the server ------------------------------------------------------------------

function change(said) {
  if (held) {
    held.push(said);
    return;
  }
  if (said.refetch || said.from > version) {
    refetchSoon();
    return;
  }
  version = Math.max(version, said.version);
  const fresh = said.put.filter(put);
  said.gone.forEach(take);
  showTotal(said.total);
  recount();
  announce(fresh);
}

function becomes(state) {
  etag = state.etag ?? etag;
  stream = `/strom/board/${state.ticket}`;
  if (state.frame !== frame) {
    if (!changeFrame(state)) return;
  }
  frame = state.frame;
  pass = state.passes[root.dataset.section] ?? "";
  version = state.version;
  const fresh = state.notes.filter((note) => {
    const known = notes.get(note.id);
    return known && !known.fromPage && JSON.stringify(known) === JSON.stringify(note) ? false : put(note);
  });
  const left = new Set(state.notes.map((note) => note.id));
  [...notes.keys()].filter((id) => !left.has(id)).forEach(take);
  showTotal(state.total);
  recount();
  announce(fresh);
  if (kind === "write") flush();
}

// Opened, paused, revealed, merged: the phone that writes stays where it is if it can.
function changeFrame(state) {
  const was = JSON.parse(frame);
  const now = JSON.parse(state.frame);
  const samePage = was.revealed === now.revealed && JSON.stringify(was.groups) === JSON.stringify(now.groups);
  if (kind !== "write" || !samePage) {
    // Two hundred phones do not ask in the same instant.
    setTimeout(() => window.location.reload(), Math.random() * 800);
    return false;
  }
  showState(now.state);
  return true;
}

function showState(state) {
  const line = root.querySelector("[data-status]");
  const words = { paused: say("Paused"), closed: say("Closed"), open: "", draft: say("Paused") }[state];
  line.hidden = !words;
  line.querySelector("[data-status-text]").textContent = words;
  const badge = root.querySelector("[data-state]");
  if (badge) badge.hidden = Boolean(words);
  announceNow(words || say("Open"));
}

function showTotal(total) {
  for (const element of root.querySelectorAll("[data-total]")) element.textContent = total;
}

// --- the connection ---------------------------------------------------------------------------

let source = null;
let polling = null;
let refetching = null;

function connect() {
  source?.close();
  source = new EventSource(stream);
  source.onmessage = (event) => change(JSON.parse(event.data));
  source.addEventListener("hello", (event) => {
    stopPolling();
    if (JSON.parse(event.data).version !== version) refetch();
  });
  source.addEventListener("gone", () => lost(say("Gone")));
  source.onerror = () => {
    source.close();
    startPolling();
    setTimeout(connect, 8000 + Math.random() * 4000);
  };
}

function startPolling() {
  if (polling) return;
  connectionText(say("Polling"));
  refetch();
  polling = setInterval(refetch, 5000);
}

function stopPolling() {
  clearInterval(polling);
  polling = null;
  connectionText("");
}

function refetchSoon() {
  refetching ??= setTimeout(refetch, Math.random() * 500);
}

async function refetch() {
  clearTimeout(refetching);
  refetching = null;
  try {
    const answer = await fetch(root.dataset.stateUrl, {
      credentials: kind === "lead" || kind === "read" ? "same-origin" : "omit",
      referrerPolicy: "no-referrer",
      headers: etag ? { "If-None-Match": etag } : {},
      cache: "no-store",
      signal: AbortSignal.timeout(8000),
    });
    if (answer.status === 304) return;
    if (answer.status === 404) {
      lost(say("Gone"));
      return;
    }
    if (!answer.ok || !answer.headers.get("Content-Type")?.includes("json")) return;
    const state = await answer.json();
    state.etag = answer.headers.get("ETag");
    if (held) held.push({ refetch: true });
    else becomes(state);
  } catch {
    // No net: the next poll tries again.
  }
}

function lost(words) {
  source?.close();
  clearInterval(polling);
  connectionText(words);
  announceNow(words);
}

function connectionText(words) {
  let line = document.getElementById("connection");
  if (!line) {
    if (!words) return;
    line = document.createElement("p");
    line.id = "connection";
    line.className = "connection";
    document.body.append(line);
  }
  line.textContent = words;
  line.hidden = !words;
}

// --- for the ear: gathered, at most every ten seconds -----------------------------------------

const told = new Map(); // the name of a box -> how many new notes
let telling = null;

function announce(fresh) {
  for (const note of fresh) {
    const name = box(note)?.dataset.name;
    if (name) told.set(name, (told.get(name) ?? 0) + 1);
  }
  if (told.size && !telling) {
    telling = setTimeout(() => {
      telling = null;
      const words = [...told].map(([name, n]) => `${n} ${n === 1 ? say("NewOne") : say("NewMany")} ${name}`);
      told.clear();
      announceNow(words.join(". "));
    }, 10000);
  }
}

function announceNow(words) {
  const region = root.querySelector("[data-announce]");
  if (region && words) region.textContent = words;
}

for (const button of root.querySelectorAll("[data-pause-updates]")) {
  button.addEventListener("click", () => {
    const waiting = held;
    held = held ? null : [];
    button.setAttribute("aria-pressed", String(Boolean(held)));
    if (waiting?.length) refetch();
  });
}

// --- the phone: tabs, writing, own notes ------------------------------------------------------

const shelf = `modellkonceptet:lappar:${root.dataset.key}`;
let own = []; // {token, section, prompt, text, id?, refused?}: kept in this browser only
const liked = new Set(); // while the page is open; nothing about it is stored

function load() {
  try {
    own = JSON.parse(localStorage.getItem(shelf)) ?? [];
  } catch {
    own = [];
  }
}

function keep() {
  try {
    if (own.length) localStorage.setItem(shelf, JSON.stringify(own));
    else localStorage.removeItem(shelf);
  } catch {
    // A full or closed storage: the notes live as long as the page does.
  }
}

function newToken() {
  return [...crypto.getRandomValues(new Uint8Array(24))].map((b) => b.toString(16).padStart(2, "0")).join("");
}

const question = (item) => root.querySelector(`[data-question][data-prompt="${item.prompt}"]`);
const here = (item) => item.section === root.dataset.section && question(item);
const draftKey = (prompt) => `${shelf}:utkast:${root.dataset.section}:${prompt}`;

async function knock(method, address, body) {
  return fetch(address, {
    method,
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(10000),
  });
}

async function sentence(answer) {
  try {
    return (await answer.json()).sentence ?? say("Refused");
  } catch {
    return say("Refused");
  }
}

let flushing = false;
let tries = 0;
let again = null;

// Send what waits, one note at a time, in the order it was written.
async function flush() {
  if (flushing) return;
  flushing = true;
  clearTimeout(again);
  try {
    for (const item of own.filter((one) => !one.id && !one.refused && here(one))) {
      if (!(await send(item))) break;
    }
  } finally {
    flushing = false;
  }
  if (own.some((one) => !one.id && !one.refused && here(one))) {
    tries += 1;
    again = setTimeout(flush, Math.min(15000, 1000 * 2 ** Math.min(tries, 4)));
  } else tries = 0;
}

// True when the next note may be tried at once.
async function send(item) {
  let answer;
  try {
    answer = await knock("POST", question(item).querySelector("form[data-write]").dataset.write, { pass, token: item.token, text: item.text });
  } catch {
    waits(item, say("Offline"), say("OfflineMore"));
    return false;
  }
  if (answer.ok) {
    Object.assign(item, await answer.json());
    keep();
    announceNow(say("Sent"));
    drawOwn();
    return true;
  }
  const words = await sentence(answer);
  if (answer.status >= 500) waits(item, words, "");
  else if (answer.status === 403 || (answer.status === 409 && !pass)) {
    // A new pass comes with the board's state; the note waits for it.
    waits(item, words, "");
    await refetch();
  } else if (answer.status === 409) waits(item, words, "");
  else {
    item.refused = words;
    keep();
    drawOwn();
    return true;
  }
  return false;
}

function waits(item, words, more) {
  item.waits = words;
  item.more = more;
  drawOwn();
}

function drawOwn() {
  for (const section of root.querySelectorAll("[data-question]")) {
    const mine = own.filter((item) => item.section === root.dataset.section && item.prompt === section.dataset.prompt);
    const waiting = section.querySelector("[data-waiting]");
    waiting.replaceChildren(...mine.filter((item) => !item.id).map(drawWaiting));
    const list = section.querySelector("[data-own-list]");
    const sent = mine.filter((item) => item.id);
    if (!list.querySelector("[data-edit-form]")) list.replaceChildren(...sent.map(drawSent));
    section.querySelector("[data-own]").hidden = !sent.length;
    for (const item of sent) drawn(item.id)?.remove();
  }
  recount();
}

function drawWaiting(item) {
  const element = template("wait");
  element.querySelector("[data-text]").textContent = item.text;
  element.querySelector("[data-wait-state]").textContent = item.refused ?? item.waits ?? say("Sending");
  element.querySelector("[data-wait-more]").textContent = item.refused ? "" : item.more ?? "";
  element.querySelector("[data-back]").addEventListener("click", () => {
    own = own.filter((one) => one !== item);
    keep();
    const field = question(item).querySelector("textarea");
    field.value = [field.value, item.text].filter(Boolean).join("\n");
    drawOwn();
    field.focus();
    measure(field);
  });
  return element;
}

function drawSent(item) {
  const element = template("own");
  element.querySelector("[data-text]").textContent = item.text;
  element.querySelector("[data-edit]").addEventListener("click", () => edit(item, element));
  element.querySelector("[data-remove]").addEventListener("click", () => remove(item));
  return element;
}

function edit(item, element) {
  const form = template("edit");
  const field = form.querySelector("textarea");
  field.value = item.text;
  element.replaceWith(form);
  field.focus();
  const done = (focus) => {
    form.remove();
    drawOwn();
    if (focus) question(item).querySelector("[data-own-list] [data-edit]")?.focus();
  };
  form.querySelector("[data-cancel]").addEventListener("click", () => done(true));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const error = form.querySelector("[data-error]");
    try {
      const answer = await knock("PUT", question(item).querySelector("form[data-write]").dataset.write, { pass, token: item.token, text: field.value });
      if (answer.ok) {
        Object.assign(item, await answer.json());
        keep();
        announceNow(say("Changed"));
        done(true);
        return;
      }
      error.textContent = await sentence(answer);
      if (answer.status === 403) refetch();
    } catch {
      error.textContent = say("Offline");
    }
    error.hidden = false;
    field.focus();
  });
}

async function remove(item) {
  if (!window.confirm(say("Remove"))) return;
  try {
    const answer = await knock("DELETE", question(item).querySelector("form[data-write]").dataset.write, { pass, token: item.token });
    if (!answer.ok) {
      announceNow(await sentence(answer));
      window.alert(root.querySelector("[data-announce]").textContent);
      return;
    }
  } catch {
    window.alert(say("Offline"));
    return;
  }
  own = own.filter((one) => one !== item);
  keep();
  notes.delete(item.id);
  drawOwn();
  announceNow(say("Removed"));
  question(item).querySelector("textarea").focus();
}

function measure(field) {
  const left = Number(root.dataset.length) - field.value.trim().length;
  const line = field.closest("form").querySelector("[data-left]");
  if (line) line.textContent = left >= 0 ? `${left} ${say("Left")}` : `${-left} ${say("TooLong")}`;
  line?.classList.toggle("need-t", left < 0);
  try {
    const { prompt } = field.closest("[data-question]").dataset;
    if (field.value) localStorage.setItem(draftKey(prompt), field.value);
    else localStorage.removeItem(draftKey(prompt));
  } catch {
    // As in keep().
  }
  return left;
}

function write(form) {
  const field = form.querySelector("textarea");
  const error = form.querySelector("[data-error]");
  const text = field.value.trim();
  const left = measure(field);
  const wrong = !text ? say("Empty") : left < 0 ? `${-left} ${say("TooLong")}` : "";
  error.textContent = wrong;
  error.hidden = !wrong;
  field.setAttribute("aria-invalid", String(Boolean(wrong)));
  field.focus();
  if (wrong) return;
  const { prompt } = form.closest("[data-question]").dataset;
  own.push({ token: newToken(), section: root.dataset.section, prompt, text });
  keep();
  field.value = "";
  measure(field);
  drawOwn();
  flush();
}

function showLiked(button, on) {
  button.setAttribute("aria-pressed", String(on));
  button.querySelector("[data-like-label]").textContent = on ? say("Liked") : say("Like");
}

async function like(button) {
  const { note: id } = button.closest("[data-note]").dataset;
  const on = !liked.has(id);
  try {
    const answer = await knock(on ? "POST" : "DELETE", root.dataset.likeUrl.replace(/0{8}-[0-]+/, id), { pass });
    if (!answer.ok) {
      announceNow(await sentence(answer));
      return;
    }
    if (on) liked.add(id);
    else liked.delete(id);
    const note = { ...notes.get(id), likes: (await answer.json()).likes };
    fillLikes(button.closest("[data-note]"), note);
  } catch {
    announceNow(say("Offline"));
  }
}

function openTab(number) {
  for (const section of root.querySelectorAll("[data-question]")) section.hidden = section.dataset.question !== number;
  for (const tab of root.querySelectorAll("[data-tab]")) {
    if (tab.dataset.tab === number) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

function beginWriting() {
  load();
  // A page that came back from the browser's own cache must not think an old note is on its way.
  for (const item of own) delete item.waits;
  root.querySelector("[data-forget]").addEventListener("click", () => {
    if (!window.confirm(say("Forget"))) return;
    own = [];
    keep();
    drawOwn();
    // What was mine is now anybody's: fetch it anew and draw it among the others.
    for (const id of [...notes.keys()]) if (!drawn(id)) notes.delete(id);
    etag = "";
    refetch();
    announceNow(say("Forgotten"));
  });
  for (const form of root.querySelectorAll("form[data-write]")) {
    const field = form.querySelector("textarea");
    try {
      field.value = localStorage.getItem(draftKey(form.closest("[data-question]").dataset.prompt)) ?? "";
    } catch {
      // As in keep().
    }
    measure(field);
    field.addEventListener("input", () => measure(field));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      write(form);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      write(form);
    });
  }
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-like]");
    if (button) like(button);
    const tab = event.target.closest("[data-tab]");
    if (tab) {
      event.preventDefault();
      history.replaceState(null, "", tab.hash);
      openTab(tab.dataset.tab);
    }
  });
  openTab(/^#fraga-\d+$/.test(location.hash) && root.querySelector(location.hash) ? location.hash.slice(7) : "1");
  const state = JSON.parse(frame).state;
  if (state !== "open") showState(state);
  drawOwn();
  flush();
  window.addEventListener("online", () => {
    tries = 0;
    flush();
    refetch();
  });
}

// --- the projector ----------------------------------------------------------------------------

// What does not fit is counted, never cut in the middle.
function fit() {
  for (const column of root.querySelectorAll("[data-question]:not([hidden]) .pj-col")) {
    const list = column.querySelector("[data-box]");
    const more = column.querySelector("[data-more]");
    const all = [...list.children];
    for (const note of all) note.hidden = false;
    more.hidden = true;
    const overflows = () => column.scrollHeight > column.clientHeight + 1;
    let left = 0;
    while (overflows() && left < all.length) {
      left += 1;
      all[all.length - left].hidden = true;
      more.hidden = false;
      more.textContent = `${left} ${left === 1 ? say("MoreOne") : say("MoreMany")}`;
    }
  }
}

function showQuestion(number) {
  for (const section of root.querySelectorAll("[data-question]")) section.hidden = section.dataset.question !== number;
  for (const button of root.querySelectorAll("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === number));
  fit();
}

function beginProjector() {
  const numbers = [...root.querySelectorAll("[data-show]")].map((button) => button.dataset.show);
  const shown = () => numbers.indexOf(root.querySelector("[data-show][aria-pressed=true]").dataset.show);
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-show]");
    if (button) showQuestion(button.dataset.show);
  });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (step) showQuestion(numbers[(shown() + step + numbers.length) % numbers.length]);
  });
  window.addEventListener("resize", fit);
  document.fonts?.ready.then(fit);
  fit();
}

// After htmx has swapped a moderated note, the keyboard stays on it.
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt.matches?.(".note")) event.detail.elt.querySelector("button")?.focus();
});

if (kind === "write") beginWriting();
if (kind === "projector") beginProjector();
connect();
