// @ts-check
// What browsers from before 2022 lack, in one place. What a browser lacks must never look like a
// lost net, nor make a page wait for ever.

/**
 * A signal that ends a request after so long; undefined where nothing can end one.
 * @param {number} milliseconds
 * @returns {AbortSignal | undefined}
 */
export function timeoutSignal(milliseconds) {
  if (typeof AbortSignal !== "undefined" && AbortSignal.timeout) {
    return AbortSignal.timeout(milliseconds);
  }
  if (typeof AbortController === "undefined") return undefined;
  const controller = new AbortController();
  setTimeout(() => controller.abort(), milliseconds);
  return controller.signal;
}

/**
 * The last of a list, which `at(-1)` gives newer browsers.
 * @template Item
 * @param {Item[]} list
 * @returns {Item | undefined}
 */
export const last = (list) => list[list.length - 1];

/** Does the browser know that it has no net? One that does not say is believed to have one. */
export const isOffline = () => navigator.onLine === false;

/**
 * Send a form as if its button had been pressed.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} [submitter]
 */
export function requestSubmit(form, submitter) {
  if (form.requestSubmit) {
    form.requestSubmit(submitter);
    return;
  }
  const button = submitter ?? document.createElement("button");
  if (!submitter) {
    button.hidden = true;
    form.append(button);
  }
  button.click();
  if (!submitter) button.remove();
}
