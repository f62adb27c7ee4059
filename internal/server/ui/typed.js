// A field that keeps what is being typed, whatever else of the page is drawn anew, and says it when it is done.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";

export function Typed({ value, done, ...rest }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  return html`<input ...${rest} value=${text} onInput=${(e) => setText(e.target.value)} onChange=${(e) => done(e.target.value)} />`;
}
