// @ts-check
// Asks before something that cannot be undone. The page carries the <dialog> (components/dialog.html).

/**
 * Ask a question; true when the answer was yes. Focus begins on the safe button, Esc means no, and
 * afterwards focus is back where it was. The first sentence is the heading, the rest explains.
 * @param {string} question
 * @param {{ yes: string }} answer the verb on the button that does it: "Stäng tavlan", never "Ja"
 * @returns {Promise<boolean>}
 */
export function confirmed(question, { yes }) {
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("confirm"));
  if (!dialog?.showModal) return Promise.resolve(window.confirm(question));
  const [, first, rest] = question.trim().match(/^(.*?[?!.])(?:\s+(.*))?$/s) ?? ["", question, ""];
  dialog.querySelector("[data-question]").textContent = first;
  const more = dialog.querySelector("[data-more]");
  more.textContent = rest ?? "";
  more.hidden = !rest;
  dialog.querySelector('[value="yes"]').textContent = yes;
  const opener = /** @type {HTMLElement} */ (document.activeElement);
  dialog.returnValue = "";
  dialog.showModal();
  dialog.querySelector('[value="no"]').focus();
  return new Promise((resolve) => {
    const closed = () => {
      if (opener?.isConnected) opener.focus();
      resolve(dialog.returnValue === "yes");
    };
    dialog.addEventListener("close", closed, { once: true });
  });
}
