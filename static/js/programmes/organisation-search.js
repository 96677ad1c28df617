// @ts-check
// A search field with a list below it (a combobox): the arrows walk, Enter adds, Esc closes. htmx
// fetches the list as one types. Without this file the form's own button searches.

const form = document.querySelector("[data-organisation-search]");
const sent = document.querySelector("[data-organisation-add]");
if (form && sent) {
  const field = /** @type {HTMLInputElement} */ (form.querySelector("[type=search]"));
  const list = form.querySelector("#options");
  const options = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
  const active = () => options().findIndex((each) => each.id === activeId());
  const activeId = () => field.getAttribute("aria-activedescendant");

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "options");
  field.setAttribute("aria-expanded", "false");

  /** @param {Element | undefined} option the one that Enter would add, or none */
  function point(option) {
    for (const each of options()) each.setAttribute("aria-selected", String(each === option));
    if (option) {
      field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  }

  function close() {
    list.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  /** @param {Element} option */
  function add(option) {
    const kind = /** @type {HTMLInputElement} */ (form.querySelector("[name=som]:checked"));
    const value = /** @type {HTMLElement} */ (option).dataset.key;
    /** @type {HTMLInputElement} */ (sent.querySelector("[name=organisation]")).value = value;
    /** @type {HTMLInputElement} */ (sent.querySelector("[name=kind]")).value = kind.value;
    /** @type {HTMLFormElement} */ (sent).submit();
  }

  list.addEventListener("htmx:afterSwap", () => {
    field.removeAttribute("aria-activedescendant");
    field.setAttribute("aria-expanded", String(options().length > 0));
  });
  list.addEventListener("click", (event) => {
    const option = /** @type {Element} */ (event.target).closest("[role=option]");
    if (option && !option.hasAttribute("aria-disabled")) add(option);
  });
  field.addEventListener("keydown", (event) => {
    const found = options();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      const from = active() < 0 && step < 0 ? 0 : active();
      point(found[(from + step + found.length) % found.length]);
    } else if (event.key === "Enter" && active() >= 0) {
      event.preventDefault();
      add(found[active()]);
    } else if (event.key === "Escape" && found.length) {
      event.preventDefault();
      close();
    }
  });
}
