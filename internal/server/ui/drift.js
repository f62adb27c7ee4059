// Control charts of a recipe: shares and scores by group, held against a base line, and what to do about signals.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, keyOf, moment, percent, say, score, usual, versionName, whole } from "/assets/common.js";
import { Typed } from "/assets/typed.js";
import { steps, useWidth } from "/assets/figure.js";
import { seek } from "/assets/results.js";
import { began, local, Period } from "/assets/period.js";

const high = 190, left = 58, right = 12, top = 12, foot = 26; // of a figure, in pixels
const groups = { hour: ["hour"], shift: ["shift"], p50: ["parts", 50], p200: ["parts", 200], p1000: ["parts", 1000] };
const shares = ["ng", "review", "held"];
const shown = (kind) => shares.includes(kind) ? percent : score;
const brief = new Intl.DateTimeFormat(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

export function Drift({ book, attempt }) {
  const [key, setKey] = useState(usual(book));
  const hash = key?.split("/").pop();
  const [period, setPeriod] = useState("week");
  const [by, setBy] = useState("hour");
  const [since, setSince] = useState("");
  const [drift, setDrift] = useState(null);
  useEffect(() => {
    if (!hash) return undefined;
    let left = false;
    attempt(async () => {
      const q = new URLSearchParams({ recipe: hash, by: groups[by][0] });
      if (book.stations) q.set("station", key.split("/")[0]);
      if (groups[by][1]) q.set("parts", groups[by][1]);
      const from = began(period);
      if (from) q.set("from", from.toISOString());
      if (since) q.set("since", new Date(since).toISOString());
      const d = await ask("/api/v1/drift?" + q);
      if (!left) setDrift({ ...d, station: q.get("station") });
    });
    return () => { left = true; };
  }, [key, period, by, since]);
  if (!hash) return html`<p>${say("no-recipe")}</p>`;
  const option = (value, text) => html`<option value=${value}>${text}</option>`;
  return html`
    <form class="filters" onSubmit=${(e) => e.preventDefault()}>
      <label>${say("recipe-of")} <select name="recipe" value=${key} onChange=${(e) => setKey(e.target.value)}>${book.recipes.map((r) => option(keyOf(r), versionName(r) + (r.hash === book.active ? " ●" : "")))}</select></label>
      <${Period} value=${period} done=${setPeriod} />
      <label>${say("group-by")} <select name="by" value=${by} onChange=${(e) => setBy(e.target.value)}>${Object.entries(groups).map(([name, [kind, n]]) => option(name, say("by-" + kind, whole(n ?? 0))))}</select></label>
      <label>${say("base-since")} <${Typed} type="datetime-local" step="any" value=${since} done=${setSince} /></label>
    </form>
    <p class="faint">${say("drift-how")}</p>
    ${drift && html`<${Base} drift=${drift} chosen=${Boolean(since)} />
      ${drift.groups.length === 0 ? html`<p>${say("none")}</p>` : html`
        <${Signals} drift=${drift} />
        <div class="charts">${drift.charts.filter((c) => c.points.length > 0).map((c) => html`<${Chart} key=${c.kind} chart=${c} groups=${drift.groups} />`)}</div>
        <${Groups} drift=${drift} />`}`}`;
}

function Base({ drift, chosen }) {
  const b = drift.base;
  if (!b.limits) return html`<p><b>${say("base-none", b.groups, 8)}</b></p>`;
  return html`<p>${say("base-of", b.groups, whole(b.parts), moment(b.from), moment(b.to))} ${say(chosen ? "base-chosen" : "base-release")} ${b.groups < b.of ? html`<b>${say("base-short", b.of)}</b>` : ""}
    ${drift.too_few > 0 && " " + say("groups-few", whole(drift.too_few))}${drift.left_out > 0 && " " + say("groups-left", whole(drift.left_out))}</p>`;
}

// Signals lists what the rules found, the newest first.
function Signals({ drift }) {
  const [most, setMost] = useState(8);
  const list = drift.charts.flatMap((c) => c.signals.map((s) => ({ kind: c.kind, ...s }))).sort((a, b) => b.to.localeCompare(a.to) || a.rule - b.rule);
  if (!drift.base.limits) return null;
  const runs = drift.charts.map((c) => c.false_run).filter(Boolean);
  return html`<section class="signals"><h2>${say("signals")}</h2>
    ${list.length === 0 ? html`<p>${say("no-signals")}</p>` : html`<ul>${list.slice(0, most).map((s) => html`<li>
      <span class="faint">${s.from === s.to ? brief.format(new Date(s.from)) : say("time-to", brief.format(new Date(s.from)), brief.format(new Date(s.to)))}</span>
      <span><b>${say("drift-" + s.kind)}, ${say(s.up ? "up" : "down")}</b> – ${s.rule}: ${say("rule-" + s.rule)}</span>
      <span>${say(`todo-${s.kind}-${s.up ? "up" : "down"}`)} <a href="#results" onClick=${() => seek(wanted(s, drift))}>${say("see-parts")}</a></span></li>`)}</ul>`}
    ${list.length > most && html`<button type="button" onClick=${() => setMost(most + 50)}>${say("more")}</button>`}
    <p class="faint">${say("false-signals", whole(Math.floor(Math.min(...runs))), whole(Math.floor(Math.max(...runs))))}</p></section>`;
}

// wanted are the parts of a signal, as the table of results is asked for them.
function wanted(s, drift) {
  const verdict = { ng: "NG", review: "REVIEW", held: "REVIEW" }[s.kind];
  const last = drift.groups.find((g) => g.from === s.to);
  return { recipe: drift.recipe.hash, masters: "no", ...(drift.station ? { station: drift.station } : {}), from: local(s.from), to: local(last.to, 1), ...(verdict && s.up ? { verdict } : {}) };
}

function Chart({ chart, groups }) {
  const [ref, wide] = useWidth();
  const write = shown(chart.kind);
  const points = chart.points;
  const values = points.flatMap((p) => [p.value, ...(p.limits ?? []), ...(p.smoothed?.limits ?? [])]);
  const share = shares.includes(chart.kind);
  let [low, most] = [Math.min(...values), Math.max(...values)];
  if (share) {
    low = 0;
    most = Math.min(1, Math.max(...points.map((p) => p.value), ...points.map((p) => p.limits?.[1] ?? 0).filter((v) => v < 1), 0.001));
  }
  const span = (most - low || Math.abs(most) || 1) * (share ? 1.06 : 1.12);
  if (!share) low -= span * 0.05;
  const x = (i) => left + (points.length === 1 ? 0.5 : i / (points.length - 1)) * (wide - left - right);
  const y = (v) => top + (1 - (Math.min(v, low + span) - low) / span) * (high - top - foot);
  const line = (of, list = points) => list.map((p, i) => `${i ? "L" : "M"}${x(points.indexOf(p)).toFixed(1)} ${y(of(p)).toFixed(1)}`).join("");
  const back = (of) => points.map((p, i) => `L${x(points.length - 1 - i).toFixed(1)} ${y(of(points[points.length - 1 - i])).toFixed(1)}`).join("");
  const limited = points[0].limits;
  const bases = points.filter((p) => groups[p.group].base);
  const every = Math.max(1, Math.ceil(points.length / Math.max(1, Math.floor((wide - left - right) / 110))));
  const says = say("chart-says", say("drift-" + chart.kind), limited ? write(chart.centre) : "–", points.length, chart.signals.length);
  const foretold = !limited ? "" : share ? chart.dispersion > 1 ? say("widened", write(chart.centre), score(chart.dispersion)) : say("by-chance", write(chart.centre)) : say("centre-sigma", write(chart.centre), score(chart.sigma));
  return html`<figure class="chart" ref=${ref}><figcaption><b>${say("drift-" + chart.kind)}</b> <span class="faint">${foretold}</span></figcaption>
    <svg width=${wide} height=${high} viewBox=${`0 0 ${wide} ${high}`} role="img" aria-label=${says}>
      ${bases.length > 1 && html`<rect class="base" x=${x(points.indexOf(bases[0]))} width=${x(points.indexOf(bases.at(-1))) - x(points.indexOf(bases[0]))} y=${top} height=${high - top - foot} />`}
      ${limited && html`<path class="band" d=${line((p) => p.limits[1]) + back((p) => p.limits[0]) + "Z"} />
        <path class="limit" d=${line((p) => p.limits[1])} /><path class="limit" d=${line((p) => p.limits[0])} /><line class="centre" x1=${left} x2=${wide - right} y1=${y(chart.centre)} y2=${y(chart.centre)} />`}
      ${steps(low, low + span).map((v) => html`<text class="tick" x=${left - 6} y=${y(v) + 4} text-anchor="end">${write(v)}</text>`)}
      ${points.map((p, i) => i % every === 0 && (i === 0 || x(i) < wide - 90) && html`<text class="tick" x=${x(i)} y=${high - 8}>${brief.format(new Date(groups[p.group].from))}</text>`)}
      <path class="values" d=${line((p) => p.value)} />
      ${points[0].smoothed && html`<path class="dashed" d=${line((p) => p.smoothed.limits[1])} /><path class="dashed" d=${line((p) => p.smoothed.limits[0])} /><path class="smoothed" d=${line((p) => p.smoothed.value)} />`}
      ${points.map((p, i) => html`<g><title>${say("point-says", moment(groups[p.group].from), write(p.value), p.limits ? write(p.limits[0]) : "–", p.limits ? write(p.limits[1]) : "–", whole(groups[p.group].parts))}</title>
        <circle class="dot" cx=${x(i)} cy=${y(p.value)} r=${points.length > 200 ? 1.5 : 2.5} />
        ${p.rules && html`<path class="signal" d=${`M${x(i)} ${y(p.value) - 7}l7 7l-7 7l-7 -7z`} /><text class="signal-rule" x=${x(i)} y=${y(p.value) - 10 < top + 4 ? y(p.value) + 20 : y(p.value) - 10} text-anchor="middle">${first(points, i) ? p.rules[0] : ""}</text>`}</g>`)}
    </svg></figure>`;
}

// first says whether a point is the first of several with signals: only that one is numbered.
const first = (points, i) => !points[i - 1]?.rules;

function Groups({ drift }) {
  const cell = (g, kind) => { const v = { ng: g.ng / g.parts, review: g.review / g.parts, held: g.held / g.parts, median: g.median, upper: g.upper }[kind]; return v === undefined ? "–" : shown(kind)(v); };
  const kinds = drift.charts.map((c) => c.kind);
  return html`<details><summary>${say("as-table")}</summary><div class="wide"><table>
    <thead><tr><th scope="col">${say("from")}</th><th scope="col">${say("to")}</th><th scope="col">${say("parts-in")}</th>${kinds.map((k) => html`<th scope="col">${say("drift-" + k)}</th>`)}</tr></thead>
    <tbody>${drift.groups.toReversed().slice(0, 200).map((g) => html`<tr><td>${moment(g.from)}</td><td>${moment(g.to)}</td><td>${whole(g.parts)}</td>${kinds.map((k) => html`<td>${cell(g, k)}</td>`)}</tr>`)}</tbody></table></div></details>`;
}
