// Known parts that a part is most like. To find them the station looks at the picture once more, so a page asks when
// the part has been looked at for a moment, and for one part at a time.

import { html, useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, say } from "/assets/common.js";

const calm = 400; // ms: parts that come faster are not looked at
let turn = Promise.resolve();

// Nearest shows the good part, and the known bad one where there is one, whose places are most like the worst place of a part.
export function Nearest({ trigger }) {
  const [near, setNear] = useState(null);
  useEffect(() => {
    let gone = false;
    setNear(null);
    const timer = trigger && setTimeout(() => {
      turn = turn.then(async () => {
        if (gone) return;
        const found = await ask(`/api/v1/results/${trigger}/nearest`).catch(() => null); // without its picture there is nothing to compare
        if (!gone) setNear(found);
      });
    }, calm);
    return () => { gone = true; clearTimeout(timer); };
  }, [trigger]);
  const worst = near?.places[0];
  const known = (kind, n) => n && html`<${Spot} key=${kind} src=${knownPicture(near, kind, n)} at=${n} text=${say("near-" + kind, n.name)} />`;
  return worst ? [known("good", worst.good[0]), known("bad", worst.bad[0])] : null;
}

// knownPicture is where the picture of a neighbour lies.
export const knownPicture = (near, kind, n) => `/api/v1/inspectors/${near.inspector}/${kind}/${n.picture}`;

// Spot is a picture with a ring around a place of it.
export function Spot({ src, at, text }) {
  return html`<figure class="spot"><div class="stage"><img alt="" src=${src} loading="lazy" />
    <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true"><circle cx=${at.x * 100} cy=${at.y * 100} r="7" /></svg></div><figcaption>${text}</figcaption></figure>`;
}
