// A form of the bot's as a dialog: labels, hints, and what is wrong beside each field.

import { Refused, act } from "./api.js";
import { line } from "./blocks.js";
import { away } from "./dialogs.js";
import { el, iconButton } from "./dom.js";
import { announce, toast } from "./notices.js";
import { peopleField } from "./people_field.js";
import { world } from "./world.js";

const MOST_RADIOS = 5;
let dialog = null;

/** Open a form, or show the one that is open again with what was wrong. */
export function openForm(form) {
  if (dialog?.open) dialog.close();
  const fields = form.fields.map((field) => ({ field, ...control(field) }));
  const submit = el("button", { type: "submit", class: "button primary", text: form.submit });
  const cancel = el("button", { type: "button", class: "button plain", text: "Cancel", on: { click: () => dialog.close() } });
  const body = el(
    "form",
    { method: "dialog", novalidate: true, on: { submit: (event) => send(event, form, fields, submit) } },
    el("header", {}, el("h2", { id: "form-title", text: form.title }), iconButton("close", "Close", () => dialog.close())),
    el(
      "div",
      { class: "fields" },
      form.intro.length > 0 && el("p", { class: "intro" }, line(form.intro)),
      fields.map((one) => one.element),
    ),
    el("footer", {}, cancel, submit),
  );
  dialog = el("dialog", { class: "form", "aria-labelledby": "form-title" }, body);
  const mine = dialog;
  dialog.addEventListener("close", () => away(mine));
  document.body.append(dialog);
  dialog.showModal();
  const wrong = fields.find((one) => one.field.error);
  (wrong ?? fields[0]).focus();
  if (wrong) announce(`${wrong.field.label}: ${wrong.field.error}`);
}

async function send(event, form, fields, submit) {
  event.preventDefault();
  const values = Object.fromEntries(fields.map((one) => [one.field.name, one.value()]));
  submit.disabled = true;
  try {
    const got = await act("submit", { as: world.as, form: form.id, values });
    if (got.form) openForm(filled(got.form, form, values));
    else dialog.close();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    submit.disabled = false;
    dialog.close();
    toast(error.message);
  }
}

/** A form sent back by the platform alone holds what stood in it at first; keep what was filled in. */
function filled(form, before, values) {
  const same = form.fields.every((field, index) => before.fields[index]?.name === field.name);
  return same ? { ...form, fields: form.fields.map((field) => ({ ...field, initial: values[field.name] ?? field.initial })) } : form;
}

function control(field) {
  const id = `field-${field.name}`;
  const about = [field.hint && `${id}-hint`, field.error && `${id}-error`].filter(Boolean).join(" ") || null;
  const common = { id, name: field.name, "aria-describedby": about, "aria-invalid": field.error ? "true" : null, "aria-required": field.required ? "true" : null };
  const made = KINDS[kindOf(field)](field, common);
  const optional = !field.required && el("span", { class: "optional", text: "optional" });
  const label = made.group
    ? el("span", { class: "label", id: `${id}-label` }, field.label, optional)
    : el("label", { class: "label", for: id, id: `${id}-label` }, field.label, optional);
  const hint = field.hint && el("p", { class: "hint", id: `${id}-hint`, text: field.hint });
  const error = field.error && el("p", { class: "error", id: `${id}-error`, text: field.error });
  return { ...made, element: el("div", { class: "row" }, label, hint, made.element, error) };
}

function kindOf(field) {
  if (field.type !== "choice") return field.type;
  if (field.at_most > 1) return "several";
  return field.choices.length <= MOST_RADIOS || field.choices.some((one) => one.about) ? "one" : "select";
}

const KINDS = {
  text: (field, common) => {
    const input = el(field.multiline ? "textarea" : "input", { ...common, type: field.multiline ? null : "text", rows: field.multiline ? "4" : null, autocomplete: "off", value: field.initial[0] ?? "" });
    const left = el("p", { class: "left", "aria-live": "polite" });
    const counts = () => {
      const used = input.value.length;
      left.textContent = used > field.max_length * 0.7 ? `${used} of ${field.max_length} characters` : "";
      left.classList.toggle("over", used > field.max_length);
    };
    input.addEventListener("input", counts);
    counts();
    return { element: el("div", { class: "text" }, input, left), value: () => (input.value.trim() ? [input.value] : []), focus: () => input.focus() };
  },
  select: (field, common) => {
    const empty = el("option", { value: "", text: field.required ? "Choose …" : "Not chosen" });
    const select = el("select", common, empty, field.choices.map((one) => el("option", { value: one.value, text: one.label })));
    select.value = field.initial[0] ?? "";
    return { element: select, value: () => (select.value ? [select.value] : []), focus: () => select.focus() };
  },
  one: (field, common) => {
    const none = field.required ? [] : [{ label: "Not chosen", value: "", about: null }];
    return ticks([...field.choices, ...none], "radio", field, common);
  },
  several: (field, common) => ticks(field.choices, "checkbox", field, common),
  channel: (field, common) => {
    const channels = world.state.channels.filter((one) => one.kind === "channel" && !one.archived);
    const choices = channels.map((one) => ({ label: `#${one.name}`, value: one.id, about: null }));
    return KINDS.select({ ...field, choices, initial: field.initial.map((id) => id.split("/").at(-1)) }, common);
  },
  people: (field, common) => peopleField(field, common),
};

function ticks(choices, type, field, common) {
  const initial = field.initial.length === 0 && type === "radio" && !field.required ? [""] : field.initial;
  const inputs = choices.map((one) => el("input", { type, name: field.name, value: one.value, checked: initial.includes(one.value) || null }));
  const rows = choices.map((one, index) =>
    el("label", { class: "tick" }, inputs[index], el("span", { class: "words" }, el("span", { text: one.label }), one.about && el("span", { class: "about", text: one.about }))),
  );
  const group = el("div", { id: common.id, role: type === "radio" ? "radiogroup" : "group", class: "ticks", "aria-labelledby": `${common.id}-label`, "aria-describedby": common["aria-describedby"] }, rows);
  const value = () => inputs.filter((one) => one.checked && one.value).map((one) => one.value);
  return { group: true, element: group, value, focus: () => (inputs.find((one) => one.checked) ?? inputs[0]).focus() };
}
