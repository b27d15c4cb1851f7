// The thread beside the channel: a message and what was answered to it.

import { composer } from "./composer.js";
import { el, iconButton, keep } from "./dom.js";
import { drawMessage, enliven, reachable, signOf } from "./messages.js";
import { cover } from "./sidebar.js";
import { markRead, place, repliesTo, world } from "./world.js";

let scroll = null;
let writing = null;
let drawn = null;

export function setUpThread() {
  const panel = document.getElementById("thread");
  const close = iconButton("close", "Close thread", closeThread);
  const head = el("header", { class: "place" }, el("h2", { text: "Thread" }), el("span", { class: "topic", id: "thread-place" }), close);
  scroll = el("div", { class: "log", role: "log", "aria-live": "off", "aria-label": "Messages in this thread" });
  writing = composer({ name: "Reply", where: () => ({ channel: world.channel, thread: world.thread }) });
  panel.append(head, el("div", { class: "scroll" }, scroll), el("footer", { class: "composing" }, writing.element));
  panel.addEventListener("keydown", (event) => event.key === "Escape" && !event.defaultPrevented && closeThread());
  enliven(scroll, { inThread: true });
}

export function closeThread() {
  const root = world.thread;
  location.assign(`#${world.channel}`);
  document.getElementById("main").inert = false;
  document.querySelector(`#stream [data-id="${CSS.escape(root ?? "")}"]`)?.focus();
}

export function drawThread() {
  const panel = document.getElementById("thread");
  const root = world.thread && world.messages.get(world.thread);
  panel.hidden = !world.thread || world.view !== "channel";
  document.getElementById("house").classList.toggle("threaded", !panel.hidden);
  cover();
  if (panel.hidden) {
    drawn = null;
    return;
  }
  const holder = scroll.parentElement;
  const bottom = drawn !== world.thread || holder.scrollHeight - holder.scrollTop - holder.clientHeight < 60;
  document.getElementById("thread-place").textContent = place().kind === "channel" ? `#${place().name}` : place().name;
  const replies = repliesTo(world.thread);
  const count = replies.filter((one) => !one.ephemeral).length;
  const words = count === 0 ? "No replies yet" : count === 1 ? "1 reply" : `${count} replies`;
  const items = [root, ...replies].filter(Boolean).map((message) => ({ key: message.id, sign: signOf(message, {}), make: () => drawMessage(message) }));
  items.splice(root ? 1 : 0, 0, { key: "count", sign: words, make: () => el("p", { class: "count", text: words }) });
  keep(scroll, items);
  reachable(scroll);
  writing.draw();
  if (drawn !== world.thread && !world.marked) writing.focus();
  drawn = world.thread;
  if (world.marked) mark();
  else if (bottom) holder.scrollTop = holder.scrollHeight;
  markRead(world.channel);
}

function mark() {
  const article = scroll.querySelector(`[data-id="${CSS.escape(world.marked)}"]`);
  if (!article) return;
  world.marked = null;
  article.scrollIntoView({ block: "center" });
  article.classList.add("marked");
  article.focus({ preventScroll: true });
}
