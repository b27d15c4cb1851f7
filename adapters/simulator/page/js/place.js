// The head of the middle: where one is.

import { avatar } from "./people.js";
import { el, icon, keep } from "./dom.js";
import { member, place, world } from "./world.js";

export function drawPlace() {
  const head = document.getElementById("place");
  const home = world.view === "home";
  const channel = place();
  const title = home ? "Home" : channel.name;
  const topic = home ? "What is planned, and what waits for you" : channel.kind === "direct" ? "Ask for help, or use any command" : channel.topic;
  const people = !home && channel.kind === "room" ? channel.members : [];
  const make = () =>
    el(
      "div",
      { class: "where" },
      el("h1", {}, mark(home, channel), el("span", { text: title })),
      topic && el("p", { class: "topic", text: topic }),
      people.length > 0 && el("p", { class: "topic faces", title: people.map((id) => member(id).name).join(", ") }, people.map((id) => avatar(id, "tiny")), el("span", { text: people.map((id) => member(id).name).join(", ") })),
    );
  keep(head, [{ key: "place", sign: JSON.stringify([title, topic, people]), make }]);
}

function mark(home, channel) {
  if (home) return icon("home");
  if (channel.kind === "direct") return el("img", { src: "icon.svg", alt: "", class: "face" });
  return icon(channel.kind === "room" ? "door" : "hash");
}
