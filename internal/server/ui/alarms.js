// The alarms that stand, each with a button by which a person says that it was seen.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { may, me, say, send, speaks, who } from "/assets/common.js";
import { stands, useLive } from "/assets/live.js";

export function Alarms() {
  const { now, offline } = useLive();
  const [helps, setHelps] = useState(false);
  const [wrong, setWrong] = useState("");
  useEffect(() => { me().then(() => setHelps(may("operator", "engineer")), () => {}); }, []);
  const list = now?.alarms ?? [];
  // In the state Error one button of the station confirms all, and leads on.
  const confirms = helps && !now?.moves.some((m) => m.command === "ConfirmAll");
  const confirm = async (kind) => {
    setWrong("");
    try { stands(await send("POST", "/api/v1/alarms?lang=" + speaks, { kind, who: who() })); } catch (e) { setWrong(e.message); }
  };
  return html`
    <div role="alert">${offline && html`<p class="alarm">${say("offline")}</p>`}
      ${list.map((a) => html`<p class=${"alarm" + (a.confirmed ? " seen" : "")} key=${a.kind}>
        <span>${a.said}${a.confirmed && html` <small>${say("confirmed", a.confirmed)}</small>`}</span>
        ${confirms && !a.confirmed && html`<button type="button" aria-label=${say("confirm-of", a.said)} onClick=${() => confirm(a.kind)}>${say("confirm")}</button>`}</p>`)}
      ${wrong && html`<p class="alarm">${wrong}</p>`}</div>
    ${confirms && list.filter((a) => !a.confirmed).length > 1 && html`<p class="alarm all"><button type="button" onClick=${() => confirm("")}>${say("confirm-all")}</button></p>`}`;
}
