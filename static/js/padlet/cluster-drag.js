// @ts-check
// Drag and drop of notes to a cluster; the menu does the same by keyboard.

import { root } from "./board-root.js";

function zoneAt(event, dragged) {
  const zone = event.target.closest?.("[data-drop]");
  return zone && dragged && zone.closest("[data-prompt]") === dragged.part ? zone : null;
}

function clearZones(but = null) {
  for (const zone of root.querySelectorAll(".is-over")) {
    if (zone !== but) zone.classList.remove("is-over");
  }
}

// A note may be dragged by its paper, not by what is on it.
function startDraggable() {
  root.addEventListener("pointerdown", (event) => {
    const note = event.target.closest(".is-sorting .b-notes .note");
    if (!note) return;
    const isOnPaper = !event.target.closest("button, a, input, label");
    note.draggable = event.pointerType === "mouse" && isOnPaper;
  });
}

/**
 * @param {object} options
 * @param {(part: HTMLElement) => string[]} options.pickedIds the notes that are marked in a prompt
 * @param {(part: HTMLElement, ids: string[], cluster: string) => void} options.onDrop
 */
export function startDragging({ pickedIds, onDrop }) {
  let dragged = null; // { part, ids }
  startDraggable();
  root.addEventListener("dragstart", (event) => {
    const note = event.target.closest?.(".is-sorting .note");
    if (!note) return;
    const part = note.closest("[data-prompt]");
    const picked = pickedIds(part);
    const { note: id } = note.dataset;
    dragged = { part, ids: picked.includes(id) ? picked : [id] };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", id);
    part.classList.add("is-dragging");
  });
  root.addEventListener("dragover", (event) => {
    const zone = zoneAt(event, dragged);
    clearZones(zone);
    if (!zone) return;
    event.preventDefault();
    zone.classList.add("is-over");
  });
  root.addEventListener("drop", (event) => {
    const zone = zoneAt(event, dragged);
    if (!zone) return;
    event.preventDefault();
    onDrop(dragged.part, dragged.ids, zone.dataset.drop);
  });
  root.addEventListener("dragend", () => {
    clearZones();
    dragged?.part.classList.remove("is-dragging");
    dragged = null;
  });
}
