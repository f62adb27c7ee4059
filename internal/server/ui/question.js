// A question in a dialog, with the reason for what is done then.

import { html, useEffect, useRef, useState } from "/assets/vendor/preact-htm.js";
import { say } from "/assets/common.js";

// useOpen is the reference of a dialog that opens when it is there.
export function useOpen() {
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
