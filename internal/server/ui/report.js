// The report on a version of a recipe: what it said in a period, and what people say of that; to read and to print.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, Called, keyOf, me, moment, percent, place, recipeName, say, score, speaks, usual, versionName, whole } from "/assets/common.js";
import { Typed } from "/assets/typed.js";
import { began, local } from "/assets/period.js";
import { Histogram } from "/assets/histogram.js";
import { Known } from "/assets/known.js";

const iso = (moment) => moment ? new Date(moment).toISOString() : "";

// reportOf is where the report on a version is, by keyOf, from a moment on and before another one; nothing: no limit, and until now.
export const reportOf = (key, from, to) => `#report/${key}/${iso(from)}/${iso(to)}`.replace(/\/+$/, "");

// typed is a moment of an address as a field has it; nothing for what is none.
const typed = (moment) => Number.isNaN(Date.parse(moment)) ? "" : local(moment);

// printed prints the report when all its pictures are there, or are known to be gone.
async function printed() {
  await Promise.allSettled([...document.querySelectorAll(".report img")].map((i) => i.decode()));
  print();
}

export function Report({ book, rest, attempt }) {
  const parts = book.stations ? 2 : 1; // of the key
  const [key, setKey] = useState(rest.slice(0, parts).join("/") || usual(book));
  const [from, setFrom] = useState(rest[0] ? typed(rest[parts]) : local(began("week")));
  const [to, setTo] = useState(typed(rest[parts + 1]));
  const [report, setReport] = useState(null);
  useEffect(() => {
    if (!key) return undefined;
    let left = false;
    attempt(async () => {
      history.replaceState(null, "", reportOf(key, from, to));
      const q = new URLSearchParams({ recipe: key.split("/").pop(), lang: speaks });
      if (book.stations) q.set("station", key.split("/")[0]);
      if (from) q.set("from", iso(from));
      if (to) q.set("to", iso(to));
      setReport(null);
      const [found, session] = [await ask("/api/v1/report?" + q), await me()];
      if (!left) setReport({ ...found, key, user: session.user });
    });
    return () => { left = true; };
  }, [key, from, to]);
  if (!key) return html`<p>${say("no-recipe")}</p>`;
  const field = (name, value, done) => html`<label>${say(name)} <${Typed} name=${name} type="datetime-local" max="9999-12-31T23:59" step="any" value=${value} done=${done} /></label>`;
  return html`
    <form class="filters" onSubmit=${(e) => e.preventDefault()}>
      <label>${say("recipe-of")} <select name="recipe" value=${key} onChange=${(e) => setKey(e.target.value)}>${book.recipes.map((r) => html`<option value=${keyOf(r)}>${versionName(r)}${r.hash === book.active ? " ●" : ""}</option>`)}</select></label>
      ${field("from", from, setFrom)} ${field("to", to, setTo)}
      <button type="button" disabled=${!report} onClick=${printed}>${say("print")}</button>
    </form>
    ${report && html`<${Sheet} report=${report} />`}`;
}

function Sheet({ report }) {
  const r = report.recipe, tally = report.tally;
  const mine = !report.station_id; // of this station: what recipes are stays there
  const fact = (name, value) => value && html`<div><dt>${say(name)}</dt><dd>${value}</dd></div>`;
  const zone = new Intl.DateTimeFormat(speaks, { timeZoneName: "longOffset" }).formatToParts(new Date(report.made)).find((p) => p.type === "timeZoneName").value;
  const at = location.origin + location.pathname + reportOf(report.key, report.from, report.to); // where it can be made again
  return html`<article class="report">
    <h2>${say("report-of", report.station, recipeName(r))}</h2>
    <p>${say("time-to", report.from ? moment(report.from) : say("first-part"), moment(report.to))} (${zone})</p>
    <dl class="card">
      ${fact("limits", `${score(r.low)} / ${score(r.high)}`)} ${mine && fact("status", say("status-" + r.status))} ${mine && fact("guard", say(r.no_guard ? "guard-off" : "guard-on"))}
      ${tally.first && fact("first-part", moment(tally.first))} ${tally.last && fact("last-part", moment(tally.last))} ${fact("made", moment(report.made) + (report.user ? ", " + report.user : ""))}
      ${mine && html`<div class="full"><dt>${say("intended-use")}</dt><dd>${r.intended_use || "–"}</dd></div>`}
      <div class="full"><dt>${say("recipe-of")} (SHA-256)</dt><dd class="hash">${r.hash}</dd></div>
      <div class="full"><dt>${say("inspector")} (SHA-256)</dt><dd class="hash">${r.inspector}</dd></div>
      <div class="full"><dt>${say("address")}</dt><dd class="hash">${at}</dd></div>
    </dl>
    <${Counts} counts=${tally.counts} />
    ${report.scores.count > 0 && html`<h3>${say("view-scores")}</h3><${Histogram} spread=${report.scores} at=${r} />
      <p class="faint">${say("drawn-of", whole(report.scores.count), whole(report.scores.held))}</p>`}
    <${Known} known=${report.known} />
    <p class="faint">${say("known-until")}</p>
    ${report.reasons.length > 0 && html`<h3>${say("undecided")}</h3><div class="wide" tabindex="0" role="region" aria-label=${say("undecided")}><table>
      <thead><tr><th scope="col">${say("reason")}</th><th scope="col">${say("verdict")}</th><th scope="col">${say("parts-in")}</th></tr></thead>
      <tbody>${report.reasons.map((w) => html`<tr><td class="text">${w.said}</td><td><${Called} verdict=${w.verdict} /></td><td>${whole(w.count)}</td></tr>`)}</tbody></table></div>`}
    <${Parts} title="escaped" list=${report.escaped} of=${report.known.escapes.count} />
    <${Parts} title="overkilled" list=${report.overkilled} of=${report.known.overkill.count} />
    <${Parts} title="worst" list=${report.worst} of=${tally.counts.NG ?? 0} />
    <p class="more">${say("report-more")} <a href="#drift">${say("view-drift")}</a> ${mine && html`<a href="#studies">${say("view-studies")}</a>`}</p>
    <p class="sign-here">${say("signed-by")}</p>
  </article>`;
}

function Counts({ counts }) {
  const list = ["OK", "NG", "REVIEW", "NONE"];
  const all = list.reduce((n, v) => n + (counts[v] ?? 0), 0);
  const share = (n) => all === 0 ? "–" : percent(n / all);
  return html`<h3>${say("counts")}</h3><div class="wide" tabindex="0" role="region" aria-label=${say("counts")}><table>
    <thead><tr><th scope="col">${say("verdict")}</th><th scope="col">${say("parts-in")}</th><th scope="col">${say("share")}</th></tr></thead>
    <tbody>${list.map((v) => html`<tr><th scope="row"><${Called} verdict=${v} /></th><td>${whole(counts[v] ?? 0)}</td><td>${share(counts[v] ?? 0)}</td></tr>`)}
      <tr><th scope="row">${say("all-parts")}</th><td>${whole(all)}</td><td></td></tr></tbody></table></div>
    <p class="faint">${say("no-masters")}</p>`;
}

// Parts shows the first of some parts, and of how many they are that.
function Parts({ title, list, of }) {
  if (list.length === 0) return null;
  return html`<h3>${say(title)} <span class="faint">${say("count-of", whole(list.length), whole(of))}</span></h3><div class="shots">${list.map((p) => html`<${Shot} key=${place(p)} part=${p} />`)}</div>`;
}

function Shot({ part }) {
  const [gone, setGone] = useState(false);
  const path = `/api/v1/results/${place(part)}/`;
  return html`<figure class="shot">
    ${gone ? html`<p class="faint">${say("no-picture")}</p>` : html`<div class="stage"><img alt=${say("picture", part.trigger)} src=${path + "picture?side=512"} onError=${() => setGone(true)} />
      <img class="heat" alt="" src=${path + "heat"} onError=${(e) => { e.currentTarget.hidden = true; }} /></div>`}
    <figcaption><a href=${"#part/" + place(part)}>${say("part-number", part.trigger)}</a> ${[part.part, part.lot].filter(Boolean).join(", ")}<br />
      ${moment(part.at)}<br />${say("score")} ${score(part.score)} <${Called} verdict=${part.verdict} />${part.called && html`<br />${say("called")} <${Called} verdict=${part.called} />`}</figcaption></figure>`;
}
