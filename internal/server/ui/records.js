// What a station keeps, and its audit, on the admin page.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, moment, say, size, speaks, whole } from "/assets/common.js";

export function Storage() {
  const [s, setStorage] = useState(null);
  useEffect(() => { ask("/api/v1/storage").then(setStorage); }, []);
  const facts = s && [
    ["records", size(s.records_bytes)],
    ["pictures", size(s.pictures_bytes)],
    ["free", s.free_bytes ? size(s.free_bytes) : say("unknown")],
    ["kept-ok", s.one_in_ok ? say("one-in", whole(s.one_in_ok)) : say("kept-none")],
    ["kept-days", s.days ? say("days", whole(s.days)) : say("no-limit")],
    ["kept-gib", s.gib ? `${whole(s.gib)} GiB` : say("no-limit")],
  ];
  return html`<section aria-labelledby="storage">
    <div class="head"><h2 id="storage">${say("storage")}</h2></div>
    <dl>${facts?.map(([word, value]) => html`<div><dt>${say(word)}</dt><dd>${value}</dd></div>`)}</dl>
    <p><small>${say("storage-why")}</small></p>
  </section>`;
}

const kinds = ["command", "user", "key", "login", "webhook", "webhook lost", "review", "recipe", "recipe version", "trial", "settings", "alarm", "pictures", "result", "late", "shadow", "master check", "lot", "study", "study call", "study end"];
function what(kind) {
  const word = "what-" + kind, text = say(word);
  return text === word ? kind : text;
}

// brief leaves of a hash what tells it from others.
const brief = (subject) => subject.replace(/[0-9a-f]{64}/, (hash) => hash.slice(0, 8) + "…");

// Audit shows rows, the newest first, a page at a time.
export function Audit() {
  const [chosen, setChosen] = useState("people=true");
  const [rows, setRows] = useState([]);
  const [next, setNext] = useState("");
  const load = async (before) => {
    const page = await ask(`/api/v1/audit?limit=50&lang=${speaks}&${chosen}` + (before ? "&cursor=" + before : ""));
    setRows((list) => before ? [...list, ...page.rows] : page.rows);
    setNext(page.next ?? "");
  };
  useEffect(() => { load(""); }, [chosen]);
  return html`<section aria-labelledby="audit">
    <div class="head"><h2 id="audit">${say("audit")}</h2>
      <label>${say("show")} <select value=${chosen} onChange=${(e) => setChosen(e.currentTarget.value)}>
        <option value="people=true">${say("show-people")}</option>
        <option value="">${say("show-all")}</option>
        ${kinds.map((k) => html`<option value=${"what=" + k}>${what(k)}</option>`)}
      </select></label>
    </div>
    <table class="people">
      <thead><tr>${["number", "when", "who", "what", "subject", "old-new", "reason"].map((word) => html`<th scope="col">${say(word)}</th>`)}</tr></thead>
      <tbody>${rows.map((r) => html`<tr key=${r.seq}>
        <td class="number" data-of=${say("number")}>${whole(r.seq)}</td>
        <td class="when" data-of=${say("when")}>${moment(r.at)}</td>
        <td class="word" data-of=${say("who")}>${r.said.who}</td>
        <td class="word" data-of=${say("what")}>${what(r.what)}</td>
        <td data-of=${say("subject")} title=${r.subject}>${brief(r.said.subject ?? "–")}</td>
        <td class="long" data-of=${say("old-new")} title=${[r.old, r.new].filter(Boolean).join(" → ")}>${[r.said.old, r.said.new].filter(Boolean).join(" → ") || "–"}</td>
        <td data-of=${say("reason")}>${r.said.reason ?? "–"}</td>
      </tr>`)}</tbody>
    </table>
    ${next && html`<p><button type="button" onClick=${() => load(next)}>${say("more")}</button></p>`}
    <p><small>${say("audit-why")}</small></p>
  </section>`;
}
