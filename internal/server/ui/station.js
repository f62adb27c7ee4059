// The live page of a station: the newest part, and the last ones. It reads the API of this
// server and nothing else.

const speaks = document.documentElement.lang;
const words = {};
for (const span of document.getElementById("words").content.children) words[span.dataset.word] = span.textContent;
const fill = (word, value) => words[word].replace("{}", value);
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

const clock = new Intl.DateTimeFormat(speaks, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const score = (r) => r.verdict === "NONE" ? "–" : r.score.toPrecision(3);

function image(img, url, gone) {
  img.onerror = () => { img.hidden = true; if (gone) gone(); };
  img.onload = () => { img.hidden = false; };
  img.src = url;
}

function show() {
  const r = last.find((x) => x.trigger === looked) ?? last[0];
  if (!r) return;
  const panel = at("verdict");
  panel.className = r.verdict;
  panel.querySelector("use").setAttribute("href", "#shape-" + r.verdict);
  panel.querySelector(".word").textContent = words["verdict-" + r.verdict];
  panel.querySelector(".why").textContent = r.said ?? "";
  at("live").hidden = looked === null;
  const path = `/api/v1/results/${r.trigger}/`;
  if (at("picture").dataset.trigger !== String(r.trigger)) {
    at("picture").dataset.trigger = r.trigger;
    at("picture").alt = fill("picture", r.trigger);
    at("heat").hidden = true;
    image(at("picture"), path + "picture", () => { panel.querySelector(".why").textContent = [r.said, words.gone].filter(Boolean).join(" "); });
    if (r.verdict !== "NONE") image(at("heat"), path + "heat");
  }
  at("trigger").textContent = r.trigger;
  at("serial").textContent = r.part || "–";
  at("lot").textContent = r.lot || "–";
  at("score").textContent = score(r);
  at("limits").textContent = `${r.low.toPrecision(3)} / ${r.high.toPrecision(3)}`;
  at("time").textContent = clock.format(new Date(r.at));
  at("took").textContent = fill("milliseconds", r.milliseconds.toFixed(0));
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
    called.append(shape(r.verdict), words["verdict-" + r.verdict]);
    for (const cell of [look, called, score(r), r.part || "–", clock.format(new Date(r.at))]) {
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

function alarms(list, offline) {
  at("alarms").replaceChildren(...[...(offline ? [words.offline] : []), ...list.map((a) => a.said)].map((text) => {
    const p = document.createElement("p");
    p.className = "alarm";
    p.textContent = text;
    return p;
  }));
}

let stands = null; // how the station stands
function now(n) {
  stands = n;
  at("state").textContent = words["state-" + n.state] ?? n.state;
  at("state").classList.toggle("stopped", !["Ready", "SingleExecution", "ContinuousExecution"].includes(n.state));
  alarms(n.alarms, false);
  const counts = { OK: n.counts.ok, NG: n.counts.ng, REVIEW: n.counts.review, NONE: n.counts.none };
  at("counts").replaceChildren(...Object.entries(counts).map(([verdict, count]) => {
    const li = document.createElement("li");
    li.className = "is-" + verdict;
    const late = verdict === "NONE" && n.counts.late ? ` (${words.late}: ${n.counts.late})` : "";
    li.append(shape(verdict), `${words["verdict-" + verdict]} ${count}${late}`);
    return li;
  }));
}

const query = "?lang=" + speaks;
async function ask(path) {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

let asking = false; // how the station stands, once for many events
async function refresh() {
  if (asking) return;
  asking = true;
  try { now(await ask("/api/v1/state" + query)); } catch { /* the stream tells that the station is gone */ }
  asking = false;
}

const stream = new EventSource("/api/v1/events" + query);
stream.addEventListener("now", async (e) => {
  const first = stands === null || at("alarms").dataset.offline;
  delete at("alarms").dataset.offline;
  now(JSON.parse(e.data));
  if (!first) return;
  try {
    for (const r of (await ask(`/api/v1/results${query}&limit=${most}`)).results) add(r);
    show();
  } catch { /* as above */ }
});
stream.addEventListener("result", (e) => { add(JSON.parse(e.data)); show(); refresh(); });
for (const kind of ["late", "state", "alarm"]) stream.addEventListener(kind, refresh);
stream.onerror = () => { at("alarms").dataset.offline = "true"; alarms(stands?.alarms ?? [], true); };

at("live").onclick = () => { looked = null; show(); };
const hide = at("hide");
const bare = (on) => { document.querySelector(".stage").classList.toggle("bare", on); hide.setAttribute("aria-pressed", String(on)); };
hide.onpointerdown = () => bare(true);
for (const end of ["pointerup", "pointerleave", "pointercancel", "blur"]) hide.addEventListener(end, () => bare(false));
hide.onkeydown = (e) => { if (e.key === " " || e.key === "Enter") { e.preventDefault(); bare(true); } };
hide.onkeyup = () => bare(false);
