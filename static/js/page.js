// What every signed-in page shares. Each page works without this file.

// Buttons that copy a link say in words that they did.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector("[data-copy-label]").textContent = button.dataset.copied;
  } catch {
    // Without permission the address still stands in text beside the button.
  }
});

// A form that asks first: the question stands in data-confirm.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
document.addEventListener("htmx:confirm", (event) => {
  const question = event.detail.elt.dataset.confirm;
  if (!question) return;
  event.preventDefault();
  if (window.confirm(question)) event.detail.issueRequest(true);
});

// A lost session inside htmx: go to sign-in with the whole page, and come back here.
document.addEventListener("htmx:beforeSwap", (event) => {
  const landed = event.detail.xhr.responseURL;
  if (landed && new URL(landed).pathname.startsWith("/logga-in/")) {
    event.detail.shouldSwap = false;
    window.location.assign(`/logga-in/?next=${encodeURIComponent(window.location.pathname)}`);
  }
});

// After a wrong form the summary of what to mend takes focus.
document.addEventListener("htmx:afterSwap", () => {
  document.querySelector("[data-error-summary]")?.focus();
});
document.querySelector("[data-error-summary]")?.focus();
