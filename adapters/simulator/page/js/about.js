// What this page is, for who sees it for the first time.

import { showDialog } from "./dialogs.js";
import { el } from "./dom.js";

const KEYS = [
  ["/", "in the message field: everything copbot can do"],
  ["@  #  :", "people, channels, emojis by name"],
  ["↑ ↓", "through messages, places, menus; Enter for what one can do"],
  ["Esc", "close a menu, a dialog, the thread"],
  ["Alt ↑ ↓", "the previous or next place"],
];

export function showAbout() {
  const close = el("button", { type: "button", class: "button primary", text: "Look around", on: { click: () => dialog.close() } });
  const dialog = showDialog(
    "A community to try things in",
    [
      el("p", { text: "This is copbot in a chat of its own, on your machine alone. Nobody here is real, and nothing leaves this page." }),
      el("ul", {}, [
        el("li", {}, el("strong", { text: "Act as anybody: " }), "choose who you are at the top right. Ann facilitates, Carla curates, Eve is new. Two windows can be two people."),
        el("li", {}, el("strong", { text: "Move time: " }), "go an hour, a day or a week ahead, and watch prompts, reminders and recaps fall due."),
        el("li", {}, el("strong", { text: "Talk to copbot: " }), "type / for its commands, mention it, react to messages, or use the tools that appear on each of them."),
      ]),
      el("dl", { class: "keys" }, KEYS.map(([key, words]) => el("div", {}, el("dt", {}, el("kbd", { text: key })), el("dd", { text: words })))),
    ],
    [close],
  );
  close.focus();
}
