// The places at the side: home, channels, the bot, rooms; what is new in each.

import { arrows, el, icon, keep } from "./dom.js";
import { unread, world } from "./world.js";

const HEADS = { channel: "Channels", direct: "Direct messages", room: "Rooms" };

export function setUpSidebar() {
  const side = document.getElementById("sidebar");
  side.addEventListener("keydown", (event) => arrows(event, [...side.querySelectorAll("a")]));
  side.addEventListener("click", (event) => event.target.closest("a") && showSidebar(false));
  side.append(el("ul", { class: "places", data: { group: "home" } }));
  for (const [kind, head] of Object.entries(HEADS)) {
    side.append(el("h2", { id: `places-${kind}`, text: head }), el("ul", { class: "places", "aria-labelledby": `places-${kind}`, data: { group: kind } }));
  }
}

/** On a narrow window the places lie over the chat; show or hide them. */
export function showSidebar(open) {
  document.getElementById("house").classList.toggle("choosing", open);
  cover();
  document.getElementById("places-button")?.setAttribute("aria-expanded", String(open));
  if (open) (document.querySelector("#sidebar [aria-current]") ?? document.querySelector("#sidebar a")).focus();
}

/** What lies under something else on a narrow window is out of reach. */
export function cover() {
  const narrow = matchMedia("(max-width: 760px)").matches;
  const choosing = narrow && document.getElementById("house").classList.contains("choosing");
  const thread = document.getElementById("thread");
  thread.inert = choosing;
  document.getElementById("main").inert = choosing || (narrow && !thread.hidden);
}

export function drawSidebar() {
  const group = (name) => document.querySelector(`#sidebar [data-group=${name}]`);
  const home = world.view === "home";
  keep(group("home"), [row({ key: "home", href: "#home", name: "Home", here: home, mark: () => icon("home") })]);
  for (const kind of Object.keys(HEADS)) {
    const there = world.state.channels.filter((one) => one.kind === kind && !one.archived);
    const rows = there.map((one) => {
      const here = !home && one.id === world.channel;
      const sign = kind === "channel" ? "hash" : kind === "room" ? "door" : null;
      const mark = () => (sign ? icon(sign) : el("img", { src: "icon.svg", alt: "", class: "face" }));
      return row({ key: one.id, href: `#${one.id}`, name: one.name, here, mark, ...unread(one.id) });
    });
    keep(group(kind), rows);
    document.getElementById(`places-${kind}`).hidden = rows.length === 0;
  }
}

function row({ key, href, name, here, mark, count = 0, pinged = false }) {
  const make = () => {
    const news = count > 0 && !here;
    const badge = news && el("span", { class: `news${pinged ? " pinged" : ""}` }, el("span", { "aria-hidden": "true", text: String(count) }), el("span", { class: "unseen", text: `${count} new` }));
    const attributes = { href, "aria-current": here ? "page" : null, class: news ? "fresh" : null, data: { focus: key } };
    return el("li", {}, el("a", attributes, mark(), el("span", { class: "name", text: name }), badge));
  };
  return { key, sign: JSON.stringify([name, here, here ? 0 : count, pinged]), make };
}
