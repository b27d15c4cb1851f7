// What this window knows: who acts, where they look, and everything they see. One change, one redraw.

import { listen } from "./api.js";

export const world = {
  as: "",
  state: null,
  heardAt: 0,
  messages: new Map(),
  view: "channel",
  channel: "general",
  thread: null,
  marked: null,
  connected: true,
};

const watchers = new Set();
const newcomers = new Set();
let stop = () => {};
let pending = false;

/** Redraw something whenever anything changes. */
export function watch(draw) {
  watchers.add(draw);
}

/** Be told of each message that arrives while one looks. */
export function onArrival(tell) {
  newcomers.add(tell);
}

export function changed() {
  if (pending) return;
  pending = true;
  queueMicrotask(() => {
    pending = false;
    if (world.state) for (const draw of watchers) draw();
  });
}

/** Act as somebody from here on. */
export function actAs(member) {
  stop();
  Object.assign(world, { as: member, state: null, thread: null, marked: null });
  world.messages.clear();
  stop = listen(member, { heard, lost });
}

function heard({ id, reset, state, messages }) {
  const run = id.split("-")[0];
  if (reset) world.messages.clear();
  for (const message of messages) {
    const fresh = !reset && !message.gone && !world.messages.has(message.id);
    world.messages.set(message.id, message);
    if (fresh) for (const tell of newcomers) tell(message);
  }
  Object.assign(world, { state, run, heardAt: performance.now(), connected: true });
  forgetGone();
  if (!place() && world.view === "channel") world.channel = state.channels[0].id;
  changed();
}

function lost(closed) {
  world.connected = false;
  if (closed) setTimeout(() => actAs(world.as), 2000);
  changed();
}

/** A deleted message stays only as long as somebody answered it. */
function forgetGone() {
  const roots = new Set([...world.messages.values()].filter((one) => !one.gone).map((one) => one.thread));
  for (const one of world.messages.values()) if (one.gone && !roots.has(one.id)) world.messages.delete(one.id);
}

export const place = () => world.state?.channels.find((one) => one.id === world.channel);
export const member = (id) => world.state?.members.find((one) => one.id === id) ?? { id, name: id, about: "", zone: null };
export const me = () => member(world.as);

/** The instant it is in the chat, moving on since it was last heard. */
export function now() {
  const passed = world.state.moving ? 0 : performance.now() - world.heardAt;
  return new Date(Date.parse(world.state.now) + passed);
}

export const rootsIn = (channel) => [...world.messages.values()].filter((one) => one.channel === channel && !one.thread);
export const repliesTo = (root) => [...world.messages.values()].filter((one) => one.thread === root && !one.gone);

// What was read, by member and channel, for as long as this window and this run of the chat last.

const readKey = (channel) => `read:${world.run}:${world.as}:${channel}`;

function lastIn(channel) {
  let last = "";
  for (const one of world.messages.values()) if (one.channel === channel && one.id > last) last = one.id;
  return last;
}

/** Count what came since somebody last looked; the first look takes all that is there as read. */
export function unread(channel) {
  const seen = sessionStorage.getItem(readKey(channel));
  if (seen === null) {
    markRead(channel);
    return { count: 0, pinged: false };
  }
  const fresh = [...world.messages.values()].filter(
    (one) => one.channel === channel && one.id > seen && !one.gone && one.author !== world.as,
  );
  return { count: fresh.length, pinged: fresh.some((one) => one.pings || one.ephemeral) };
}

export function markRead(channel) {
  sessionStorage.setItem(readKey(channel), lastIn(channel));
}
