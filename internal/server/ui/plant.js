// The pages over all stations of a plant: how they stand, their results, control charts. Nothing is changed here.

import { html, render, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, me, moment, percent, say, speaks, whole } from "/assets/common.js";
import { Tabs, useWhere } from "/assets/where.js";
import { Results, seek } from "/assets/results.js";
import { Part } from "/assets/part.js";
import { Drift } from "/assets/drift.js";
import { Report } from "/assets/report.js";
import { began, local, Period } from "/assets/period.js";

const views = [["stations", Stations], ["results", Results], ["drift", Drift], ["report", Report]];
const anew = 30_000; // milliseconds until the stations are asked for again

function Stations({ attempt }) {
  const [period, setPeriod] = useState("day");
  const [list, setList] = useState(null);
  useEffect(() => {
    let timer = 0;
    let left = false;
    const look = async () => {
      const q = new URLSearchParams({ lang: speaks });
      const from = began(period);
      if (from) q.set("from", from.toISOString());
      const found = await attempt(() => ask("/api/v1/stations?" + q));
      if (left) return;
      if (found) setList(found.stations);
      timer = setTimeout(look, anew);
    };
    look();
    return () => { left = true; clearTimeout(timer); };
  }, [period]);
  const heads = ["station-of", "state", "last-part", "last-sent", "verdict-OK", "verdict-NG", "verdict-REVIEW", "verdict-NONE", "ng-rate", "last-alarm"];
  const since = began(period);
  const results = (s, verdict) => seek({ station: s.id, masters: "no", ...(verdict ? { verdict } : {}), ...(since ? { from: local(since) } : {}) });
  return html`
    <form class="filters" onSubmit=${(e) => e.preventDefault()}>
      <${Period} value=${period} done=${setPeriod} />
    </form>
    <p class="faint">${say("stations-how")}</p>
    ${list?.length === 0 && html`<p>${say("no-stations")}</p>`}
    ${list?.length > 0 && html`<div class="wide"><table>
      <thead><tr>${heads.map((h) => html`<th scope="col">${say(h)}</th>`)}</tr></thead>
      <tbody>${list.map((s) => html`<tr key=${s.id}>
        <th scope="row"><a href="#results" onClick=${() => results(s)}>${s.name}</a>${s.twice > 0 && html`<p class="faint">${say("twice", whole(s.twice))}</p>`}</th>
        <td>${s.state ? say("state-" + s.state.state) : "–"}</td>
        <td>${s.last ? moment(s.last) : "–"}</td><td>${moment(s.seen)}</td>
        <td>${whole(s.ok)}</td><td>${s.ng > 0 ? html`<a href="#results" onClick=${() => results(s, "NG")}>${whole(s.ng)}</a>` : 0}</td><td>${s.review > 0 ? html`<a href="#results" onClick=${() => results(s, "REVIEW")}>${whole(s.review)}</a>` : 0}</td><td>${whole(s.none)}</td>
        <td>${s.ok + s.ng + s.review > 0 ? percent(s.ng / (s.ok + s.ng + s.review)) : "–"}</td>
        <td class="text">${s.alarm ? html`${moment(s.alarm.since)} ${s.alarm_said}` : "–"}</td>
      </tr>`)}</tbody></table></div>`}`;
}

function Plant() {
  const [book, setBook] = useState(null);
  const [wrong, setWrong] = useState("");
  const at = useWhere(() => setWrong(""));
  const attempt = async (deed) => {
    setWrong("");
    try { return await deed(); } catch (e) { setWrong(e.message); scrollTo(0, 0); return null; }
  };
  useEffect(() => {
    attempt(async () => {
      await me();
      const [stations, recipes] = await Promise.all([ask("/api/v1/stations?from=" + new Date().toISOString()), ask("/api/v1/recipes")]);
      setBook({ stations: stations.stations, recipes: recipes.recipes });
    });
  }, []);
  const chosen = views.some(([name]) => name === at[0]) ? at[0] : "stations";
  const [shown, View] = at[0] === "part" ? ["part", Part] : views.find(([name]) => name === chosen);
  return html`
    <${Tabs} names=${views.map(([name]) => name)} chosen=${chosen} />
    ${wrong && html`<p class="alarm" role="alert">${wrong}</p>`}
    ${book && html`<${View} key=${[shown, ...at.slice(1)].join("/")} rest=${at.slice(1)} book=${book} attempt=${attempt} />`}`;
}

render(html`<${Plant} />`, document.getElementById("engineer"));
