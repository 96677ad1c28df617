// One's own notes on the phone: what waits, what has been received, changed and taken away.

import { confirmed } from "../dialog.js";
import { measure, withCare } from "./field.js";
import { announceNow, refetch } from "./live.js";
import { notice } from "./notice.js";
import { textOf, whyNoText } from "./recall.js";
import { door, knock, passFor, refusal, whyWaits } from "./send.js";
import { drawn, notes, recount, root, say, template } from "./sight.js";
import * as shelf from "./shelf.js";
import { drawForms, isTaking } from "./standing.js";

const { section } = root.dataset;
const isHere = (item) => item.section === section;
const question = (item) => root.querySelector(`[data-question][data-prompt="${item.prompt}"]`);

const shown = new WeakMap(); // a list -> what it shows, so that it is drawn anew for a reason only

function redrawn(list, items, sight, draw) {
  const now = JSON.stringify(items.map((item) => [item.token, ...sight(item)]));
  if (shown.get(list) === now) return;
  shown.set(list, now);
  list.replaceChildren(...items.map(draw));
}

export function drawOwn() {
  drawOwnLists();
  recount();
}

export function drawOwnLists() {
  const own = shelf.all();
  for (const part of root.querySelectorAll("[data-question]")) {
    const mine = own.filter((item) => isHere(item) && item.prompt === part.dataset.prompt);
    const waiting = part.querySelector("[data-waiting]");
    redrawn(waiting, mine.filter((item) => !item.id), (item) => [item.text], drawWaiting);
    for (const element of waiting.children) tellWhy(element, own);
    const list = part.querySelector("[data-own-list]");
    const sent = mine.filter((item) => item.id);
    if (!list.querySelector("[data-edit-form]")) redrawn(list, sent, (item) => [item.id, textOf(item) ?? whyNoText(item)], drawSent);
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
  element.querySelector("[data-text]").textContent = textOf(item) ?? whyNoText(item);
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
