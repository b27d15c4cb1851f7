// Somebody new joins, and is who one acts as from then on.

import { Refused, act } from "./api.js";
import { showDialog } from "./dialogs.js";
import { el } from "./dom.js";
import { openForm } from "./forms.js";
import { switchTo } from "./router.js";

export function newcomer() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const input = el("input", { id: "newcomer-name", type: "text", autocomplete: "off", maxlength: "24", "aria-required": "true", "aria-describedby": "newcomer-error" });
  const error = el("p", { class: "error", id: "newcomer-error", role: "alert" });
  const join = el("button", { type: "submit", form: "newcomer", class: "button primary", text: "Join" });
  const form = el("form", { id: "newcomer" }, el("div", { class: "row" }, el("label", { class: "label", for: "newcomer-name", text: "Name" }), input, error));
  const dialog = showDialog("Somebody new joins", [form], [join]);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const got = await act("join", { name: input.value.trim(), ...(zone.includes("/") ? { zone } : {}) });
      dialog.close();
      switchTo(got.member.id);
      if (got.form) openForm(got.form);
    } catch (refusal) {
      if (!(refusal instanceof Refused)) throw refusal;
      error.textContent = refusal.message;
      input.setAttribute("aria-invalid", "true");
      input.focus();
    }
  });
  input.focus();
}
