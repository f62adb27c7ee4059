// The figure of how scores lie, with the two thresholds: to drag, or to read.

import { html, useEffect, useRef, useState } from "/assets/vendor/preact-htm.js";
import { say, score } from "/assets/common.js";

const foot = 24; // of the figure, where the numbers stand
const label = 112; // pixels that a threshold's label takes

// verdict is what thresholds make of a score.
export const verdict = (at, s) => s >= at.high ? "NG" : s >= at.low ? "REVIEW" : "OK";

// Histogram draws a spread with thresholds at { low, high }; setAt, if given, is told where they are dragged.
export function Histogram({ spread, at, setAt }) {
  const svg = useRef(null);
  const [[wide, high], setSize] = useState([1000, 260]); // as it is shown, so that letters keep their shape
  useEffect(() => {
    const seen = new ResizeObserver(([e]) => setSize([Math.max(200, e.contentRect.width), Math.max(120, e.contentRect.height)]));
    seen.observe(svg.current);
    return () => seen.disconnect();
  }, []);
  const [from, to] = [Math.min(spread.min, at.low), Math.max(spread.max, at.high)];
  const span = (to - from || 1) * 1.04, left = from - span * 0.02;
  const x = (s) => (s - left) / span * wide;
  const most = Math.max(...spread.bins);
  const y = (count) => count === 0 ? 0 : Math.log1p(count) / Math.log1p(most) * (high - foot - 20);
  const width = (spread.max - spread.min) / spread.bins.length || span / 100;
  const put = (which, s) => setAt(which === "low" ? { ...at, low: Math.min(s, at.high) } : { ...at, high: Math.max(s, at.low) });
  const drag = (which) => (e) => {
    if (!e.currentTarget.hasPointerCapture(e.pointerId)) return;
    const box = svg.current.getBoundingClientRect();
    put(which, left + (e.clientX - box.left) / box.width * span);
  };
  const keys = (which) => (e) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 }[e.key];
    if (!step) return;
    e.preventDefault();
    put(which, at[which] + step * span / 400);
  };
  const slider = (which) => setAt && { tabindex: 0, role: "slider", "aria-label": say(which), "aria-valuenow": at[which], "aria-valuemin": from, "aria-valuemax": to, "aria-valuetext": score(at[which]),
    onPointerDown: (e) => e.currentTarget.setPointerCapture(e.pointerId), onPointerMove: drag(which), onKeyDown: keys(which) };
  const anchor = (which) => x(at[which]) < label ? "start" : which === "low" || x(at[which]) > wide - label ? "end" : "start";
  const crowded = anchor("low") === anchor("high") && x(at.high) - x(at.low) < label; // one label stands below the other one then
  const line = (which, called) => html`<g class=${"handle is-" + called} ...${slider(which)}>
      <rect class="grip" x=${x(at[which]) - 14} y="0" width="28" height=${high - foot} /><line x1=${x(at[which])} x2=${x(at[which])} y1="14" y2=${high - foot} />
      <text x=${x(at[which])} y=${crowded && which === "low" ? 26 : 11} text-anchor=${anchor(which)}>${say("verdict-" + called)} ${score(at[which])}</text></g>`;
  const ticks = (wide < 500 ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1]).map((p) => left + span * (0.02 + 0.96 * p));
  return html`<svg ref=${svg} class=${"histogram" + (setAt ? "" : " still")} viewBox=${`0 0 ${wide} ${high}`} role=${setAt ? "group" : "img"} aria-label=${say("histogram")}>
    ${spread.bins.map((count, i) => count > 0 && html`<rect class=${"bar is-" + verdict(at, spread.min + (i + 0.5) * width)} x=${x(spread.min + i * width)} y=${high - foot - y(count)} width=${Math.max(0.8, width / span * wide - 0.6)} height=${y(count)} />`)}
    ${spread.known.slice(0, 3000).filter((k) => k.called !== "REVIEW").map((k) => html`<path class=${"known is-" + k.called} d=${k.called === "NG" ? `M${x(k.score) - 3} ${high - foot - 9}l6 6m0 -6l-6 6` : `M${x(k.score) - 3} ${high - foot - 5}l2.5 3 4 -6`} />`)}
    <line class="axis" x1="0" x2=${wide} y1=${high - foot} y2=${high - foot} />
    ${ticks.map((s) => html`<text class="tick" x=${x(s)} y=${high - 7} text-anchor=${s === ticks[0] ? "start" : s === ticks.at(-1) ? "end" : "middle"}>${score(s)}</text>`)}
    ${line("low", "REVIEW")}${line("high", "NG")}
  </svg>`;
}
