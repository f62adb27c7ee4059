(function () {
  "use strict";
  var box = document.currentScript.parentNode;
  var data = JSON.parse(box.querySelector(".mover-data").textContent);
  var area = box.querySelector(".mover-figure"), said = box.querySelector(".mover-said"), reset = box.querySelector("button");
  var handles = { low: box.querySelector("[data-handle=low]"), high: box.querySelector("[data-handle=high]") };
  var rows = Array.prototype.slice.call(box.querySelectorAll("tr[data-side]"));
  var width = data.range[1] - data.range[0], now = data.thresholds.slice();

  // below counts the sorted scores under a threshold.
  function below(list, t) {
    var lo = 0, hi = list.length;
    while (lo < hi) {
      var mid = (lo + hi) >> 1;
      if (list[mid] < t) lo = mid + 1; else hi = mid;
    }
    return lo;
  }

  function counts(side, t) {
    var list = data.scores[side], ok = below(list, t[0]), notNG = below(list, t[1]);
    return { OK: ok, REVIEW: notNG - ok + data.guarded[side], NG: list.length - notNG };
  }

  function verdict(s, t) { return s >= t[1] ? 2 : s < t[0] ? 0 : 1; }

  function changed() {
    var n = 0;
    data.scores.forEach(function (list) {
      (list || []).forEach(function (s) { if (verdict(s, now) !== verdict(s, data.thresholds)) n++; });
    });
    return n;
  }

  function number(v) { return String(parseFloat(v.toPrecision(4))); }

  function put(text, a, b) { return text.replace("%1", function () { return a; }).replace("%2", function () { return b; }); }

  function draw() {
    ["low", "high"].forEach(function (key, k) {
      var h = handles[key], share = (now[k] - data.range[0]) / width;
      var at = 100 * (data.span[0] + share * (data.span[1] - data.span[0]));
      h.style.left = at + "%";
      h.classList.toggle("flip", k === 0 ? at < 36 : at > 70);
      h.querySelector("b").textContent = number(now[k]);
      h.setAttribute("aria-valuenow", number(now[k]));
    });
    rows.forEach(function (row) {
      var side = +row.dataset.side, n = counts(side, now)[row.dataset.verdict], of = data.share[side].length - 1, cells = row.querySelectorAll("td");
      cells[0].textContent = put(data.of, n, of);
      cells[1].textContent = data.share[side][n];
      cells[2].textContent = data.at_most[side][n];
    });
    var own = now[0] === data.thresholds[0] && now[1] === data.thresholds[1];
    said.textContent = own ? data.same : put(data.changed, changed());
    reset.disabled = own;
  }

  // set moves a threshold; the other one gives way, so that they stay in order.
  function set(k, v) {
    v = Math.max(data.range[0], Math.min(v, data.range[1]));
    now[k] = v;
    if (k === 0) now[1] = Math.max(now[1], v); else now[0] = Math.min(now[0], v);
    draw();
  }

  ["low", "high"].forEach(function (key, k) {
    var h = handles[key], held = false;
    h.setAttribute("role", "slider");
    h.setAttribute("tabindex", "0");
    h.setAttribute("aria-valuemin", number(data.range[0]));
    h.setAttribute("aria-valuemax", number(data.range[1]));
    h.addEventListener("pointerdown", function (e) {
      held = true;
      h.setPointerCapture(e.pointerId);
      h.focus();
      e.preventDefault();
    });
    h.addEventListener("pointermove", function (e) {
      if (!held) return;
      var r = area.getBoundingClientRect(), share = ((e.clientX - r.left) / r.width - data.span[0]) / (data.span[1] - data.span[0]);
      set(k, data.range[0] + share * width);
    });
    ["pointerup", "pointercancel"].forEach(function (end) { h.addEventListener(end, function () { held = false; }); });
    h.addEventListener("keydown", function (e) {
      var step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10 }[e.key];
      if (step) set(k, now[k] + step * width / 400);
      else if (e.key === "Home") set(k, data.range[0]);
      else if (e.key === "End") set(k, data.range[1]);
      else return;
      e.preventDefault();
    });
  });
  reset.addEventListener("click", function () { now = data.thresholds.slice(); draw(); });
  Array.prototype.forEach.call(box.querySelectorAll("[hidden]"), function (e) { e.hidden = false; });
  draw();
}());
