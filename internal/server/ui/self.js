// What the station is and with what it runs, and at a plant how all stations stand, on the admin page.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, moment, say, speaks, whole } from "/assets/common.js";

const anew = 30_000; // milliseconds until it is asked for again

// useAsked is an answer that is asked for again and again.
function useAsked(path) {
  const [answer, setAnswer] = useState(null);
  useEffect(() => {
    let timer = 0, left = false;
    const look = async () => {
      const found = await ask(path()).catch(() => null); // the page says that the station is gone
      if (left) return;
      if (found) setAnswer(found);
      timer = setTimeout(look, anew);
    };
    look();
    return () => { left = true; clearTimeout(timer); };
  }, []);
  return answer;
}

const seconds = (n) => new Intl.NumberFormat(speaks, { style: "unit", unit: "second", maximumSignificantDigits: 3 }).format(n);

export function Self() {
  const s = useAsked(() => "/api/v1/station?lang=" + speaks);
  const facts = s && [
    ["name", s.name], ["station-id", html`<code>${s.id}</code>`], ["version", s.program || say("unknown")], ["began", s.began ? moment(s.began) : say("unknown")],
    ["newest", s.newest ? say("newest-part", whole(s.newest.trigger), moment(s.newest.at), say("verdict-" + s.newest.verdict)) : say("never")],
    ["folder", s.folder], ["listens", (s.address || say("unknown")) + (s.tls ? ", TLS" : "")], ["log-in", say(s.open ? "log-in-none" : "log-in-users")],
    ["window", s.window_seconds ? seconds(s.window_seconds) : say("no-limit")], ["shifts", s.shift.join(", ") || "00:00"],
    ["inputs", [say("by-api"), s.watch && say("by-folder", s.watch), s.camera && say("by-camera", s.camera, seconds(s.camera_every_seconds)), s.demo && say("by-demo")].filter(Boolean).join("; ")],
    ["plant-at", s.plant || say("kept-none")], ["bucket-at", s.bucket || say("kept-none")],
  ];
  return html`<section aria-labelledby="self">
    <div class="head"><h2 id="self">${say("self")}</h2></div>
    <dl>${facts?.map(([word, value]) => html`<div><dt>${say(word)}</dt><dd>${value}</dd></div>`)}</dl>
    ${s?.receivers.length > 0 && html`<h3>${say("outbox")}</h3><table class="people">
      <thead><tr>${["receiver", "heard", "oldest", "failures"].map((h) => html`<th scope="col">${say(h)}</th>`)}</tr></thead>
      <tbody>${s.receivers.map((r) => html`<tr key=${r.name}><td><strong>${receiver(r.name)}</strong></td><td data-of=${say("heard")}>${say("event", whole(r.sent))}</td>
        <td data-of=${say("oldest")}>${r.oldest_unsent ? moment(r.oldest_unsent) : say("sent-all")}</td><td class="long" data-of=${say("failures")}>${r.failures > 0 ? `${whole(r.failures)}: ${r.said}` : "–"}</td></tr>`)}</tbody></table>`}
  </section>`;
}

// receiver is what people call one that hears of events.
function receiver(name) {
  const [kind, id] = name.split(" ");
  return kind === "webhook" ? say("receiver-webhook", id) : say("receiver-" + kind);
}

// midnight is when today began where the page is read.
const midnight = () => new Date(new Date().setHours(0, 0, 0, 0)).toISOString();

export function Stations() {
  const list = useAsked(() => `/api/v1/stations?lang=${speaks}&from=${midnight()}`)?.stations;
  const verdicts = [["OK", "ok"], ["NG", "ng"], ["REVIEW", "review"], ["NONE", "none"]];
  return html`<section aria-labelledby="stations">
    <div class="head"><h2 id="stations">${say("stations")}</h2></div>
    <table class="people">
      <thead><tr>${["name", "version", "newest", "last-sent", "lag"].map((h) => html`<th scope="col">${say(h)}</th>`)}${verdicts.map(([v]) => html`<th scope="col">${say("today", say("verdict-" + v))}</th>`)}</tr></thead>
      <tbody>${list?.map((s) => html`<tr key=${s.id}>
        <td><strong>${s.name}</strong></td><td data-of=${say("version")}>${s.program || say("unknown")}</td>
        <td class="when" data-of=${say("newest")}>${s.newest ? moment(s.newest) : say("never")}</td><td class="when" data-of=${say("last-sent")}>${moment(s.seen)}</td><td data-of=${say("lag")}>${seconds(s.lag_seconds)}</td>
        ${verdicts.map(([v, name]) => html`<td data-of=${say("today", say("verdict-" + v))}>${whole(s[name])}</td>`)}</tr>`)}</tbody>
    </table>
    <p><small>${say("lag-how")}</small></p>
  </section>`;
}
