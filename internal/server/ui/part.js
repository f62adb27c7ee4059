// One part: its picture, what was said of it, why, and what a person calls it.

import { html, useEffect, useLayoutEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, Called, may, moment, percent, recipeName, say, score, send, short, speaks, Stage, typing, who, whole } from "/assets/common.js";
import { deliberate } from "/assets/keys.js";
import { Strength } from "/assets/heat.js";
import { knownPicture, Spot } from "/assets/near.js";
import { Label, Marked, Marks, useLabel } from "/assets/label.js";

const calls = [["1", "OK", "ok"], ["2", "NG", "ng"], ["3", "REVIEW", "unsure"]];

export function Part({ rest, book, attempt }) {
  const trigger = rest.join("/");
  const mine = !book.stations; // of this station: at a plant parts are read
  const [part, setPart] = useState(null);
  const [near, setNear] = useState(null);
  const [bare, setBare] = useState(false);
  const [size, setSize] = useState(null); // of the picture; null: it is not seen
  const [zoom, setZoom] = useState(1);
  const label = useLabel(part, size);
  const load = () => attempt(async () => setPart(await ask(`/api/v1/results/${trigger}?lang=${speaks}`)));
  useEffect(() => {
    load();
    if (mine) ask(`/api/v1/results/${trigger}/nearest`).then(setNear, (e) => setNear({ places: [], wrong: e.message }));
  }, []);
  const call = (verdict) => attempt(async () => {
    await send("POST", `/api/v1/results/${trigger}/reviews`, { verdict, who: who() });
    await load();
  });
  useLayoutEffect(() => {
    const press = (e) => {
      if (typing(e)) return;
      const key = calls.find((c) => c[0] === e.key);
      deliberate(e, key && mine && may("engineer", "operator") ? () => call(key[1]) : undefined);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
  if (!part) return null;
  const recipe = book.recipes.find((r) => r.hash === part.recipe);
  const fact = (name, value) => value && html`<div><dt>${say(name)}</dt><dd>${value}</dd></div>`;
  return html`
    <div class="row"><a href="#results">${say("all-results")}</a><h2>${say("part-number", part.trigger)}</h2><${Called} verdict=${part.verdict} />${part.said && html`<span>${part.said}</span>`}</div>
    ${part.others > 0 && html`<p class="faint">${say("same-number", whole(part.others))}</p>`}
    <div class="two">
      <div>
        <div class=${"zoomed zoom-" + zoom} role="group" aria-label=${say("picture-of")} tabindex=${zoom > 1 ? 0 : undefined}>
          <${Stage} trigger=${trigger} bare=${bare || label.draft !== null} seen=${(img) => setSize(img && { w: img.naturalWidth, h: img.naturalHeight })}>
            ${size && (label.shapes.length > 0 || label.drawn) && html`<${Marks} shapes=${label.shapes} size=${size} drawn=${label.drawn} />`}<//></div>
        <div class="row"><label><input type="checkbox" checked=${bare} onChange=${(e) => setBare(e.target.checked)} /> ${say("hide-heat")}</label> <${Strength} />
          <label>${say("zoom")} <select value=${zoom} onChange=${(e) => setZoom(Number(e.target.value))}>${[1, 2, 4].map((z) => html`<option value=${z}>${percent(z)}</option>`)}</select></label></div>
        ${mine && (part.label || may("engineer")) && html`<h3>${say("label-place")}</h3>`}
        ${!mine ? null : may("engineer") ? html`<${Label} part=${part} label=${label} attempt=${attempt} load=${load} />` : part.label && html`<p><${Marked} label=${part.label} /></p>`}
      </div>
      <div>
        <dl>
          ${!mine && fact("station-of", part.station)} ${fact("score", part.verdict === "NONE" ? "–" : score(part.score))} ${fact("limits", `${score(part.low)} / ${score(part.high)}`)} ${fact("part", part.part)} ${fact("lot", part.lot)} ${fact("when", moment(part.at))}
          ${fact("took", say("milliseconds", part.milliseconds.toFixed(0)))} ${fact("source", part.source)} ${fact("recipe-of", recipe && recipeName(recipe))} ${fact("inspector", part.inspector && (mine ? html`<a href=${"#inspectors/" + part.inspector}>${short(part.inspector)}</a>` : short(part.inspector)))}
          ${part.shadow && fact("shadow-said", html`<${Called} verdict=${part.shadow.verdict} /> ${score(part.shadow.score)}`)}
          ${part.late && fact("late-said", html`<${Called} verdict=${part.late.verdict} /> ${score(part.late.score)}`)}
        </dl>
        <h3>${say("what-people-say")}</h3>
        ${part.reviews.length === 0 ? html`<p>${say("nobody")}</p>` : html`<ul class="plain">${part.reviews.map((m) => html`<li>${m.verdict === "NONE" ? html`<b>${say("taken-back")}</b>` : html`<${Called} verdict=${m.verdict} />`} ${m.who}, ${moment(m.at)} ${m.reason ?? ""}</li>`)}</ul>`}
        ${mine && may("engineer", "operator") && html`<div class="calls">${calls.map(([key, verdict, word]) => html`<button type="button" class=${"call small " + verdict} onClick=${() => call(verdict)}>${say(word)} <kbd>${key}</kbd></button>`)}</div>`}
        ${part.regions.length > 0 && html`<h3>${say("regions")}</h3><ul class="plain">${part.regions.map((g) => html`<li>${say("region", percent(g.x + g.width / 2), percent(g.y + g.height / 2), percent(g.area), score(g.score))}</li>`)}</ul>`}
      </div>
    </div>
    ${mine && html`<h3>${say("nearest")}</h3>`}
    ${!mine ? null : !near ? html`<p role="status">${say("looking")}</p>` : near.wrong ? html`<p>${near.wrong}</p>` : near.places.map((p) => html`<${Place} place=${p} near=${near} trigger=${trigger} />`)}`;
}

// Place is a place of the part beside the known places that are most like it.
function Place({ place, near, trigger }) {
  const known = (kind) => (n) => html`<${Spot} src=${knownPicture(near, kind, n)} at=${n} text=${say(kind === "good" ? "like-good" : "like-bad", n.name, score(n.distance))} />`;
  return html`<div class="places"><${Spot} src=${`/api/v1/results/${trigger}/picture`} at=${place} text=${say("place", score(place.distance))} />${place.good.map(known("good"))}${place.bad.map(known("bad"))}</div>`;
}
