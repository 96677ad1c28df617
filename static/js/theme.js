// @ts-check
// The theme changes at once and nothing typed is lost; the choice is sent behind the page.
// Without this file the form is sent as forms are, and the page comes back in the new theme.

document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.matches("[data-theme-form]") || !event.submitter) return;
  event.preventDefault();
  const chosen = /** @type {HTMLButtonElement} */ (event.submitter).value;
  if (chosen === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  for (const button of form.querySelectorAll("[aria-pressed]")) {
    button.setAttribute("aria-pressed", String(button === event.submitter));
  }
  const body = new FormData(form, event.submitter);
  await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {
    // Offline the choice holds for this page.
  });
});
