// The live page of a station: the newest part, and the last ones. It reads the API of this
// server and nothing else.

import { html, render, useState } from "/assets/vendor/preact-htm.js";
import { ask, may, me, send, who, percent, say, score as digits, speaks, time, whole } from "/assets/common.js";
import { showStation } from "/assets/control.js";
import { Hold, Strength } from "/assets/heat.js";
import { follow, refresh, stream } from "/assets/live.js";
import { Nearest } from "/assets/near.js";
import { open as openReview } from "/assets/review.js";
import "/assets/scan.js";

const at = (id) => document.getElementById(id);
const most = 12; // rows of the last parts

const last = []; // results, the newest first
let looked = null; // the trigger number of the part that a person looks at; null: the newest

for (const a of document.querySelectorAll("nav a")) if (a.lang === speaks) a.setAttribute("aria-current", "true");

function shape(verdict) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", "#shape-" + verdict);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

// helps says whether who looks may do something at the line, and not only look.
const helps = () => may("operator", "engineer");

const score = (r) => r.verdict === "NONE" ? "–" : digits(r.score);

function image(img, url, gone) {
  img.onerror = () => { img.hidden = true; if (gone) gone(); };
  img.onload = () => { img.hidden = false; };
  img.src = url;
}

function show() {
  const r = last.find((x) => x.trigger === looked) ?? last[0];
  if (!r) return;
  const panel = at("verdict");
  at("past").hidden = !panel.classList.contains("past");
  panel.className = r.verdict + (panel.classList.contains("past") ? " past" : "");
  panel.querySelector("use").setAttribute("href", "#shape-" + r.verdict);
  panel.querySelector(".word").textContent = say("verdict-" + r.verdict);
  panel.querySelector(".why").textContent = r.said ?? "";
  at("live").hidden = looked === null;
  const path = `/api/v1/results/${r.trigger}/`;
  if (at("picture").dataset.trigger !== String(r.trigger)) {
    at("picture").dataset.trigger = r.trigger;
    at("picture").alt = say("picture", r.trigger);
    at("heat").hidden = true;
    image(at("picture"), path + "picture", () => { panel.querySelector(".why").textContent = [r.said, say("gone")].filter(Boolean).join(" "); });
    if (r.verdict !== "NONE") image(at("heat"), path + "heat");
  }
  const looks = r.verdict === "NG" || r.verdict === "REVIEW"; // a person does
  render(html`<${Nearest} key=${r.trigger} trigger=${looks && r.trigger} />`, at("nearest"));
  at("trigger").textContent = r.trigger;
  at("serial").textContent = r.part || "–";
  at("lot").textContent = r.lot || "–";
  at("score").textContent = score(r);
  at("limits").textContent = `${digits(r.low)} / ${digits(r.high)}`;
  at("time").textContent = time(r.at);
  at("took").textContent = say("milliseconds", r.milliseconds.toFixed(0));
  rows(r.trigger);
}

function rows(shown) {
  at("last").replaceChildren(...last.map((r) => {
    const row = document.createElement("tr");
    row.classList.toggle("looked", r.trigger === shown);
    const look = document.createElement("button");
    look.type = "button";
    look.textContent = r.trigger;
    look.dataset.trigger = r.trigger;
    look.onclick = () => { looked = r.trigger; show(); at("last").querySelector(`[data-trigger="${r.trigger}"]`)?.focus(); };
    const called = document.createElement("span");
    called.className = "called is-" + r.verdict;
    called.append(shape(r.verdict), say("verdict-" + r.verdict));
    for (const cell of [look, called, score(r), r.part || "–", time(r.at)]) {
      const td = document.createElement("td");
      td.append(cell);
      row.append(td);
    }
    return row;
  }));
}

function add(r) {
  if (last.some((x) => x.trigger === r.trigger)) return;
  last.push(r);
  last.sort((a, b) => b.trigger - a.trigger);
  last.length = Math.min(last.length, most);
  if (looked !== null && !last.some((x) => x.trigger === looked)) looked = null;
}

function now(n) {
  at("verdict").classList.toggle("past", !n.judges);
  at("past").hidden = n.judges || last.length === 0;
  const m = n.masters;
  at("masters").hidden = !m.due && !m.next;
  at("masters-said").textContent = [m.due && say("masters-due", `${m.ok}/${m.of_ok}`, `${m.ng}/${m.of_ng}`), m.next && say("masters-next", say("verdict-" + m.next))].filter(Boolean).join(" ");
  for (const b of at("masters").querySelectorAll("button")) b.setAttribute("aria-pressed", String(m.next === b.dataset.next));
  at("recipe").textContent = n.recipe ? say("recipe", n.recipe.product, n.recipe.number) : "";
}

// How the shift goes; asked for at most every two seconds, however many parts come.
let counting = 0;
async function shift() {
  if (counting) return;
  counting = setTimeout(() => { counting = 0; count(); }, 2000);
}
async function count() {
  const [s] = await Promise.all([ask("/api/v1/shift"), me()]).catch(() => [null]);
  if (!s) return;
  const of = (verdict) => s.counts[verdict] ?? 0;
  at("counts").replaceChildren(...["OK", "NG", "REVIEW", "NONE"].map((verdict) => {
    const li = document.createElement("li");
    li.className = "is-" + verdict;
    li.append(shape(verdict), `${say("verdict-" + verdict)} ${whole(of(verdict))}`);
    return li;
  }));
  const all = of("OK") + of("NG") + of("REVIEW") + of("NONE");
  const hours = (Date.now() - new Date(s.first)) / 3_600_000;
  at("rate").textContent = all ? say("rate", time(s.began), percent(of("NG") / all), whole(Math.round(all / Math.max(hours, 1 / 60)))) : say("empty", time(s.began));
  at("todo").hidden = s.unseen === 0 || !at("review").hidden || !helps();
  at("todo").textContent = say("todo", whole(s.unseen));
}

let away = true; // parts may have come of which the page was not told
follow(({ now: n, offline }) => {
  if (n) now(n);
  if (offline) away = true;
  else if (n && away) comeBack();
});
async function comeBack() {
  away = false;
  count();
  try {
    for (const r of (await ask(`/api/v1/results?lang=${speaks}&limit=${most}`)).results) add(r);
    show();
  } catch { /* the stream tells that the station is gone */ }
}
stream.addEventListener("now", shift);
stream.addEventListener("result", (e) => { add(JSON.parse(e.data)); show(); shift(); });
stream.addEventListener("review", shift);
showStation(false);

at("todo").onclick = () => openReview();
me().then(() => { for (const e of [at("scan"), ...at("masters").querySelectorAll("button")]) e.hidden = !helps(); });
for (const b of at("masters").querySelectorAll("button")) b.onclick = async () => {
  await send("POST", "/api/v1/masters", { next: b.getAttribute("aria-pressed") === "true" ? "" : b.dataset.next, who: who() }).catch(() => { /* the stream tells */ });
  refresh();
};

at("live").onclick = () => { looked = null; show(); };
function HeatTools() {
  const [bare, setBare] = useState(false);
  at("picture").parentElement.classList.toggle("bare", bare);
  return html`<${Hold} on=${bare} bare=${setBare} /><${Strength} />`;
}
render(html`<${HeatTools} />`, at("heat-tools"));
