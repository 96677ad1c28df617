// Notes into themes: marked and moved by a menu, one at a time from the note, or dragged.

import { announceNow, stand } from "./live.js";
import { drawn, notes, page, put, recount, root, say, seen } from "./sight.js";

const partOf = (element) => element.closest("[data-question]");
const formOf = (part) => part.querySelector("[data-sort-form]");
const boxesOf = (part) => [...part.querySelectorAll(".b-pick input")];
const picked = (part) => boxesOf(part).filter((box) => box.checked);

// --- the mode ---------------------------------------------------------------------------------

function setSorting(part, isOn) {
  part.classList.toggle("is-sorting", isOn);
  const link = part.querySelector("[data-sort]");
  link.setAttribute("aria-expanded", String(isOn));
  if (!isOn) for (const box of boxesOf(part)) box.checked = false;
  stayAt(part, isOn);
  tellPicked(part);
}

// A reload comes back to the question; to none of the notes that have been marked in it.
function stayAt(part, isOn) {
  const { question } = part.dataset;
  history.replaceState(null, "", isOn ? `?ordna=${question}#q-${question}` : `?#q-${question}`);
}

function tellPicked(part) {
  const form = formOf(part);
  if (!form) return;
  const count = picked(part).length;
  form.querySelector("[data-picked]").textContent = count;
  form.querySelector("[data-pick-none]").hidden = !count;
  for (const box of boxesOf(part)) box.closest(".note").classList.toggle("on", box.checked);
}

const sayPicked = (part) => announceNow(formOf(part).querySelector(".b-picked").textContent.trim());

function fail(part, words) {
  const line = formOf(part).querySelector("[data-sort-error]");
  line.textContent = words;
  line.hidden = !words;
  if (words) line.focus();
}

// The menu of one note is the question's menu, with that note alone marked.
function moveOne(note) {
  const part = partOf(note);
  setSorting(part, true);
  for (const box of boxesOf(part)) box.checked = note.contains(box);
  tellPicked(part);
  const menu = part.querySelector("[data-move-menu]");
  // After this click, which closes every menu that it did not hit.
  setTimeout(() => {
    menu.open = true;
    menu.querySelector("summary").focus();
  });
}

// --- moving -----------------------------------------------------------------------------------

async function move(part, body) {
  const form = formOf(part);
  const first = body.get("lapp");
  let answer;
  try {
    answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch {
    fail(part, say("MoveFailed"));
    return;
  }
  const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
  if (!answer.ok || !told.put) {
    fail(part, told.error ?? say("MoveFailed"));
    return;
  }
  fail(part, "");
  for (const box of boxesOf(part)) box.checked = false;
  form.querySelector("[name=tema]").value = "";
  form.querySelector("[data-move-menu]").open = false;
  stayAt(part, true);
  stand(told.stage);
  for (const note of told.put) put(note);
  recount();
  tellPicked(part);
  announceNow(told.said);
  const moved = first && drawn(first);
  (moved?.querySelector(".b-pick input") ?? form.querySelector("summary")).focus();
}

function bodyFor(part, ids, theme) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", formOf(part).querySelector("[name=csrfmiddlewaretoken]").value);
  body.set("till", theme);
  for (const id of ids) body.append("lapp", id);
  return body;
}

// --- dragging, for those who like it ------------------------------------------------------------

function beginDragging() {
  let dragged = null; // { part, ids }
  root.addEventListener("pointerdown", (event) => {
    const note = event.target.closest(".is-sorting .b-notes .note");
    if (note) note.draggable = event.pointerType === "mouse" && !event.target.closest("button, a, input, label");
  });
  root.addEventListener("dragstart", (event) => {
    const note = event.target.closest?.(".is-sorting .note");
    if (!note) return;
    const part = partOf(note);
    const marked = picked(part).map((box) => box.value);
    const { note: id } = note.dataset;
    dragged = { part, ids: marked.includes(id) ? marked : [id] };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", id);
    part.classList.add("is-dragging");
  });
  const zoneAt = (event) => {
    const zone = event.target.closest?.("[data-drop]");
    return zone && dragged && partOf(zone) === dragged.part ? zone : null;
  };
  root.addEventListener("dragover", (event) => {
    const zone = zoneAt(event);
    for (const other of root.querySelectorAll(".is-over")) if (other !== zone) other.classList.remove("is-over");
    if (!zone) return;
    event.preventDefault();
    zone.classList.add("is-over");
  });
  root.addEventListener("drop", (event) => {
    const zone = zoneAt(event);
    if (!zone) return;
    event.preventDefault();
    move(dragged.part, bodyFor(dragged.part, dragged.ids, zone.dataset.drop));
  });
  root.addEventListener("dragend", () => {
    for (const other of root.querySelectorAll(".is-over")) other.classList.remove("is-over");
    dragged?.part.classList.remove("is-dragging");
    dragged = null;
  });
}

// --- what others do ---------------------------------------------------------------------------

export function countThemes() {
  const sums = new Map();
  for (const note of notes.values()) {
    const key = `${note.prompt}-${note.cluster ?? 0}`;
    if (!note.waiting) sums.set(key, (sums.get(key) ?? 0) + 1);
  }
  for (const sum of root.querySelectorAll("[data-theme-count]")) {
    sum.textContent = sums.get(`${partOf(sum).dataset.prompt}-${sum.dataset.themeCount}`) ?? 0;
  }
}

function followThemes() {
  for (const sorting of root.querySelectorAll("[data-sorting]")) {
    const prompt = Number(partOf(sorting).dataset.prompt);
    const own = (seen.stage.clusters ?? []).filter((theme) => theme.prompt === prompt);
    const now = own.map((theme) => `${theme.id} ${theme.title}|`).join("");
    if (now === sorting.dataset.clusters) continue;
    window.htmx?.ajax("GET", sorting.dataset.partUrl, { target: `#${sorting.id}`, swap: "outerHTML" });
  }
}

export function beginThemes() {
  if (!root.querySelector("[data-sorting]")) return;
  for (const part of root.querySelectorAll("[data-question]")) {
    part.querySelector("[data-sort]").setAttribute("aria-expanded", String(part.classList.contains("is-sorting")));
    tellPicked(part);
  }
  root.addEventListener("click", (event) => {
    const { target } = event;
    const link = target.closest("[data-sort], [data-move]");
    if (target.closest("[data-pick-none]")) {
      const part = partOf(target);
      for (const box of boxesOf(part)) box.checked = false;
      tellPicked(part);
      sayPicked(part);
      part.querySelector("[data-move-menu] summary").focus();
    }
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if ("move" in link.dataset) moveOne(link.closest(".note"));
    else setSorting(partOf(link), !partOf(link).classList.contains("is-sorting"));
  });
  root.addEventListener("change", (event) => {
    if (!event.target.closest(".b-pick")) return;
    tellPicked(partOf(event.target));
    sayPicked(partOf(event.target));
  });
  root.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-sort-form]")) return;
    event.preventDefault();
    const body = new FormData(event.target, event.submitter);
    move(partOf(event.target), body);
  });
  root.addEventListener("htmx:afterSwap", () => {
    for (const part of root.querySelectorAll(".is-sorting")) tellPicked(part);
    countThemes();
  });
  page.filled = (element, note) => {
    const box = element.querySelector(".b-pick input");
    if (box) {
      box.value = note.id;
      box.setAttribute("form", `sort-${note.prompt}`);
      box.setAttribute("aria-labelledby", `text-${note.id}`);
    }
    element.querySelector("[data-text]").id = `text-${note.id}`;
    element.id = `lapp-${note.id}`;
    const link = element.querySelector("[data-move]");
    const part = root.querySelector(`[data-question][data-prompt="${note.prompt}"]`);
    if (link && part) link.href = `?ordna=${part.dataset.question}&lapp=${note.id}#move-to-${note.prompt}`;
  };
  page.staged.push(followThemes);
  beginDragging();
  countThemes();
}
