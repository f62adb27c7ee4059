// What thresholds make of parts that people have called, with limits.

import { html } from "/assets/vendor/preact-htm.js";
import { percent, say } from "/assets/common.js";

export function Known({ known }) {
  const limit = (s, of) => of === 0 ? say("no-known") : `${say("count-of", s.count, of)} (${percent(s.low)} – ${percent(s.high)})`;
  return html`<div><h3>${say("known-parts")}</h3><dl>
    <div><dt>${say("escapes")}</dt><dd>${limit(known.escapes, known.bad)}</dd></div><div><dt>${say("overkill")}</dt><dd>${limit(known.overkill, known.good)}</dd></div><div><dt>${say("review")}</dt><dd>${limit(known.review, known.good + known.bad)}</dd></div></dl>
    <p class="faint">${say("limits-mean")}</p></div>`;
}
