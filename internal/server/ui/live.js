// How the station stands, for all that a page shows of it: as the stream of its events tells.

import { useEffect, useState } from "/assets/vendor/preact-htm.js";
import { ask, speaks } from "/assets/common.js";

const query = "?lang=" + speaks;
export const stream = new EventSource("/api/v1/events" + query);

let at = { now: null, offline: false };
const hearers = new Set();
function tell(news) {
  at = { ...at, ...news };
  for (const hear of hearers) hear(at);
}

// follow calls hear with { now, offline }, now and with each change; what it gives ends that.
export function follow(hear) {
  hearers.add(hear);
  hear(at);
  return () => hearers.delete(hear);
}

export function useLive() {
  const [seen, setSeen] = useState(at);
  useEffect(() => follow(setSeen), []);
  return seen;
}

let answers = 0; // of commands; what was asked for before one does not know of it

// stands is told by whoever has got it as an answer.
export function stands(now) {
  answers++;
  tell({ now });
}

let asking = false, again = false; // once for many events, and once more for those that come meanwhile
export async function refresh() {
  again = true;
  if (asking) return;
  asking = true;
  while (again) {
    again = false;
    const before = answers;
    try {
      const now = await ask("/api/v1/state" + query);
      if (before === answers) tell({ now });
      else again = true;
    } catch { /* the stream tells that the station is gone */ }
  }
  asking = false;
}

stream.addEventListener("now", (e) => tell({ now: JSON.parse(e.data), offline: false }));
for (const kind of ["result", "late", "state", "alarm", "recipe"]) stream.addEventListener(kind, refresh);
stream.onerror = () => {
  tell({ offline: true });
  if (stream.readyState === EventSource.CLOSED) refresh(); // the session may have ended: that leads to the log-in
};
