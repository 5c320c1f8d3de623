// Asks the browser for a passkey and puts what it says into the form. Without
// it the form stays hidden, and password and digits let people in as before.
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential) return;
  form.hidden = false;
  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const d = form.dataset, challenge = bytes(d.challenge), timeout = 240000;
  const ask = {
    get: async () => {
      const made = await navigator.credentials.get({publicKey: {challenge, timeout, rpId: d.site, userVerification: "required"}});
      const said = made.response;
      return {id: made.rawId, client: said.clientDataJSON, authenticator: said.authenticatorData, signature: said.signature, user: said.userHandle};
    },
    create: async () => {
      const known = d.known ? d.known.split(" ").map(id => ({type: "public-key", id: bytes(id)})) : [];
      const made = await navigator.credentials.create({publicKey: {challenge, timeout, rp: {id: d.site, name: d.site},
        user: {id: bytes(d.user), name: d.name, displayName: d.name}, attestation: "none", excludeCredentials: known,
        pubKeyCredParams: [{type: "public-key", alg: -7}, {type: "public-key", alg: -8}],
        authenticatorSelection: {residentKey: "required", requireResidentKey: true, userVerification: "required"}}});
      return {client: made.response.clientDataJSON, attestation: made.response.attestationObject};
    }};
  form.addEventListener("submit", async event => {
    event.preventDefault();
    try {
      const said = await ask[d.passkey]();
      for (const name in said) form.elements[name].value = said[name] ? text(said[name]) : "";
      form.submit();
    } catch {
      form.querySelector("[role=alert]").hidden = false;
    }
  });
})();
