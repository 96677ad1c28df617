// @ts-check
// A passkey of this device, made or used: what the browser answers goes into the page's own form.

/** @param {string} text base64url, as the server writes bytes */
const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

/** @param {ArrayBuffer | null | undefined} bytes */
const toText = (bytes) =>
  bytes
    ? btoa(String.fromCharCode(...new Uint8Array(bytes)))
        .replace(/\+/g, "-")
        .replace(/\//g, "_")
        .replace(/=+$/, "")
    : undefined;

/**
 * The server's options, with bytes where the browser wants them.
 * @param {any} options
 */
function asAsked(options) {
  const known = (/** @type {any[] | undefined} */ list) =>
    list?.map((each) => ({ ...each, id: toBytes(each.id) }));
  return {
    ...options,
    challenge: toBytes(options.challenge),
    ...(options.user && { user: { ...options.user, id: toBytes(options.user.id) } }),
    ...(options.excludeCredentials && { excludeCredentials: known(options.excludeCredentials) }),
    ...(options.allowCredentials && { allowCredentials: known(options.allowCredentials) }),
  };
}

/**
 * The credential as JSON can hold it.
 * @param {any} credential
 */
function asAnswer(credential) {
  const said = credential.response;
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: toText(said.clientDataJSON),
      attestationObject: toText(said.attestationObject),
      authenticatorData: toText(said.authenticatorData),
      signature: toText(said.signature),
      userHandle: toText(said.userHandle),
    },
  };
}

/** @param {HTMLFormElement} form */
async function ask(form) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", String(new FormData(form).get("csrfmiddlewaretoken")));
  const answer = await fetch(form.dataset.begin, { method: "POST", body });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const publicKey = asAsked((await answer.json()).publicKey);
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey })
      : await navigator.credentials.get({ publicKey });
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("credential"));
  field.value = JSON.stringify(asAnswer(credential));
  form.submit();
}

// A browser has them only where an address is safe (https, or this machine itself) and has a name.
const isNumber = /^[\d.]+$|:/.test(window.location.hostname);
const works = window.isSecureContext && "PublicKeyCredential" in window && !isNumber;
const explained = /** @type {NodeListOf<HTMLElement>} */ (
  document.querySelectorAll("[data-no-passkeys]")
);
for (const each of explained) {
  each.hidden = works;
}
const forms = /** @type {NodeListOf<HTMLFormElement>} */ (
  document.querySelectorAll("form[data-passkey]")
);
for (const form of forms) {
  form.hidden = !works;
  const button = form.querySelector("button");
  button.addEventListener("click", async () => {
    const status = form.querySelector("[data-passkey-status]");
    status.textContent = "";
    button.disabled = true;
    try {
      await ask(form);
    } catch {
      const failed = /** @type {HTMLTemplateElement} */ (
        form.querySelector("[data-passkey-failed]")
      );
      status.textContent = failed.content.textContent.trim();
      button.disabled = false;
    }
  });
}
