// The emojis people here react with, and all others by name.

import { act } from "./api.js";
import { arrows, el } from "./dom.js";
import { closeMenu, openAt } from "./menu.js";
import { world } from "./world.js";

const OFTEN = {
  "📚": "books", "🙏": "thanks", "👏": "applause", "💡": "idea", "❓": "question", "🔁": "feedback", "✅": "done", "👍": "thumbs up",
  "❤️": "heart", "🎉": "party", "🙌": "raised hands", "🚀": "rocket", "🌱": "seedling", "👀": "eyes", "🤔": "thinking", "⭐": "star",
  "🔥": "fire", "💬": "speech bubble", "🧪": "experiment", "🧠": "brain", "📈": "growth", "🎓": "graduation", "✏️": "pencil", "🧩": "puzzle",
  "🛠️": "tools", "📌": "pin", "🌍": "world", "☕": "coffee", "🥳": "celebrating", "😀": "smile", "😂": "laughing", "😅": "relief",
  "😢": "sad", "👋": "wave", "💪": "strong", "🤝": "handshake", "➕": "plus", "🍰": "cake", "🔎": "search", "📝": "note",
};
const COLUMNS = 8;

/** Open the picker at a button; `chosen` gets the emoji. */
export function pick(anchor, chosen) {
  const cell = ([shown, name]) =>
    el("button", {
      type: "button",
      class: "emoji",
      tabindex: "-1",
      "aria-label": name,
      title: name,
      text: shown,
      on: {
        click: () => {
          closeMenu({ refocus: true });
          chosen(shown);
        },
      },
    });
  const grid = el("div", { class: "grid", role: "group", "aria-label": "Emojis" }, Object.entries(OFTEN).map(cell));
  const search = el("input", { type: "search", placeholder: "Search by name", "aria-label": "Search emojis by name", autocomplete: "off" });
  const cells = () => [...grid.children];
  let asked = 0;
  search.addEventListener("input", async () => {
    const turn = ++asked;
    const typed = search.value.trim().toLowerCase().replaceAll(" ", "_");
    const found = typed.length < 2 ? OFTEN : await lookUp(typed);
    if (turn === asked) grid.replaceChildren(...Object.entries(found).map(cell));
  });
  const box = el("div", { class: "picker", role: "dialog", "aria-label": "Choose an emoji" }, search, grid);
  box.addEventListener("keydown", (event) => {
    if (event.target === search) {
      if (event.key === "ArrowDown") {
        event.preventDefault();
        cells()[0]?.focus();
      } else if (event.key === "Enter") cells()[0]?.click();
    } else if (event.key === "ArrowUp" && cells().indexOf(document.activeElement) < COLUMNS) {
      event.preventDefault();
      search.focus();
    } else arrows(event, cells(), { columns: COLUMNS });
  });
  if (openAt(anchor, box)) search.focus();
}

async function lookUp(typed) {
  const near = Object.entries(OFTEN).filter(([, name]) => name.includes(typed));
  const { items } = await act("complete", { as: world.as, text: `:${typed}` });
  return Object.fromEntries([...near, ...items.map((item) => [item.label, item.about.replaceAll("_", " ")])]);
}
