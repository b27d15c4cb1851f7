// The bot's home view: drawn by the bot whenever one opens it.

import { Refused, ask } from "./api.js";
import { blocks } from "./blocks.js";
import { el } from "./dom.js";
import { announce, toast } from "./notices.js";
import { world } from "./world.js";

let view = null;
let shownFor = "";

export function setUpHome() {
  view = el("div", { class: "scroll home", id: "home-view", hidden: true, tabindex: "-1", role: "region", "aria-label": "Home" });
  document.getElementById("stream").after(view);
}

export function drawHome() {
  view.hidden = world.view !== "home";
  if (view.hidden) shownFor = "";
  else if (shownFor !== world.as) {
    shownFor = world.as;
    load();
  }
}

async function load(answer = null) {
  const as = world.as;
  try {
    const { blocks: found } = await ask("home", { as });
    if (as === world.as && world.view === "home") show(found, answer);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message);
  }
}

function show(found, answer) {
  const again = (got) => {
    if (got?.ephemeral) announce(got.ephemeral.text);
    if (got) load(got.ephemeral);
  };
  const said = answer && el("div", { class: "said", role: "status" }, blocks(answer.blocks, answer.id, again));
  const page = found.length > 0 ? blocks(found, "home", again) : el("p", { text: "copbot has nothing to show here yet." });
  const head = el("h2", { class: "unseen", text: "From copbot" });
  view.replaceChildren(...[said, el("div", { class: "sheet" }, head, page)].filter(Boolean));
}
