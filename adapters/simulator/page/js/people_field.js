// Choose people: type a name, take one from the list, take them out again.

import { el, iconButton } from "./dom.js";
import { avatar } from "./people.js";
import { member, world } from "./world.js";

/** Make the field; its value is a list of account ids. */
export function peopleField(field, common) {
  let chosen = field.initial.map((one) => one.split("/").at(-1));
  let offered = [];
  let at = -1;
  const listId = `${common.id}-list`;
  const chips = el("span", { class: "chips" });
  const input = el("input", {
    ...common, type: "text", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId,
    placeholder: "Type a name", autocomplete: "off",
  });
  const list = el("ul", { class: "offers", role: "listbox", id: listId, "aria-label": "People", hidden: true });
  const box = el("div", { class: "people" }, chips, input, list);

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    at = -1;
  };
  const mark = (to) => {
    at = to;
    [...list.children].forEach((one, index) => one.setAttribute("aria-selected", String(index === at)));
    if (list.children[at]) {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  };
  const take = (id) => {
    chosen = field.at_most === 1 ? [id] : [...chosen, id];
    input.value = "";
    draw();
    close();
    input.focus();
  };
  const offer = () => {
    const typed = input.value.trim().toLowerCase().replace(/^@/, "");
    offered = world.state.members.filter((one) => !chosen.includes(one.id) && (one.id.startsWith(typed) || one.name.toLowerCase().startsWith(typed)));
    if (chosen.length >= field.at_most && field.at_most > 1) offered = [];
    list.replaceChildren(
      ...offered.map((one, index) =>
        el(
          "li",
          { role: "option", id: `${listId}-${index}`, "aria-selected": "false", on: { pointerdown: (event) => event.preventDefault(), click: () => take(one.id) } },
          avatar(one.id, "tiny"),
          el("span", { class: "label", text: one.name }),
          el("span", { class: "about", text: one.about }),
        ),
      ),
    );
    list.hidden = offered.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(offered.length > 0 && typed ? 0 : -1);
    if (!list.hidden) list.scrollIntoView({ block: "nearest" });
  };
  const draw = () => {
    chips.replaceChildren(
      ...chosen.map((id) =>
        el("span", { class: "chip" }, avatar(id, "tiny"), el("span", { text: member(id).name }), iconButton("close", `Remove ${member(id).name}`, () => {
          chosen = chosen.filter((one) => one !== id);
          draw();
          input.focus();
        })),
      ),
    );
    input.placeholder = chosen.length === 0 ? "Type a name" : chosen.length < field.at_most ? `${field.at_most - chosen.length} more` : "";
  };

  input.addEventListener("input", offer);
  input.addEventListener("focus", offer);
  input.addEventListener("click", offer);
  input.addEventListener("blur", () => setTimeout(() => document.activeElement !== input && close(), 150));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && input.value === "" && chosen.length > 0) {
      chosen = chosen.slice(0, -1);
      draw();
      offer();
    } else if (list.hidden) {
      if (event.key !== "ArrowDown") return;
      offer();
    } else if (event.key === "ArrowDown") mark(at >= offered.length - 1 ? 0 : at + 1);
    else if (event.key === "ArrowUp") mark(at <= 0 ? offered.length - 1 : at - 1);
    else if (event.key === "Enter" && at >= 0) take(offered[at].id);
    else if (event.key === "Escape") close();
    else return;
    if (["ArrowDown", "ArrowUp", "Enter", "Escape"].includes(event.key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  draw();
  return { element: box, value: () => (input.value.trim() ? [...chosen, input.value.trim()] : chosen), focus: () => input.focus() };
}
