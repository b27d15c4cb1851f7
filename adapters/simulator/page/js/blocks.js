// A message's blocks as elements.

import { el, icon } from "./dom.js";
import { press } from "./doing.js";
import { menu } from "./menu.js";
import { distance } from "./time.js";
import { world } from "./world.js";

const SPANS = {
  text: (span) => document.createTextNode(span.text),
  bold: (span) => el("strong", { text: span.text }),
  italic: (span) => el("em", { text: span.text }),
  code: (span) => el("code", { text: span.text }),
  link: (span) => (span.url ? outward(span.url, span.text) : document.createTextNode(span.text)),
  mention: (span) => el("span", { class: `mention${span.user === world.as ? " me" : ""}`, text: span.text }),
  role: (span) => el("span", { class: "mention", text: span.text }),
  channel: (span) => el("a", { class: "mention", href: `#${span.channel}`, text: span.text }),
  when: (span) =>
    span.style === "relative"
      ? el("time", { datetime: span.at, title: span.at, data: { relative: span.at }, text: distance(new Date(span.at)) })
      : el("time", { datetime: span.at, text: span.text }),
};

const outward = (url, text) => el("a", { href: url, target: "_blank", rel: "noopener noreferrer", text });

/** Draw a line of spans. */
export const line = (spans) => spans.map((span) => SPANS[span.type](span));

/** Draw blocks; `message` is the id whose controls they hold, `came` is told what a press gave. */
export function blocks(found, message, came = () => {}) {
  return found.map((block) => BLOCKS[block.type](block, { message, came }));
}

const pairs = (found) =>
  el("dl", { class: "fields" }, found.map((pair) => el("div", {}, el("dt", { text: pair.label }), el("dd", {}, line(pair.line)))));

const BLOCKS = {
  heading: (block) => el("h3", { text: block.text }),
  paragraph: (block) => el("p", {}, line(block.line)),
  bullets: (block) => el("ul", {}, block.lines.map((one) => el("li", {}, line(one)))),
  quote: (block) => el("blockquote", {}, line(block.line)),
  small: (block) => el("p", { class: "aside" }, line(block.line)),
  fields: (block) => pairs(block.pairs),
  divider: () => el("hr"),
  buttons: (block, where) => el("div", { class: "buttons" }, block.buttons.map((one) => button(one, where))),
  menu: (block, where) => chooser(block, where),
  card: (block) =>
    el(
      "div",
      { class: "card" },
      el("p", { class: "title" }, block.url ? el("a", { href: block.url, target: "_blank", rel: "noopener noreferrer" }, line(block.title)) : line(block.title)),
      block.body.map((one) => el("p", {}, line(one))),
      block.facts.length > 0 && pairs(block.facts),
    ),
  chart: (block) => chart(block),
  file: (block) =>
    el(
      "a",
      { class: "file", href: block.src, download: block.name },
      icon("file"),
      el("span", { class: "name", text: block.name }),
      el("span", { class: "about", text: size(block.size) }),
    ),
};

function button(one, { message, came }) {
  if (one.type === "link") {
    if (!one.url) return null;
    return el("a", { class: "button", href: one.url, target: "_blank", rel: "noopener noreferrer" }, el("span", { text: one.label }), icon("link"));
  }
  const pressed = async (event) => came(await press(event.currentTarget, message, one.id));
  return el("button", { type: "button", class: `button ${one.tone}`, data: { focus: one.id }, text: one.label, on: { click: pressed } });
}

function chooser(block, { message, came }) {
  const opens = (event) => {
    const anchor = event.currentTarget;
    const items = block.choices.map((choice) => ({
      label: choice.label,
      about: choice.about,
      act: async () => came(await press(anchor, message, block.id, [choice.value])),
    }));
    menu(anchor, block.placeholder, items);
  };
  const attributes = { type: "button", class: "button plain chooser", "aria-haspopup": "menu", "aria-expanded": "false" };
  const chosen = el("button", { ...attributes, data: { focus: block.id }, on: { click: opens } }, el("span", { text: block.placeholder }), icon("down"));
  return el("div", { class: "buttons" }, chosen);
}

function chart(block) {
  const image = el("img", { src: block.src, alt: block.alt });
  const figure = el("figure", { class: "chart" }, image);
  image.addEventListener("error", () => figure.replaceChildren(el("figcaption", { text: `${block.title}: ${block.alt}` })));
  return figure;
}

function size(bytes) {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
