(function () {
  "use strict";
  var map = document.currentScript.parentNode;
  var data = JSON.parse(map.querySelector(".map-data").textContent);
  var card = map.querySelector(".map-card"), picture = card.querySelector(".map-picture"), words = card.querySelector("p");
  var only = -1, wrongOnly = false, at = -1;

  var figures = Array.prototype.map.call(map.querySelectorAll(".map-figure"), function (box) {
    var raw = atob(box.dataset.places), xy = [];
    for (var i = 0; i < raw.length; i += 2) xy.push((raw.charCodeAt(i) + 256 * raw.charCodeAt(i + 1)) / 100);
    var svg = box.querySelector("svg"), ring = document.createElementNS(svg.namespaceURI, "circle");
    ring.setAttribute("class", "map-ring");
    ring.setAttribute("r", 6);
    ring.style.display = "none";
    svg.appendChild(ring);
    return { box: box, svg: svg, ring: ring, xy: xy, width: svg.viewBox.baseVal.width };
  });

  function wrong(i) { return data.called.length > 0 && data.called[i] !== data.label[i]; }
  function open(i) { return (only < 0 || data.label[i] === only) && (!wrongOnly || wrong(i)); }

  // pick finds the open point that costs least; cost gives Infinity for what is out of question.
  function pick(f, cost) {
    var best = -1, least = Infinity;
    for (var i = 0; 2 * i < f.xy.length; i++) {
      var c = open(i) ? cost(f.xy[2 * i], f.xy[2 * i + 1], i) : Infinity;
      if (c < least) { best = i; least = c; }
    }
    return best;
  }

  function hide() {
    at = -1;
    card.hidden = true;
    figures.forEach(function (f) { f.ring.style.display = "none"; });
  }

  function show(i, f) {
    if (i < 0) { hide(); return; }
    at = i;
    figures.forEach(function (g) {
      g.ring.setAttribute("cx", g.xy[2 * i]);
      g.ring.setAttribute("cy", g.xy[2 * i + 1]);
      g.ring.style.display = "";
    });
    var sheet = map.querySelector(".map-sheet"), w = data.size[0], h = data.size[1], side = map.offsetWidth < 520 ? 88 : 128, scale = side / Math.max(w, h);
    picture.style.width = w * scale + "px";
    picture.style.height = h * scale + "px";
    picture.style.backgroundImage = "url(" + sheet.src + ")";
    picture.style.backgroundSize = sheet.naturalWidth * scale + "px auto";
    picture.style.backgroundPosition = -(i % data.columns) * data.step[0] * scale + "px " + -Math.floor(i / data.columns) * data.step[1] * scale + "px";
    words.textContent = "";
    if (data.label.length) {
      var name = document.createElement("b");
      name.textContent = data.names[data.label[i]];
      words.appendChild(name);
      if (wrong(i)) words.appendChild(document.createTextNode(card.dataset.called.replace("%s", function () { return data.names[data.called[i]]; }) + " · "));
    }
    words.appendChild(document.createTextNode("#" + data.index[i]));
    card.hidden = false;
    // Beside the point, on the side with more room, inside the map.
    var here = map.getBoundingClientRect(), r = f.svg.getBoundingClientRect(), k = r.width / f.width;
    var x = r.left - here.left + f.xy[2 * i] * k, y = r.top - here.top + f.xy[2 * i + 1] * k;
    var left = x > here.width / 2 ? x - card.offsetWidth - 14 : x + 14;
    card.style.left = Math.max(0, Math.min(left, here.width - card.offsetWidth)) + "px";
    card.style.top = Math.max(0, Math.min(y - card.offsetHeight / 2, here.height - card.offsetHeight)) + "px";
  }

  figures.forEach(function (f) {
    function under(e) {
      var r = f.svg.getBoundingClientRect(), k = r.width / f.width, reach = (e.pointerType === "mouse" ? 14 : 28) / k;
      var x = (e.clientX - r.left) / k, y = (e.clientY - r.top) / k;
      return pick(f, function (px, py) {
        var d = (px - x) * (px - x) + (py - y) * (py - y);
        return d <= reach * reach ? d : Infinity;
      });
    }
    f.box.addEventListener("pointermove", function (e) { if (e.pointerType === "mouse") show(under(e), f); });
    f.box.addEventListener("pointerdown", function (e) { show(under(e), f); });
    f.box.addEventListener("pointerleave", function (e) { if (e.pointerType === "mouse") hide(); });
    f.box.addEventListener("blur", hide);
    f.box.addEventListener("keydown", function (e) {
      var way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key], next = at;
      if (e.key === "Escape") { hide(); return; }
      if (e.key === "n") {
        next = -1;
        for (var i = 1; i <= data.index.length && next < 0; i++) {
          var j = (at + i + data.index.length) % data.index.length;
          if (open(j) && wrong(j)) next = j;
        }
      } else if (!way) {
        return;
      } else if (at < 0) {
        next = pick(f, function (px, py) { return Math.abs(px - f.width / 2) + Math.abs(py - f.width / 2); });
      } else {
        var x = f.xy[2 * at], y = f.xy[2 * at + 1];
        next = pick(f, function (px, py, i) {
          var along = (px - x) * way[0] + (py - y) * way[1], aside = Math.abs((px - x) * way[1]) + Math.abs((py - y) * way[0]);
          return i !== at && along > 0 && aside <= along ? along + aside : Infinity;
        });
        if (next < 0) next = at;
      }
      e.preventDefault();
      show(next, f);
    });
  });

  function fade() {
    hide();
    map.querySelectorAll(".map-figure path[class]").forEach(function (p) {
      var kept = (only < 0 || p.classList.contains("k" + only)) && (!wrongOnly || p.classList.contains("marked"));
      p.classList.toggle("faded", !kept);
    });
    map.querySelectorAll(".map-key").forEach(function (b) {
      b.setAttribute("aria-pressed", "wrong" in b.dataset ? wrongOnly : only === +b.dataset.class);
    });
  }
  map.querySelectorAll(".map-key").forEach(function (b) {
    b.addEventListener("click", function () {
      if ("wrong" in b.dataset) wrongOnly = !wrongOnly;
      else only = only === +b.dataset.class ? -1 : +b.dataset.class;
      fade();
    });
  });
  map.querySelector(".map-how").hidden = false;
})();
