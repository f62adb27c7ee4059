// What an agreement study found, to read and to print.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, moment, say, whole } from "/assets/common.js";

const two = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const percent = (share) => new Intl.NumberFormat(document.documentElement.lang, { style: "percent", maximumFractionDigits: 1 }).format(share);
const looks = { acceptable: "OK", marginal: "REVIEW", unacceptable: "NG" };

export function Agreement({ study, attempt }) {
  const [found, setFound] = useState(null);
  useEffect(() => { attempt(async () => setFound(await ask(`/api/v1/studies/${study.id}/result`))); }, [study.id]);
  if (!found) return null;
  const r = found.result, y = found.study;
  const name = (a) => a.inspector ? say("the-inspector") : a.name;
  const named = (text) => text || say("the-inspector");
  const head = (list) => html`<thead><tr>${list.map((h) => html`<th scope="col">${say(h)}</th>`)}</tr></thead>`;
  return html`<div class="row"><h2>${y.name}</h2><button type="button" class="end" onClick=${() => print()}>${say("print")}</button><a href="#studies">${say("all-studies")}</a></div>
    <p>${say("study-between", r.good, r.bad, y.rounds, moment(y.at), moment(y.end.at), y.end.who)}${y.reason ? ". " + y.reason : ""}</p>
    ${r.incomplete.length > 0 && html`<p><b>${say("incomplete", r.incomplete.map((n) => n === "inspector" ? say("the-inspector") : n).join(", "))}</b></p>`}
    ${r.appraisers.length === 0 ? html`<p>${say("nobody-complete")}</p>` : html`
    <h3>${say("each-appraiser")}</h3>
    <div class="wide study-table" tabindex="0" role="region" aria-label=${say("each-appraiser")}><table>${head(["appraiser", "within", "effectiveness", "miss", "false-alarm", "unsure-share", "kappa-reference"])}
      <tbody>${r.appraisers.map((a) => html`<tr><th scope="row">${name(a)}</th>
        <td>${a.within ? html`<${Share} of=${a.within.same} />` : "–"}</td><td><${Share} of=${a.effectiveness} /></td><td><${Share} of=${a.miss} all=${a.miss_of_all} /></td><td><${Share} of=${a.false_alarm} all=${a.false_alarm_of_all} /></td><td><${Share} of=${a.unsure} /></td><td><${Kappa} of=${a.kappa} /></td></tr>`)}</tbody></table></div>
    ${r.appraisers.some((a) => a.inspector && a.rounds === 1) && html`<p class="faint">${say("once-only")}</p>`}
    ${r.between && html`<h3>${say("with-one-another")}</h3>
      <dl class="card"><div><dt>${say("all-same")}</dt><dd><${Share} of=${r.between.same} /></dd></div><div><dt>${say("all-right")}</dt><dd><${Share} of=${r.reference} /></dd></div><div><dt>${say("fleiss")}</dt><dd><${Kappa} of=${r.between.kappa} /></dd></div><div><dt>${say("ac1")}</dt><dd><${Kappa} of=${r.between.ac1} /></dd></div>
        ${r.pairs.map((p) => html`<div><dt>${say("two-of-them", named(p.a), named(p.b))}: ${say("cohen")}</dt><dd><${Kappa} of=${p.kappa} /></dd></div>`)}</dl>`}
    <p class="faint">${say("guide-values")}</p><p class="faint">${say("limits-are")} ${say("study-bad")}</p>
    <p class="sign-here">${say("signed-by")}</p>`}`;
}

function Share({ of, all }) {
  if (of.of === 0) return "–";
  return html`<b>${percent(of.value)}</b> <span class="faint">(${percent(of.low)} – ${percent(of.high)})</span><br /><span class="faint">${say("count-of", whole(of.count), whole(of.of))}${all !== undefined ? html`<br />${say("of-all-calls", percent(all))}` : ""}</span>
    ${of.grade && html`<br /><span class=${"called is-" + looks[of.grade]}><svg class="shape" aria-hidden="true"><use href=${"#shape-" + looks[of.grade]} /></svg>${say("grade-" + of.grade)}</span>`}`;
}

function Kappa({ of }) {
  if (!of) return html`<span class="faint">${say("undefined")}</span>`;
  return html`<b>${two.format(of.value)}</b> <span class="faint">(${two.format(of.lo)} – ${two.format(of.hi)})</span>`;
}
