// What is in an inspector, and what tells two of them apart.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, numeral, say, score, short, whole } from "/assets/common.js";

const some = 24; // pictures that are shown of each kind

const isNumber = (text) => text !== "" && Number.isFinite(Number(text));
const digests = ["gallery", "half-gallery", "head", "eye-file"];
const written = (what, text) => what === "rule" ? say("rule-" + text) : text === "" ? "–" : isNumber(text) && !digests.includes(what) ? score(Number(text)) : html`<code>${text}</code>`;

// apart are two values with as many digits as tell them apart.
function apart(what, before, after) {
  if (!isNumber(before) || !isNumber(after) || digests.includes(what)) return [written(what, before), written(what, after)];
  for (let digits = 4; digits < 17; digits++) {
    const [a, b] = [before, after].map((n) => numeral(digits).format(Number(n)));
    if (a !== b) return [a, b];
  }
  return [before, after];
}

export function Facts({ facts }) {
  return html`<div class="wide" tabindex="0" role="region" aria-label=${say("whats-in")}><table class="facts-of"><caption class="faint">${say("whats-in")}</caption>
    <tbody>${facts.map((f) => html`<tr><th scope="row">${say("fact-" + f.what)}</th><td class="text">${written(f.what, f.value)}</td></tr>`)}</tbody></table></div>`;
}

export function Difference({ before, after, attempt }) {
  const [d, setDifference] = useState(null);
  useEffect(() => { attempt(async () => setDifference(await ask(`/api/v1/inspectors/${after}/difference?before=${before}`))); }, [before, after]);
  if (!d) return html`<p role="status">${say("comparing")}</p>`;
  return html`<h3>${say("what-differs")}</h3>
    ${d.facts.length === 0 ? html`<p>${say("no-difference")}</p>` : html`<div class="wide" tabindex="0" role="region" aria-label=${say("what-differs")}><table class="facts-of">
      <thead><tr><td></td><th scope="col">${say("before")} <code>${short(before)}</code></th><th scope="col">${say("after")} <code>${short(after)}</code></th></tr></thead>
      <tbody>${d.facts.map((f) => { const [a, b] = apart(f.what, f.before, f.after); return html`<tr><th scope="row">${say("fact-" + f.what)}</th><td class="text">${a}</td><td class="text">${b}</td></tr>`; })}</tbody></table></div>`}
    <${Learned} of=${d.good} kind="good" before=${before} after=${after} /><${Learned} of=${d.bad} kind="bad" before=${before} after=${after} />`;
}

// Learned are the pictures of a kind that only one of both knows, or that both know otherwise.
function Learned({ of, kind, before, after }) {
  const part = (how, hash) => of[how].length > 0 && html`<h3>${say(`pictures-${kind}-${how}`)} <span class="faint">${say("count-of", whole(Math.min(some, of[how].length)), whole(of[how].length))}</span></h3>
    <div class="places">${of[how].slice(0, some).map((p) => html`<${Known} key=${p.number} src=${`/api/v1/inspectors/${hash}/${kind}/${p.number}`} name=${p.name} />`)}</div>`;
  return [part("added", after), part("removed", before), part("changed", after)];
}

function Known({ src, name }) {
  const [gone, setGone] = useState(false);
  return html`<figure class="spot">${gone ? html`<p class="faint">${say("no-picture")}</p>` : html`<div class="stage"><img alt="" src=${src} loading="lazy" onError=${() => setGone(true)} /></div>`}<figcaption>${name}</figcaption></figure>`;
}
