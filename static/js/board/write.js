// The phone: tabs, writing, own notes. How a note travels stands in send.js.

import { confirmed } from "../dialog.js";
import { beginClock, isTimeOut, timeLeft } from "./clock.js";
import { beginDone } from "./done.js";
import { personalIn } from "./hint.js";
import { announceNow, refetch } from "./live.js";
import { beginMarking, drawMarks, drawVotes, openVoting } from "./marks.js";
import { notice } from "./notice.js";
import { recall, textOf, whyNoText } from "./recall.js";
import { renewSoon, saysMore } from "./renew.js";
import { beginScribing, isScribe, isSeveral, lookThrough, personalWords } from "./scribe.js";
import { beginSending, door, flush, flushAnew, knock, newToken, passFor, refusal, unsent, whyWaits } from "./send.js";
import { drawn, notes, page, recount, root, say, seen, template } from "./sight.js";
import * as shelf from "./shelf.js";

const { section } = root.dataset;
const isHere = (item) => item.section === section;
const question = (item) => root.querySelector(`[data-question][data-prompt="${item.prompt}"]`);

// --- own notes --------------------------------------------------------------------------------

const shown = new WeakMap(); // a list -> what it shows, so that it is drawn anew for a reason only

function redrawn(list, items, sight, draw) {
  const now = JSON.stringify(items.map((item) => [item.token, ...sight(item)]));
  if (shown.get(list) === now) return;
  shown.set(list, now);
  list.replaceChildren(...items.map(draw));
}

function drawOwn() {
  drawOwnLists();
  recount();
}

function drawOwnLists() {
  const own = shelf.all();
  for (const part of root.querySelectorAll("[data-question]")) {
    const mine = own.filter((item) => isHere(item) && item.prompt === part.dataset.prompt);
    const waiting = part.querySelector("[data-waiting]");
    redrawn(waiting, mine.filter((item) => !item.id), (item) => [item.text], drawWaiting);
    for (const element of waiting.children) tellWhy(element, own);
    const list = part.querySelector("[data-own-list]");
    const sent = mine.filter((item) => item.id);
    if (!list.querySelector("[data-edit-form]")) redrawn(list, sent, (item) => [item.id, textOf(item), whyNoText(item)], drawSent);
    part.querySelector("[data-own]").hidden = !sent.length;
    for (const item of sent) drawn(item.id)?.remove();
  }
  const elsewhere = own.filter((item) => !isHere(item) && !item.id).length;
  const line = root.querySelector("[data-elsewhere]");
  line.hidden = !elsewhere;
  line.textContent = `${elsewhere} ${elsewhere === 1 ? say("ElsewhereOne") : say("ElsewhereMany")}`;
}

// What has been on its way may have arrived: taken back and sent anew it would be there twice.
const mayTakeBack = (item) => Boolean(item && !item.id && (item.refused || !item.tried));
const tokenOf = new WeakMap(); // a waiting note's element -> its token

function tellWhy(element, own) {
  const item = own.find((one) => one.token === tokenOf.get(element));
  if (!item) return;
  element.querySelector("[data-wait-state]").textContent = whyWaits(item);
  element.querySelector("[data-back]").hidden = !mayTakeBack(item);
}

function drawWaiting(item) {
  const element = template("wait");
  tokenOf.set(element, item.token);
  element.querySelector("[data-text]").textContent = item.text;
  element.querySelector("[data-back]").addEventListener("click", () => {
    if (!mayTakeBack(shelf.all().find((one) => one.token === item.token))) return;
    shelf.drop(item.token);
    const field = question(item).querySelector("form[data-write] textarea");
    field.value = [field.value, item.text].filter(Boolean).join("\n");
    drawOwn();
    drawForms();
    field.focus();
    measure(field);
  });
  return element;
}

function drawSent(item) {
  const element = template("own");
  element.querySelector("[data-text]").textContent = textOf(item) ?? whyNoText(item) ?? say("TextLater");
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
    const list = form.parentElement;
    form.remove();
    shown.delete(list);
    drawOwn();
    question(item).querySelector(isTaking() ? "[data-own-list] [data-edit]" : "textarea")?.focus();
  };
  form.querySelector("[data-cancel]").addEventListener("click", done);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    withCare(form, save);
  });
  async function save() {
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
  }
}

async function remove(item) {
  if (!(await confirmed(say("Remove")))) return;
  try {
    const answer = await knock("DELETE", door(item), { pass: passFor(item), token: item.token });
    if (!answer.ok) {
      notice((await refusal(answer)).sentence);
      return;
    }
  } catch {
    notice(say("OfflineMark"));
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

function putOrLookThrough(form) {
  if (state === "closed") return;
  const field = form.querySelector("textarea");
  const error = form.querySelector("[data-error]");
  const text = field.value.trim();
  if (isScribe() && isSeveral(text)) {
    openPreview(form);
    return;
  }
  const left = measure(field);
  const wrong = !text ? say("Empty") : left < 0 ? `${-left} ${say("TooLong")}` : "";
  error.textContent = wrong;
  error.hidden = !wrong;
  field.setAttribute("aria-invalid", String(Boolean(wrong)));
  field.focus();
  if (!wrong) withCare(form, () => put(form));
}

function put(form) {
  const field = form.querySelector("textarea");
  keep(form, [field.value.trim()], "");
  field.focus();
}

// The texts are on their way, what remains is a draft: with it what the shelf would not take.
function keep(form, texts, remains) {
  const field = form.querySelector("textarea");
  const { prompt } = form.closest("[data-question]").dataset;
  const left = texts.filter((text) => {
    const token = newToken();
    shelf.save({ token, section, prompt, breakout: root.dataset.breakout, text });
    return !shelf.has(token);
  });
  field.value = [...left, remains].filter(Boolean).join("\n");
  measure(field);
  drawOwn();
  flush();
}

function openPreview(form) {
  const field = form.querySelector("textarea");
  const draft = (text) => {
    field.value = text;
    measure(field);
  };
  form.querySelector("[data-error]").hidden = true;
  lookThrough(form, { keep: draft, done: (texts, remains) => keep(form, texts, remains) });
}

// --- care with what is personal ---------------------------------------------------------------

// Go on at once, or after the writer has seen what her text seems to hold.
function withCare(form, go) {
  form.querySelector("[data-hint]")?.remove();
  const field = form.querySelector("textarea");
  const kinds = personalIn(field.value);
  if (!kinds.length) {
    go();
    return;
  }
  const hint = template("hint");
  const change = hint.querySelector("[data-hint-change]");
  const away = () => {
    hint.remove();
    field.focus();
  };
  hint.querySelector("[data-hint-words]").textContent = `${personalWords(kinds)} ${say("HintMore")}`;
  change.addEventListener("click", away);
  hint.querySelector("[data-hint-go]").addEventListener("click", () => {
    away();
    go();
  });
  hint.addEventListener("keydown", (event) => event.key === "Escape" && away());
  field.addEventListener("input", () => hint.remove(), { once: true });
  field.closest(".note").after(hint);
  change.focus();
}

// --- the page ---------------------------------------------------------------------------------

let { state } = JSON.parse(seen.frame);
let news = ""; // what else has happened, until the board turns again

// Whether a note that is put up now is taken at once.
const isTaking = () => state === "open" && !isTimeOut();

// The board's state comes first, then the time, and only what is left then is anything else.
function standing() {
  const states = { paused: say("Paused"), frozen: say("Frozen"), closed: say("Closed"), draft: say("Paused") };
  return states[state] ?? (isTimeOut() ? say("TimeOver") : news);
}

function drawStatus() {
  const words = standing();
  const line = root.querySelector("[data-status]");
  line.hidden = !words;
  line.querySelector("[data-status-text]").textContent = words;
  const isOpen = state === "open";
  root.querySelector("[data-times]").hidden = !isOpen;
  root.querySelector("[data-state]").hidden = !isOpen || isTimeOver();
  root.classList.toggle("is-closed", state === "closed");
  root.classList.toggle("is-resting", !isTaking());
  drawForms();
}

// On a closed board what is half-written stays to be read and copied.
function drawForms() {
  const isClosed = state === "closed";
  for (const form of root.querySelectorAll("form[data-write]")) {
    const field = form.querySelector("textarea");
    const preview = form.parentElement.querySelector(".g-preview");
    if (isClosed) preview?.remove();
    form.hidden = isClosed ? !field.value : Boolean(preview);
    field.readOnly = isClosed;
    form.querySelector("[data-enter-hint]").hidden = !isTaking();
    form.querySelector("[data-copy-text]").hidden = !isClosed;
    const button = form.querySelector("[data-put]");
    button.hidden = isClosed;
    button.textContent = isTaking() ? say("Put") : say("Keep");
  }
}

async function copyText(form) {
  const field = form.querySelector("textarea");
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    notice(say("Copied"));
  } catch {
    notice(say("Marked"));
  }
}

function showState(now) {
  state = now.state;
  drawStatus();
  announceNow(standing());
  for (const line of root.querySelectorAll("[data-gather]")) line.hidden = now.revealed;
  // On a closed board nothing can be changed any more: this browser need not know what was its own.
  if (state === "closed") {
    shelf.dropReceived();
    shelf.dropMarks();
    drawOwn();
  }
}

// Questions by their number, and "prickar".
function openTab(name) {
  for (const part of root.querySelectorAll("[data-question]")) part.hidden = part.dataset.question !== name;
  for (const tab of root.querySelectorAll("[data-tab]")) {
    if (tab.dataset.tab === name) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  const voting = root.querySelector("[data-voting]");
  if (!voting) return;
  voting.hidden = name !== "prickar";
  if (!voting.hidden) openVoting();
}

const isTimeOver = () => timeLeft() !== null && timeLeft() <= 0;

async function forget() {
  const warning = unsent().length ? ` ${say("ForgetUnsent")}` : "";
  if (!(await confirmed(say("Forget") + warning))) return;
  shelf.forgetAll();
  for (const field of root.querySelectorAll("form[data-write] textarea")) field.value = "";
  drawOwn();
  drawMarks();
  // What was mine is now anybody's: fetch it anew and draw it among the others.
  for (const id of [...notes.keys()]) if (!drawn(id)) notes.delete(id);
  seen.etag = "";
  refetch();
  announceNow(say("Forgotten"));
}

export function beginWriting() {
  page.isMine = (id) => shelf.all().some((item) => item.id === id);
  // What was mine on an earlier visit gets its text when it comes.
  page.counted = () => {
    drawOwnLists();
    drawVotes();
  };
  page.turned = (now, was) => {
    news = now.groups[section] === was.groups[section] ? "" : say("Merged");
    showState(now);
    if (saysMore(now, was)) renewSoon();
    if (now.state === "open" && was.state !== "open") announceNow(say("Open"));
    return true;
  };
  page.adopted = () => {
    drawOwn();
    recall(drawOwn);
    flushAnew();
  };
  for (const form of root.querySelectorAll("form[data-write]")) {
    const field = form.querySelector("textarea");
    field.value = shelf.draft(form.closest("[data-question]").dataset.prompt);
    measure(field);
    field.addEventListener("input", () => measure(field));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      putOrLookThrough(form);
    });
    field.addEventListener("paste", () => {
      if (isScribe()) setTimeout(() => isSeveral(field.value) && !form.hidden && openPreview(form));
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      putOrLookThrough(form);
    });
    form.querySelector("[data-copy-text]").addEventListener("click", () => copyText(form));
  }
  root.querySelector("[data-forget]").addEventListener("click", forget);
  root.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (!tab) return;
    event.preventDefault();
    history.replaceState(history.state, "", tab.hash);
    openTab(tab.dataset.tab);
  });
  beginSending(drawOwn);
  beginMarking();
  beginScribing();
  beginDone();
  const asked = /^#(fraga-\d+|prickar)$/.test(location.hash) && root.querySelector(location.hash);
  openTab(asked ? location.hash.slice(1).replace("fraga-", "") : "1");
  if (state !== "open") showState(JSON.parse(seen.frame));
  drawOwn();
  recall(drawOwn);
  flush();
  beginClock(
    (isOut) => {
      drawStatus();
      if (state === "open") announceNow(isOut ? say("TimeIsOut") : say("MoreTime"));
      drawOwn();
      flushAnew();
    },
    () => state === "open" && announceNow(say("LastMinute")),
  );
  page.staged.push(drawStatus);
  drawStatus();
  shelf.onChangeElsewhere(() => {
    drawOwn();
    drawMarks();
  });
}
