// The menus of the agenda close as menus do. Without this file they open and close by their button.

function close(menu, returnFocus) {
  menu.open = false;
  if (returnFocus) menu.querySelector("summary").focus();
}

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".a-menu[open]")) {
    if (!menu.contains(event.target)) close(menu, false);
  }
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".a-menu[open]");
  if (menu && event.key === "Escape") close(menu, true);
});
