// Where the defect of a part is: boxes and strokes of a brush that a person draws on its picture, in pixels of the picture.

import { html, useEffect, useRef, useState } from "/assets/vendor/preact-htm.js";
import { percent, say, send, whole, who } from "/assets/common.js";

const tools = ["box", "brush", "eraser"];
const fine = 2048; // pixels of a drawing at most, the longer side: pictures may have more
const broadest = 1024;

// Marks shows shapes over a picture of size.w x size.h. drawn, if given, gets the pixels where a pointer goes and whether it goes
// on, or has ended.
export function Marks({ shapes, size, drawn }) {
  const canvas = useRef(null);
  const scale = Math.min(1, fine / Math.max(size.w, size.h));
  useEffect(() => {
    const c = canvas.current.getContext("2d");
    c.setTransform(1, 0, 0, 1, 0, 0);
    c.clearRect(0, 0, canvas.current.width, canvas.current.height);
    c.scale(scale, scale);
    c.lineCap = c.lineJoin = "round";
    c.fillStyle = c.strokeStyle = getComputedStyle(canvas.current).color;
    for (const s of shapes) {
      c.globalCompositeOperation = s.kind === "eraser" ? "destination-out" : "source-over";
      if (s.kind === "box") {
        c.fillRect(s.box.x, s.box.y, s.box.width, s.box.height);
        continue;
      }
      c.lineWidth = s.size;
      c.beginPath();
      c.moveTo(s.points[0][0] + 0.5, s.points[0][1] + 0.5);
      for (const [x, y] of s.points.length > 1 ? s.points.slice(1) : s.points) c.lineTo(x + 0.5, y + 0.5);
      c.stroke();
    }
  }, [shapes, size.w, size.h]);
  const pixel = (e) => { // the picture lies in the middle, as broad or as high as its frame
    const frame = canvas.current.getBoundingClientRect();
    const of = Math.min(frame.width / size.w, frame.height / size.h);
    const along = (at, length, n) => Math.min(n - 1, Math.max(0, Math.floor((at - (length - n * of) / 2) / of)));
    return [along(e.clientX - frame.left, frame.width, size.w), along(e.clientY - frame.top, frame.height, size.h)];
  };
  const begin = (e) => {
    if (e.button !== 0 || !e.isPrimary) return;
    e.currentTarget.setPointerCapture(e.pointerId);
    drawn(pixel(e), "begins");
  };
  const held = (how) => (e) => { if (e.isPrimary && e.currentTarget.hasPointerCapture(e.pointerId)) drawn(pixel(e), how); };
  return html`<canvas ref=${canvas} class=${"marks" + (drawn ? " drawing" : "")} width=${Math.round(size.w * scale)} height=${Math.round(size.h * scale)} role="img" aria-label=${say("marked-place")}
    onPointerDown=${drawn && begin} onPointerMove=${drawn && held("goes")} onPointerUp=${drawn && held("ends")} onPointerCancel=${drawn && (() => drawn(null, "stops"))} />`;
}

// between is the box that two pixels span.
const between = ([ax, ay], [bx, by]) => ({ kind: "box", box: { x: Math.min(ax, bx), y: Math.min(ay, by), width: Math.abs(ax - bx) + 1, height: Math.abs(ay - by) + 1 } });

// useLabel is what is drawn on the picture of a part: shapes, the one that is being drawn, and how to go back.
export function useLabel(part, size) {
  const [draft, setDraft] = useState(null); // null: nobody draws
  const [past, setPast] = useState([]);
  const [tool, setTool] = useState("box");
  const [broad, setBroad] = useState(null);
  const [live, setLive] = useState(null);
  const under = useRef(null); // the same, for the next move of the pointer, which may come before it is shown
  const width = broad ?? Math.max(1, Math.round(Math.max(size?.w ?? 0, size?.h ?? 0) / 40));
  const put = (next) => { setPast([...past, draft]); setDraft(next); };
  const hold = (shape) => { under.current = shape; setLive(shape); };
  const drawn = (at, how) => {
    const now = under.current;
    if (how === "stops") return hold(null);
    if (how === "begins") return hold(tool === "box" ? { ...between(at, at), from: at } : { kind: tool, size: width, points: [at] });
    if (!now) return undefined;
    if (now.kind === "box") {
      const { kind, box } = between(now.from, at);
      hold({ kind, box, from: now.from });
    } else {
      const last = now.points.at(-1);
      const far = Math.hypot(at[0] - last[0], at[1] - last[1]);
      if (far >= Math.max(1, now.size / 8) || how === "ends" && far > 0) hold({ ...now, points: [...now.points, at] });
    }
    if (how !== "ends") return undefined;
    const { from, ...shape } = under.current;
    put([...draft, shape]);
    return hold(null);
  };
  const saved = part?.label?.shapes ?? [];
  return {
    draft, tool, setTool, width, setBroad, size, put,
    begin: () => { setDraft(saved); setPast([]); },
    end: () => { setDraft(null); hold(null); },
    undo: past.length > 0 ? () => { setDraft(past.at(-1)); setPast(past.slice(0, -1)); } : null,
    changed: draft !== null && JSON.stringify(draft) !== JSON.stringify(saved),
    shapes: draft === null ? saved : live ? [...draft, live] : draft,
    drawn: draft === null ? undefined : drawn,
  };
}

// Marked says how much of the picture the last label marks, and whose it is.
export function Marked({ label }) {
  return html`<span>${say("marked-by", percent(label.pixels / (label.width * label.height)), label.who)}</span>`;
}

// Label are the tools, once somebody draws, and what the last label says.
export function Label({ part, label, attempt, load }) {
  const [why, setWhy] = useState("");
  const { draft, size } = label;
  if (!size) return html`<p class="faint">${say("not-markable")}</p>`;
  if (draft === null) {
    return html`<p class="row"><button type="button" onClick=${label.begin}>${say(part.label ? "change-place" : "mark-place")}</button>
      ${part.label ? html`<${Marked} label=${part.label} />` : html`<span class="faint">${say("place-why")}</span>`}
      ${part.label && part.called !== "NG" && html`<span>${say("place-needs-ng")}</span>`}</p>`;
  }
  const save = () => attempt(async () => {
    await send("POST", `/api/v1/results/${part.trigger}/labels`, { shapes: draft, who: who(), reason: why });
    await load();
    setWhy("");
    label.end();
  });
  return html`<div class="card tools">
    <fieldset class="row"><legend>${say("tool")}</legend>${tools.map((t) => html`<label><input type="radio" name="tool" value=${t} checked=${label.tool === t} onChange=${() => label.setTool(t)} /> ${say("tool-" + t)}</label>`)}
      <label>${say("tool-width")} <input type="range" min="1" max=${Math.min(broadest, Math.max(8, Math.round(Math.max(size.w, size.h) / 5)))} value=${label.width} disabled=${label.tool === "box"} onInput=${(e) => label.setBroad(Number(e.target.value))} /> ${say("pixels", whole(label.width))}</label></fieldset>
    <${Fields} size=${size} add=${(box) => label.put([...draft, { kind: "box", box }])} />
    <div class="row"><button type="button" disabled=${!label.undo} onClick=${label.undo}>${say("undo")}</button><button type="button" disabled=${draft.length === 0} onClick=${() => label.put([])}>${say("remove-all")}</button></div>
    ${draft.length > 0 && html`<details><summary>${say("drawn-shapes", draft.length)}</summary><ul class="plain">${draft.map((s, i) => html`<li class="row"><span>${s.kind === "box" ? say("shape-box", s.box.x, s.box.y, s.box.width, s.box.height) : say("shape-" + s.kind, s.size)}</span>
      <button type="button" aria-label=${say("remove-shape", i + 1)} onClick=${() => label.put(draft.filter((_, n) => n !== i))}>${say("remove")}</button></li>`)}</ul></details>`}
    <form class="row" onSubmit=${(e) => { e.preventDefault(); save(); }}><label class="grow">${say("reason")} <input name="label-reason" value=${why} maxlength="1000" onInput=${(e) => setWhy(e.target.value)} /></label>
      <button class="go" disabled=${!label.changed}>${say("save-place")}</button><button type="button" onClick=${label.end}>${say("cancel")}</button></form>
  </div>`;
}

// Fields make a box without a pointer.
function Fields({ size, add }) {
  const submit = (e) => {
    e.preventDefault();
    const f = new FormData(e.currentTarget);
    const [x, y, width, height] = ["box-x", "box-y", "box-w", "box-h"].map((name) => Number(f.get(name)));
    add({ x, y, width: Math.min(width, size.w - x), height: Math.min(height, size.h - y) });
  };
  const field = (name, least, most) => html`<label>${say(name)} <input type="number" name=${name} required min=${least} max=${most} /></label>`;
  return html`<form class="filters boxes" onSubmit=${submit} aria-label=${say("box-by-numbers")}>
    ${field("box-x", 0, size.w - 1)} ${field("box-y", 0, size.h - 1)} ${field("box-w", 1, size.w)} ${field("box-h", 1, size.h)} <button>${say("add-box")}</button></form>`;
}
