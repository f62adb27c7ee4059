// Parts of dialogs of the admin page: a secret that is shown once, and roles.

import { html, useState } from "/assets/vendor/preact-htm.js";
import { say } from "/assets/common.js";
import { useOpen } from "/assets/question.js";

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
