// The webhooks of a station, on the admin page.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, may, moment, say, send, whole } from "/assets/common.js";
import { Secret } from "/assets/dialog.js";
import { Ask } from "/assets/question.js";

const kinds = ["result", "state", "alarm", "late", "review", "shadow", "recipe"];
const usual = ["result", "state", "alarm"];
const kindNames = (list) => kinds.filter((k) => list.includes(k)).map((k) => say("what-" + k)).join(", ");

function stands(w) {
  if (!w.oldest_unsent) return say("sent-all");
  return w.error ? say("unsent-why", moment(w.oldest_unsent), w.error) : say("unsent", moment(w.oldest_unsent));
}

export function Webhooks() {
  const [list, setList] = useState([]);
  const [dialog, setDialog] = useState(null);
  const [tested, setTested] = useState("");
  const load = async () => setList((await ask("/api/v1/webhooks")).webhooks);
  useEffect(() => { load(); }, []);
  const done = () => { setDialog(null); load(); };
  const admin = may("admin");

  const add = () => setDialog(html`<${Ask} title=${say("add-webhook")} why=${say("webhooks-why")} button=${say("add-webhook")} done=${done}
    send=${async (form) => {
      const w = await send("POST", "/api/v1/webhooks", { url: form.get("url"), kinds: form.getAll("kind"), reason: form.get("reason") });
      setDialog(html`<${Secret} key="secret" title=${say("secret-of", w.url)} text=${w.secret} why=${say("secret-once")} done=${done} />`);
    }}>
    <label class="field">${say("address")} <input name="url" type="url" required maxlength="2000" placeholder="https://" autocomplete="off" spellcheck="false" /></label>
    <fieldset><legend>${say("events")}</legend>
      ${kinds.map((k) => html`<label class="tick"><input type="checkbox" name="kind" value=${k} checked=${usual.includes(k)} />${say("what-" + k)}</label>`)}
    </fieldset>
  <//>`);
  const test = async (w) => {
    setTested("");
    const t = await send("POST", `/api/v1/webhooks/${w.id}/test`);
    setTested(t.taken ? say("test-taken", whole(t.milliseconds)) : say("test-not", t.error));
    load();
  };
  const remove = (w) => setDialog(html`<${Ask} title=${say("remove-of", w.url)} why=${say("remove-why")} button=${say("remove")} danger done=${done}
    send=${async (form) => { await send("DELETE", `/api/v1/webhooks/${w.id}?reason=` + encodeURIComponent(form.get("reason"))); done(); }} />`);

  return html`<section aria-labelledby="webhooks">
    <div class="head"><h2 id="webhooks">${say("webhooks")}</h2>${admin && html`<button type="button" onClick=${add}>${say("add-webhook")}</button>`}</div>
    ${list.length > 0 && html`<table class="people">
      <thead><tr><th scope="col">${say("address")}</th><th scope="col">${say("events")}</th><th scope="col">${say("sent")}</th><th scope="col">${say("made")}</th><td></td></tr></thead>
      <tbody>${list.map((w) => html`<tr>
        <td><strong>${w.url}</strong></td>
        <td data-of=${say("events")}>${kindNames(w.kinds)}</td>
        <td data-of=${say("sent")}>${stands(w)}</td>
        <td data-of=${say("made")}>${say("made-by", moment(w.made), w.who)}</td>
        <td class="acts">${admin && html`
          <button type="button" aria-label=${say("test") + " " + w.url} onClick=${() => test(w)}>${say("test")}</button>
          <button type="button" class="danger" aria-label=${say("remove") + " " + w.url} onClick=${() => remove(w)}>${say("remove")}</button>`}</td>
      </tr>`)}</tbody>
    </table>`}
    <p role="status">${tested}</p>
    ${dialog}
  </section>`;
}
