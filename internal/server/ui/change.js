// Another version of a recipe: thresholds, the region that is judged, limits of the guard and the intended use, as they shall be.

import { html, useEffect, useRef, useState } from "/assets/vendor/preact-htm.js";
import { ask, percent, say, score, send, speaks, who } from "/assets/common.js";

const all = { x: 0, y: 0, width: 1, height: 1 };
const sides = [["x", "left-edge"], ["y", "upper-edge"], ["width", "width"], ["height", "height"]];
const share = (n) => Math.round(n * 1000) / 1000; // a tenth of a percent

// useFacts is what an inspector has of its own; null until it is known, and where it cannot be.
export function useFacts(inspector) {
  const [facts, setFacts] = useState(null);
  useEffect(() => { ask(`/api/v1/inspectors/${inspector}/limits?lang=${speaks}`).then(setFacts, () => setFacts(null)); }, [inspector]);
  return facts;
}

// regionText and guardText say in words what a version has.
export const regionText = (r) => r && (r.roi ? say("region-is", percent(r.roi.x), percent(r.roi.y), percent(r.roi.width), percent(r.roi.height)) : say("region-all"));
export function guardText(r, facts) {
  if (!r || r.no_guard) return r && say("guard-off");
  const named = (reason) => facts?.limits.find((l) => l.reason === reason)?.said ?? reason;
  return [say("guard-on"), ...Object.entries(r.guard ?? {}).map(([reason, l]) => l.off ? say("limit-off", named(reason)) : say("limit-at", named(reason), score(l.at)))].join("; ");
}

// Change makes a draft of a version.
export function Change({ one, facts, reload, attempt }) {
  const [low, setLow] = useState(one.low);
  const [high, setHigh] = useState(one.high);
  const [roi, setRoi] = useState(one.roi ?? null);
  const [noGuard, setNoGuard] = useState(one.no_guard);
  const [guard, setGuard] = useState(one.guard ?? {});
  const [use, setUse] = useState(one.intended_use);
  const [why, setWhy] = useState("");
  const make = () => attempt(async () => {
    const made = await send("POST", "/api/v1/recipes", { product: one.product, inspector: one.inspector, low: Number(low), high: Number(high), no_guard: noGuard, roi: roi ?? undefined, guard: noGuard ? undefined : guard, intended_use: use, parent: one.hash, who: who(), reason: why });
    await reload();
    location.hash = "recipes/" + made.hash;
  });
  const number = (name, value, set) => html`<label>${say(name)} <input name=${name} type="number" step="any" required value=${value} onInput=${(e) => set(e.target.value)} /></label>`;
  return html`<details class="card change-of"><summary>${say("change-version")}</summary>
    <form onSubmit=${(e) => { e.preventDefault(); make(); }}>
      <div class="filters">${number("low", low, setLow)}${number("high", high, setHigh)}</div>
      <fieldset><legend>${say("region-of-interest")}</legend>
        <p class="faint">${say("region-how")}</p>
        <label class="row"><input type="checkbox" name="roi" checked=${roi !== null} onChange=${(e) => setRoi(e.target.checked ? all : null)} /> ${say("region-only")}</label>
        ${roi && html`<${Region} roi=${roi} set=${setRoi} inspector=${one.inspector} />`}</fieldset>
      <fieldset><legend>${say("guard")}</legend>
        <label class="row"><input type="checkbox" name="guarded" checked=${!noGuard} onChange=${(e) => setNoGuard(!e.target.checked)} /> ${say("guard-on")}</label>
        ${!noGuard && facts && html`<${Limits} limits=${facts.limits} guard=${guard} set=${setGuard} />`}</fieldset>
      <div class="filters"><label class="grow">${say("intended-use")} <input name="use" maxlength="2000" value=${use} onInput=${(e) => setUse(e.target.value)} /></label>
        <label class="grow">${say("reason")} <input name="why" maxlength="1000" value=${why} onInput=${(e) => setWhy(e.target.value)} /></label>
        <button>${say("make-draft")}</button></div>
    </form></details>`;
}

// Region is a box over a picture as the inspector sees it: four numbers, or drawn by mouse or finger.
function Region({ roi, set, inspector }) {
  const from = useRef(null);
  const at = (e) => {
    const frame = e.currentTarget.getBoundingClientRect();
    const along = (v, length) => share(Math.min(1, Math.max(0, v / length)));
    return [along(e.clientX - frame.left, frame.width), along(e.clientY - frame.top, frame.height)];
  };
  const begin = (e) => {
    if (e.button !== 0 || !e.isPrimary) return;
    e.currentTarget.setPointerCapture(e.pointerId);
    from.current = at(e);
  };
  const move = (e) => {
    if (!from.current || !e.isPrimary) return;
    const [[ax, ay], [bx, by]] = [from.current, at(e)];
    set({ x: Math.min(ax, bx), y: Math.min(ay, by), width: share(Math.abs(ax - bx)), height: share(Math.abs(ay - by)) });
  };
  const end = () => { from.current = null; };
  const { x, y, width, height } = Object.fromEntries(Object.entries(roi).map(([k, v]) => [k, 100 * v]));
  return html`<div class="row region"><div class="roi"><img alt=${say("good-picture")} src=${`/api/v1/inspectors/${inspector}/good/0`} onError=${(e) => { e.currentTarget.parentNode.hidden = true; }} />
      <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true" onPointerDown=${begin} onPointerMove=${move} onPointerUp=${end} onPointerCancel=${end}>
        <path class="outside" fill-rule="evenodd" d=${`M0 0H100V100H0ZM${x} ${y}h${width}v${height}h${-width}Z`} /><rect x=${x} y=${y} width=${width} height=${height} /></svg></div>
    <div class="filters">${sides.map(([key, word]) => html`<label>${say(word)} <input name=${"roi-" + key} type="number" min="0" max="100" step="0.1" required value=${share(100 * roi[key])} onChange=${(e) => set({ ...roi, [key]: Number(e.target.value) / 100 })} /></label>`)}</div></div>`;
}

// Limits are those of the guard: as the inspector has them, another number, or none.
function Limits({ limits, guard, set }) {
  const choose = (l, how) => {
    const { [l.reason]: _, ...rest } = guard;
    set(how === "own" ? rest : { ...rest, [l.reason]: how === "off" ? { off: true } : { at: l.at } });
  };
  const how = (l) => guard[l.reason]?.off ? "off" : guard[l.reason] ? "other" : "own";
  return html`<div class="wide"><table><thead><tr><th scope="col">${say("held-back")}</th><th scope="col">${say("own-limit")}</th><th scope="col">${say("limit")}</th></tr></thead>
    <tbody>${limits.map((l) => html`<tr><th scope="row" class="text">${l.said}</th><td>${l.at ? say(l.below ? "below" : "above", score(l.at)) : say("range")}</td>
      <td><select name=${"limit-" + l.reason} aria-label=${say("limit-for", l.said)} value=${how(l)} onChange=${(e) => choose(l, e.target.value)}>${["own", ...(l.at ? ["other"] : []), "off"].map((h) => html`<option value=${h}>${say("choose-" + h)}</option>`)}</select>
        ${how(l) === "other" && html` <input name=${"at-" + l.reason} type="number" min="0" step="any" required aria-label=${say("limit-for", l.said)} value=${guard[l.reason].at} onChange=${(e) => set({ ...guard, [l.reason]: { at: Number(e.target.value) } })} />`}</td></tr>`)}</tbody></table></div>`;
}
