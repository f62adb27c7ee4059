// A field that keeps what is being typed, whatever else of the page is drawn anew, and says it when it is done.

import { html, useState } from "/assets/vendor/preact-htm.js";

export function Typed({ value, done, ...rest }) {
  // What was typed counts as long as the value is that over which it was typed.
  const [typed, setTyped] = useState({ over: value, text: value });
  const end = (e) => {
    const text = e.target.value;
    setTyped({ over: value, text: value }); // where the value does not become that, it shows again
    done(text);
  };
  return html`<input ...${rest} value=${typed.over === value ? typed.text : value} onInput=${(e) => setTyped({ over: value, text: e.target.value })} onChange=${end} />`;
}
