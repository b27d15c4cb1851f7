// What is said aside: to screen readers as things happen, and to everybody when something did not work.

import { el, iconButton } from "./dom.js";

const live = () => document.getElementById("live");
let clearing = 0;

/** Tell screen readers; nothing is shown. */
export function announce(text) {
  live().append(el("p", { text }));
  clearTimeout(clearing);
  clearing = setTimeout(() => live().replaceChildren(), 6000);
}

/** Show what went wrong for a while, or until it is put away. */
export function toast(text) {
  const box = document.getElementById("toasts");
  for (const old of [...box.children].slice(0, -2)) old.remove();
  const shown = el("p", { class: "toast" }, el("span", { text }));
  shown.append(iconButton("close", "Dismiss", () => shown.remove()));
  box.append(shown);
  setTimeout(() => shown.remove(), 12000);
}
