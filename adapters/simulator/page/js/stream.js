// The channel in the middle: its messages by day, the newest at the bottom.

import { el, icon, keep } from "./dom.js";
import { drawMessage, enliven, reachable, signOf } from "./messages.js";
import { dayKey, myZone, sayDay } from "./time.js";
import { markRead, place, repliesTo, rootsIn, world } from "./world.js";

const AT_FIRST = 120;
const TOGETHER = 5 * 60 * 1000;
const shown = new Map();
let log = null;
let drawn = "";
let newest = "";
let stuck = true;
let top = 0;

export function setUpStream() {
  const scroll = document.getElementById("stream");
  log = el("div", { class: "log", role: "log", "aria-live": "off" });
  const latest = el("button", { type: "button", class: "latest", hidden: true, on: { click: () => toBottom(scroll) } }, icon("down"), el("span", { text: "Newest messages" }));
  scroll.append(log);
  scroll.after(latest);
  scroll.addEventListener("scroll", () => {
    if (isAtBottom(scroll)) stuck = true;
    else if (scroll.scrollTop < top) stuck = false;
    top = scroll.scrollTop;
    latest.hidden = stuck;
    if (isAtBottom(scroll) && document.hasFocus()) read();
  });
  addEventListener("focus", () => isAtBottom(scroll) && read());
  new ResizeObserver(() => stuck && toBottom(scroll)).observe(log);
  enliven(log);
}

function read() {
  if (world.state && world.view === "channel") markRead(world.channel);
}

const isAtBottom = (scroll) => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;

function toBottom(scroll) {
  scroll.scrollTop = scroll.scrollHeight;
}

export function drawStream() {
  const scroll = document.getElementById("stream");
  scroll.hidden = world.view !== "channel";
  if (scroll.hidden) {
    drawn = "";
    document.querySelector(".latest").hidden = true;
    return;
  }
  const here = `${world.as} ${world.channel}`;
  const arrived = here !== drawn;
  const bottom = arrived || isAtBottom(scroll);
  const channel = place();
  const all = rootsIn(world.channel).filter((one) => !one.gone || repliesTo(one.id).length > 0);
  const most = Math.max(shown.get(here) ?? AT_FIRST, markedBack(all));
  log.setAttribute("aria-label", `Messages in ${channel.name}`);
  keep(log, items(all.slice(-most), all.length > most ? here : null, most, channel));
  reachable(log);
  drawn = here;
  if (world.marked) {
    stuck = false;
    showMarked();
  } else if (bottom) {
    stuck = true;
    toBottom(scroll);
  }
  const last = all.at(-1)?.id ?? "";
  if (!bottom && last !== newest) document.querySelector(".latest").hidden = false;
  newest = last;
  if (bottom && document.hasFocus()) read();
}

function markedBack(all) {
  const at = all.findIndex((one) => one.id === world.marked);
  return at < 0 ? 0 : all.length - at;
}

function items(messages, more, most, channel) {
  const made = [];
  if (more) made.push({ key: "more", sign: String(most), make: () => earlier(more, most) });
  else made.push({ key: "begin", sign: `${world.as}${channel.id}`, make: () => beginning(channel, messages.length) });
  let before = null;
  for (const message of messages) {
    const day = dayKey(new Date(message.at), myZone());
    if (!before || day !== dayKey(new Date(before.at), myZone())) {
      const words = sayDay(new Date(message.at), myZone());
      made.push({ key: `day ${day}`, sign: words, make: () => el("h2", { class: "day" }, el("span", { text: words })) });
      before = null;
    }
    const follows = Boolean(before) && !message.gone && follow(before, message);
    const options = { follows, rooted: true };
    made.push({ key: message.id, sign: signOf(message, options), make: () => drawMessage(message, options) });
    before = message;
  }
  return made;
}

function follow(before, message) {
  const near = Date.parse(message.at) - Date.parse(before.at) < TOGETHER;
  return near && before.author === message.author && before.ephemeral === message.ephemeral && !before.gone;
}

function earlier(here, most) {
  const act = () => {
    const scroll = document.getElementById("stream");
    const below = scroll.scrollHeight - scroll.scrollTop;
    shown.set(here, most + AT_FIRST);
    drawStream();
    scroll.scrollTop = scroll.scrollHeight - below;
  };
  return el("p", { class: "earlier" }, el("button", { type: "button", class: "button plain", text: "Show earlier messages", on: { click: act } }));
}

function beginning(channel, count) {
  if (channel.kind === "direct") {
    return el("div", { class: "begin" }, el("p", { class: "title", text: "You and copbot" }), el("p", { text: "Nobody else reads this. Ask for help, or use any command." }));
  }
  const about = channel.topic || (channel.kind === "room" ? "A room for a few." : "");
  const quiet = count === 0 ? "Nothing was said here yet. Be the first, or type / to see what copbot can do." : "";
  return el("div", { class: "begin" }, el("p", { class: "title", text: `This is where ${channel.kind === "room" ? "" : "#"}${channel.name} begins` }), about && el("p", { text: about }), quiet && el("p", { text: quiet }));
}

function showMarked() {
  const article = log.querySelector(`[data-id="${CSS.escape(world.marked)}"]`);
  world.marked = null;
  if (!article) return;
  article.scrollIntoView({ block: "center" });
  article.classList.add("marked");
  article.focus({ preventScroll: true });
}
