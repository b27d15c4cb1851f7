// Faces and names.

import { el } from "./dom.js";
import { member, world } from "./world.js";

/** A round of initials in a colour of their own; decoration beside the name. */
export function avatar(id, size = "") {
  const who = member(id);
  if (who.is_bot) return el("span", { class: `avatar bot ${size}`, "aria-hidden": "true" }, el("img", { src: "icon.svg", alt: "" }));
  const face = el("span", { class: `avatar ${size}`, "aria-hidden": "true", text: initials(who.name) });
  face.style.setProperty("--hue", hue(id));
  return face;
}

function initials(name) {
  const words = name.split(/[\s_-]+/);
  const letters = words.length > 1 ? words[0][0] + words[1][0] : [...name].slice(0, 2).join("");
  return letters.slice(0, 1).toUpperCase() + letters.slice(1).toLowerCase();
}

function hue(id) {
  const at = world.state.members.findIndex((one) => one.id === id);
  return Math.round((at * 137.5 + 168) % 360);
}

/** What somebody is here, in a word or two; nothing for most. */
export function standing(who) {
  if (who.is_bot) return "bot";
  if (who.is_admin) return "facilitator";
  if (who.roles.includes("curators")) return "curator";
  return who.about.toLowerCase().startsWith("new") || who.about.startsWith("Just joined") ? "newcomer" : "";
}
