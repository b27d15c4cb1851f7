// One message as an element, and the tools that appear on it.

import { blocks } from "./blocks.js";
import { doing } from "./doing.js";
import { arrows, el, icon, iconButton } from "./dom.js";
import { menu } from "./menu.js";
import { avatar, standing } from "./people.js";
import { pick } from "./picker.js";
import { clockTime, dayKey, myZone, shortDay, wholeDay } from "./time.js";
import { me, member, repliesTo, world } from "./world.js";

/** Draw a message; `follows` one by the same author just before, `rooted` shows its thread below. */
export function drawMessage(message, { follows = false, rooted = false } = {}) {
  const who = member(message.author);
  const at = new Date(message.at);
  const time = el("time", { datetime: message.at, class: "at", title: `${wholeDay(at, myZone())}, ${clockTime(at, myZone())}`, text: clockTime(at, myZone()) });
  const kind = `message${follows ? " follows" : ""}${message.ephemeral ? " ephemeral" : ""}${message.gone ? " gone" : ""}`;
  const article = el("article", { class: kind, tabindex: "-1", "aria-label": `${who.name}, ${clockTime(at, myZone())}`, data: { id: message.id } });
  if (message.gone) {
    article.append(el("div", { class: "body" }, el("p", { class: "aside", text: "This message was deleted." })));
  } else {
    const badge = standing(who);
    const head = el("header", {}, el("span", { class: "who", text: who.name }), badge && el("span", { class: "badge", text: badge }), time);
    const edited = message.edited && el("span", { class: "edited", text: "(edited)" });
    const body = el("div", { class: "body" }, follows ? null : head, message.ephemeral && privately(message), blocks(message.blocks, message.id), edited);
    if (message.reactions.length > 0) body.append(reactions(message));
    article.append(el("div", { class: "gutter" }, follows ? time : avatar(message.author)), body);
  }
  if (rooted) article.querySelector(".body").append(...threadLine(message));
  return article;
}

/** What a message's element depends on, beside the message itself. */
export function signOf(message, more) {
  const replies = more.rooted ? repliesTo(message.id).map((one) => one.id) : [];
  return JSON.stringify([message, more, replies, world.as]);
}

function privately(message) {
  const note = message.channel === "dm-copbot" ? "Answer to you" : "Only visible to you";
  const away = el("button", { type: "button", class: "text", data: { focus: "dismiss" }, text: "Dismiss", on: { click: () => doing("delete", { message: message.id }) } });
  return el("p", { class: "privately" }, icon("eye"), el("span", { text: note }), away);
}

function reactions(message) {
  const shown = message.reactions.map(({ emoji, count, by }) => {
    const mine = by.includes(world.as);
    const names = by.map((id) => (id === world.as ? "you" : member(id).name)).join(", ");
    return el(
      "button",
      {
        type: "button",
        class: "reaction",
        "aria-pressed": String(mine),
        "aria-label": `${emoji} ${count}: ${names}`,
        title: names,
        data: { focus: `reaction ${emoji}` },
        on: { click: () => doing("react", { message: message.id, emoji, remove: mine }) },
      },
      el("span", { class: "emoji", text: emoji }),
      el("span", { text: String(count) }),
    );
  });
  return el("div", { class: "reactions" }, shown);
}

function threadLine(message) {
  const replies = repliesTo(message.id).filter((one) => !one.ephemeral);
  if (replies.length === 0) return [];
  const last = new Date(replies.at(-1).at);
  const faces = [...new Set(replies.map((one) => one.author))].slice(0, 3).map((id) => avatar(id, "tiny"));
  const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  const sameDay = dayKey(last, myZone()) === dayKey(new Date(message.at), myZone());
  const opens = () => location.assign(`#${world.channel}/${replies.at(-1).id}`);
  return [
    el(
      "button",
      { type: "button", class: "replies", data: { focus: "replies" }, on: { click: opens } },
      el("span", { class: "faces" }, faces),
      el("span", { class: "count", text: count }),
      el("span", { class: "about", text: `last ${sameDay ? "at" : `on ${shortDay(last, myZone())},`} ${clockTime(last, myZone())}` }),
    ),
  ];
}

function tools(message, inThread) {
  const react = (event) => pick(event.currentTarget, (emoji) => doing("react", { message: message.id, emoji }));
  const reply = () => location.assign(`#${world.channel}/${message.id}/thread`);
  const items = world.state.shortcuts.map((one) => ({
    label: one.label,
    before: icon("spark"),
    act: () => doing("shortcut", { message: message.id, name: one.name }),
  }));
  if (message.author === world.as || me().is_admin) {
    items.push({ label: "Delete message", danger: true, before: icon("trash"), act: () => doing("delete", { message: message.id }) });
  }
  const popup = { "aria-haspopup": "true", "aria-expanded": "false" };
  return el(
    "div",
    { class: "tools", role: "group", "aria-label": "On this message" },
    iconButton("smile", "React", react, popup),
    !inThread && iconButton("reply", "Reply in thread", reply),
    items.length > 0 && iconButton("more", "More", (event) => menu(event.currentTarget, "More on this message", items), popup),
  );
}

/** Let messages in a container be walked through by arrow keys, and show tools on the one under pointer or focus. */
export function enliven(container, { inThread = false } = {}) {
  const equip = (article) => {
    const message = world.messages.get(article?.dataset.id);
    if (!message || message.gone || message.ephemeral || article.querySelector(":scope > .tools")) return;
    for (const old of container.querySelectorAll(".tools")) if (!old.contains(document.activeElement)) old.remove();
    article.append(tools(message, inThread));
  };
  container.addEventListener("pointerover", (event) => equip(event.target.closest("article")));
  container.addEventListener("focusin", (event) => equip(event.target.closest("article")));
  container.addEventListener("pointerleave", () => {
    for (const old of container.querySelectorAll(".tools")) {
      if (!old.contains(document.activeElement) && !old.querySelector("[aria-expanded=true]")) old.remove();
    }
  });
  container.addEventListener("keydown", (event) => {
    const article = event.target.closest?.("article");
    if (!article || event.target !== article) {
      if (article && event.key === "Escape") {
        event.stopPropagation();
        article.focus();
      }
      return;
    }
    if (event.key === "Enter") {
      event.preventDefault();
      article.querySelector(".tools button")?.focus();
    } else arrows(event, [...container.querySelectorAll("article")]);
  });
}

/** Let exactly the last message be reached by Tab. */
export function reachable(container) {
  const articles = [...container.querySelectorAll("article")];
  for (const one of articles) one.tabIndex = -1;
  const last = articles.find((one) => one === document.activeElement) ?? articles.at(-1);
  if (last) last.tabIndex = 0;
}
