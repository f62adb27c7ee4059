// Parts that people have called are what an inspector learns from; a draft comes of it.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, may, percent, say, score, send, speaks, who } from "/assets/common.js";
import { Table } from "/assets/results.js";

export function Teach({ book, job, follow, attempt }) {
  const [hash, setHash] = useState(book.active ?? book.recipes.at(-1)?.hash);
  const [parts, setParts] = useState(null);
  const [chosen, setChosen] = useState(new Set());
  const [why, setWhy] = useState("");
  const recipe = book.recipes.find((r) => r.hash === hash);
  useEffect(() => {
    if (!recipe) return;
    attempt(async () => {
      const called = await Promise.all(["NG", "OK"].map((v) => ask(`/api/v1/results?called=${v}&product=${encodeURIComponent(recipe.product)}&limit=200&lang=${speaks}`)));
      const list = called.flatMap((p) => p.results);
      setParts(list);
      setChosen(new Set(list.filter((r) => r.called !== r.verdict).map((r) => r.trigger))); // what the inspector did not know
    });
  }, [hash]);
  if (!recipe) return html`<p>${say("no-recipe")}</p>`;
  const choose = { has: (n) => chosen.has(n), toggle: (n) => setChosen((before) => { const next = new Set(before); if (!next.delete(n)) next.add(n); return next; }) };
  const learn = () => attempt(async () => {
    await send("POST", `/api/v1/recipes/${hash}/teach`, { parts: [...chosen], who: who(), reason: why });
    follow();
  });
  const running = job?.state === "running";
  const count = (v) => parts.filter((r) => chosen.has(r.trigger) && r.called === v).length;
  return html`
    <p>${say("teach-how")}</p>
    <form class="filters" onSubmit=${(e) => { e.preventDefault(); learn(); }}>
      <label>${say("recipe-of")} <select value=${hash} onChange=${(e) => setHash(e.target.value)}>${book.recipes.map((r) => html`<option value=${r.hash}>${say("recipe", r.product, r.number)}</option>`)}</select></label>
      <label class="grow">${say("reason")} <input value=${why} maxlength="1000" onInput=${(e) => setWhy(e.target.value)} /></label>
      ${may("engineer") && html`<button disabled=${running || chosen.size === 0}>${parts ? say("teach-these", count("OK"), count("NG")) : say("view-teach")}</button>`}
    </form>
    ${job?.kind === "teach" && job.state === "done" && html`<${Taught} result=${job.result} />`}
    ${parts && (parts.length ? html`<${Table} list=${parts} book=${book} choose=${choose} />` : html`<p>${say("nobody-called")}</p>`)}`;
}

// moves says how many known parts went from one verdict to another.
function moves(word, counts) {
  const moved = counts.filter((c) => c.was !== c.would);
  return moved.length > 0 && html`<p>${say(word)} ${moved.map((c, i) => html`${i ? ", " : ""}${say("verdict-" + c.was)} → ${say("verdict-" + c.would)} ${c.parts}`)}</p>`;
}

// Worse says in what the inspector is worse than before, for who decides about the draft.
function Worse({ worse, learned }) {
  const { lost, overkill, looks } = worse;
  return html`<div role="note"><p><strong>${say("learned-worse")}</strong></p><ul>
    ${lost?.length > 0 && html`<li>${say("worse-lost", lost.length)}</li>`}
    ${overkill && html`<li>${say("worse-overkill", learned.after.overkill, learned.before.overkill)}</li>`}
    ${looks && html`<li>${say("worse-looks", looks.after, looks.before, looks.most, percent(looks.wanted))}</li>`}</ul></div>`;
}

// Taught is what an inspector makes of all parts that it knows, before and after.
function Taught({ result }) {
  const { draft, learned } = result;
  const row = (name, of, get) => html`<tr><th scope="row">${say(name)}</th>${[learned.before, learned.after].map((k) => html`<td>${say("count-of", get(k), k[of])} (${k[of] ? percent(get(k) / k[of]) : "–"})</td>`)}</tr>`;
  return html`<div class="card"><h3>${say("learned")}</h3>
    <p>${say("learned-from", learned.good, learned.bad)} <a href=${"#recipes/" + draft.hash}>${say("draft-of", draft.product, draft.number)}</a></p>
    ${learned.marked > 0 && html`<p>${say("learned-marked", learned.marked)}</p>`}
    <table><thead><tr><th></th><th scope="col">${say("before-learning")}</th><th scope="col">${say("after-learning")}</th></tr></thead><tbody>
      ${row("escapes", "bad", (k) => k.escapes)}${row("escapes-unseen", "bad", (k) => k.escapes_unseen)}${row("overkill", "good", (k) => k.overkill)}${row("bad-review", "bad", (k) => k.bad_review)}${row("good-review", "good", (k) => k.good_review)}</tbody></table>
    ${moves("good-moved", learned.moved_good)}${moves("bad-moved", learned.moved_bad)}
    ${learned.worse && html`<${Worse} worse=${learned.worse} learned=${learned} />`}
    ${learned.changed.length > 0 && html`<details><summary>${say("changed-known", learned.changed.length)}</summary><ul class="plain">${learned.changed.map((c) => html`<li>${c.name}: ${say("verdict-" + c.before.verdict)} ${score(c.before.score)} → ${say("verdict-" + c.after.verdict)} ${score(c.after.score)}</li>`)}</ul></details>`}
    ${learned.missed?.length > 0 && html`<p>${say("missed", learned.missed.length)}</p>`}</div>`;
}
