// Passkeys: asks the desk what to ask, the browser for the passkey, and sends the form with its answer.
// Without it: the page says that passkeys need a script; every other way in stays.
(() => {
  // No browser gives a passkey to a desk that is reached by a number.
  const isOffered = Boolean(window.PublicKeyCredential) && !/^[\d.]+$|:/.test(location.hostname);
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  const question = async (box, form) => {
    const body = new URLSearchParams({ csrf: form.elements.csrf?.value ?? "" });
    const answer = await fetch(box.dataset.ask, { method: "POST", headers: { Accept: "application/json" }, body });
    return answer.ok ? answer.json() : null;
  };
  const asked = {
    create: (key) => navigator.credentials.create({ publicKey: { ...key, challenge: bytes(key.challenge), user: { ...key.user, id: bytes(key.user.id) }, excludeCredentials: named(key.excludeCredentials) } }),
    get: (key) => navigator.credentials.get({ publicKey: { ...key, challenge: bytes(key.challenge), allowCredentials: named(key.allowCredentials) } }),
  };
  const said = (credential) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[part]) response[part] = text(credential.response[part]);
    }
    return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
  };

  const prepare = (box) => {
    const button = box.querySelector("button");
    const form = box.closest("form");
    const says = (what) => {
      for (const line of box.querySelectorAll("[data-says]")) line.hidden = line.dataset.says !== what;
    };
    says(isOffered ? "" : "browser");
    if (!isOffered) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const makes = box.dataset.passkey === "create";
      if (makes && !form.reportValidity()) return;
      says("");
      button.disabled = true;
      try {
        const found = await question(box, form);
        if (found) {
          const credential = await asked[box.dataset.passkey](found.publicKey);
          box.querySelector("[data-attempt]").value = found.attempt ?? "";
          box.querySelector("[data-answer]").value = said(credential);
        }
        // Where the desk asks nothing, the form's own answer says why.
        form.submit();
      } catch (error) {
        button.disabled = false;
        says(error.name === "InvalidStateError" && makes ? "known" : "nothing");
      }
    });
  };
  document.querySelectorAll("[data-passkey]").forEach(prepare);
})();
