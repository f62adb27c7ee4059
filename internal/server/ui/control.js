// How the station stands, in words, and the commands that lead on from there: as the station lists
// them, for who may give them.

import { html, render, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { may, me, say, send, speaks, who } from "/assets/common.js";
import { Alarms } from "/assets/alarms.js";
import { stands, useLive } from "/assets/live.js";
import { Ask, useOpen } from "/assets/question.js";

const first = ["ConfirmAll", "ReleaseControl", "Stop", "Reset"]; // what leads on where nothing can be started
const singleSteps = ["SelectModeAutomatic", "PrepareRecipe", "UnprepareRecipe", "StartSingleJob", "StartContinuous"];
const harmless = ["SelectModeAutomatic", "PrepareRecipe", "StartSingleJob", "StartContinuous", "ConfirmAll", "ReleaseControl"];

const give = async (command, reason) => {
  const now = await send("POST", "/api/v1/commands?lang=" + speaks, { command, reason: reason || undefined, who: who() });
  stands(now);
  return now;
};

// start goes the way that the station names, step by step.
async function start(now, reason) {
  for (let turns = 0; now.way.length > 0 && turns < 10; turns++) now = await give(now.way[0], reason);
}

// Control has single steps of the start only where steps says so: for engineers.
export function Control({ steps }) {
  const { now } = useLive();
  const [helps, setHelps] = useState(false);
  const [wrong, setWrong] = useState("");
  const [why, setWhy] = useState("");
  const [dialog, setDialog] = useState(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => { me().then(() => setHelps(may("operator", "engineer")), () => {}); }, []);
  useEffect(() => { setWrong(""); }, [now?.state]);
  if (!now) return null;
  const runs = now.moves.some((m) => m.command === "Stop");
  const main = now.way.length > 0 ? null : now.moves.find((m) => m.command === first.find((c) => now.moves.some((x) => x.command === c)));
  const others = now.moves.filter((m) => m !== main && (steps || !singleSteps.includes(m.command)));
  const attempt = async (deed) => {
    setBusy(true);
    setWrong("");
    try {
      await deed();
      setWhy("");
    } catch (e) { setWrong(e.message); }
    setBusy(false);
  };
  const done = () => setDialog(null);
  const does = (m) => say("does-" + m.command) + (m.gives_up && runs ? " " + say("gives-up") : "");
  const press = (m) => {
    if (m === main && !runs || harmless.includes(m.command)) return attempt(() => give(m.command, why));
    return setDialog(html`<${Ask} key=${m.command} title=${say("command-" + m.command)} why=${does(m)} button=${say("command-" + m.command)} danger done=${done}
      send=${async (form) => { await give(m.command, form.get("reason")); done(); }} />`);
  };
  const list = () => setDialog(html`<${Others} list=${others} does=${does} done=${done} press=${(m) => { done(); press(m); }} />`);
  const startDoes = now.recipe ? say("start-by", say("recipe", now.recipe.product, now.recipe.number)) : say("start-does");
  return html`<section class=${"control" + (runs ? " runs" : "") + (now.state === "Error" || now.state === "Halted" ? " stopped" : "")} aria-label=${say("station")}>
    <div class="says" role="status"><p><strong>${say("state-" + now.state)}</strong> <span>${say("means-" + now.state)}</span></p></div>
    ${helps && html`<div class="deeds">
      ${!runs && html`<label>${say("why")} <input value=${why} maxlength="1000" autocomplete="off" onInput=${(e) => setWhy(e.target.value)} /></label>`}
      ${now.way.length > 0 && html`<button type="button" class="go" disabled=${busy} aria-describedby="next-does" onClick=${() => attempt(() => start(now, why))}>${say("start")}</button>`}
      ${main && html`<button type="button" class=${runs ? "" : "go"} disabled=${busy} aria-describedby=${runs ? undefined : "next-does"} onClick=${() => press(main)}>${say("command-" + main.command)}</button>`}
      ${others.length > 0 && html`<button type="button" disabled=${busy} onClick=${list}>${say("others")}…</button>`}
      ${!runs && html`<p id="next-does"><b>${now.way.length > 0 ? say("start") : main && say("command-" + main.command)}</b>: ${now.way.length > 0 ? startDoes : main && does(main)}</p>`}
    </div>`}
    ${wrong && html`<p class="wrong" role="alert">${wrong}</p>`}
    ${dialog}
  </section>`;
}

// Others are the further commands, with what each does.
function Others({ list, does, press, done }) {
  const dialog = useOpen();
  return html`<dialog ref=${dialog} class="commands" onClose=${done} aria-labelledby="commands-title">
    <h2 id="commands-title">${say("others")}</h2>
    <ul>${list.map((m) => html`<li><button type="button" aria-describedby=${"does-" + m.command} onClick=${() => press(m)}>${say("command-" + m.command)}</button> <p id=${"does-" + m.command}>${does(m)}</p></li>`)}</ul>
    <div class="buttons"><button type="button" onClick=${() => dialog.current.close()}>${say("close")}</button></div>
  </dialog>`;
}

// showStation puts alarms and control where the page has their places.
export function showStation(steps) {
  render(html`<${Alarms} />`, document.getElementById("alarms"));
  render(html`<${Control} steps=${steps} />`, document.getElementById("control"));
}
