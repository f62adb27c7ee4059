// Calling the parts of an agreement study: a picture and three keys, and nothing that was said before.

import { html, useEffect, useLayoutEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, me, say, send, typing, who } from "/assets/common.js";
import { deliberate } from "/assets/keys.js";

const calls = [["1", "OK", "ok"], ["2", "NG", "ng"], ["3", "REVIEW", "unsure"]];

export function Calls({ study, attempt }) {
  const [open, setOpen] = useState(null); // whether nobody logs in, so that a name is asked for
  const [name, setName] = useState(localStorage.getItem("who") ?? "");
  const [begun, setBegun] = useState(false);
  const [at, setAt] = useState(null);
  const [sending] = useState({ on: false });
  const [picture, setPicture] = useState({}); // whether that of a turn was loaded
  const begin = () => attempt(async () => {
    const p = await ask(`/api/v1/studies/${study.id}/next?` + new URLSearchParams(who() ? { who: who() } : {}));
    setAt(p);
    setBegun(true);
  });
  useEffect(() => { me().then((m) => { setOpen(m.open); if (!m.open) begin(); }); }, []);
  const turn = at && at.round + "/" + at.trigger;
  const seen = picture.of === turn && picture.there;
  const call = async (verdict) => {
    if (!at?.trigger || !seen || sending.on) return;
    sending.on = true;
    await attempt(async () => setAt(await send("POST", `/api/v1/studies/${study.id}/calls`, { round: at.round, trigger: at.trigger, verdict, who: who() })));
    sending.on = false;
  };
  useLayoutEffect(() => { // with the part that is shown, before the next key
    const press = (e) => {
      if (typing(e) || !begun) return;
      const key = calls.find((c) => c[0] === e.key);
      deliberate(e, key && (() => call(key[1])));
      if (key) e.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
  const back = html`<a class="end" href="#studies">${say("all-studies")}</a>`;
  if (open && !begun) return html`<h2>${study.name}</h2><form class="filters" onSubmit=${(e) => { e.preventDefault(); localStorage.setItem("who", name.trim()); begin(); }}>
    <label>${say("your-name")} <input name="appraiser" required pattern=".*\\S.*" maxlength="100" value=${name} onInput=${(e) => setName(e.target.value)} /></label><button>${say("begin-calls")}</button>${back}</form><p class="faint">${say("no-way-back")}</p>`;
  if (!at) return null;
  if (!at.trigger) return html`<h2>${study.name}</h2><p role="status"><b>${say("study-done")}</b></p><p>${back}</p>`;
  return html`<div class="row"><h2>${study.name}</h2><p role="status">${say("round-part", at.round, at.rounds, at.done + 1, at.parts)}</p>${back}</div>
    <progress value=${(at.round - 1) * at.parts + at.done} max=${at.rounds * at.parts} aria-label=${say("progress")}></progress>
    <div class="stage study" key=${turn}><img alt=${say("study-picture")} src=${`/api/v1/results/${at.trigger}/picture`} onLoad=${() => setPicture({ of: turn, there: true })} onError=${() => setPicture({ of: turn, there: false })} /></div>
    ${picture.of === turn && !picture.there ? html`<p role="alert"><b>${say("study-blind")}</b></p>` : html`<div class="calls">${calls.map(([key, verdict, word]) => html`<button type="button" class=${"call " + verdict} aria-disabled=${String(!seen)} onClick=${() => call(verdict)}>
      <svg class="shape" aria-hidden="true"><use href=${"#shape-" + verdict} /></svg>${say(word)} <kbd>${key}</kbd></button>`)}</div>`}
    <p class="faint">${say("no-way-back")}</p>`;
}
