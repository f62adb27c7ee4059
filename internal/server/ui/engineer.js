// The engineer's page: results, scores, the map, teaching and recipes, each in a module of its own,
// chosen by the part of the address behind #.

import { html, render, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, me, say, send, speaks } from "/assets/common.js";
import { showStation } from "/assets/control.js";
import { Tabs, useWhere } from "/assets/where.js";
import { Results } from "/assets/results.js";
import { Part } from "/assets/part.js";
import { Scores } from "/assets/scores.js";
import { Drift } from "/assets/drift.js";
import { PartsMap } from "/assets/map.js";
import { Teach } from "/assets/teach.js";
import { Studies } from "/assets/studies.js";
import { Report } from "/assets/report.js";
import { Recipes } from "/assets/recipes.js";
import { Inspectors } from "/assets/inspectors.js";

const views = [["results", Results], ["scores", Scores], ["map", PartsMap], ["drift", Drift], ["report", Report], ["teach", Teach], ["recipes", Recipes], ["inspectors", Inspectors], ["studies", Studies]];

// useJob follows the newest job, as long as one runs.
function useJob() {
  const [job, setJob] = useState(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let timer = 0;
    const look = async () => {
      const list = await ask("/api/v1/jobs?lang=" + speaks).catch(() => null);
      setJob(list?.jobs[0] ?? null);
      if (list?.jobs[0]?.state === "running") timer = setTimeout(look, 700);
    };
    look();
    return () => clearTimeout(timer);
  }, [turn]);
  return [job, () => setTurn((n) => n + 1)];
}

function JobBar({ job, again }) {
  if (job?.state !== "running") return job?.state === "failed" ? html`<p class="alarm" role="alert">${say("job-" + job.kind)}: ${job.said || job.error}</p>` : null;
  return html`<div class="row job" role="status">
    <strong>${say("job-" + job.kind)}</strong>
    <progress value=${job.of ? job.steps / job.of : undefined} aria-label=${say("progress")}></progress>
    <span>${job.of ? `${job.steps} / ${job.of}` : ""}</span>
    <button type="button" onClick=${() => send("DELETE", "/api/v1/jobs/" + job.id).then(again)}>${say("cancel")}</button>
  </div>`;
}

function Engineer() {
  const [book, setBook] = useState(null);
  const [wrong, setWrong] = useState("");
  const [job, follow] = useJob();
  const reload = () => ask("/api/v1/recipes?lang=" + speaks).then(setBook, (e) => setWrong(e.message));
  const at = useWhere(() => setWrong(""));
  useEffect(() => { me().then(reload, (e) => setWrong(e.message)); }, []);
  useEffect(() => { if (job && job.state !== "running") reload(); }, [job?.id, job?.state]);

  const chosen = views.some(([name]) => name === at[0]) ? at[0] : "results";
  const [shown, View] = at[0] === "part" ? ["part", Part] : views.find(([name]) => name === chosen);
  const attempt = async (deed) => {
    setWrong("");
    try { return await deed(); } catch (e) { setWrong(e.message); scrollTo(0, 0); return null; }
  };
  return html`
    <${Tabs} names=${views.map(([name]) => name)} chosen=${chosen} />
    <${JobBar} job=${job} again=${follow} />
    ${wrong && html`<p class="alarm" role="alert">${wrong}</p>`}
    ${book && html`<${View} key=${[shown, ...at.slice(1)].join("/")} rest=${at.slice(1)} book=${book} job=${job} follow=${follow} reload=${reload} attempt=${attempt} />`}`;
}

render(html`<${Engineer} />`, document.getElementById("engineer"));
showStation(true);
