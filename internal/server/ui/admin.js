// The admin page: who may do what, what is kept, and what was done.

import { html, render } from "/assets/vendor/preact-htm.js";
import { me, say, speaks } from "/assets/common.js";
import { Audit, Storage } from "/assets/records.js";
import { Self, Stations } from "/assets/self.js";
import { Keys, Users } from "/assets/users.js";
import { Webhooks } from "/assets/webhooks.js";

for (const a of document.querySelectorAll("nav a")) if (a.lang === speaks) a.setAttribute("aria-current", "true");

const session = await me();
const admin = document.getElementById("admin");
const station = !("plant" in admin.dataset); // the pages of a plant have no webhooks and keep no pictures
render(html`
  ${session.open ? html`<section><p>${say("open")}</p></section>` : html`<${Users} /><${Keys} />`}
  ${station ? html`<${Self} /><${Webhooks} /><${Storage} />` : html`<${Stations} />`}
  <${Audit} />`, admin);
