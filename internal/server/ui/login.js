// The log-in, and the change of one's own password.

import { html, render, useRef, useState } from "/assets/vendor/preact-htm.js";

const words = {};
for (const span of document.getElementById("words").content.children) words[span.dataset.word] = span.textContent;
const say = (word) => words[word];

for (const a of document.querySelectorAll("nav a")) if (a.lang === document.documentElement.lang) a.setAttribute("aria-current", "true");

// to is the page of this station that was asked for before the log-in.
const asked = new URLSearchParams(location.search).get("to");
const to = ["/engineer", "/admin"].includes(asked) ? asked : "/";

// post gives the session, or throws the kind of problem that there is.
async function post(path, body, csrf = "") {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang, "X-CSRF-Token": csrf }, body: JSON.stringify(body) }).catch(() => null);
  if (!answer) throw { kind: "offline" };
  const content = await answer.json();
  if (answer.ok) return content;
  throw { kind: content.type?.split(":").pop(), detail: content.detail };
}

// Form asks, and shows what went wrong beneath its fields.
function Form({ title, fields, button, send, children }) {
  const [wrong, setWrong] = useState("");
  const form = useRef();
  const submit = async (e) => {
    e.preventDefault();
    setWrong("");
    try {
      await send(Object.fromEntries(new FormData(form.current)));
    } catch (error) {
      setWrong(say("problem-" + error.kind) ?? error.detail ?? String(error));
      form.current.querySelector("input[type=password]").select();
    }
  };
  return html`<form ref=${form} onSubmit=${submit}>
    <h2>${title}</h2>
    ${children}
    ${fields.map(([name, type, complete, note]) => html`<label>${say(name)}
      <input name=${name} type=${type} required autocomplete=${complete} autocapitalize="none" spellcheck="false" maxlength="200" aria-describedby=${note && name + "-note"} />
      ${note && html`<small id=${name + "-note"}>${note}</small>`}</label>`)}
    <p class="wrong" role="alert">${wrong}</p>
    <button class="main">${button}</button>
  </form>`;
}

function LogIn({ done }) {
  const send = async ({ name, password }) => done(await post("/api/v1/session", { name, password }), password);
  return html`<${Form} title=${say("log-in")} button=${say("log-in")} send=${send} fields=${[["name", "text", "username"], ["password", "password", "current-password"]]} />`;
}

// Change asks for the password until now, unless it was just given.
function Change({ session, typed }) {
  const send = async (f) => {
    if (f.new !== f.again) throw { detail: say("unequal") };
    try {
      await post("/api/v1/session/password", { old: typed ?? f.old, new: f.new }, session.csrf);
    } catch (error) {
      throw error.kind === "wrong" ? { kind: "old" } : error;
    }
    location.replace(to);
  };
  const fields = [["new", "password", "new-password", say("rules")], ["again", "password", "new-password"]];
  if (typed === undefined) fields.unshift(["old", "password", "current-password"]);
  return html`<${Form} title=${say("change")} button=${say("save")} send=${send} fields=${fields}>
    ${session.change ? html`<p>${say("first")}</p>` : html`<p><a href="/">${say("back")}</a></p>`}
    <input type="text" name="username" autocomplete="username" value=${session.user} hidden readonly />
  <//>`;
}

function Door({ first }) {
  const [session, setSession] = useState(first);
  const [typed, setTyped] = useState();
  const done = (s, password) => {
    if (!s.change) return location.replace(to);
    setTyped(password);
    setSession(s);
  };
  if (session.open) return html`<p>${say("open")}</p><p><a href="/">${say("go")}</a></p>`;
  if (session.user) return html`<${Change} session=${session} typed=${typed} />`;
  return html`<${LogIn} done=${done} />`;
}

const session = await (await fetch("/api/v1/session")).json();
if (session.user && !session.change && !new URLSearchParams(location.search).has("change")) location.replace("/");
render(html`<${Door} first=${session} />`, document.getElementById("door"));
document.querySelector("input:not([hidden])")?.focus();
