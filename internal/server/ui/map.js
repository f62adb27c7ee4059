// The map of parts: stored parts in the plane, what differs from good in the same way together. What a lasso or a frame encloses is
// looked at in the table.

import { html, useEffect, useMemo, useRef, useState } from "/assets/vendor/preact-htm.js";
import { ask, Called, may, moment, say, send, whole, who } from "/assets/common.js";
import { useWidth } from "/assets/figure.js";
import { seek, Thumbnail } from "/assets/results.js";

const sizes = [200, 500, 1000, 2000, 5000];
const shown = 12; // thumbnails of what was chosen
const reach = 12; // pixels from a point that a press may miss it by
const margin = 14;
const verdicts = ["OK", "NG", "REVIEW", "NONE"];

export function PartsMap({ book, job, follow, attempt }) {
  const [hash, setHash] = useState(book.active ?? book.recipes.at(-1)?.hash);
  const [last, setLast] = useState(1000);
  const [by, setBy] = useState("verdict");
  const [map, setMap] = useState(null);
  const [chosen, setChosen] = useState([]); // indices of points
  const mine = useRef(null); // the job that this view began
  const gone = useRef(false); // this view was left
  const wanted = useRef(hash); // an answer about another recipe comes too late
  wanted.current = hash;
  const load = () => attempt(async () => {
    const m = await ask(`/api/v1/recipes/${hash}/map`);
    if (wanted.current === hash) { setMap(m); setChosen([]); }
  });
  useEffect(() => { if (hash) load(); }, [hash]);
  useEffect(() => {
    if (job?.kind !== "map" || job.state === "running") return;
    if (job.id === mine.current) mine.current = null;
    if (job.state === "done" && job.about === hash) load();
  }, [job?.id, job?.state]);
  useEffect(() => { // who goes away does not wait for it
    const leave = () => {
      gone.current = true;
      if (mine.current) send("DELETE", "/api/v1/jobs/" + mine.current).then(follow, () => {}); // it may have ended
      mine.current = null;
    };
    addEventListener("pagehide", leave);
    return () => { removeEventListener("pagehide", leave); leave(); };
  }, []);
  if (!hash) return html`<p>${say("no-recipe")}</p>`;
  const draw = () => attempt(async () => {
    const j = await send("POST", `/api/v1/recipes/${hash}/map`, { last, who: who() });
    if (gone.current) return send("DELETE", "/api/v1/jobs/" + j.id).then(follow, () => {});
    mine.current = j.id;
    follow();
  });
  const running = job?.state === "running";
  return html`
    <p>${say("map-how")}</p>
    <form class="filters" onSubmit=${(e) => { e.preventDefault(); draw(); }}>
      <label>${say("recipe-of")} <select value=${hash} disabled=${running} onChange=${(e) => setHash(e.target.value)}>${book.recipes.map((r) => html`<option value=${r.hash}>${say("recipe", r.product, r.number)}${r.hash === book.active ? " ●" : ""}</option>`)}</select></label>
      <label>${say("map-last")} <select name="map-last" value=${last} onChange=${(e) => setLast(Number(e.target.value))}>${sizes.map((n) => html`<option value=${n}>${whole(n)}</option>`)}</select></label>
      <label>${say("map-by")} <select name="map-by" value=${by} onChange=${(e) => setBy(e.target.value)}><option value="verdict">${say("verdict")}</option><option value="called">${say("called")}</option></select></label>
      ${may("engineer") && html`<button class="go" disabled=${running}>${say("map-draw")}</button>`}
    </form>
    ${map && map.points.length === 0 && !running && html`<p>${say("map-none")}</p>`}
    ${map && map.points.length > 0 && html`
      <p class="faint">${say("map-of", whole(map.points.length), moment(map.at), whole(map.not_kept))}</p>
      <${Plane} key=${map.at} points=${map.points} by=${by} chosen=${chosen} choose=${setChosen} />
      <${Chosen} points=${map.points} chosen=${chosen} clear=${() => setChosen([])} />`}`;
}

// lookOf is what decides the look of a point; what nobody has called is drawn as a dot.
const lookOf = (p, by) => by === "verdict" ? p.verdict : p.called ?? "";

// shape puts the shape of a verdict at a place: told apart without colour, too.
function shape(c, look, x, y, r) {
  c.beginPath();
  if (look === "NG") {
    c.moveTo(x - r, y - r); c.lineTo(x + r, y + r); c.moveTo(x + r, y - r); c.lineTo(x - r, y + r);
    c.stroke();
    return;
  }
  if (look === "REVIEW") {
    c.moveTo(x, y - r * 1.2); c.lineTo(x + r * 1.2, y + r); c.lineTo(x - r * 1.2, y + r); c.closePath();
  } else if (look === "NONE") {
    c.rect(x - r, y - r, 2 * r, 2 * r);
  } else {
    c.arc(x, y, look === "OK" ? r : r / 2, 0, 7);
  }
  c.fill();
}

// useScheme changes when the page becomes light or dark.
function useScheme() {
  const [dark, setDark] = useState(false);
  useEffect(() => {
    const asked = matchMedia("(prefers-color-scheme: dark)");
    const look = () => setDark(asked.matches);
    look();
    asked.addEventListener("change", look);
    return () => asked.removeEventListener("change", look);
  }, []);
  return dark;
}

// Plane is the map itself: a lasso by the pointer, a frame by keys, a press on a point opens its part.
function Plane({ points, by, chosen, choose }) {
  const [box, width] = useWidth();
  const canvas = useRef(null);
  const dark = useScheme();
  const [lasso, setLasso] = useState(null);
  const path = useRef(null);
  const [frame, showFrame] = useState(null); // in shares of the plane
  const framed = useRef(null); // the same, for the next key, which may come before it is shown
  const setFrame = (f) => { framed.current = f; showFrame(f); };
  const side = Math.min(width, 720);
  const at = (p) => [margin + p.x * (side - 2 * margin), margin + p.y * (side - 2 * margin)];
  const places = useMemo(() => points.map(at), [points, side]);
  const dots = useMemo(() => { // all points once; the lasso moves over them
    const ratio = devicePixelRatio || 1;
    const image = document.createElement("canvas");
    image.width = image.height = Math.round(side * ratio);
    const c = image.getContext("2d");
    c.scale(ratio, ratio);
    const style = getComputedStyle(document.documentElement);
    const colour = Object.fromEntries([...verdicts.map((v) => [v, style.getPropertyValue("--" + v.toLowerCase())]), ["", style.getPropertyValue("--faint")]]);
    const r = (points.length > 2000 ? 3 : 4.5) * Math.max(0.6, side / 720);
    c.lineWidth = r / 2;
    const rare = (p) => ["", "OK", "NONE", "REVIEW", "NG"].indexOf(lookOf(p, by)); // on top of what is common
    for (const i of points.map((_, k) => k).sort((a, b) => rare(points[a]) - rare(points[b]))) {
      const look = lookOf(points[i], by);
      c.fillStyle = c.strokeStyle = colour[look];
      shape(c, look, ...places[i], r);
    }
    return image;
  }, [points, places, by, dark]);
  useEffect(() => {
    const ratio = devicePixelRatio || 1;
    const c = canvas.current.getContext("2d");
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.clearRect(0, 0, canvas.current.width, canvas.current.height);
    c.drawImage(dots, 0, 0);
    c.scale(ratio, ratio);
    c.strokeStyle = c.fillStyle = getComputedStyle(canvas.current).color;
    c.lineWidth = 1.5;
    c.setLineDash([]);
    for (const i of chosen) {
      c.beginPath();
      c.arc(...places[i], 7, 0, 7);
      c.stroke();
    }
    const outline = lasso ?? (frame && [[frame.x, frame.y], [frame.x + frame.w, frame.y], [frame.x + frame.w, frame.y + frame.h], [frame.x, frame.y + frame.h]].map(([x, y]) => at({ x, y })));
    if (!outline) return;
    c.setLineDash([6, 4]);
    c.beginPath();
    for (const [x, y] of outline) c.lineTo(x, y);
    c.closePath();
    c.stroke();
    c.globalAlpha = 0.08;
    c.fill();
    c.globalAlpha = 1;
  }, [dots, chosen, lasso, frame]);
  const where = (e) => { const r = canvas.current.getBoundingClientRect(); return [e.clientX - r.left, e.clientY - r.top]; };
  const begin = (e) => {
    if (e.button !== 0 || !e.isPrimary) return;
    e.currentTarget.setPointerCapture(e.pointerId);
    path.current = [where(e)];
    setFrame(null);
  };
  const move = (e) => {
    if (!path.current || !e.isPrimary) return;
    path.current.push(where(e));
    setLasso([...path.current]);
  };
  const end = (e) => {
    const line = path.current;
    path.current = null;
    setLasso(null);
    if (!line) return;
    line.push(where(e));
    if (line.every(([x, y]) => Math.hypot(x - line[0][0], y - line[0][1]) < 5)) { // a press
      const far = places.map(([x, y]) => Math.hypot(x - line[0][0], y - line[0][1]));
      const near = far.indexOf(Math.min(...far));
      if (far[near] <= reach) location.hash = "part/" + points[near].trigger;
      return;
    }
    choose(points.map((_, i) => i).filter((i) => within(line, places[i])));
  };
  const keys = (e) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    if (e.key === "Escape") { setFrame(null); choose([]); }
    if (!step) return;
    e.preventDefault();
    const f = framed.current ?? { x: 0.35, y: 0.35, w: 0.3, h: 0.3 };
    const keep = (v, least, most) => Math.min(most, Math.max(least, v));
    const next = e.shiftKey ? { ...f, w: keep(f.w + step[0] * 0.04, 0.04, 1.04 - f.x), h: keep(f.h + step[1] * 0.04, 0.04, 1.04 - f.y) }
      : { ...f, x: keep(f.x + step[0] * 0.04, -0.02, 1.02 - f.w), y: keep(f.y + step[1] * 0.04, -0.02, 1.02 - f.h) };
    setFrame(next);
    choose(points.map((_, i) => i).filter((i) => points[i].x >= next.x && points[i].x <= next.x + next.w && points[i].y >= next.y && points[i].y <= next.y + next.h));
  };
  const ratio = devicePixelRatio || 1;
  return html`<div ref=${box} class="plane">
    <canvas ref=${canvas} tabindex="0" role="application" aria-label=${say("map-label")} aria-describedby="map-keys" width=${Math.round(side * ratio)} height=${Math.round(side * ratio)}
      onPointerDown=${begin} onPointerMove=${move} onPointerUp=${end} onPointerCancel=${() => { path.current = null; setLasso(null); }} onKeyDown=${keys} />
    <ul class="facts">${verdicts.filter((v) => points.some((p) => lookOf(p, by) === v)).map((v) => html`<li><${Called} verdict=${v} /> ${whole(points.filter((p) => lookOf(p, by) === v).length)}</li>`)}
      ${by === "called" && html`<li>· ${say("nobody")} ${whole(points.filter((p) => !p.called).length)}</li>`}</ul>
    <p class="faint" id="map-keys">${say("map-keys")}</p></div>`;
}

// within says whether a place lies in a line that is closed, by the even-odd rule.
function within(line, [x, y]) {
  let odd = false;
  for (let i = 0, k = line.length - 1; i < line.length; k = i++) {
    const [ax, ay] = line[i], [bx, by] = line[k];
    if (ay > y !== by > y && x < (bx - ax) * (y - ay) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}

// Chosen is what the lasso encloses, and the way to the table.
function Chosen({ points, chosen, clear }) {
  const list = chosen.map((i) => points[i]);
  const look = () => {
    seek({ number: list.map((p) => p.trigger) });
    location.hash = "results";
  };
  return html`<div class="row"><p role="status" class="chosen">${say("map-chosen", whole(list.length))}</p>
    <button type="button" disabled=${list.length === 0} onClick=${look}>${say("map-table")}</button><button type="button" disabled=${list.length === 0} onClick=${clear}>${say("clear")}</button></div>
    <div class="places">${list.slice(0, shown).map((p) => html`<a key=${p.trigger} class="change" href=${"#part/" + p.trigger}><${Thumbnail} trigger=${p.trigger} side=${88} /><span>${p.trigger} <${Called} verdict=${p.verdict} /></span></a>`)}</div>`;
}
