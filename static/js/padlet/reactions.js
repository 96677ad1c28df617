// @ts-check
// Likes and dots. The server counts them; whose they are, only this browser knows.

import { isOffline } from "../older-browsers.js";
import { announce } from "./announcer.js";
import { findNote, renderLikes, urlFor } from "./board-dom.js";
import { pageText, root, template } from "./board-root.js";
import { notes } from "./board-state.js";
import { refetch, refetchAll } from "./connection.js";
import { notice } from "./error-notice.js";
import { on } from "./events.js";
import { passFor, readRefusal, sendJson } from "./note-api.js";
import * as store from "./note-store.js";

const LIKES = "gillade";
const DOTS = "prickar";
const { section } = root.dataset;
const dotsEach = Number(root.dataset.dotsEach) || 0;

// Send one reaction. Null, and the reason said aloud, when it is not known to be counted. Only what
// our server refuses is taken back: a reaction whose answer was lost may have been counted, and could
// not be told from a second one.
async function react(kind, url, id) {
  if (isOffline()) {
    notice(pageText("OfflineMark"));
    return null;
  }
  store.addReaction(kind, id); // at once: a double click is one
  try {
    const answer = await sendJson("POST", urlFor(url, id), { pass: passFor({ section }) });
    if (answer.ok) return await answer.json();
    const { error, sentence } = await readRefusal(answer);
    const isRefused = error && answer.status < 500; // where the storage failed it may be counted
    if (isRefused) store.removeReaction(kind, id);
    notice(isRefused ? sentence : pageText("UnsureMark"));
    if (answer.status === 403) refetch();
  } catch {
    notice(pageText("UnsureMark"));
  }
  return null;
}

// --- likes ------------------------------------------------------------------------------------

function showLiked(element, id) {
  const button = element.querySelector("[data-like]");
  const isLiked = store.reactions(LIKES).includes(id);
  button.setAttribute("aria-pressed", String(isLiked));
  button.disabled = isLiked;
  button.querySelector("[data-like-label]").textContent = isLiked
    ? pageText("Liked")
    : pageText("Like");
}

async function like(button) {
  const id = button.closest("[data-note]").dataset.note;
  if (store.reactions(LIKES).includes(id)) return;
  const counted = await react(LIKES, root.dataset.likeUrl, id);
  const element = findNote(id); // it may have been drawn again meanwhile
  if (!element) return;
  if (counted) renderLikes(element, counted);
  showLiked(element, id);
}

// --- dots -------------------------------------------------------------------------------------

const part = root.querySelector("[data-dots-section]");
const dotsLeft = () => Math.max(0, dotsEach - store.reactions(DOTS).length);
const dotsLeftWords = () =>
  dotsLeft() === 1 ? pageText("DotLeft") : pageText("DotsLeft").replace("{n}", String(dotsLeft()));

async function dot(button) {
  if (!dotsLeft()) {
    notice(pageText("NoDots"));
    return;
  }
  const id = button.closest("[data-dot-note]").dataset.dotNote;
  const answer = react(DOTS, root.dataset.dotUrl, id);
  drawDots();
  const counted = await answer;
  if (counted && notes.has(id)) notes.set(id, { ...notes.get(id), dots: counted.dots });
  drawDots();
  if (counted) announce(dotsLeftWords());
}

function renderDotNote(element, note, own) {
  element.querySelector("[data-text]").textContent = note.text;
  const dots = Math.max(note.dots ?? 0, own);
  const words = dots === 1 ? `1 ${pageText("DotOne")}` : `${dots} ${pageText("DotMany")}`;
  const ownWords = pageText("DotsMine").replace("{n}", own);
  element.querySelector("[data-dots]").textContent = own ? `${words}, ${ownWords}` : words;
  element.querySelector("[data-dot-of]").textContent =
    ` ${pageText("Quoted").replace("{words}", () => note.text.slice(0, 60))}`;
  element.querySelector("[data-dot]").setAttribute("aria-disabled", String(!dotsLeft()));
}

function addDotNote(box, note) {
  const element = template("dot-note");
  element.dataset.dotNote = note.id;
  element.dataset.sortKey = note.sort_key;
  element.classList.add(box.dataset.role);
  const after = [...box.children].find((other) => Number(other.dataset.sortKey) > note.sort_key);
  box.insertBefore(element, after ?? null);
  return element;
}

/** Notes keep their place: only what has changed is drawn again, so the keyboard focus stays. */
export function drawDots() {
  if (!part || part.hidden) return;
  const own = store.reactions(DOTS);
  for (const box of part.querySelectorAll("[data-dot-box]")) {
    const [prompt, group] = box.dataset.dotBox.split("-").map(Number);
    const here = [...notes.values()].filter(
      (note) => note.prompt === prompt && note.section === group,
    );
    const ids = new Set(here.map((note) => note.id));
    for (const old of box.querySelectorAll("[data-dot-note]")) {
      if (!ids.has(old.dataset.dotNote)) old.remove();
    }
    for (const note of here.sort((a, b) => a.sort_key - b.sort_key)) {
      const old = box.querySelector(`[data-dot-note="${CSS.escape(note.id)}"]`);
      renderDotNote(old ?? addDotNote(box, note), note, own.filter((id) => id === note.id).length);
    }
    box.closest("[data-dot-group]").hidden = !here.length;
  }
  part.querySelector("[data-dots-left]").textContent = dotsLeftWords();
  part.querySelector("[data-no-dot-notes]").hidden = Boolean(part.querySelector("[data-dot-note]"));
}

/** The page that the server drew holds the notes of the user's own group only: fetch the others. */
export function openDots() {
  drawDots();
  refetchAll();
}

export function drawReactions() {
  for (const element of root.querySelectorAll("[data-box] [data-note]")) {
    showLiked(element, element.dataset.note);
  }
  drawDots();
}

export function startReactions() {
  on("drawn", ({ element, note }) => showLiked(element, note.id));
  root.addEventListener("click", (event) => {
    const liking = event.target.closest("[data-like]");
    if (liking) like(liking);
    const dotting = event.target.closest("[data-dot]");
    if (dotting) dot(dotting);
  });
  drawReactions();
}
