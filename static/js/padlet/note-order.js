// @ts-check
// Order of the notes in a box: by cluster, then by a random sort key.

import { pageText, root } from "./board-root.js";
import { clusters } from "./board-state.js";

/**
 * The elements of the notes in a box.
 * @param {Element} box
 */
export const notesIn = (box) =>
  /** @type {HTMLElement[]} */ ([...box.children]).filter((child) => "note" in child.dataset);

// Where the cluster stands under its prompt; a note without one comes last.
function rank(cluster) {
  const at = clusters().findIndex((one) => one.id === Number(cluster));
  return cluster && at >= 0 ? at : Infinity;
}

/**
 * Do the two stand at the same place, whatever else has changed?
 * @param {BoardNote} one
 * @param {BoardNote} other
 */
export const hasSameRank = (one, other) =>
  one.sort_key === other.sort_key && (one.cluster ?? null) === (other.cluster ?? null);

/**
 * @param {BoardNote} note
 * @param {HTMLElement} element of another note in the same box
 */
export function sortsBefore(note, element) {
  const [own, other] = [rank(note.cluster), rank(element.dataset.cluster)];
  return own === other ? Number(element.dataset.sortKey) > note.sort_key : own < other;
}

function heading(title, id) {
  const element = document.createElement("h4");
  element.className = "b-cluster";
  element.dir = "auto";
  element.dataset.clusterHeading = id;
  element.textContent = title;
  return element;
}

// What a box should hold from top to bottom: headings where there are clusters, and its notes.
function inOrder(box) {
  const found = notesIn(box);
  const prompt = Number(box.dataset.box.split("-")[0]);
  const own = clusters().filter((cluster) => cluster.prompt === prompt);
  const by = (element) => rank(element.dataset.cluster);
  const place = (element) => Number(element.dataset.sortKey);
  found.sort((a, b) => by(a) - by(b) || place(a) - place(b) || 0);
  const parts = own.map((cluster) => ({
    cluster,
    of: found.filter((one) => Number(one.dataset.cluster) === cluster.id),
  }));
  const rest = found.filter(
    (one) => !own.some((cluster) => cluster.id === Number(one.dataset.cluster)),
  );
  const used = parts.filter((part) => part.of.length);
  if (!used.length) return rest;
  const old = new Map(
    [...box.querySelectorAll(":scope > [data-cluster-heading]")].map((one) => [
      Number(one.dataset.clusterHeading),
      one,
    ]),
  );
  const titled = (id, title) => {
    const element = old.get(id) ?? heading(title, id);
    if (element.textContent.trim() !== title) element.textContent = title;
    return element;
  };
  return [
    ...used.flatMap((part) => [titled(part.cluster.id, part.cluster.title), ...part.of]),
    ...(rest.length ? [titled(0, pageText("NoCluster")), ...rest] : []),
  ];
}

/** Move only what stands wrong; the keyboard focus stays where it was. */
export function arrange() {
  const focused = /** @type {HTMLElement} */ (document.activeElement);
  for (const box of root.querySelectorAll("[data-box]")) {
    if (!clusters().length && !box.querySelector(":scope > [data-cluster-heading]")) continue;
    const wanted = inOrder(box);
    const kept = new Set(wanted);
    for (const child of [...box.children]) if (!kept.has(child)) child.remove();
    wanted.forEach((child, at) => {
      if (box.children[at] !== child) box.insertBefore(child, box.children[at] ?? null);
    });
  }
  if (focused !== document.activeElement && focused?.isConnected) {
    focused.focus({ preventScroll: true });
  }
}
