// Where one looks, from the address: ?as=bob#general, #home, #general/12 (a message), #general/12/thread.

import { actAs, changed, world } from "./world.js";

/** Follow the address, whatever it says now. */
export function follow() {
  const as = new URLSearchParams(location.search).get("as") ?? "ann";
  const [channel, message, thread] = decodeURIComponent(location.hash.slice(1)).split("/");
  if (as !== world.as) actAs(as);
  world.view = channel === "home" ? "home" : "channel";
  if (world.view === "channel") look(channel || world.channel, message, thread);
  changed();
}

function look(channel, message, thread) {
  const found = message && world.messages.get(message);
  world.channel = channel.replace(/^dm-(?!copbot).*/, "dm-copbot");
  world.thread = (thread && message) || found?.thread || null;
  world.marked = thread ? null : (message ?? null);
}

/** Once the messages are known, open the thread of the one the address speaks of. */
export function settle() {
  const found = world.marked && world.messages.get(world.marked);
  if (found?.thread) world.thread = found.thread;
}

/** Act as somebody else, in this window. */
export function switchTo(member) {
  history.pushState(null, "", `?as=${encodeURIComponent(member)}#${world.view === "home" ? "home" : world.channel}`);
  follow();
}
