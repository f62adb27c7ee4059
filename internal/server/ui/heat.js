// The heat map over pictures: how strongly it lies there, which this browser keeps for all pages, and a button that hides it
// while it is held.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { say } from "/assets/common.js";

const least = 0.2; // it is never gone for good: a person would miss what it shows
const hearers = new Set();
let strength = 1;

function lie(share) {
  strength = share;
  document.documentElement.style.setProperty("--heat", share);
  for (const hear of hearers) hear(share);
}
const before = Number(localStorage.getItem("heat"));
if (before >= least && before <= 1) lie(before);

// Strength is the slider. A pointer leaves no focus on it, so that the keys of the page go on.
export function Strength() {
  const [at, setAt] = useState(strength);
  useEffect(() => { hearers.add(setAt); return () => hearers.delete(setAt); }, []);
  const set = (e) => { lie(Number(e.target.value)); localStorage.setItem("heat", strength); };
  return html`<label class="strength">${say("heat-strength")} <input type="range" min=${least} max="1" step="0.1" value=${at} onInput=${set} onPointerUp=${(e) => e.currentTarget.blur()} /></label>`;
}

// Hold is the button: by mouse, finger or key. bare gets whether the heat map is hidden; shortcut names a key of the page that does the
// same.
export function Hold({ on, bare, shortcut }) {
  const show = () => bare(false);
  const press = (e) => { if (e.key === " " || e.key === "Enter") { e.preventDefault(); bare(true); } };
  return html`<button type="button" class="hold" aria-pressed=${String(on)} onPointerDown=${() => bare(true)} onPointerUp=${show} onPointerLeave=${show} onPointerCancel=${show} onBlur=${show}
    onKeyDown=${press} onKeyUp=${show} onContextMenu=${(e) => e.preventDefault()}>${say("hold-heat")}${shortcut && html` <kbd>${shortcut}</kbd>`}</button>`;
}
