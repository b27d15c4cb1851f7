// A plain dialog with a title, for what belongs to this page and not to the bot.

import { el, iconButton } from "./dom.js";

/** Take a closed dialog out. Chromium gives a field the focus back without its cursor: typing would go nowhere. */
export function away(dialog) {
  dialog.remove();
  const field = document.activeElement;
  if (field instanceof HTMLTextAreaElement) field.setSelectionRange(field.value.length, field.value.length);
}

/** Open a dialog; it is gone once closed. */
export function showDialog(title, children, footer = []) {
  const id = `dialog-${title.toLowerCase().replace(/\W+/g, "-")}`;
  const dialog = el(
    "dialog",
    { class: "form", "aria-labelledby": id },
    el("div", { class: "sheet" }, el("header", {}, el("h2", { id, text: title }), iconButton("close", "Close", () => dialog.close())), el("div", { class: "fields" }, children), el("footer", {}, footer)),
  );
  dialog.addEventListener("close", () => away(dialog));
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
