// @ts-check
// What is changed in a row of the preview is written into the list's text too, so that the text is
// always all there is: it is kept while the session ends, and put back (../unsent-text.js).

export {};

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-preview]"));
const text = /** @type {HTMLTextAreaElement | null} */ (form?.querySelector("textarea[name=text]"));

/** @param {HTMLInputElement | HTMLSelectElement} field */
function cellOf(field) {
  if (field instanceof HTMLInputElement && field.type === "checkbox") {
    return field.checked ? "ja" : "nej";
  }
  return field.value.replace(/[\t\r\n]+/g, " ");
}

// Before the text is remembered, which happens further out in the page.
form?.addEventListener("input", (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target);
  const row = /** @type {HTMLElement | null} */ (field.closest("[data-row]"));
  if (!row || !field.dataset.cell) return;
  const lines = text.value.split("\n");
  const cells = (lines[Number(row.dataset.row)] ?? "").split("\t");
  cells[Number(field.dataset.cell)] = cellOf(field);
  lines[Number(row.dataset.row)] = cells.join("\t");
  text.value = lines.join("\n");
});
