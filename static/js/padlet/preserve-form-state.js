// @ts-check
// Preserves open details, typed values and focus in parts that htmx swaps.

import { root } from "./board-root.js";

let kept = null;

function keep(part) {
  const focus = document.activeElement;
  const hasFocus = part.contains(focus);
  kept = {
    id: part.id,
    focus: hasFocus ? focus.id : null,
    hasFocus,
    box: hasFocus ? focus.closest("details")?.id : null,
    open: [...part.querySelectorAll("details[id]")].map((one) => [one.id, one.open]),
    typed: [...part.querySelectorAll("input[id]")].filter((one) => one.value !== one.defaultValue),
  };
}

// After the user's own step its menu is closed and the menu's button has focus; what others did moves
// nothing.
function restore(byHand) {
  if (!kept) return;
  const part = document.getElementById(kept.id);
  const { open, typed } = kept;
  const before = kept;
  kept = null;
  const isRefused = part.querySelector("[aria-invalid], .err:not([hidden])");
  for (const [id, wasOpen] of open) {
    const element = /** @type {HTMLDetailsElement} */ (document.getElementById(id));
    if (!element || (element.open && isRefused)) continue;
    element.open = wasOpen && !(byHand && id === before.box && element.matches(".menu-box"));
  }
  if (!byHand) {
    for (const one of typed) {
      const field = /** @type {HTMLInputElement} */ (document.getElementById(one.id));
      if (field) field.value = one.value;
    }
  }
  if (before.hasFocus) restoreFocus(part, before);
}

function restoreFocus(part, { focus, box }) {
  const invalid = part.querySelector("[aria-invalid]");
  const at = document.getElementById(focus ?? "");
  const usable = at?.checkVisibility?.() ?? at;
  const menu = document.querySelector(`#${CSS.escape(box || "none")} > summary`);
  const to = invalid ?? (usable ? at : menu) ?? part.querySelector("[tabindex='-1']");
  to?.focus({ preventScroll: true });
}

/** For every part with data-keep. */
export function startPreserving() {
  let byHand = false;
  root.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!detail.target.matches("[data-keep]")) return;
    byHand = Boolean(detail.requestConfig?.triggeringEvent?.isTrusted);
    keep(detail.target);
  });
  root.addEventListener("htmx:afterSwap", () => restore(byHand));
}
