// A page that is for others: who has logged in, and the way to log in as somebody else, who comes back here.

import { me, say, send, speaks } from "/assets/common.js";

for (const a of document.querySelectorAll("nav a[hreflang]")) if (a.lang === speaks) a.setAttribute("aria-current", "true");

const session = await me();
document.getElementById("yours").textContent = say("yours", session.user, session.roles.map((r) => say("role-" + r)).join(", "));
document.getElementById("other").onclick = async () => {
  await send("DELETE", "/api/v1/session");
  location.assign("/login?to=" + encodeURIComponent(location.pathname));
};
