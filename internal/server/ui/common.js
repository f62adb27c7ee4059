// What the pages share: words, numbers, times, questions to the server, the shapes of verdicts.

import { html } from "/assets/vendor/preact-htm.js";

export const speaks = document.documentElement.lang;

const words = {};
for (const span of document.getElementById("words").content.children) words[span.dataset.word] = span.textContent;

// say is a word of the page's template, with values in the places of {}.
export function say(word, ...values) {
  let text = words[word] ?? word;
  for (const v of values) text = text.replace("{}", () => v);
  return text;
}

export const numeral = (digits) => new Intl.NumberFormat(speaks, { maximumSignificantDigits: digits });
export const whole = (n) => new Intl.NumberFormat(speaks).format(n);
export const score = (n) => numeral(4).format(n);
// written is a number as a field for numbers has it, to five digits; the number itself stays as it is.
export const written = (n) => String(Number(n.toPrecision(5)));
export const percent = (share) => new Intl.NumberFormat(speaks, { style: "percent", maximumSignificantDigits: 3 }).format(share);
const clock = new Intl.DateTimeFormat(speaks, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(speaks, { dateStyle: "short", timeStyle: "medium", hourCycle: "h23" });
export const time = (text) => clock.format(new Date(text));
export const moment = (text) => day.format(new Date(text));
export const short = (hash) => hash.slice(0, 8);

const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"];
// size is a number of bytes as people read it.
export function size(n) {
  let unit = 0;
  for (; n >= 1000 && unit < units.length - 1; unit++) n /= 1000;
  return new Intl.NumberFormat(speaks, { style: "unit", unit: units[unit], maximumSignificantDigits: 3 }).format(n);
}

// ask asks for JSON; send does something. Both throw an error with the sentence of the server, in the language of
// the page.
export async function ask(path) {
  return answer(await fetch(path, { headers: { "Accept-Language": speaks } }));
}

let session = null;
export async function me() {
  session ??= await ask("/api/v1/session");
  return session;
}

// who is what records are told of who asks: nothing of a user, the name that was typed else.
export const who = () => session?.open ? localStorage.getItem("who") || undefined : undefined;

// logsIn says whether people log in here.
export const logsIn = () => session !== null && !session.open;

export async function send(method, path, body, type = "application/json") {
  const headers = { "Content-Type": type, "Accept-Language": speaks };
  const csrf = (await me()).csrf;
  if (csrf) headers["X-CSRF-Token"] = csrf;
  const data = type === "application/json" ? JSON.stringify(body) : body;
  return answer(await fetch(path, { method, headers, body: method === "DELETE" ? undefined : data, keepalive: method === "DELETE" }));
}

async function answer(response) {
  if (response.status === 401) location.assign("/login");
  const body = await response.json().catch(() => null);
  if (response.ok) return body;
  const error = new Error([body?.detail ?? response.statusText, ...(body?.errors ?? []).map((e) => e.message)].join("; "));
  error.kind = body?.type?.split(":").pop(); // what happened, for programs
  throw error;
}

// the roles of who asks
export const may = (...roles) => session !== null && (session.open || (session.roles ?? []).some((r) => roles.includes(r)));

export function Shape({ verdict }) {
  return html`<svg class="shape" aria-hidden="true"><use href=${"#shape-" + verdict} /></svg>`;
}

export function Called({ verdict }) {
  return html`<span class=${"called is-" + verdict}><${Shape} verdict=${verdict} />${say("verdict-" + verdict)}</span>`;
}

// recipeName is what people call a version of a recipe; of a plant only its hash is known.
export const recipeName = (r) => r.product ? say("recipe", r.product, r.number) : short(r.hash);

// keyOf is what a version is chosen by: its hash, at a plant with the station that judges by it; versionName is what people call it.
export const keyOf = (r) => r.station ? r.station + "/" + r.hash : r.hash;
export const versionName = (r) => (r.station_name ? r.station_name + " " : "") + recipeName(r);

// usual is the version that a view shows when nobody has chosen one: the one that judges, else the last one.
export const usual = (book) => book.active ?? (book.stations ? book.recipes[0] && keyOf(book.recipes[0]) : book.recipes.at(-1)?.hash);

// place is where the API has a result: under its number, at a plant under that of its station, with what tells it from another
// one of the same number.
export const place = (r) => r.station_id ? `${r.station_id}/${r.trigger}.${r.digest.slice(0, 12)}` : String(r.trigger);
const numberOf = (at) => String(at).split("/").pop().split(".")[0];

// Stage is the picture of a part with its heat map, which a press on Space or the button hides; map is where another map lies than
// the one that was kept. seen gets the picture once it is there, or null; children lie over it.
export function Stage({ trigger, bare, heat = true, map, lazy, seen, children }) {
  const path = `/api/v1/results/${trigger}/`;
  const loading = lazy ? "lazy" : "eager";
  const gone = (e) => { e.currentTarget.hidden = true; };
  const here = (e) => { e.currentTarget.hidden = false; };
  return html`<div class=${"stage" + (bare ? " bare" : "")} key=${trigger}>
    <img alt=${say("picture", numberOf(trigger))} loading=${loading} src=${path + "picture"} onError=${(e) => { gone(e); seen?.(null); }} onLoad=${(e) => { here(e); seen?.(e.currentTarget); }} />
    ${heat && html`<img class="heat" alt="" loading=${loading} src=${map ?? path + "heat"} hidden=${!lazy} onError=${gone} onLoad=${here} />`}
    ${children}
  </div>`;
}

// typing says whether a key belongs to a field.
export const typing = (e) => e.ctrlKey || e.metaKey || e.altKey || e.target.closest?.("input:not([type=checkbox]), textarea, select");
