// Dialogs: a question with its answer, and a secret that is shown once.

import { html, useEffect, useRef, useState } from "/assets/vendor/preact-htm.js";
import { say } from "/assets/common.js";

function useOpen() {
  const dialog = useRef();
  useEffect(() => { dialog.current.showModal(); }, []);
  return dialog;
}

// Ask shows fields and does send with what was filled in; done closes it.
export function Ask({ title, why, button, danger, send, done, children }) {
  const dialog = useOpen();
  const [wrong, setWrong] = useState("");
  const submit = async (e) => {
    e.preventDefault();
    setWrong("");
    try {
      await send(new FormData(e.currentTarget));
    } catch (error) {
      setWrong(problem(error));
    }
  };
  return html`<dialog ref=${dialog} onClose=${done} aria-labelledby="dialog-title">
    <form onSubmit=${submit}>
      <h2 id="dialog-title">${title}</h2>
      ${why && html`<p>${why}</p>`}
      ${children}
      <label class="field">${say("reason")} <input name="reason" maxlength="1000" autocomplete="off" /></label>
      <p class="wrong" role="alert">${wrong}</p>
      <div class="buttons">
        <button type="button" onClick=${() => dialog.current.close()}>${say("cancel")}</button>
        <button class=${danger ? "danger" : "main"}>${button}</button>
      </div>
    </form>
  </dialog>`;
}

// problem is what went wrong, in the words of the page where it has some.
function problem(error) {
  const word = "problem-" + error.kind;
  const text = say(word);
  return text === word ? error.message : text;
}

// Secret shows a password or a key, and why it should be kept.
export function Secret({ title, text, why = say("once"), done }) {
  const dialog = useOpen();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch { /* without TLS browsers allow it at this computer alone: it can be marked */ }
  };
  return html`<dialog ref=${dialog} onClose=${done} aria-labelledby="dialog-title">
    <form method="dialog">
      <h2 id="dialog-title">${title}</h2>
      <code class="secret" tabindex="0">${text}</code>
      <p>${why}</p>
      <div class="buttons">
        <span role="status">${copied && say("copied")}</span>
        ${navigator.clipboard && html`<button type="button" onClick=${copy}>${say("copy")}</button>`}
        <button class="main">${say("close")}</button>
      </div>
    </form>
  </dialog>`;
}

const roles = ["operator", "engineer", "approver", "admin", "auditor"];

// Roles are boxes to tick.
export function Roles({ chosen = [] }) {
  return html`<fieldset><legend>${say("roles")}</legend>
    ${roles.map((r) => html`<label class="tick"><input type="checkbox" name="role" value=${r} checked=${chosen.includes(r)} />${say("role-" + r)}</label>`)}
  </fieldset>`;
}

// roleNames are roles as people read them.
export const roleNames = (list) => list.map((r) => say("role-" + r)).join(", ");
