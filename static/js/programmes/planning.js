// @ts-check
// Planning answers are saved while they are written. What the net loses is tried again until it is
// saved; what another has saved meanwhile is shown beside it, and nothing is overwritten.
// Each question's form works without this file.

const PAUSE = 1200; // milliseconds without a key before the text is saved
const FIRST_RETRY = 2000;
const LAST_RETRY = 30_000;
const REFRESH = 30_000; // how often a question that nobody here writes on is read again

// One number for this page as it is open: the server tells its own lost answers from others' texts.
const page = crypto.randomUUID();

/** @typedef {{ saved: string, timer: number, wait: number, isBusy: boolean }} Progress */
/** @type {WeakMap<HTMLElement, Progress>} */
const progress = new WeakMap();

const questions = () =>
  /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-planning-question]")]);
const boxOf = (question) =>
  /** @type {HTMLTextAreaElement} */ (question.querySelector("textarea[name=text]"));
const questionOf = (element) =>
  /** @type {HTMLElement} */ (element.closest?.("[data-planning-question]"));
const isInConflict = (question) => question.querySelector("[data-conflict]") !== null;

/** @returns {Progress} */
function progressOf(question) {
  if (!progress.has(question)) {
    const saved = boxOf(question).defaultValue;
    progress.set(question, { saved, timer: 0, wait: FIRST_RETRY, isBusy: false });
  }
  return progress.get(question);
}

// No answer, or none for now; what the server refuses is not tried again.
const mayPass = (xhr) => xhr.status === 0 || xhr.status === 429 || xhr.status >= 500;
const isChanged = (question) => boxOf(question).value !== progressOf(question).saved;

function tell(question, what) {
  const line = /** @type {HTMLElement} */ (question.querySelector("[data-not-saved]"));
  if (line) line.textContent = what ? line.dataset[what] : "";
  const saved = /** @type {HTMLElement} */ (question.querySelector("[data-saved]"));
  if (saved) saved.hidden = what !== "";
}

function save(question) {
  if (!question.isConnected || isInConflict(question) || !isChanged(question)) return;
  question.querySelector("form").dispatchEvent(new CustomEvent("planning-save"));
}

function saveIn(question, milliseconds) {
  const own = progressOf(question);
  window.clearTimeout(own.timer);
  own.timer = window.setTimeout(() => save(question), milliseconds);
}

function prepare(question) {
  const field = /** @type {HTMLInputElement} */ (question.querySelector("[data-page]"));
  if (field) field.value = page;
  progressOf(question);
}

document.addEventListener("input", (event) => {
  const question = questionOf(event.target);
  if (!question || event.target !== boxOf(question)) return;
  if (isInConflict(question)) return;
  tell(question, isChanged(question) ? "waiting" : "");
  saveIn(question, PAUSE);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const question = questionOf(event.target);
  if (!question || event.detail.requestConfig.verb !== "post") return;
  const own = progressOf(question);
  own.isBusy = true;
  event.detail.xhr.planningText = boxOf(question).value;
});

document.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, successful, requestConfig } = event.detail;
  const question = questionOf(requestConfig.elt);
  if (!question || requestConfig.verb !== "post") return;
  const own = progressOf(question);
  own.isBusy = false;
  if (successful) {
    own.saved = xhr.planningText;
    own.wait = FIRST_RETRY;
    tell(question, isChanged(question) ? "waiting" : "");
    if (isChanged(question)) saveIn(question, PAUSE);
  } else if (mayPass(xhr)) {
    tell(question, "retrying");
    saveIn(question, own.wait);
    own.wait = Math.min(own.wait * 2, LAST_RETRY);
  }
  showChoice(question);
});

// The line below the box tells it, and goes on trying: no message at the top of the page as well.
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.body.addEventListener(name, (event) => {
    const { elt, xhr } = /** @type {CustomEvent} */ (event).detail;
    if (questionOf(elt) && mayPass(xhr)) event.stopPropagation();
  });
}

window.addEventListener("online", () => {
  for (const question of questions()) if (isChanged(question)) save(question);
});

// --- another has saved ---------------------------------------------------------------------------

function showChoice(question) {
  const button = /** @type {HTMLElement} */ (question.querySelector("[data-use-stored]"));
  if (button) button.hidden = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-use-stored]");
  if (!button) return;
  const question = questionOf(button);
  boxOf(question).value = question.querySelector("[data-stored]").textContent;
  question.querySelector("form").requestSubmit();
});

// A question that nobody here has written on shows what the others have saved.
function refresh() {
  if (document.hidden || !navigator.onLine) return;
  for (const question of questions()) {
    const isUntouched = !isChanged(question) && !progressOf(question).isBusy;
    if (isUntouched && !isInConflict(question) && !question.contains(document.activeElement)) {
      question.dispatchEvent(new CustomEvent("planning-refresh"));
    }
  }
}

document.addEventListener("visibilitychange", refresh);
window.setInterval(refresh, REFRESH);
document.addEventListener("htmx:load", (event) => {
  const question = /** @type {HTMLElement} */ (event.target);
  if (question.matches?.("[data-planning-question]")) prepare(question);
});
for (const question of questions()) {
  prepare(question);
  if (isChanged(question)) saveIn(question, PAUSE); // put back after a lost connection
}
