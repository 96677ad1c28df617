// @ts-check
// Entry point: one button opens the board. Under the warning of small groups that is ”Öppna tavlan
// ändå”; once other sizes are typed, the warning is of no size that stands there, and the ordinary
// button comes back. Without scripts the first one opens or warns, whatever the sizes are.

const anyway = /** @type {HTMLElement | null} */ (document.querySelector("[data-open-anyway]"));
const ordinary = /** @type {HTMLElement | null} */ (document.querySelector("[data-open-changed]"));
const sizes = document.querySelector("[data-sizes]");
const fields = /** @type {HTMLInputElement[]} */ ([...(sizes?.querySelectorAll("input") ?? [])]);

function showOne() {
  if (!anyway || !ordinary) return;
  const isChanged = fields.some((field) => field.value.trim() !== field.defaultValue.trim());
  anyway.hidden = isChanged;
  ordinary.hidden = !isChanged;
}

sizes?.addEventListener("input", showOne);
// A browser that goes back, or loads the page again, keeps what was typed.
addEventListener("pageshow", showOne);
showOne();
