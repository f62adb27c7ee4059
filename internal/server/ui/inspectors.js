// Inspectors: which ones the station knows, what each was made from, what is in one, and what tells two apart.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, moment, say, score, short, size, speaks, whole } from "/assets/common.js";
import { Difference, Facts } from "/assets/differ.js";
import { Step, Tree } from "/assets/lineage.js";

export function Inspectors({ rest, book, attempt }) {
  const [list, setList] = useState(null);
  useEffect(() => { attempt(async () => setList((await ask("/api/v1/inspectors?lang=" + speaks)).inspectors)); }, [book]);
  if (!list) return null;
  const one = list.find((n) => n.hash === rest[0]);
  if (one) return html`<${One} one=${one} list=${list} before=${list.find((n) => n.hash === rest[1])} attempt=${attempt} />`;
  const here = list.filter((n) => n.here).toReversed();
  if (list.length === 0) return html`<p>${say("inspectors-none")}</p>`;
  return html`
    <div class="wide" tabindex="0" role="region" aria-label=${say("view-inspectors")}><table>
      <thead><tr>${["inspector", "judges-for", "made-by", "when", "fitted", "fact-good", "fact-bad", "low", "high", "file-size"].map((h) => html`<th scope="col">${say(h)}</th>`)}</tr></thead>
      <tbody>${here.map((n) => html`<tr key=${n.hash}>
        <th scope="row"><a href=${"#inspectors/" + n.hash}><code>${short(n.hash)}</code></a></th><td class="text"><${Versions} list=${n.recipes} /></td>
        ${n.file ? html`<td class="text">${made(n)}</td><td>${n.step ? moment(n.step.when) : "–"}</td><td>${n.file.fitted ? moment(n.file.fitted) : "–"}</td>
          <td>${whole(n.file.good)}</td><td>${whole(n.file.bad)}</td><td>${score(n.file.low)}</td><td>${score(n.file.high)}</td><td>${size(n.file.bytes)}</td>`
          : html`<td class="text" colspan="8">${n.wrong}</td>`}</tr>`)}</tbody></table></div>
    <h2>${say("lineage")}</h2><p class="faint">${say("lineage-how")}</p>
    <${Tree} list=${list} />`;
}

// made says where an inspector comes from.
const made = (n) => n.taught ? say("taught-here") : say("made-" + (n.step?.what ?? "unknown"));

function Versions({ list }) {
  if (list.length === 0) return "–";
  return list.map((r, i) => html`${i > 0 && ", "}<a href=${"#recipes/" + r.hash}>${say("recipe", r.product, r.number)}</a> <span class="faint">${say("status-" + r.status)}</span>`);
}

// One is an inspector, beside another one if there is before.
function One({ one, list, before, attempt }) {
  const [look, setLook] = useState(null);
  useEffect(() => {
    if (!before && one.here) attempt(async () => setLook(await ask("/api/v1/inspectors/" + one.hash)));
  }, [one.hash]);
  const others = list.filter((n) => n.file && n.hash !== one.hash);
  const name = (n) => [short(n.hash), ...n.recipes.map((r) => say("recipe", r.product, r.number))].join(" – ");
  const parent = others.find((n) => n.hash === one.parent);
  return html`
    <div class="row"><a href="#inspectors">${say("all-inspectors")}</a><h2>${say("inspector")} <code>${short(one.hash)}</code></h2></div>
    <dl class="card"><div><dt>${say("judges-for")}</dt><dd><${Versions} list=${one.recipes} /></dd></div><div><dt>${say("made-by")}</dt><dd>${made(one)}</dd></div>
      <div><dt>${say("made-from")}</dt><dd>${!one.parent ? "–" : parent ? html`<a href=${"#inspectors/" + parent.hash}><code>${short(parent.hash)}</code></a>` : html`<code>${short(one.parent)}</code> ${say("not-here")}`}</dd></div>
      ${one.file && html`<div><dt>${say("file-size")}</dt><dd>${size(one.file.bytes)}</dd></div>`}<div class="full"><dt>SHA-256</dt><dd class="hash">${one.hash}</dd></div></dl>
    ${one.file && others.length > 0 && html`<form class="filters" onSubmit=${(e) => e.preventDefault()}>
      <label>${say("compare-with")} <select name="before" value=${before?.hash ?? ""} onChange=${(e) => { location.hash = ["inspectors", one.hash, e.target.value].filter(Boolean).join("/"); }}>
        <option value="">${say("with-none")}</option>${others.map((n) => html`<option value=${n.hash}>${name(n)}</option>`)}</select></label>
      ${parent && parent.hash !== before?.hash && html`<a class="button" href=${`#inspectors/${one.hash}/${parent.hash}`}>${say("with-parent")}</a>`}</form>`}
    ${!one.here && html`<p>${say("not-here-how")}</p>`}
    ${before && html`<${Difference} before=${before.hash} after=${one.hash} attempt=${attempt} />`}
    ${!before && look && html`<${Facts} facts=${look.facts} /><h3>${say("history")}</h3><ol class="steps">${look.lineage.map((s) => html`<li><${Step} step=${s} /></li>`)}</ol>`}`;
}
