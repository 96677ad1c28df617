// Agreeing with a note, and putting dots. The server counts; who did, only this browser knows.

import { announceNow, refetch } from "./live.js";
import { notice } from "./notice.js";
import { knock, passFor, refusal } from "./send.js";
import { drawn, fillLikes, notes, page, root, say, seen, template } from "./sight.js";
import * as shelf from "./shelf.js";

const LIKES = "gillade";
const DOTS = "prickar";
const { section } = root.dataset;
const each = Number(root.dataset.dotsEach) || 0;

// Count one mark at its door. Null, and the reason said aloud, when it is not known to be counted.
// Only what our server says no to is taken back: a mark whose answer was lost may have been counted,
// and nobody could tell it from a second one.
async function marked(kind, address, id) {
  if (!navigator.onLine) {
    notice(say("OfflineMark"));
    return null;
  }
  shelf.mark(kind, id); // at once: a double click is one
  try {
    const answer = await knock("POST", address.replace(/0{8}-[0-]+/, id), { pass: passFor({ section }) });
    if (answer.ok) return await answer.json();
    const { error, sentence } = await refusal(answer);
    const isNo = error && answer.status < 500; // where the storage failed it may have been counted
    if (isNo) shelf.unmark(kind, id);
    notice(isNo ? sentence : say("UnsureMark"));
    if (answer.status === 403) refetch();
  } catch {
    notice(say("UnsureMark"));
  }
  return null;
}

// --- agreeing ---------------------------------------------------------------------------------

export function showLiked(element, note) {
  const button = element.querySelector("[data-like]");
  const isLiked = shelf.marked(LIKES).includes(note.id);
  button.setAttribute("aria-pressed", String(isLiked));
  button.disabled = isLiked;
  button.querySelector("[data-like-label]").textContent = isLiked ? say("Liked") : say("Like");
}

async function like(button) {
  const id = button.closest("[data-note]").dataset.note;
  if (shelf.marked(LIKES).includes(id)) return;
  const counted = await marked(LIKES, root.dataset.likeUrl, id);
  const element = drawn(id); // it may have been drawn anew meanwhile
  if (!element) return;
  if (counted) fillLikes(element, counted);
  showLiked(element, { id });
}

// --- dots -------------------------------------------------------------------------------------

const part = root.querySelector("[data-voting]");
const left = () => Math.max(0, each - shelf.marked(DOTS).length);

async function dot(button) {
  if (!left()) {
    notice(say("NoDots"));
    return;
  }
  const id = button.closest("[data-vote]").dataset.vote;
  const answer = marked(DOTS, root.dataset.dotUrl, id);
  drawVotes();
  const counted = await answer;
  if (counted && notes.has(id)) notes.set(id, { ...notes.get(id), dots: counted.dots });
  drawVotes();
  if (counted) announceNow(leftInWords());
}

const leftInWords = () => (left() === 1 ? say("DotLeft") : say("DotsLeft").replace("{n}", left()));

function fill(element, note, mine) {
  element.querySelector("[data-text]").textContent = note.text;
  const dots = Math.max(note.dots ?? 0, mine);
  const words = dots === 1 ? `1 ${say("DotOne")}` : `${dots} ${say("DotMany")}`;
  element.querySelector("[data-dots]").textContent = mine ? `${words}, ${say("DotsMine").replace("{n}", mine)}` : words;
  element.querySelector("[data-dot-of]").textContent = ` ”${note.text.slice(0, 60)}”`;
  element.querySelector("[data-dot]").setAttribute("aria-disabled", String(!left()));
}

// The notes stand where they stood: only what has changed is written anew, so focus stays.
export function drawVotes() {
  if (!part || part.hidden) return;
  const own = shelf.marked(DOTS);
  for (const box of part.querySelectorAll("[data-vote-box]")) {
    const [prompt, group] = box.dataset.voteBox.split("-").map(Number);
    const here = [...notes.values()].filter((note) => note.prompt === prompt && note.section === group);
    const ids = new Set(here.map((note) => note.id));
    for (const old of [...box.children]) if (!ids.has(old.dataset.vote)) old.remove();
    for (const note of here.sort((a, b) => a.place - b.place)) {
      let element = box.querySelector(`[data-vote="${CSS.escape(note.id)}"]`);
      if (!element) {
        element = template("vote");
        element.dataset.vote = note.id;
        element.dataset.place = note.place;
        element.classList.add(box.dataset.role);
        const after = [...box.children].find((other) => Number(other.dataset.place) > note.place);
        box.insertBefore(element, after ?? null);
      }
      fill(element, note, own.filter((id) => id === note.id).length);
    }
    box.closest("[data-vote-group]").hidden = !here.length;
  }
  part.querySelector("[data-dots-left]").textContent = leftInWords();
  part.querySelector("[data-no-votes]").hidden = Boolean(part.querySelector("[data-vote]"));
}

// The page that the server drew holds the notes of one's own group only.
export function openVoting() {
  drawVotes();
  seen.etag = "";
  refetch();
}

export function drawMarks() {
  for (const element of root.querySelectorAll("[data-box] [data-note]")) {
    showLiked(element, { id: element.dataset.note });
  }
  drawVotes();
}

export function beginMarking() {
  page.filled = showLiked;
  root.addEventListener("click", (event) => {
    const liking = event.target.closest("[data-like]");
    if (liking) like(liking);
    const dotting = event.target.closest("[data-dot]");
    if (dotting) dot(dotting);
  });
  drawMarks();
}
