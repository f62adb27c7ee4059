// How scores lie, and what other thresholds would have made of them: two lines to drag.

import { html, useEffect, useMemo, useRef, useState } from "/assets/vendor/preact-htm.js";
import { ask, may, percent, say, score, send, speaks, whole, who } from "/assets/common.js";
import { stream } from "/assets/live.js";
import { Typed } from "/assets/typed.js";
import { Table } from "/assets/results.js";
import { began, Period } from "/assets/period.js";

const foot = 24; // of the figure, where the numbers stand
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
    const e = await send("POST", "/api/v1/recipes", { product: now.product, inspector: now.inspector, low: at.low, high: at.high, no_guard: now.no_guard, intended_use: now.intended_use, parent: now.hash, who: who(), reason: why });
    setMade(e.hash);
    reload();
  });
  return html`
    <form class="filters" onSubmit=${(e) => e.preventDefault()}>
      <label>${say("recipe-of")} <select value=${hash} onChange=${(e) => setHash(e.target.value)}>${book.recipes.map((r) => html`<option value=${r.hash}>${say("recipe", r.product, r.number)}${r.hash === book.active ? " ●" : ""}</option>`)}</select></label>
      <${Period} value=${period} done=${setPeriod} />
      ${at && html`<label>${say("low")} <${Typed} type="number" step="any" value=${at.low} done=${(value) => setAt({ ...at, low: Math.min(Number(value), at.high) })} /></label>
        <label>${say("high")} <${Typed} type="number" step="any" value=${at.high} done=${(value) => setAt({ ...at, high: Math.max(Number(value), at.low) })} /></label>
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

// verdict is what thresholds make of a score.
const verdict = (at, s) => s >= at.high ? "NG" : s >= at.low ? "REVIEW" : "OK";

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

function Histogram({ spread, at, setAt }) {
  const svg = useRef(null);
  const [[wide, high], setSize] = useState([1000, 260]); // as it is shown, so that letters keep their shape
  useEffect(() => {
    const seen = new ResizeObserver(([e]) => setSize([Math.max(200, e.contentRect.width), Math.max(120, e.contentRect.height)]));
    seen.observe(svg.current);
    return () => seen.disconnect();
  }, []);
  const [from, to] = [Math.min(spread.min, at.low), Math.max(spread.max, at.high)];
  const span = (to - from || 1) * 1.04, left = from - span * 0.02;
  const x = (s) => (s - left) / span * wide;
  const most = Math.max(...spread.bins);
  const y = (count) => count === 0 ? 0 : Math.log1p(count) / Math.log1p(most) * (high - foot - 20);
  const width = (spread.max - spread.min) / spread.bins.length || span / 100;
  const put = (which, s) => setAt(which === "low" ? { ...at, low: Math.min(s, at.high) } : { ...at, high: Math.max(s, at.low) });
  const drag = (which) => (e) => {
    if (!e.currentTarget.hasPointerCapture(e.pointerId)) return;
    const box = svg.current.getBoundingClientRect();
    put(which, left + (e.clientX - box.left) / box.width * span);
  };
  const keys = (which) => (e) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 }[e.key];
    if (!step) return;
    e.preventDefault();
    put(which, at[which] + step * span / 400);
  };
  const line = (which, called) => html`<g class=${"handle is-" + called} tabindex="0" role="slider" aria-label=${say(which)} aria-valuenow=${at[which]} aria-valuemin=${from} aria-valuemax=${to} aria-valuetext=${score(at[which])}
      onPointerDown=${(e) => e.currentTarget.setPointerCapture(e.pointerId)} onPointerMove=${drag(which)} onKeyDown=${keys(which)}>
      <rect class="grip" x=${x(at[which]) - 14} y="0" width="28" height=${high - foot} /><line x1=${x(at[which])} x2=${x(at[which])} y1="14" y2=${high - foot} />
      <text x=${x(at[which])} y="11" text-anchor=${x(at[which]) < wide * 0.15 ? "start" : x(at[which]) > wide * 0.85 || which === "low" ? "end" : "start"}>${say("verdict-" + called)} ${score(at[which])}</text></g>`;
  const ticks = (wide < 500 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1]).map((p) => left + span * (0.02 + 0.96 * p));
  return html`<svg ref=${svg} class="histogram" viewBox=${`0 0 ${wide} ${high}`} role="group" aria-label=${say("histogram")}>
    ${spread.bins.map((count, i) => count > 0 && html`<rect class=${"bar is-" + verdict(at, spread.min + (i + 0.5) * width)} x=${x(spread.min + i * width)} y=${high - foot - y(count)} width=${Math.max(0.8, width / span * wide - 0.6)} height=${y(count)} />`)}
    ${spread.known.slice(0, 3000).filter((k) => k.called !== "REVIEW").map((k) => html`<path class=${"known is-" + k.called} d=${k.called === "NG" ? `M${x(k.score) - 3} ${high - foot - 9}l6 6m0 -6l-6 6` : `M${x(k.score) - 3} ${high - foot - 5}l2.5 3 4 -6`} />`)}
    <line class="axis" x1="0" x2=${wide} y1=${high - foot} y2=${high - foot} />
    ${ticks.map((s) => html`<text class="tick" x=${x(s)} y=${high - 7} text-anchor=${s === ticks[0] ? "start" : s === ticks.at(-1) ? "end" : "middle"}>${score(s)}</text>`)}
    ${line("low", "REVIEW")}${line("high", "NG")}
  </svg>`;
}

// Effect is what the server counted, with limits, and the parts that would be told something else.
function Effect({ effect, book }) {
  const list = ["OK", "REVIEW", "NG"];
  const k = effect.known;
  const limit = (s, of) => of === 0 ? say("no-known") : `${say("count-of", s.count, of)} (${percent(s.low)} – ${percent(s.high)})`;
  return html`<div class="two">
    <div><h3>${say("known-parts")}</h3><dl>
      <div><dt>${say("escapes")}</dt><dd>${limit(k.escapes, k.bad)}</dd></div><div><dt>${say("overkill")}</dt><dd>${limit(k.overkill, k.good)}</dd></div><div><dt>${say("review")}</dt><dd>${limit(k.review, k.good + k.bad)}</dd></div></dl>
      <p class="faint">${say("limits-mean")}</p></div>
    <div><h3>${say("told-and-would")}</h3><table><thead><tr><th scope="col">${say("was")}</th>${list.map((v) => html`<th scope="col">${say("verdict-" + v)}</th>`)}</tr></thead>
      <tbody>${list.map((was) => html`<tr><th scope="row">${say("verdict-" + was)}</th>${list.map((is) => html`<td class=${was !== is && effect.counts[was]?.[is] ? "changed" : ""}>${whole(effect.counts[was]?.[is] ?? 0)}</td>`)}</tr>`)}</tbody></table></div>
  </div>
  ${effect.changed.length > 0 && html`<h3>${say("would-change")}</h3><${Table} list=${effect.changed} book=${book} />`}`;
}
