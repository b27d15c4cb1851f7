// The bar above the chat, which no chat has: who one acts as, and the clock that can be moved.

import { showAbout } from "./about.js";
import { doing } from "./doing.js";
import { el, icon, iconButton } from "./dom.js";
import { menu } from "./menu.js";
import { announce } from "./notices.js";
import { newcomer } from "./newcomer.js";
import { avatar, standing } from "./people.js";
import { clockTime, shortDay, zoneName } from "./time.js";
import { me, now, world } from "./world.js";
import { showSidebar } from "./sidebar.js";
import { switchTo } from "./router.js";

const SPANS = [["1h", "+1 hour", "+1h"], ["1d", "+1 day", "+1d"], ["7d", "+1 week", "+1w"]];
let parts = null;
let journey = null;

export function setUpStage() {
  const places = iconButton("bars", "Places", () => showSidebar(!document.getElementById("house").classList.contains("choosing")), {
    id: "places-button", class: "quiet places-button", "aria-expanded": "false", "aria-controls": "sidebar",
  });
  const brand = el("div", { class: "brand" }, el("img", { src: "icon.svg", alt: "" }), el("span", { class: "name" }));
  const time = el("time", { class: "now" });
  const zone = el("span", { class: "zone" });
  const moves = SPANS.map(([span, long, short]) => mover(span, long, short));
  const next = mover("next", "Next thing due", "Next");
  next.prepend(icon("next"));
  const clock = el(
    "div",
    { class: "clock", role: "group", "aria-label": "The community’s clock" },
    el("span", { class: "face" }, icon("clock"), time, zone),
    el("span", { class: "moves" }, moves, next),
  );
  const actor = el("button", { type: "button", class: "actor", "aria-haspopup": "menu", "aria-expanded": "false", on: { click: (event) => chooseActor(event.currentTarget) } });
  const bar = el("div", { class: "progress", role: "progressbar", "aria-label": "Time is moving", "aria-valuemin": "0", "aria-valuemax": "100", hidden: true }, el("span"));
  const about = iconButton("info", "About this page", showAbout);
  document.getElementById("stage").append(places, brand, clock, el("div", { class: "end" }, about, actor), bar);
  parts = { brand, time, zone, moves: [...moves, next], next, actor, bar, clock };
}

function mover(span, long, short) {
  const words = [el("span", { class: "long", text: long }), el("span", { class: "short", text: short })];
  return el("button", { type: "button", class: "move", "aria-label": long, on: { click: () => move(span, long) } }, words);
}

async function move(span, words) {
  if (world.state.moving || journey || (span === "next" && !world.state.next_due)) return;
  const hours = { "1h": 1, "1d": 24, "7d": 168 }[span];
  const from = now().getTime();
  journey = { from, to: hours ? from + hours * 36e5 : Date.parse(world.state.next_due ?? world.state.now) };
  announce(`Moving time: ${words}.`);
  drawStage();
  const looking = setInterval(look, 350);
  const got = await doing("clock", { forward: span });
  clearInterval(looking);
  journey = null;
  if (got) announce(`It is now ${shortDay(new Date(got.now), world.state.zone)}, ${clockTime(new Date(got.now), world.state.zone)}.`);
  drawStage();
}

/** Look how far time has come, while it moves and nothing else tells. */
async function look() {
  const state = await fetch(`/api/state?as=${world.as}`).then((response) => response.json(), () => null);
  if (!state?.now || !journey) return;
  Object.assign(world, { heardAt: performance.now() });
  world.state.now = state.now;
  drawStage();
}

export function drawStage() {
  const { brand, time, zone, moves, next, actor, bar, clock } = parts;
  const at = now();
  const moving = world.state.moving || journey !== null;
  brand.querySelector(".name").textContent = world.state.name;
  time.textContent = `${shortDay(at, world.state.zone)}, ${clockTime(at, world.state.zone)}`;
  time.dateTime = at.toISOString();
  zone.textContent = zoneName(world.state.zone);
  zone.title = `The community’s zone: ${world.state.zone}`;
  clock.classList.toggle("moving", moving);
  const due = world.state.next_due && new Date(world.state.next_due);
  // Not `disabled`: that would take the focus from who has just pressed one.
  for (const one of moves) one.setAttribute("aria-disabled", String(moving || (one === next && !due)));
  next.title = due ? `Next: ${shortDay(due, world.state.zone)}, ${clockTime(due, world.state.zone)}` : "Nothing is scheduled";
  bar.hidden = !moving;
  drawProgress(bar, at);
  const who = me();
  const sign = `${who.id} ${who.name}`;
  if (actor.dataset.sign !== sign) {
    actor.dataset.sign = sign;
    actor.replaceChildren(avatar(who.id, "small"), el("span", { class: "words" }, el("span", { class: "unseen", text: "You act as " }), el("span", { class: "name", text: who.name })), icon("down"));
  }
}

function drawProgress(bar, at) {
  const whole = journey && journey.to > journey.from;
  const part = whole ? Math.max(0, Math.min(1, (at - journey.from) / (journey.to - journey.from))) : null;
  bar.classList.toggle("unknown", part === null);
  if (part === null) bar.removeAttribute("aria-valuenow");
  else bar.setAttribute("aria-valuenow", String(Math.round(part * 100)));
  bar.firstElementChild.style.width = part === null ? "" : `${Math.round(part * 100)}%`;
}

function chooseActor(anchor) {
  const items = world.state.members
    .filter((one) => !one.is_bot)
    .map((one) => ({
      label: one.name,
      about: [standing(one), one.zone && `${clockTime(now(), one.zone)} in ${zoneName(one.zone)}`].filter(Boolean).join(" · "),
      checked: one.id === world.as,
      before: avatar(one.id, "small"),
      act: () => switchTo(one.id),
    }));
  items.push({ label: "Somebody new …", about: "joins the community now", checked: false, before: icon("door"), act: newcomer });
  menu(anchor, "Act as", items);
}
