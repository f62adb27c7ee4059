// The table of results, page by page, by what was asked for.

import { html, useEffect, useRef, useState } from "/assets/vendor/preact-htm.js";
import { ask, Called, keyOf, moment, place, recipeName, say, score, speaks, usual } from "/assets/common.js";
import { reportOf } from "/assets/report.js";
import { Typed } from "/assets/typed.js";

const some = 50;
const kept = new Map(); // what was asked for last, for whoever comes back

// seek makes the table show what is asked for when it is opened next.
export const seek = (asked) => kept.set("asked", asked);

export function Results({ book, attempt }) {
  const [asked, setAsked] = useState(kept.get("asked") ?? {});
  const [page, setPage] = useState(null);
  const latest = useRef(0); // an answer that comes behind a later question is not shown
  const wanted = (more) => {
    const q = new URLSearchParams({ ...more, lang: speaks });
    for (const [name, value] of Object.entries(asked)) if (value) q.set(name, name === "from" || name === "to" ? new Date(value).toISOString() : value);
    return q;
  };
  const load = (from) => attempt(async () => {
    const mine = ++latest.current;
    const q = wanted({ limit: some });
    if (from?.next) q.set("cursor", from.next);
    const next = await ask("/api/v1/results?" + q);
    if (mine === latest.current) setPage({ results: [...(from?.results ?? []), ...next.results], next: next.next });
  });
  useEffect(() => { kept.set("asked", asked); load(null); }, [asked]);
  const wants = (name, value) => setAsked((before) => ({ ...before, [name]: value }));
  const products = [...new Set(book.recipes.map((r) => r.product))];
  const pick = (name, list, label = name) => html`<label>${say(label)} <select name=${name} value=${asked[name] ?? ""} onChange=${(e) => wants(name, e.target.value)}>
    <option value="">${say("any")}</option>${list.map(([value, text]) => html`<option value=${value}>${text}</option>`)}</select></label>`;
  const field = (name, type) => html`<label>${say(name)} <${Typed} name=${name} type=${type} step="any" value=${asked[name] ?? ""} done=${(value) => wants(name, value)} /></label>`;
  // The report is on one version: the one that is asked for, or the one that judges.
  const wished = (r) => (!asked.station || r.station === asked.station) && (!asked.recipe || r.hash === asked.recipe);
  const version = book.recipes.find((r) => wished(r) && keyOf(r) === usual(book)) ?? book.recipes.find(wished);
  const words = ["OK", "NG", "REVIEW"].map((v) => [v, v === "REVIEW" ? say("unsure") : say("verdict-" + v)]);
  return html`
    <form class="filters" onSubmit=${(e) => e.preventDefault()}>
      ${book.stations && pick("station", book.stations.map((s) => [s.id, s.name]), "station-of")}
      ${pick("verdict", ["OK", "NG", "REVIEW", "NONE"].map((v) => [v, say("verdict-" + v)]))}
      ${pick("called", [["NONE", say("nobody")], ...words])}
      ${!book.stations && pick("labelled", ["yes", "no"].map((v) => [v, say(v)]))}
      ${products.length > 1 && pick("product", products.map((p) => [p, p]))}
      ${book.recipes.length > 1 && pick("recipe", [...new Map(book.recipes.map((r) => [r.hash, recipeName(r)]))], "recipe-of")}
      ${pick("masters", [["no", say("left-out")]])}
      ${field("lot", "text")} ${field("part", "text")} ${field("min_score", "number")} ${field("max_score", "number")} ${field("from", "datetime-local")} ${field("to", "datetime-local")}
      ${version && html`<a class="button" href=${reportOf(keyOf(version), asked.from, asked.to)}>${say("view-report")}</a>`}
      <button type="button" onClick=${() => setAsked({})}>${say("clear")}</button>
      ${book.stations && html`<a class="button" href=${"/api/v1/export?" + wanted({})} download>${say("export")}</a>`}
    </form>
    ${asked.number && html`<p class="row" role="status">${say("only-chosen", asked.number.length)} <button type="button" onClick=${() => wants("number", undefined)}>${say("all-again")}</button></p>`}
    ${page && html`<${Table} list=${page.results} book=${book} />
      ${page.results.length === 0 && html`<p>${say("none")}</p>`}
      ${page.next && html`<button type="button" onClick=${() => load(page)}>${say("more")}</button>`}`}`;
}

// Table shows results with thumbnails. choose, if given, adds boxes to tick.
export function Table({ list, book, choose }) {
  const names = new Map(book.recipes.map((r) => [r.hash, recipeName(r)]));
  const heads = ["number", "verdict", "called", "score", "part", "lot", ...(book.stations ? ["station-of"] : []), "recipe-of", "when"];
  return html`<div class="wide"><table>
    <thead><tr>${choose && html`<th scope="col">${say("learn")}</th>`}<th scope="col">${say("picture-of")}</th>${heads.map((h) => html`<th scope="col">${say(h)}</th>`)}</tr></thead>
    <tbody>${list.map((r) => html`<tr key=${place(r)}>
      ${choose && html`<td><input type="checkbox" aria-label=${say("learn-part", r.trigger)} checked=${choose.has(r.trigger)} onChange=${() => choose.toggle(r.trigger)} /></td>`}
      <td><a href=${"#part/" + place(r)} tabindex="-1" aria-hidden="true"><${Thumbnail} trigger=${place(r)} /></a></td>
      <td><a href=${"#part/" + place(r)}>${r.trigger}</a></td>
      <td><${Called} verdict=${r.verdict} /></td>
      <td>${r.called ? html`<${Called} verdict=${r.called} />` : "–"}${r.labelled && html` <span class="mark">${say("marked")}</span>`}</td>
      <td>${r.verdict === "NONE" ? "–" : score(r.score)}</td>
      <td class="text">${r.part || "–"}</td><td class="text">${r.lot || "–"}</td>${book.stations && html`<td class="text">${r.station}</td>`}<td class="text">${names.get(r.recipe) ?? "–"}</td><td>${moment(r.at)}</td>
    </tr>`)}</tbody></table></div>`;
}

export function Thumbnail({ trigger, side = 56 }) {
  return html`<img class="thumb" alt="" loading="lazy" width=${side} height=${side} src=${`/api/v1/results/${trigger}/picture?side=${side * 2}`} onError=${(e) => e.currentTarget.classList.add("gone")} />`;
}
