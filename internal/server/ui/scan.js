// The lot and the serial number of the next part, typed or scanned: scanners type like a
// keyboard and end with Enter, which goes on from the lot to the part and from there sets both.

import { ask, say, send, who } from "/assets/common.js";

const form = document.getElementById("scan");
const lot = document.getElementById("scan-lot");
const part = document.getElementById("scan-part");
const said = document.getElementById("scanned");

function show(next, newest) {
  said.textContent = next.lot || next.part ? say("scanned", next.lot || "–", next.part || "–") : "";
  if (newest && document.activeElement !== lot) lot.value = next.lot;
}

// A scanner does not wait for the station: a field is free for the next code at once, and what was
// scanned is told in the order in which it was.
let told = Promise.resolve(), turn = 0;
form.onsubmit = (e) => {
  e.preventDefault();
  const next = { lot: lot.value.trim(), part: part.value.trim(), who: who() };
  const mine = ++turn;
  part.value = "";
  part.focus();
  told = told.then(async () => {
    try {
      show(await send("POST", "/api/v1/next", next), mine === turn);
    } catch (wrong) {
      said.textContent = [next.part, wrong.message].filter(Boolean).join(": ");
      if (part.value || mine !== turn) return; // the next one is under way
      part.value = next.part;
      part.select(); // a scan takes its place
    }
  });
};
// What is scanned takes the place of the lot of before: a touch of the field marks it whole.
let touched = false;
lot.onfocus = () => { touched = true; lot.select(); };
lot.onmouseup = (e) => { if (touched) e.preventDefault(); touched = false; };
lot.onkeydown = (e) => {
  if (e.key !== "Enter") return;
  e.preventDefault();
  form.requestSubmit();
};
ask("/api/v1/next").then((next) => show(next, turn === 0)).catch(() => { /* the live page tells that the station is gone */ });
