// @ts-check
// Moves notes to clusters: several by a menu, one from the note's own menu, or by drag and drop.

import { announce } from "./announcer.js";
import { applyStage } from "./apply-updates.js";
import { drawNote, findNote } from "./board-dom.js";
import { pageText, root } from "./board-root.js";
import { clusters, notes } from "./board-state.js";
import { startDragging } from "./cluster-drag.js";
import { on } from "./events.js";
import { recount } from "./note-counts.js";

const partOf = (element) => element.closest("[data-prompt-number]");
/** @returns {HTMLFormElement} */
const formOf = (part) => part.querySelector("[data-sort-form]");
/** @returns {HTMLInputElement[]} */
const boxesOf = (part) => [...part.querySelectorAll(".b-pick input")];
const picked = (part) => boxesOf(part).filter((box) => box.checked);
const pickedIds = (part) => picked(part).map((box) => box.value);

// --- the mode ---------------------------------------------------------------------------------

function setSorting(part, isOn) {
  part.classList.toggle("is-sorting", isOn);
  const link = part.querySelector("[data-sort]");
  link.setAttribute("aria-expanded", String(isOn));
  if (!isOn) for (const box of boxesOf(part)) box.checked = false;
  keepInAddress(part, isOn);
  showPicked(part);
}

// A reload comes back to the prompt; to none of the notes that have been marked in it.
function keepInAddress(part, isOn) {
  const { promptNumber: number } = part.dataset;
  history.replaceState(null, "", isOn ? `?ordna=${number}#q-${number}` : `?#q-${number}`);
}

function showPicked(part) {
  const form = formOf(part);
  if (!form) return;
  const count = picked(part).length;
  form.querySelector("[data-picked]").textContent = String(count);
  form.querySelector("[data-pick-none]").hidden = !count;
  for (const box of boxesOf(part)) box.closest(".note").classList.toggle("on", box.checked);
}

const announcePicked = (part) =>
  announce(formOf(part).querySelector(".b-picked").textContent.trim());

function showError(part, words) {
  const line = formOf(part).querySelector("[data-sort-error]");
  line.textContent = words;
  line.hidden = !words;
  if (words) line.focus();
}

// The menu of one note is the prompt's menu, with that note alone marked.
function moveOne(note) {
  const part = partOf(note);
  setSorting(part, true);
  for (const box of boxesOf(part)) box.checked = note.contains(box);
  showPicked(part);
  const menu = part.querySelector("[data-move-menu]");
  // After this click, which closes every menu that it did not hit.
  setTimeout(() => {
    menu.open = true;
    menu.querySelector("summary").focus();
  });
}

function unpickAll(part) {
  for (const box of boxesOf(part)) box.checked = false;
  showPicked(part);
  announcePicked(part);
  part.querySelector("[data-move-menu] summary").focus();
}

// --- moving -----------------------------------------------------------------------------------

async function move(part, body) {
  const form = formOf(part);
  const first = body.get("lapp");
  let answer;
  try {
    const headers = { Accept: "application/json" };
    answer = await fetch(form.action, { method: "POST", body, headers });
  } catch {
    showError(part, pageText("MoveFailed"));
    return;
  }
  const isJson = answer.headers.get("Content-Type")?.includes("json");
  const moved = isJson ? await answer.json() : {};
  if (!answer.ok || !moved.changed) {
    showError(part, moved.error ?? pageText("MoveFailed"));
    return;
  }
  showMoved(part, moved);
  const note = first && findNote(first);
  (note?.querySelector(".b-pick input") ?? form.querySelector("summary")).focus();
}

function showMoved(part, moved) {
  const form = formOf(part);
  showError(part, "");
  for (const box of boxesOf(part)) box.checked = false;
  /** @type {HTMLInputElement} */ (form.querySelector("[name=tema]")).value = "";
  /** @type {HTMLDetailsElement} */ (form.querySelector("[data-move-menu]")).open = false;
  keepInAddress(part, true);
  applyStage(moved.stage);
  for (const note of moved.changed) drawNote(note);
  recount();
  showPicked(part);
  announce(moved.said);
}

function moveByDrag(part, ids, cluster) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", new FormData(formOf(part)).get("csrfmiddlewaretoken"));
  body.set("till", cluster);
  for (const id of ids) body.append("lapp", id);
  move(part, body);
}

// --- what others do ---------------------------------------------------------------------------

export function countClusters() {
  const sums = new Map();
  for (const note of notes.values()) {
    const key = `${note.prompt}-${note.cluster ?? 0}`;
    if (!note.waiting) sums.set(key, (sums.get(key) ?? 0) + 1);
  }
  for (const sum of root.querySelectorAll("[data-cluster-count]")) {
    const key = `${partOf(sum).dataset.prompt}-${sum.dataset.clusterCount}`;
    sum.textContent = sums.get(key) ?? 0;
  }
}

function reloadChangedClusters() {
  for (const sorting of root.querySelectorAll("[data-sorting]")) {
    const prompt = Number(partOf(sorting).dataset.prompt);
    const own = clusters().filter((cluster) => cluster.prompt === prompt);
    const now = own.map((cluster) => `${cluster.id} ${cluster.title}|`).join("");
    if (now === sorting.dataset.clusters) continue;
    const options = { target: `#${sorting.id}`, swap: "outerHTML" };
    window.htmx?.ajax("GET", sorting.dataset.partUrl, options);
  }
}

// A note that scripts draw gets its box to mark, and its link to the menu.
function completeNote({ element, note }) {
  const box = element.querySelector(".b-pick input");
  if (box) {
    box.value = note.id;
    box.setAttribute("form", `sort-${note.prompt}`);
  }
  const link = element.querySelector("[data-move]");
  const part = root.querySelector(`[data-prompt-number][data-prompt="${note.prompt}"]`);
  if (!link || !part) return;
  link.href = `?ordna=${part.dataset.promptNumber}&lapp=${note.id}#move-to-${note.prompt}`;
}

function handleClick(event) {
  const { target } = event;
  if (target.closest("[data-pick-none]")) unpickAll(partOf(target));
  const link = target.closest("[data-sort], [data-move]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if ("move" in link.dataset) moveOne(link.closest(".note"));
  else setSorting(partOf(link), !partOf(link).classList.contains("is-sorting"));
}

export function startClusters() {
  if (!root.querySelector("[data-sorting]")) return;
  for (const part of root.querySelectorAll("[data-prompt-number]")) {
    const isSorting = part.classList.contains("is-sorting");
    part.querySelector("[data-sort]").setAttribute("aria-expanded", String(isSorting));
    showPicked(part);
  }
  root.addEventListener("click", handleClick);
  root.addEventListener("change", (event) => {
    if (!event.target.closest(".b-pick")) return;
    showPicked(partOf(event.target));
    announcePicked(partOf(event.target));
  });
  root.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.matches("[data-sort-form]")) return;
    event.preventDefault();
    move(partOf(form), new FormData(form, event.submitter));
  });
  root.addEventListener("htmx:afterSwap", () => {
    for (const part of root.querySelectorAll(".is-sorting")) showPicked(part);
    countClusters();
  });
  on("drawn", completeNote);
  on("stage", reloadChangedClusters);
  startDragging({ pickedIds, onDrop: moveByDrag });
  countClusters();
}
