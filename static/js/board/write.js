// The phone: tabs, writing, own notes. A note is sent without cookies, until it has arrived.

import { confirmed } from "../dialog.js";
import { announceNow, refetch } from "./live.js";
import { drawn, fillLikes, notes, page, recount, root, say, seen, template } from "./sight.js";
import * as shelf from "./shelf.js";

const section = root.dataset.section;
const liked = new Set(); // while the page is open; nothing about it is stored
const waits = new Map(); // token -> why it waits, in words
const isHere = (item) => item.section === section;
const question = (item) => root.querySelector(`[data-question][data-prompt="${item.prompt}"]`);
const door = (item) => `${root.dataset.noteDoor}${item.section}/${item.prompt}/${item.breakout}/`;
const passFor = (item) => seen.passes[item.section] ?? "";

function newToken() {
  const bytes = crypto.getRandomValues(new Uint8Array(24));
  return [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
}

function knock(method, address, body) {
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

async function refusal(answer) {
  try {
    const { error, sentence } = await answer.json();
    return { error, sentence: sentence ?? say("Refused") };
  } catch {
    return { error: "", sentence: say("Refused") };
  }
}

// --- sending ----------------------------------------------------------------------------------

let flushing = false;
let tries = 0;
let again = null;
const unsent = () => shelf.all().filter((item) => !item.id && !item.refused);

// Send what waits, whichever group it was written for, one note at a time, in order.
async function flush() {
  if (flushing) return;
  flushing = true;
  clearTimeout(again);
  try {
    for (const item of unsent()) if (!(await send(item))) break;
  } finally {
    flushing = false;
  }
  if (unsent().length) {
    tries += 1;
    again = setTimeout(flush, Math.min(15000, 1000 * 2 ** Math.min(tries, 4)));
  } else tries = 0;
}

// True when the next note may be tried at once.
async function send(item) {
  const pass = passFor(item);
  if (!pass) return wait(item, say("Paused")); // it goes up when the board opens again: see adopted
  let answer;
  try {
    answer = await knock("POST", door(item), { pass, token: item.token, text: item.text });
  } catch {
    return wait({ ...item, tried: true }, `${say("Offline")} ${say("OfflineMore")}`);
  }
  if (answer.ok) {
    const { id, text } = await answer.json();
    waits.delete(item.token);
    shelf.save({ ...item, id, text });
    announceNow(say("Sent"));
    drawOwn();
    return true;
  }
  const { error, sentence } = await refusal(answer);
  if (answer.status >= 500) return wait({ ...item, tried: true }, sentence);
  if (error === "pass") {
    // The new pass comes with the board's state; the note waits for it.
    seen.etag = "";
    await refetch();
    return passFor(item) !== pass ? send(item) : wait(item, sentence);
  }
  if (error === "paused" || error === "gone") return wait(item, sentence);
  shelf.save({ ...item, refused: sentence });
  drawOwn();
  return true;
}

function wait(item, words) {
  shelf.save(item);
  waits.set(item.token, words);
  drawOwn();
  return false;
}

// --- own notes --------------------------------------------------------------------------------

function drawOwn() {
  const own = shelf.all();
  for (const part of root.querySelectorAll("[data-question]")) {
    const mine = own.filter((item) => isHere(item) && item.prompt === part.dataset.prompt);
    part.querySelector("[data-waiting]").replaceChildren(...mine.filter((item) => !item.id).map(drawWaiting));
    const list = part.querySelector("[data-own-list]");
    const sent = mine.filter((item) => item.id);
    if (!list.querySelector("[data-edit-form]")) list.replaceChildren(...sent.map(drawSent));
    part.querySelector("[data-own]").hidden = !sent.length;
    for (const item of sent) drawn(item.id)?.remove();
  }
  const elsewhere = own.filter((item) => !isHere(item) && !item.id).length;
  const line = root.querySelector("[data-elsewhere]");
  line.hidden = !elsewhere;
  line.textContent = `${elsewhere} ${elsewhere === 1 ? say("ElsewhereOne") : say("ElsewhereMany")}`;
  recount();
}

function drawWaiting(item) {
  const element = template("wait");
  element.querySelector("[data-text]").textContent = item.text;
  element.querySelector("[data-wait-state]").textContent = item.refused ?? waits.get(item.token) ?? say("Sending");
  const back = element.querySelector("[data-back]");
  // What has been on its way may have arrived: taken back and sent anew it would be there twice.
  back.hidden = Boolean(item.tried && !item.refused);
  back.addEventListener("click", () => {
    shelf.drop(item.token);
    const field = question(item).querySelector("textarea");
    field.value = [field.value, item.text].filter(Boolean).join("\n");
    drawOwn();
    field.focus();
    measure(field);
  });
  return element;
}

const textOf = (item) => item.text ?? notes.get(item.id)?.text;

function drawSent(item) {
  const element = template("own");
  element.querySelector("[data-text]").textContent = textOf(item) ?? say("TextLater");
  element.querySelector("[data-edit]").addEventListener("click", () => edit(item, element));
  element.querySelector("[data-remove]").addEventListener("click", () => remove(item));
  return element;
}

function edit(item, element) {
  const form = template("edit");
  const field = form.querySelector("textarea");
  field.value = textOf(item) ?? "";
  element.replaceWith(form);
  field.focus();
  const done = () => {
    form.remove();
    drawOwn();
    question(item).querySelector("[data-own-list] [data-edit]")?.focus();
  };
  form.querySelector("[data-cancel]").addEventListener("click", done);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const error = form.querySelector("[data-error]");
    try {
      const answer = await knock("PUT", door(item), { pass: passFor(item), token: item.token, text: field.value });
      if (answer.ok) {
        shelf.save({ ...item, ...(await answer.json()) });
        announceNow(say("Changed"));
        done();
        return;
      }
      error.textContent = (await refusal(answer)).sentence;
      if (answer.status === 403) refetch();
    } catch {
      error.textContent = say("Offline");
    }
    error.hidden = false;
    field.focus();
  });
}

async function remove(item) {
  if (!(await confirmed(say("Remove")))) return;
  try {
    const answer = await knock("DELETE", door(item), { pass: passFor(item), token: item.token });
    if (!answer.ok) {
      showStatus((await refusal(answer)).sentence);
      return;
    }
  } catch {
    showStatus(say("Offline"));
    return;
  }
  shelf.drop(item.token);
  notes.delete(item.id);
  drawOwn();
  announceNow(say("Removed"));
  question(item).querySelector("textarea").focus();
}

// --- the field --------------------------------------------------------------------------------

function measure(field) {
  const left = Number(root.dataset.length) - [...field.value.trim()].length;
  const line = field.closest("form").querySelector("[data-left]");
  if (line) line.textContent = left >= 0 ? `${left} ${say("Left")}` : `${-left} ${say("TooLong")}`;
  line?.classList.toggle("need-t", left < 0);
  shelf.saveDraft(field.closest("[data-question]").dataset.prompt, field.value);
  return left;
}

function put(form) {
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
  shelf.save({ token: newToken(), section, prompt, breakout: root.dataset.breakout, text });
  field.value = "";
  measure(field);
  drawOwn();
  flush();
}

// --- agreeing ---------------------------------------------------------------------------------

function showLiked(element, note) {
  const button = element.querySelector("[data-like]");
  button.setAttribute("aria-pressed", String(liked.has(note.id)));
  button.disabled = liked.has(note.id);
  button.querySelector("[data-like-label]").textContent = liked.has(note.id) ? say("Liked") : say("Like");
}

async function like(button) {
  const element = button.closest("[data-note]");
  const id = element.dataset.note;
  if (liked.has(id)) return;
  liked.add(id); // at once: a double click is one
  try {
    const answer = await knock("POST", root.dataset.likeUrl.replace(/0{8}-[0-]+/, id), { pass: passFor({ section }) });
    if (answer.ok) fillLikes(element, { ...(await answer.json()) });
    else {
      liked.delete(id);
      announceNow((await refusal(answer)).sentence);
    }
  } catch {
    liked.delete(id);
    announceNow(say("Offline"));
  }
  showLiked(element, { id });
}

// --- the page ---------------------------------------------------------------------------------

function showStatus(words) {
  const line = root.querySelector("[data-status]");
  line.hidden = !words;
  line.querySelector("[data-status-text]").textContent = words;
  announceNow(words);
}

function showState(now) {
  const words = { paused: say("Paused"), closed: say("Closed"), draft: say("Paused") }[now.state] ?? "";
  showStatus(words);
  root.querySelector("[data-state]").hidden = Boolean(words);
  for (const line of root.querySelectorAll("[data-gather]")) line.hidden = now.revealed;
  const isClosed = now.state === "closed";
  root.classList.toggle("is-closed", isClosed);
  // A half-written note stays to be read and copied.
  for (const form of root.querySelectorAll("form[data-write]")) {
    form.hidden = isClosed && !form.querySelector("textarea").value;
  }
  // On a closed board nothing can be changed any more: this browser need not know what was its own.
  if (isClosed) {
    shelf.dropReceived();
    drawOwn();
  }
}

function openTab(number) {
  for (const part of root.querySelectorAll("[data-question]")) part.hidden = part.dataset.question !== number;
  for (const tab of root.querySelectorAll("[data-tab]")) {
    if (tab.dataset.tab === number) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

async function forget() {
  const warning = unsent().length ? ` ${say("ForgetUnsent")}` : "";
  if (!(await confirmed(say("Forget") + warning))) return;
  shelf.forgetAll();
  for (const field of root.querySelectorAll("form[data-write] textarea")) field.value = "";
  drawOwn();
  // What was mine is now anybody's: fetch it anew and draw it among the others.
  for (const id of [...notes.keys()]) if (!drawn(id)) notes.delete(id);
  seen.etag = "";
  refetch();
  announceNow(say("Forgotten"));
}

export function beginWriting() {
  page.isMine = (id) => shelf.all().some((item) => item.id === id);
  page.filled = showLiked;
  page.turned = (now, was) => {
    showState(now);
    if (now.groups[section] !== was.groups[section]) showStatus(say("Merged"));
    if (now.state === "open" && was.state !== "open") announceNow(say("Open"));
    return true;
  };
  page.adopted = () => {
    tries = 0;
    drawOwn();
    flush();
  };
  for (const form of root.querySelectorAll("form[data-write]")) {
    const field = form.querySelector("textarea");
    field.value = shelf.draft(form.closest("[data-question]").dataset.prompt);
    measure(field);
    field.addEventListener("input", () => measure(field));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      put(form);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      put(form);
    });
  }
  root.querySelector("[data-forget]").addEventListener("click", forget);
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
  const asked = /^#fraga-\d+$/.test(location.hash) && root.querySelector(location.hash);
  openTab(asked ? location.hash.slice(7) : "1");
  const now = JSON.parse(seen.frame);
  if (now.state !== "open") showState(now);
  drawOwn();
  flush();
  shelf.onChangeElsewhere(drawOwn);
  window.addEventListener("online", () => {
    tries = 0;
    flush();
    refetch();
  });
}
