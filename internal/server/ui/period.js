// The time that a view is about: the last day, week or month, or all.

import { html } from "/assets/vendor/preact-htm.js";
import { say } from "/assets/common.js";

const days = { day: 1, week: 7, month: 30, all: 0 };

// began is when a period that ends now began; null for all.
export const began = (period) => days[period] ? new Date(Date.now() - days[period] * 86_400_000) : null;

// local is a moment as a field for date and time has it, some seconds later.
export function local(moment, later = 0) {
  const at = new Date(new Date(moment).getTime() + later * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

export function Period({ value, done }) {
  return html`<label>${say("period")} <select name="period" value=${value} onChange=${(e) => done(e.target.value)}>${Object.keys(days).map((p) => html`<option value=${p}>${say("period-" + p)}</option>`)}</select></label>`;
}
