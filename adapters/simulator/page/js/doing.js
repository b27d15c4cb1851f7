// Acts of the member who acts here: done on the server, and what came back shown.

import { Refused, act } from "./api.js";
import { openForm } from "./forms.js";
import { toast } from "./notices.js";
import { world } from "./world.js";

/** Do something as who acts; gives what came back, or null after saying why it did not work. */
export async function doing(name, body) {
  try {
    const got = await act(name, { as: world.as, ...body });
    if (got.form) openForm(got.form);
    return got;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    toast(error.message);
    return null;
  }
}

/** Press a button: once, until the answer is there. */
export async function press(control, message, button, values = []) {
  if (control.getAttribute("aria-busy") === "true") return null;
  control.setAttribute("aria-busy", "true");
  const got = await doing("press", { message, button, values });
  control.removeAttribute("aria-busy");
  return got;
}
