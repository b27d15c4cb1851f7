// Where one writes: Enter sends, and what can follow is offered while typing.

import { Refused, act } from "./api.js";
import { doing } from "./doing.js";
import { el, iconButton } from "./dom.js";
import { announce } from "./notices.js";
import { world } from "./world.js";

const OFFERS = /^\/|(?:^|\s)[@#][\w-]*$|(?:^|\s):[a-z0-9_+-]{2,}$/i;
let count = 0;

/** Make a field to write in; `where` tells the channel and thread it writes to. */
export function composer({ name, where }) {
  const id = `composer-${++count}`;
  const drafts = new Map();
  const sent = [];
  let key = "";
  let recalled = -1;
  let waiting = 0;
  const field = el("textarea", {
    rows: "1", "aria-label": name, "aria-autocomplete": "list", "aria-controls": `${id}-list`, autocomplete: "off",
    enterkeyhint: "send", maxlength: "8000",
  });
  const list = el("ul", { class: "offers", role: "listbox", id: `${id}-list`, "aria-label": "What can follow", tabindex: "0", hidden: true });
  const send = iconButton("send", "Send", () => submit(), { class: "quiet send", disabled: true });
  const element = el("div", { class: "composer" }, list, el("div", { class: "field" }, field, send));
  const offers = offering(field, list);

  const grow = () => {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight, 200)}px`;
    send.disabled = field.value.trim() === "";
  };
  const write = (text) => {
    field.value = text;
    field.setSelectionRange(text.length, text.length);
    grow();
  };

  async function submit() {
    const text = field.value.trim();
    if (!text) return;
    const { channel, thread } = where();
    offers.close();
    write("");
    sent.unshift(text);
    recalled = -1;
    waiting += 1;
    element.classList.add("busy");
    const got = await doing("say", { channel, text, ...(thread ? { thread } : {}) });
    waiting -= 1;
    element.classList.toggle("busy", waiting > 0);
    if (!got && field.value === "") write(text);
    if (!document.querySelector("dialog[open]")) field.focus();
  }

  field.addEventListener("input", () => {
    grow();
    offers.ask(where().channel);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || offers.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === "ArrowUp" && (field.value === "" || field.value === sent[recalled]) && sent[recalled + 1]) {
      event.preventDefault();
      write(sent[++recalled]);
    } else if (event.key === "Escape" && field.value === "" && !element.closest(".thread")) {
      field.blur();
    }
  });
  field.addEventListener("blur", () => setTimeout(() => document.activeElement !== field && offers.close(), 150));

  return {
    element,
    focus: () => field.focus(),
    start: (text) => {
      write(text);
      field.focus();
      offers.ask(where().channel);
    },
    /** Keep a draft for each place, and say where one writes. */
    draw: (label = name, closed = false) => {
      const { channel, thread } = where();
      const now = `${world.as} ${channel} ${thread}`;
      if (now !== key) {
        drafts.set(key, field.value);
        key = now;
        write(drafts.get(key) ?? "");
        offers.close();
      }
      field.setAttribute("aria-label", label);
      field.placeholder = closed ? "Nobody can write here any more" : label;
      field.disabled = closed;
    },
  };
}

/** The list above the field: Tab or Enter takes what is marked, Escape puts the list away. */
function offering(field, list) {
  let found = { start: 0, items: [] };
  let at = -1;
  let turn = 0;

  const mark = (to) => {
    at = to;
    [...list.children].forEach((one, index) => one.setAttribute("aria-selected", String(index === at)));
    const marked = list.children[at];
    if (marked) {
      field.setAttribute("aria-activedescendant", marked.id);
      marked.scrollIntoView({ block: "nearest" });
    } else field.removeAttribute("aria-activedescendant");
  };
  const close = () => {
    turn++;
    found = { start: 0, items: [] };
    list.hidden = true;
    list.replaceChildren();
    mark(-1);
  };
  const take = (index) => {
    const item = found.items[index];
    if (!item?.insert) return;
    const rest = field.value.slice(field.selectionEnd);
    field.value = field.value.slice(0, found.start) + item.insert + rest;
    field.setSelectionRange(found.start + item.insert.length, found.start + item.insert.length);
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const draw = () => {
    list.replaceChildren(
      ...found.items.map((item, index) =>
        el(
          "li",
          {
            role: "option", id: `${list.id}-${index}`, "aria-selected": "false", "aria-disabled": item.insert ? null : "true",
            on: { pointerdown: (event) => event.preventDefault(), click: () => take(index) },
          },
          el("span", { class: "label", text: item.label }),
          el("span", { class: "about", text: item.about }),
        ),
      ),
    );
    const silent = !list.hidden;
    list.hidden = found.items.length === 0;
    if (!list.hidden && !silent) announce(`${found.items.length} to choose from; arrow keys, then Tab.`);
    const typed = field.value.slice(found.start, field.selectionEnd);
    mark(typed !== "" && found.items[0]?.insert ? 0 : -1);
  };

  /** Until the answer is there, keep only what still fits: what is taken is never an answer to older words. */
  const narrow = (text) => {
    const typed = text.slice(found.start).toLowerCase();
    const fits = (item) => [item.insert, item.label].some((words) => words.toLowerCase().startsWith(typed));
    found = { ...found, items: text.length < found.start ? [] : found.items.filter(fits) };
    if (!list.hidden) draw();
  };

  return {
    close,
    ask: async (channel) => {
      const text = field.value.slice(0, field.selectionEnd);
      if (!OFFERS.test(text)) return close();
      narrow(text);
      const mine = ++turn;
      try {
        const got = await act("complete", { as: world.as, channel, text });
        if (mine !== turn) return;
        found = got;
        draw();
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        close();
      }
    },
    /** Take a key when the list is open; gives whether it did. */
    key: (event) => {
      if (list.hidden) return false;
      if (event.key === "Tab" && event.shiftKey) {
        close();
        return false;
      }
      const last = found.items.length - 1;
      const typed = field.value.slice(found.start, field.selectionEnd);
      const whole = found.items[at]?.insert.trim() === typed.trim();
      if (event.key === "ArrowDown") mark(at >= last ? 0 : at + 1);
      else if (event.key === "ArrowUp") mark(at <= 0 ? last : at - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Tab" && found.items[Math.max(at, 0)]?.insert) take(Math.max(at, 0));
      else if (event.key === "Enter" && !event.shiftKey && at >= 0 && found.items[at].insert && !whole) take(at);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
