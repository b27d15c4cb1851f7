// A small menu that opens at a button: arrows, Home, End, first letters, Escape.

import { arrows, el } from "./dom.js";

let open = null;

/** Close the menu that is open, if one is. */
export function closeMenu({ refocus = false } = {}) {
  if (!open) return;
  const { anchor, box } = open;
  open = null;
  box.remove();
  anchor.setAttribute("aria-expanded", "false");
  if (refocus) anchor.focus();
}

/** Put a box at a button and keep it inside the window; it closes on Escape and on a click elsewhere. */
export function openAt(anchor, box) {
  const again = open?.anchor === anchor;
  closeMenu();
  if (again) return false;
  const holder = anchor.closest("dialog, .stage, main, aside") ?? document.body;
  box.classList.add("popup");
  holder.append(box);
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
  const below = at.bottom + 6 + height <= innerHeight || at.top < height + 14;
  box.style.left = `${left}px`;
  box.style.top = `${Math.max(8, below ? Math.min(at.bottom + 6, innerHeight - height - 8) : at.top - height - 6)}px`;
  anchor.setAttribute("aria-expanded", "true");
  open = { anchor, box };
  return true;
}

/** Open a menu. An item is {label, about?, checked?, danger?, before?, act}; `before` stands in front of the label. */
export function menu(anchor, label, items) {
  const radio = items.some((item) => item.checked !== undefined);
  const entries = items.map((item) =>
    el(
      "button",
      {
        type: "button",
        role: item.checked === undefined ? "menuitem" : "menuitemradio",
        "aria-checked": item.checked === undefined ? null : String(item.checked),
        class: `entry${item.danger ? " danger" : ""}`,
        tabindex: "-1",
        on: {
          click: () => {
            closeMenu({ refocus: true });
            item.act();
          },
        },
      },
      item.before,
      el("span", { class: "words" }, el("span", { class: "label", text: item.label }), item.about && el("span", { class: "about", text: item.about })),
    ),
  );
  const box = el("div", { role: "menu", "aria-label": label, class: "menu", on: { keydown: (event) => keys(event, entries) } }, entries);
  if (!openAt(anchor, box)) return;
  (entries.find((_, index) => radio && items[index].checked) ?? entries[0]).focus();
}

function keys(event, entries) {
  if (arrows(event, entries)) return;
  if (event.key === "Tab") closeMenu({ refocus: true });
  else if (event.key.length === 1 && /\S/.test(event.key)) {
    const at = entries.indexOf(document.activeElement);
    const letters = [...entries.slice(at + 1), ...entries.slice(0, at + 1)];
    letters.find((one) => one.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
  }
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.box.contains(event.target) && !open.anchor.contains(event.target)) closeMenu();
});
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !open) return;
    event.preventDefault();
    event.stopPropagation();
    closeMenu({ refocus: true });
  },
  { capture: true },
);
addEventListener("resize", () => closeMenu());
