// Pages with several views: which one is shown follows the part of the address behind #.

import { html, useLayoutEffect, useState } from "/assets/vendor/preact-htm.js";
import { say, speaks } from "/assets/common.js";

const where = () => location.hash.slice(1).split("/");

for (const a of document.querySelectorAll("nav a[hreflang]")) {
  if (a.lang === speaks) a.setAttribute("aria-current", "true");
  a.addEventListener("click", () => { a.hash = location.hash; });
}

// useWhere is the address behind #, in parts; moved hears when somebody goes elsewhere.
export function useWhere(moved) {
  const [at, setAt] = useState(where());
  useLayoutEffect(() => { // at once: who goes on before the page is painted must not be missed
    const move = () => { setAt(where()); moved(); scrollTo(0, 0); };
    addEventListener("hashchange", move);
    return () => removeEventListener("hashchange", move);
  }, []);
  return at;
}

export function Tabs({ names, chosen }) {
  return html`<nav class="tabs" aria-label=${say("views")}>${names.map((name) => html`<a href=${"#" + name} aria-current=${chosen === name ? "page" : undefined}>${say("view-" + name)}</a>`)}</nav>`;
}
