// @ts-check
// Menus (components/menu.html) close as menus do, and the arrows walk in them. Without this file
// they open and close by their button, and Tab walks.

function close(menu, returnFocus) {
  menu.open = false;
  if (returnFocus) menu.querySelector("summary").focus();
}

function entries(menu) {
  return [...menu.querySelectorAll(".menu a, .menu button")];
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu-box[open]")) {
    if (!menu.contains(/** @type {Node} */ (event.target))) close(menu, false);
  }
});

document.addEventListener("focusin", (event) => {
  for (const menu of document.querySelectorAll(".menu-box[open]")) {
    if (!menu.contains(/** @type {Node} */ (event.target))) close(menu, false);
  }
});

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  const menu = /** @type {HTMLDetailsElement} */ (target.closest?.(".menu-box"));
  if (!menu) return;
  if (event.key === "Escape" && menu.open) {
    close(menu, true);
    return;
  }
  if (target.matches("input, select, textarea")) return; // there the arrows are the field's own
  const found = entries(menu);
  const at = found.indexOf(target);
  const to = {
    ArrowDown: at + 1 < found.length ? at + 1 : 0,
    ArrowUp: at > 0 ? at - 1 : found.length - 1,
    Home: 0,
    End: found.length - 1,
  }[event.key];
  if (to === undefined || (!menu.open && event.key !== "ArrowDown")) return;
  event.preventDefault();
  menu.open = true;
  found[to].focus();
});
