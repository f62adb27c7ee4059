// The users and the API keys of a station, on the admin page.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, may, moment, say, send } from "/assets/common.js";
import { Roles, Secret, roleNames } from "/assets/dialog.js";
import { Ask } from "/assets/question.js";

const given = (form) => ({ roles: form.getAll("role"), reason: form.get("reason") });

function stands(u) {
  if (u.disabled) return say("disabled");
  if (u.locked && new Date(u.locked) > new Date()) return say("locked", moment(u.locked));
  return u.change ? say("first") : say("enabled");
}

export function Users() {
  const [users, setUsers] = useState([]);
  const [dialog, setDialog] = useState(null);
  const load = async () => setUsers((await ask("/api/v1/users")).users);
  useEffect(() => { load(); }, []);
  const done = () => { setDialog(null); load(); };
  const secret = (p) => setDialog(html`<${Secret} key="secret" title=${say("password-of", p.name)} text=${p.password} done=${done} />`);
  const admin = may("admin");

  const add = () => setDialog(html`<${Ask} title=${say("add-user")} button=${say("add-user")} done=${done}
    send=${async (form) => secret(await send("POST", "/api/v1/users", { name: form.get("name"), ...given(form) }))}>
    <label class="field">${say("name")} <input name="name" required maxlength="60" autocomplete="off" autocapitalize="none" spellcheck="false" /></label>
    <${Roles} chosen=${["operator"]} />
  <//>`);
  const path = (u) => "/api/v1/users/" + encodeURIComponent(u.name);
  const change = (u) => setDialog(html`<${Ask} title=${say("change-of", u.name)} button=${say("save")} done=${done}
    send=${async (form) => { await send("PATCH", path(u), { disabled: form.has("disabled"), ...given(form) }); done(); }}>
    <${Roles} chosen=${u.roles} />
    <label class="tick"><input type="checkbox" name="disabled" checked=${u.disabled} />${say("disable")}</label>
  <//>`);
  const reset = (u) => setDialog(html`<${Ask} title=${say("reset-of", u.name)} why=${say("reset-why")} button=${say("reset")} done=${done}
    send=${async (form) => secret(await send("POST", path(u) + "/password", { reason: form.get("reason") }))} />`);

  return html`<section aria-labelledby="users">
    <div class="head"><h2 id="users">${say("users")}</h2>${admin && html`<button type="button" onClick=${add}>${say("add-user")}</button>`}</div>
    <table class="people">
      <thead><tr><th scope="col">${say("name")}</th><th scope="col">${say("roles")}</th><th scope="col">${say("stands")}</th><th scope="col">${say("last")}</th><td></td></tr></thead>
      <tbody>${users.map((u) => html`<tr class=${u.disabled && "gone"}>
        <td><strong>${u.name}</strong></td>
        <td data-of=${say("roles")}>${roleNames(u.roles)}</td>
        <td data-of=${say("stands")}>${stands(u)}</td>
        <td class="when" data-of=${say("last")}>${u.last ? moment(u.last) : say("never")}</td>
        <td class="acts">${admin && html`
          <button type="button" aria-label=${say("change-of", u.name)} onClick=${() => change(u)}>${say("change")}</button>
          <button type="button" aria-label=${say("reset-of", u.name)} onClick=${() => reset(u)}>${say("reset")}</button>`}</td>
      </tr>`)}</tbody>
    </table>
    ${dialog}
  </section>`;
}

export function Keys() {
  const [keys, setKeys] = useState([]);
  const [dialog, setDialog] = useState(null);
  const load = async () => setKeys((await ask("/api/v1/keys")).keys);
  useEffect(() => { load(); }, []);
  const done = () => { setDialog(null); load(); };
  const admin = may("admin");

  const add = () => setDialog(html`<${Ask} title=${say("add-key")} button=${say("add-key")} done=${done}
    send=${async (form) => {
      const k = await send("POST", "/api/v1/keys", { name: form.get("name"), ...given(form) });
      setDialog(html`<${Secret} key="secret" title=${say("key-of", k.name)} text=${k.text} done=${done} />`);
    }}>
    <label class="field">${say("program")} <input name="name" required maxlength="60" autocomplete="off" /></label>
    <${Roles} chosen=${["operator"]} />
  <//>`);
  const revoke = (k) => setDialog(html`<${Ask} title=${say("revoke-of", k.name)} why=${say("revoke-why")} button=${say("revoke")} danger done=${done}
    send=${async (form) => { await send("DELETE", `/api/v1/keys/${k.id}?reason=` + encodeURIComponent(form.get("reason"))); done(); }} />`);

  return html`<section aria-labelledby="keys">
    <div class="head"><h2 id="keys">${say("keys")}</h2>${admin && html`<button type="button" onClick=${add}>${say("add-key")}</button>`}</div>
    ${keys.length > 0 && html`<table class="people">
      <thead><tr><th scope="col">${say("program")}</th><th scope="col">${say("begins")}</th><th scope="col">${say("roles")}</th><th scope="col">${say("made")}</th><th scope="col">${say("used")}</th><td></td></tr></thead>
      <tbody>${keys.map((k) => html`<tr class=${k.revoked && "gone"}>
        <td><strong>${k.name}</strong></td>
        <td data-of=${say("begins")}><code>${k.begins}…</code></td>
        <td data-of=${say("roles")}>${roleNames(k.roles)}</td>
        <td data-of=${say("made")}>${say("made-by", moment(k.made), k.who)}</td>
        <td class="when" data-of=${say("used")}>${k.used ? moment(k.used) : say("never")}</td>
        <td class="acts">${k.revoked ? say("revoked", moment(k.revoked)) : admin && html`
          <button type="button" class="danger" aria-label=${say("revoke-of", k.name)} onClick=${() => revoke(k)}>${say("revoke")}</button>`}</td>
      </tr>`)}</tbody>
    </table>`}
    ${dialog}
  </section>`;
}
