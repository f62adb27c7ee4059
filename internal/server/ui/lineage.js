// What inspectors were made from, step by step.

import { html } from "/assets/vendor/preact-htm.js";
import { moment, say, short, whole } from "/assets/common.js";

// Step is one change of an inspector: what, when, by whom, and what came in.
export function Step({ step }) {
  const came = [step.good > 0 && say("came-good", whole(step.good)), step.bad > 0 && say("came-bad", whole(step.bad))].filter(Boolean);
  return html`<b>${say("step-" + step.what)}</b> ${moment(step.when)}${step.by && ", " + step.by}${came.length > 0 && html` <span class="came">${came.join(", ")}</span>`}
    ${step.command && html` <span class="faint">${step.command}, ${step.version}</span>`}`;
}

// Tree shows each inspector below the one that it was made from.
export function Tree({ list }) {
  const known = new Set(list.map((n) => n.hash));
  const below = (parent) => list.filter((n) => parent ? n.parent === parent : !known.has(n.parent));
  const branch = (nodes) => nodes.length > 0 && html`<ul class="tree">${nodes.map((n) => html`<li key=${n.hash}>
    ${n.here ? html`<a href=${"#inspectors/" + n.hash}><code>${short(n.hash)}</code></a>` : html`<code class="faint">${short(n.hash)}</code> <span class="faint">${say("not-here")}</span>`}
    ${n.recipes.map((r) => html` <span class="mark">${say("recipe", r.product, r.number)}</span>`)}
    ${n.step && html` <${Step} step=${n.step} />`}${n.here && known.has(n.parent) && list.find((p) => p.hash === n.parent).file && html` <a href=${`#inspectors/${n.hash}/${n.parent}`} aria-label=${say("changes-of", short(n.hash))}>${say("changes")}</a>`}
    ${branch(below(n.hash))}</li>`)}</ul>`;
  return branch(below(null));
}
