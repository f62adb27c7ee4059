// A trial: what a version would have said of stored parts, counted, and the parts with another verdict side by side.

import { html, useState } from "/assets/vendor/preact-htm.js";
import { Called, moment, percent, say, score, send, Stage, who, whole } from "/assets/common.js";
import { Hold, Strength } from "/assets/heat.js";

const verdicts = ["NONE", "OK", "REVIEW", "NG"];
const some = 12; // parts that are shown at a time: the station draws a map of each

// Try asks for a trial: of which time, of how many parts at most, drawn by which seed.
export function Try({ path, running, follow, attempt }) {
  const [of, setOf] = useState({ days: 7, most: 1000, seed: 1 });
  const attemptTrial = () => attempt(async () => { await send("POST", path + "/trial", { ...of, who: who() }); follow(); });
  const field = (name, most) => html`<label>${say("try-" + name)} <input name=${"try-" + name} type="number" min="1" max=${most} required value=${of[name]} onInput=${(e) => setOf({ ...of, [name]: Number(e.target.value) })} /></label>`;
  return html`<form class="filters card try" onSubmit=${(e) => { e.preventDefault(); attemptTrial(); }}>
    ${field("days", 3650)} ${field("most", 20000)} ${field("seed", 1000000000)} <button disabled=${running}>${say("try")}</button></form>`;
}

// partsOf says of which parts a trial is.
function partsOf(t) {
  if (!t.to) return say("trial-last", whole(t.asked)); // of before, when it was of the last ones
  const span = say("trial-span", moment(t.from), moment(t.to), whole(t.found ?? 0));
  return t.seed ? `${span} ${say("trial-sample", whole(t.judged), whole(t.could), t.seed)}` : `${span} ${say("trial-whole", whole(t.judged))}`;
}

export function Trial({ trial }) {
  const [shown, setShown] = useState(some);
  const [pair, setPair] = useState(null); // of verdicts, whose parts alone are shown
  const [bare, setBare] = useState(false);
  const known = trial.known;
  const fact = (name, value) => html`<div><dt>${say(name)}</dt><dd>${value}</dd></div>`;
  const knownFact = (name, was, is, of) => fact(name, of ? say("was-is", was, is, of) : say("no-known"));
  const list = trial.changed.filter((c) => !pair || c.was === pair[0] && c.is === pair[1]);
  const choose = (was, is) => { setShown(some); setPair(pair && pair[0] === was && pair[1] === is ? null : [was, is]); };
  return html`<h3>${say("trial-of", moment(trial.at))}</h3>
    <p>${partsOf(trial)}${trial.not_kept > 0 && ` ${say("trial-gone", whole(trial.not_kept))}`}</p>
    ${trial.judged === 0 && html`<p class="alarm">${say("trial-nothing")}</p>`}
    ${trial.judged > 0 && html`<dl class="card">${fact("other-verdict", `${say("count-of", whole(trial.changed.length), whole(trial.judged))} (${percent(trial.changed.length / trial.judged)})`)}
      ${knownFact("escapes", known.was_escapes, known.is_escapes, known.bad)}${knownFact("overkill", known.was_overkill, known.is_overkill, known.good)}</dl>
      <${Matrix} counts=${trial.counts} pair=${pair} choose=${choose} />`}
    ${trial.changed.length > 0 && html`<div class="row"><${Strength} /><${Hold} on=${bare} bare=${setBare} /></div><p class="faint">${say("maps-mean")}</p>
      ${pair && html`<p role="status">${say("only-pair", say("verdict-" + pair[0]), say("verdict-" + pair[1]), whole(list.length))} <button type="button" onClick=${() => setPair(null)}>${say("all-again")}</button></p>`}
      <ul class="sides">${list.slice(0, shown).map((c) => html`<${Sides} key=${c.trigger} c=${c} hash=${trial.hash} said=${trial.said} bare=${bare} />`)}</ul>`}
    ${list.length > shown && html`<button type="button" onClick=${() => setShown(shown + some)}>${say("more")}</button>`}`;
}

// Matrix counts parts by the verdict of before and the one that the version would give; a pair that differs is a button.
function Matrix({ counts, pair, choose }) {
  const rows = verdicts.filter((v) => v !== "NONE" || counts.NONE), columns = verdicts.slice(1);
  const cell = (was, is) => {
    const n = counts[was]?.[is] ?? 0;
    return was === is || n === 0 ? whole(n) : html`<button type="button" aria-pressed=${String(pair?.[0] === was && pair[1] === is)} aria-label=${say("only-pair", say("verdict-" + was), say("verdict-" + is), whole(n))} onClick=${() => choose(was, is)}>${whole(n)}</button>`;
  };
  return html`<div class="wide"><table class="matrix"><caption>${say("told-and-would")}</caption><thead><tr><th scope="col">${say("was")}</th>${columns.map((v) => html`<th scope="col"><${Called} verdict=${v} /></th>`)}</tr></thead>
    <tbody>${rows.map((was) => html`<tr><th scope="row"><${Called} verdict=${was} /></th>${columns.map((is) => html`<td>${cell(was, is)}</td>`)}</tr>`)}</tbody></table></div>`;
}

// Sides are a part as it was judged, and as the version judges it.
function Sides({ c, hash, said, bare }) {
  const side = (word, verdict, points, reason, map) => html`<figure>${c.no_picture ? html`<p class="stage faint">${say("picture-gone")}</p>` : html`<${Stage} trigger=${c.trigger} bare=${bare} map=${map} lazy />`}
    <figcaption><span class="faint">${say(word)}</span> <${Called} verdict=${verdict} /> ${verdict === "NONE" ? "–" : score(points)}${reason && html` <span>${said?.[reason] ?? reason}</span>`}</figcaption></figure>`;
  return html`<li class="card"><a href=${"#part/" + c.trigger}>${say("part-number", c.trigger)}</a>${c.part && ` · ${c.part}`}${c.called && html` · ${say("called")} <${Called} verdict=${c.called} />`}
    <div class="pair">${side("side-was", c.was, c.was_score, c.was_reason)}${side("side-is", c.is, c.is_score, c.reason, `/api/v1/recipes/${hash}/heat/${c.trigger}`)}</div></li>`;
}
