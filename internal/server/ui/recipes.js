// Versions of recipes: what they are, what became of them, trials, releases, and what judges.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, logsIn, may, moment, say, score, send, short, speaks, who } from "/assets/common.js";
import { Try, Trial } from "/assets/trial.js";
import { Change, guardText, regionText, useFacts } from "/assets/change.js";

export function Recipes({ rest, book, job, follow, reload, attempt }) {
  const one = book.recipes.find((r) => r.hash === rest[0]);
  if (one) return html`<${Version} key=${one.hash} one=${one} book=${book} job=${job} follow=${follow} reload=${reload} attempt=${attempt} />`;
  return html`
    <div class="wide"><table><thead><tr>${["index", "product", "version", "status", "judges", "low", "high", "inspector", "made"].map((h) => html`<th scope="col">${say(h)}</th>`)}</tr></thead>
      <tbody>${book.recipes.toReversed().map((r) => html`<tr><td>${r.index}</td><td class="text">${r.product}</td><td><a href=${"#recipes/" + r.hash}>${say("version-number", r.number)}</a></td><td>${say("status-" + r.status)}</td>
        <td>${r.hash === book.active ? html`<b>${say("judges-now")}</b>` : r.hash === book.shadow ? say("shadow-now") : ""}</td><td>${score(r.low)}</td><td>${score(r.high)}</td><td>${short(r.inspector)}</td><td>${moment(r.at)}, ${r.who}</td></tr>`)}</tbody></table></div>
    ${book.recipes.length === 0 && html`<p>${say("no-recipe")}</p>`}
    ${may("engineer") && html`<${Draft} reload=${reload} attempt=${attempt} />`}`;
}

// Draft makes a version of an inspector file.
function Draft({ reload, attempt }) {
  const [busy, setBusy] = useState(false);
  const make = (e) => {
    e.preventDefault();
    const form = new FormData(e.target);
    setBusy(true);
    attempt(async () => {
      const { inspector } = await send("POST", "/api/v1/inspectors", form.get("file"), "application/octet-stream");
      const made = await send("POST", "/api/v1/recipes", { product: form.get("product"), inspector, intended_use: form.get("use"), reason: form.get("why"), who: who() });
      await reload();
      location.hash = "recipes/" + made.hash;
    }).finally(() => setBusy(false));
  };
  return html`<details class="card"><summary>${say("new-draft")}</summary><form class="filters" onSubmit=${make}>
    <label>${say("file")} <input type="file" name="file" accept=".mekiki" required /></label>
    <label>${say("product")} <input name="product" maxlength="100" required /></label>
    <label class="grow">${say("intended-use")} <input name="use" maxlength="2000" /></label>
    <label class="grow">${say("reason")} <input name="why" maxlength="1000" /></label>
    <button disabled=${busy}>${say("make-draft")}</button></form></details>`;
}

function Version({ one, book, job, follow, reload, attempt }) {
  const [trial, setTrial] = useState(null);
  const [why, setWhy] = useState("");
  const [second, setSecond] = useState({ name: "", password: "" });
  const tried = one.steps.some((s) => s.kind === "trial");
  useEffect(() => { if (tried) ask(`/api/v1/recipes/${one.hash}/trial?lang=${speaks}`).then(setTrial, () => setTrial(null)); }, [tried, job?.id, job?.state]);
  const running = job?.state === "running";
  const path = `/api/v1/recipes/${one.hash}`;
  const agrees = () => second.name ? { second: second.name, second_password: second.password || undefined } : {};
  const step = (kind) => attempt(async () => { await send("POST", path + "/steps", { kind, reason: why, ...(kind === "released" ? agrees() : {}), who: who() }); setWhy(""); await reload(); }).finally(() => setSecond((s) => ({ ...s, password: "" })));
  const use = () => attempt(async () => { await send("POST", "/api/v1/commands", { command: "PrepareRecipe", recipe: one.hash, reason: why, who: who() }); await reload(); });
  const shadow = (hash) => attempt(async () => { await send("POST", "/api/v1/shadow", { recipe: hash, reason: why, who: who() }); await reload(); });
  const parent = book.recipes.find((r) => r.hash === one.parent);
  const fact = (name, value, before) => html`<div><dt>${say(name)}</dt><dd>${value || "–"}${parent && before !== value && html` <span class="changed">${say("instead-of", before || "–")}</span>`}</dd></div>`;
  const facts = useFacts(one.inspector);
  return html`
    <div class="row"><a href="#recipes">${say("all-recipes")}</a><h2>${say("recipe", one.product, one.number)}</h2><b>${say("status-" + one.status)}</b>${one.hash === book.active && html`<b>${say("judges-now")}</b>`}${one.hash === book.shadow && html`<b>${say("shadow-now")}</b>`}</div>
    <dl class="card">${fact("low", score(one.low), parent && score(parent.low))}${fact("high", score(one.high), parent && score(parent.high))}${fact("region-of-interest", regionText(one), regionText(parent))}${fact("guard", guardText(one, facts), guardText(parent, facts))}${fact("inspector", short(one.inspector), parent && short(parent.inspector))}
      ${fact("intended-use", one.intended_use, parent?.intended_use)}<div><dt>${say("made")}</dt><dd>${moment(one.at)}, ${one.who}</dd></div><div><dt>${say("made-of")}</dt><dd>${parent ? html`<a href=${"#recipes/" + parent.hash}>${say("recipe", parent.product, parent.number)}</a>` : "–"}</dd></div><div><dt>${say("hash")}</dt><dd class="hash">${one.hash}</dd></div></dl>
    ${["draft", "trial"].includes(one.status) && may("engineer") && html`<${Try} path=${path} running=${running} follow=${follow} attempt=${attempt} />`}
    ${one.status !== "retired" && one.hash !== book.active && html`<form class="filters card" onSubmit=${(e) => e.preventDefault()} autocomplete="off">
      <label class="grow">${say("reason")} <input value=${why} maxlength="1000" onInput=${(e) => setWhy(e.target.value)} /></label>
      ${one.status === "trial" && may("approver") && html`<label>${say("second")} <input name="second" value=${second.name} maxlength="100" autocomplete="off" autocapitalize="none" spellcheck="false" onInput=${(e) => setSecond({ ...second, name: e.target.value })} /></label>
        ${logsIn() && html`<label>${say("second-password")} <input name="second-password" type="password" value=${second.password} maxlength="1000" autocomplete="off" onInput=${(e) => setSecond({ ...second, password: e.target.value })} /></label>`}
        <button disabled=${!why || running} onClick=${() => step("released")}>${say("release")}</button>`}
      ${one.status === "released" && one.hash !== book.active && may("operator", "engineer") && html`<button type="button" onClick=${use}>${say("use")}</button>`}
      ${one.status !== "retired" && one.hash !== book.active && one.hash !== book.shadow && may("engineer") && html`<button type="button" onClick=${() => shadow(one.hash)}>${say("shadow")}</button>`}
      ${one.hash === book.shadow && may("engineer") && html`<button type="button" onClick=${() => shadow("")}>${say("shadow-end")}</button>`}
      ${one.status !== "retired" && one.hash !== book.active && one.hash !== book.shadow && may("approver") && html`<button type="button" disabled=${!why} onClick=${() => step("retired")}>${say("retire")}</button>`}
    </form>`}
    ${may("engineer") && html`<${Change} one=${one} facts=${facts} reload=${reload} attempt=${attempt} />`}
    ${one.status === "draft" && html`<p class="faint">${say("trial-first")}</p>`}
    ${trial && html`<${Trial} key=${trial.id} trial=${trial} />`}
    <h3>${say("history")}</h3><ul class="plain">${one.steps.map((s) => html`<li>${moment(s.at)} <b>${say("status-" + s.kind)}</b> ${s.who}${s.second ? " + " + s.second : ""}${s.reason ? ": " + (book.said?.[s.id] ?? s.reason) : ""}</li>`)}</ul>`;
}
