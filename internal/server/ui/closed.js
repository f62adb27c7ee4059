// A page that is for others: who has logged in, and the way to log in as somebody else, who comes back here.

import { out } from "/assets/account.js";
import { me, say, speaks } from "/assets/common.js";

for (const a of document.querySelectorAll("nav a[hreflang]")) if (a.lang === speaks) a.setAttribute("aria-current", "true");

const session = await me();
document.getElementById("yours").textContent = say("yours", session.user, session.roles.map((r) => say("role-" + r)).join(", "));
document.getElementById("other").onclick = () => out("/login?to=" + encodeURIComponent(location.pathname));
