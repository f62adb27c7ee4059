// The queue of parts that wait for a person, one after the other: 1 OK, 2 NG, 3 don't know,
// arrows go back and forth, u takes the last word back, Space hides the heat map.

import { html, render, useEffect, useLayoutEffect, useState } from "/assets/vendor/preact-htm.js";
import { Called, Stage, ask, me, moment, say, score, send, speaks, typing, who } from "/assets/common.js";
import { Hold, Strength } from "/assets/heat.js";
import { deliberate } from "/assets/keys.js";
import { Nearest } from "/assets/near.js";

const place = document.getElementById("review");
const main = document.getElementById("main");
const todo = document.getElementById("todo");
const some = 20; // parts that are asked for at a time

export function open() {
  main.hidden = todo.hidden = true;
  place.hidden = false;
  render(html`<${Review} />`, place);
  place.querySelector("button")?.focus();
}

function close() {
  render(null, place);
  place.hidden = true;
  main.hidden = todo.hidden = false;
}

const calls = [["1", "OK", "ok"], ["2", "NG", "ng"], ["3", "REVIEW", "unsure"]];

function Review() {
  const [parts, setParts] = useState(null); // with what this person has called them
  const [at, setAt] = useState(0);
  const [bare, setBare] = useState(false);
  const [wrong, setWrong] = useState("");
  const [open, setOpen] = useState(false);
  const [sending] = useState({ on: false }); // a word on a part is under way: the next one is of the next part

  const more = async (known) => {
    const last = known.at(-1)?.trigger;
    const page = await ask(`/api/v1/results?verdict=REVIEW&called=NONE&masters=no&order=oldest&limit=${some}&lang=${speaks}${last ? "&cursor=" + last : ""}`);
    setParts([...known, ...page.results]);
  };
  const told = (e) => setWrong(e.message);
  useEffect(() => { more([]).catch(told); me().then((m) => setOpen(m.open)); }, []);

  const part = parts?.[at];
  const move = (to) => {
    if (!parts || to < 0 || to > parts.length) return;
    setWrong("");
    setAt(to);
    if (to >= parts.length - 2) more(parts).catch(told);
  };
  const tell = async (of, verdict, mine, to) => {
    if (sending.on) return;
    sending.on = true;
    try {
      await send("POST", `/api/v1/results/${of.trigger}/reviews`, { verdict, who: who() });
      of.called = verdict;
      of.mine = mine;
      move(to);
    } catch (e) { told(e); }
    sending.on = false;
  };
  const call = (verdict) => part && tell(part, verdict, Date.now(), at + 1);
  const undo = () => { // the part waits again, for anybody
    const last = parts?.reduce((best, p, i) => p.mine && p.mine > (parts[best]?.mine ?? 0) ? i : best, -1) ?? -1;
    if (last >= 0) tell(parts[last], "NONE", null, last);
  };
  useLayoutEffect(() => { // with the part that is shown, before the next key: it must not call another one
    const press = (e) => {
      if (typing(e)) return;
      const key = calls.find((c) => c[0] === e.key);
      deliberate(e, key && (() => call(key[1])));
      if (e.key === "ArrowRight") move(at + 1);
      else if (e.key === "ArrowLeft") move(at - 1);
      else if (e.key === "u") undo();
      else if (e.key === " ") setBare(true);
      else if (e.key === "Escape") close();
      else if (!key) return;
      e.preventDefault();
    };
    const release = (e) => { if (e.key === " " && !typing(e)) { setBare(false); e.preventDefault(); } };
    addEventListener("keydown", press);
    addEventListener("keyup", release);
    return () => { removeEventListener("keydown", press); removeEventListener("keyup", release); };
  });

  if (!parts) return html`<p>${wrong}</p>`;
  const left = parts.filter((p) => !p.mine).length;
  return html`
    <div class="row">
      <h2>${part ? say("number", part.trigger) : say("nothing")}</h2>
      ${part && html`<p>${[part.part, part.lot, moment(part.at)].filter(Boolean).join(" · ")}</p>`}
      <p role="status">${left ? say("left", left) : ""}</p>
      <button type="button" class="end" onClick=${close}>${say("back")} <kbd>Esc</kbd></button>
    </div>
    ${wrong && html`<p class="alarm" role="alert">${wrong}</p>`}
    ${part && html`
      <div class="beside"><${Stage} trigger=${part.trigger} bare=${bare} /><div class="nearest"><${Nearest} key=${part.trigger} trigger=${part.trigger} /></div></div>
      <p class="why">${part.said ?? ""} ${score(part.score)} (${score(part.low)} – ${score(part.high)}). ${part.mine ? say("yours", say("verdict-" + part.called)) : ""}</p>
      <div class="calls">
        ${calls.map(([key, verdict, word]) => html`
          <button type="button" class=${"call " + verdict + (part.mine && part.called === verdict ? " chosen" : "")} aria-pressed=${String(Boolean(part.mine && part.called === verdict))} onClick=${() => call(verdict)}>
            <svg class="shape" aria-hidden="true"><use href=${"#shape-" + verdict} /></svg>${say(word)} <kbd>${key}</kbd></button>`)}
      </div>`}
    <div class="row">
      <button type="button" disabled=${at === 0} onClick=${() => move(at - 1)}>${say("before")} <kbd>←</kbd></button>
      <button type="button" disabled=${!part} onClick=${() => move(at + 1)}>${say("after")} <kbd>→</kbd></button>
      <button type="button" disabled=${!parts.some((p) => p.mine)} onClick=${undo}>${say("undo")} <kbd>u</kbd></button>
      ${part && html`<${Hold} on=${bare} bare=${setBare} shortcut=${say("space")} /><${Strength} />`}
      ${open && html`<label class="end">${say("name")} <input value=${localStorage.getItem("who") ?? ""} maxlength="100" onInput=${(e) => localStorage.setItem("who", e.target.value)} /></label>`}
    </div>`;
}
