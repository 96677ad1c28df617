// @ts-check
// Toasts (components/toast.html) stay until the user closes them or undoes what they tell of. F8 goes
// to the newest, Esc closes it, and the focus goes back to where the act was. Without this file they
// stand in the window too, and their buttons are forms.

const MOST = 3; // at a time: more would cover a small window

const stack = document.getElementById("toasts");
const region = document.querySelector("[data-announce]"); // a page that has one says all there
const FOCUSABLE =
  "a[href], button:enabled, input:not([type=hidden]):enabled, select, textarea, summary, [tabindex]";

/** @returns {HTMLElement[]} */
const toasts = () => [...stack.querySelectorAll(".toast")];
const undoOf = (toast) => toast.querySelector("form[method=post] button");
const isLost = (element) =>
  !element?.isConnected || element === document.body || element.checkVisibility?.() === false;

// --- the way back ------------------------------------------------------------------------------

/** @type {{ element: Element | null, near: string[] }} */
let act = { element: null, near: [] }; // what was pressed last, and the ids round about it
const ways = new WeakMap(); // a toast -> the way back from it

// What was pressed may be swapped out by the answer: then its place, or the place beside it.
function rememberAct() {
  const element = document.activeElement;
  if (!element || stack.contains(element)) return;
  const near = [];
  for (let up = element; up && up !== document.body; up = up.parentElement) {
    for (const one of [up, up.nextElementSibling, up.previousElementSibling]) {
      if (one?.id && one !== stack) near.push(one.id);
    }
  }
  act = { element, near };
}

function goBack(toast) {
  const { element, near } = ways.get(toast) ?? act;
  const places = near.map((id) => document.getElementById(id)).filter(Boolean);
  const stops = places.map((one) =>
    one.matches(FOCUSABLE)
      ? one
      : [...one.querySelectorAll(FOCUSABLE)].find((stop) => !isLost(stop)),
  );
  const to = [element, ...stops, document.querySelector("main")].find((stop) => !isLost(stop));
  /** @type {HTMLElement} */ (to)?.focus({ preventScroll: true });
}

function closeToast(toast) {
  const hadFocus = toast.contains(document.activeElement);
  toast.remove();
  if (hadFocus || isLost(document.activeElement)) goBack(toast);
}

// --- coming ------------------------------------------------------------------------------------

function arrive(toast) {
  ways.set(toast, act);
  const said = toast.querySelector("[data-said]").textContent.trim();
  if (region) region.textContent = said;
  const others = toasts().filter((one) => one !== toast);
  for (const one of others) if (!undoOf(one)) one.remove();
  for (const one of toasts().slice(0, -MOST)) one.remove();
  // What had the focus may be gone with what was removed; who writes elsewhere is left alone.
  requestAnimationFrame(() => {
    if (isLost(document.activeElement)) undoOf(toast)?.focus({ preventScroll: true });
  });
}

document.addEventListener("htmx:beforeRequest", rememberAct);
document.addEventListener("htmx:load", (event) => {
  const { elt } = event.detail;
  if (elt.matches?.(".toast") && stack.contains(elt)) arrive(elt);
});
document.addEventListener("htmx:afterRequest", (event) => {
  const { elt, xhr } = event.detail;
  const toast = elt.closest?.(".toast");
  // What could not be undone has its message; what got no answer can be tried again.
  if (toast && xhr.status && xhr.status < 500) closeToast(toast);
});

// --- leaving -----------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-close-toast]")) return;
  event.preventDefault();
  closeToast(form.closest(".toast"));
});
document.addEventListener("keydown", (event) => {
  const newest = toasts().pop();
  if (!newest) return;
  const target = /** @type {Element} */ (event.target);
  if (event.key === "F8") {
    event.preventDefault();
    rememberAct();
    if (act.element !== document.body) ways.set(newest, act);
    newest.querySelector("button").focus();
  } else if (event.key === "Escape" && stack.contains(target)) {
    closeToast(target.closest(".toast"));
  }
});

if (stack && !region) stack.setAttribute("role", "status");
