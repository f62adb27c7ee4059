// Who has logged in, in the head of each page. It tells the station that a person is there, so
// that nobody is logged out in the middle of work, and leads to the log-in when the session has ended.

import { html, render } from "/assets/vendor/preact-htm.js";

const words = {};
for (const span of document.getElementById("account-words").content.children) words[span.dataset.word] = span.textContent;

const session = await (await fetch("/api/v1/session")).json();
if (!session.open && !session.user) location.replace("/login");

function post(path, method = "POST") {
  return fetch(path, { method, headers: { "X-CSRF-Token": session.csrf ?? "" } });
}

// out logs out, once nothing of the session is under way.
let underWay = null;
export async function out(to = "/login") {
  await underWay;
  await post("/api/v1/session", "DELETE");
  location.replace(to);
}

function Account() {
  if (session.open) return html`<span class="open" title=${words["open-why"]}>${words.open}</span>`;
  return html`
    <span class="who">${session.user}</span>
    ${session.roles.some((r) => r === "admin" || r === "auditor") && html`<a href="/admin" aria-current=${location.pathname === "/admin" ? "page" : null}>${words.admin}</a>`}
    <a href="/login?change">${words.password}</a>
    <button type="button" onClick=${() => out()}>${words.out}</button>`;
}
render(html`<${Account} />`, document.getElementById("account"));

const minute = 60_000;
let told = 0;
async function active() {
  if (session.open || Date.now() - told < minute) return;
  told = Date.now();
  underWay = post("/api/v1/session/active").catch(() => null); // the page says that the station is gone
  const answer = await underWay;
  if (answer?.status === 401) location.replace("/login");
}
for (const deed of ["pointerdown", "keydown"]) addEventListener(deed, active, { passive: true, capture: true });
