// Agreement studies: the list, a new one, and, by the address, calling parts or a result.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, Called, may, moment, say, send, speaks, whole, who } from "/assets/common.js";
import { Ask } from "/assets/question.js";
import { Calls } from "/assets/study.js";
import { Agreement } from "/assets/agreement.js";

export function Studies({ rest, book, attempt }) {
  const [list, setList] = useState(null);
  const [ending, setEnding] = useState(null);
  const load = () => attempt(async () => setList((await ask("/api/v1/studies")).studies));
  useEffect(() => { load(); }, []);
  const one = list?.find((y) => String(y.id) === rest[0]);
  if (one) return one.end ? html`<${Agreement} study=${one} attempt=${attempt} />` : html`<${Calls} study=${one} attempt=${attempt} />`;
  if (!list || rest[0]) return null;
  const end = async (form) => {
    await send("POST", `/api/v1/studies/${ending.id}/end`, { who: who(), reason: form.get("reason") });
    location.hash = "studies/" + ending.id;
  };
  return html`<p class="faint">${say("studies-how")}</p>
    ${list.length === 0 ? html`<p>${say("no-study")}</p>` : html`<div class="wide" tabindex="0" role="region" aria-label=${say("all-studies")}><table>
      <thead><tr>${["study", "study-parts", "rounds", "appraisers", "made"].map((h) => html`<th scope="col">${say(h)}</th>`)}<td></td></tr></thead>
      <tbody>${list.map((y) => html`<tr key=${y.id}><th scope="row" class="text">${y.name}</th><td>${y.count}</td><td>${y.rounds}</td>
        <td class="text">${y.appraisers.map((a) => say("done-of", a.who, whole(a.done), whole(a.of))).join("; ") || "–"}</td><td>${moment(y.at)}, ${y.who}</td>
        <td>${y.end ? html`<a href=${"#studies/" + y.id}>${say("result")}</a>` : html`${may("operator", "engineer") && html`<a href=${"#studies/" + y.id}>${say("call-parts")}</a>`} ${may("engineer") && html`<button type="button" onClick=${() => setEnding(y)}>${say("end-study")}</button>`}`}</td></tr>`)}</tbody></table></div>`}
    ${ending && html`<${Ask} title=${ending.name} why=${say("end-sure")} button=${say("end-study")} danger send=${end} done=${() => setEnding(null)} />`}
    ${may("engineer") && html`<${New} book=${book} attempt=${attempt} made=${load} />`}`;
}

function New({ book, attempt, made }) {
  const [name, setName] = useState("");
  const [rounds, setRounds] = useState(3);
  const [recipe, setRecipe] = useState("");
  const [parts, setParts] = useState(null);
  const [ticked, setTicked] = useState(new Set());
  useEffect(() => { attempt(async () => {
    const called = await Promise.all(["OK", "NG"].map((v) => ask(`/api/v1/results?called=${v}&masters=no&limit=150&lang=${speaks}`)));
    const list = called.flatMap((page) => page.results);
    setParts(list);
    const judged = (hash) => list.filter((p) => p.recipe === hash).length;
    const most = book.recipes.map((r) => r.hash).toSorted((a, b) => judged(b) - judged(a))[0];
    if (most) setRecipe(most); // the version that judged most of them
  }); }, []);
  const toggle = (t) => setTicked((before) => { const set = new Set(before); if (!set.delete(t)) set.add(t); return set; });
  const taken = (parts ?? []).filter((p) => ticked.has(p.trigger));
  const count = (v) => taken.filter((p) => p.called === v).length;
  const begin = (e) => {
    e.preventDefault();
    attempt(async () => {
      await send("POST", "/api/v1/studies", { name, rounds, recipe, parts: taken.map((p) => ({ trigger: p.trigger, reference: p.called })), who: who() });
      setName(""); setTicked(new Set());
      made();
    });
  };
  return html`<details class="card new-study"><summary>${say("new-study")}</summary>
    <p>${say("study-plan")}</p><p class="faint">${say("study-bad")}</p>
    <form onSubmit=${begin}><div class="filters">
      <label class="grow">${say("study-name")} <input name="study" required maxlength="100" value=${name} onInput=${(e) => setName(e.target.value)} /></label>
      <label>${say("rounds")} <select value=${rounds} onChange=${(e) => setRounds(Number(e.target.value))}>${[2, 3, 4, 5].map((n) => html`<option value=${n}>${n}</option>`)}</select></label>
      <label>${say("with-inspector")} <select value=${recipe} onChange=${(e) => setRecipe(e.target.value)}><option value="">${say("no-inspector")}</option>${book.recipes.map((r) => html`<option value=${r.hash}>${say("recipe", r.product, r.number)}</option>`)}</select></label>
      <button type="button" onClick=${() => setTicked(new Set(parts.map((p) => p.trigger)))}>${say("tick-all")}</button>
      <button type="button" onClick=${() => setTicked(new Set())}>${say("tick-none")}</button>
      <button class="begin" disabled=${count("OK") < 2 || count("NG") < 2}>${say("begin-study", count("OK"), count("NG"))}</button></div>
      ${parts && parts.length === 0 && html`<p>${say("nobody-called")}</p>`}
      <div class="picks">${(parts ?? []).map((p) => html`<label class="pick" key=${p.trigger}><input type="checkbox" aria-label=${say("take-part", p.trigger)} checked=${ticked.has(p.trigger)} onChange=${() => toggle(p.trigger)} /><img class="thumb" alt="" width="64" height="64" src=${`/api/v1/results/${p.trigger}/picture?side=128`} onError=${() => setParts((list) => list.filter((x) => x !== p))} /><span>${p.trigger}</span><${Called} verdict=${p.called} /></label>`)}</div>
    </form></details>`;
}
