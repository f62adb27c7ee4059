// How scores lie, and what other thresholds would have made of them: two lines to drag.

import { html, useEffect, useMemo, useRef, useState } from "/assets/vendor/preact-htm.js";
import { ask, may, percent, say, send, speaks, whole, who, written } from "/assets/common.js";
import { stream } from "/assets/live.js";
import { Typed } from "/assets/typed.js";
import { Table } from "/assets/results.js";
import { began, Period } from "/assets/period.js";
import { Histogram, verdict } from "/assets/histogram.js";
import { Known } from "/assets/known.js";
import { reportOf } from "/assets/report.js";

const pace = 2000; // ms between two questions for what has come meanwhile

export function Scores({ book, attempt, reload }) {
  const [hash, setHash] = useState(book.active ?? book.recipes.at(-1)?.hash);
  const [period, setPeriod] = useState("week");
  const [spread, setSpread] = useState(null);
  const [at, setAt] = useState(null); // thresholds as they are dragged
  const [effect, setEffect] = useState(null);
  const [why, setWhy] = useState("");
  const [made, setMade] = useState("");
  const among = () => {
    const q = new URLSearchParams({ recipe: hash });
    const from = began(period);
    if (from) q.set("from", from.toISOString());
    return q;
  };
  useEffect(() => {
    if (!hash) return;
    setEffect(null);
    attempt(async () => {
      const s = await ask("/api/v1/scores?" + among());
      setSpread(s);
      setAt({ low: s.recipe.low, high: s.recipe.high });
    });
  }, [hash, period]);
  useEffect(() => { // parts that come while the view is open; the lines stay where they were dragged
    if (!hash) return undefined;
    let timer = 0, here = true;
    const came = () => {
      timer ||= setTimeout(async () => {
        const s = await ask("/api/v1/scores?" + among()).catch(() => null); // the stream tells that the station is gone
        timer = 0;
        if (s && here) setSpread(s);
      }, pace);
    };
    for (const kind of ["result", "review"]) stream.addEventListener(kind, came);
    return () => {
      here = false;
      clearTimeout(timer);
      for (const kind of ["result", "review"]) stream.removeEventListener(kind, came);
    };
  }, [hash, period]);
  const asked = useRef(0);
  useEffect(() => { // when the drag rests
    if (!at) return undefined;
    const turn = ++asked.current;
    const timer = setTimeout(() => attempt(async () => {
      const q = among();
      q.set("low", at.low); q.set("high", at.high); q.set("lang", speaks);
      const e = await ask("/api/v1/scores/effect?" + q);
      if (turn === asked.current) setEffect(e);
    }), 250);
    return () => clearTimeout(timer);
  }, [at, spread?.count, spread?.known?.length]);
  if (!hash) return html`<p>${say("no-recipe")}</p>`;
  const now = spread?.recipe;
  const moved = at && now && (at.low !== now.low || at.high !== now.high);
  const draft = () => attempt(async () => {
    const e = await send("POST", "/api/v1/recipes", { product: now.product, inspector: now.inspector, low: at.low, high: at.high, no_guard: now.no_guard, roi: now.roi, guard: now.guard, intended_use: now.intended_use, parent: now.hash, who: who(), reason: why });
    setMade(e.hash);
    reload();
  });
  return html`
    <form class="filters" onSubmit=${(e) => e.preventDefault()}>
      <label>${say("recipe-of")} <select value=${hash} onChange=${(e) => setHash(e.target.value)}>${book.recipes.map((r) => html`<option value=${r.hash}>${say("recipe", r.product, r.number)}${r.hash === book.active ? " ●" : ""}</option>`)}</select></label>
      <${Period} value=${period} done=${setPeriod} />
      <a class="button" href=${reportOf(hash, began(period))}>${say("view-report")}</a>
      ${at && html`<label>${say("low")} <${Typed} type="number" step="any" value=${written(at.low)} done=${(value) => setAt({ ...at, low: Math.min(Number(value), at.high) })} /></label>
        <label>${say("high")} <${Typed} type="number" step="any" value=${written(at.high)} done=${(value) => setAt({ ...at, high: Math.max(Number(value), at.low) })} /></label>
        <button type="button" disabled=${!moved} onClick=${() => setAt({ low: now.low, high: now.high })}>${say("as-before")}</button>`}
    </form>
    ${spread && spread.count === 0 && html`<p>${say("none")}</p>`}
    ${spread && spread.count > 0 && at && html`<${Histogram} spread=${spread} at=${at} setAt=${setAt} />
      <p class="faint">${say("drawn-of", whole(spread.count), whole(spread.held))}</p>
      <${Live} spread=${spread} at=${at} />
      ${effect && html`<${Effect} effect=${effect} book=${book} />`}
      ${may("engineer") && html`<form class="row" onSubmit=${(e) => { e.preventDefault(); draft(); }}>
        <label class="grow">${say("reason")} <input value=${why} maxlength="1000" onInput=${(e) => setWhy(e.target.value)} /></label>
        <button disabled=${!moved}>${say("make-draft")}</button>
        ${made && html`<a href=${"#recipes/" + made}>${say("draft-made")}</a>`}
      </form>`}`}`;
}

// Live counts while a line is dragged: known parts exactly, all others by bins.
function Live({ spread, at }) {
  const n = useMemo(() => {
    const width = (spread.max - spread.min) / spread.bins.length;
    const all = { OK: 0, REVIEW: 0, NG: 0 };
    spread.bins.forEach((count, i) => { all[verdict(at, spread.min + (i + 0.5) * width)] += count; });
    const known = { OK: { OK: 0, REVIEW: 0, NG: 0 }, NG: { OK: 0, REVIEW: 0, NG: 0 } };
    for (const k of spread.known) if (known[k.called]) known[k.called][verdict(at, k.score)]++;
    return { all, known };
  }, [spread, at]);
  const share = (v) => `${say("about", whole(n.all[v]))} (${percent(n.all[v] / spread.count)})`;
  return html`<ul class="facts" aria-live="off">
    <li class="is-OK"><b>${say("verdict-OK")}</b> ${share("OK")}</li><li class="is-REVIEW"><b>${say("verdict-REVIEW")}</b> ${share("REVIEW")}</li><li class="is-NG"><b>${say("verdict-NG")}</b> ${share("NG")}</li>
    <li><b>${say("escapes")}</b> ${n.known.NG.OK}</li><li><b>${say("overkill")}</b> ${n.known.OK.NG}</li></ul>`;
}

// Effect is what the server counted, with limits, and the parts that would be told something else.
function Effect({ effect, book }) {
  const list = ["OK", "REVIEW", "NG"];
  return html`<div class="two">
    <${Known} known=${effect.known} />
    <div><h3>${say("told-and-would")}</h3><table><thead><tr><th scope="col">${say("was")}</th>${list.map((v) => html`<th scope="col">${say("verdict-" + v)}</th>`)}</tr></thead>
      <tbody>${list.map((was) => html`<tr><th scope="row">${say("verdict-" + was)}</th>${list.map((is) => html`<td class=${was !== is && effect.counts[was]?.[is] ? "changed" : ""}>${whole(effect.counts[was]?.[is] ?? 0)}</td>`)}</tr>`)}</tbody></table></div>
  </div>
  ${effect.changed.length > 0 && html`<h3>${say("would-change")}</h3><${Table} list=${effect.changed} book=${book} />`}`;
}
