// Elements from plain values. Text is only ever inserted as text.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element: attributes by name, `on` for listeners, `class`, `text`; false and null leave one out. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name === "on") for (const [kind, act] of Object.entries(value)) made.addEventListener(kind, act);
    else if (name === "text") made.textContent = value;
    else if (name === "data") Object.assign(made.dataset, value);
    else if (name === "value") made.value = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const ICONS = {
  bars: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-8-5 16-3.5-6.5L4 12zM11.5 13.5L20 4",
  reply: "M20 15a3 3 0 0 1-3 3H9l-5 4V7a3 3 0 0 1 3-3h10a3 3 0 0 1 3 3z",
  smile: "M12 21a9 9 0 1 1 9-9M8.5 14.5a4.2 4.2 0 0 0 6 .6M9 9.5v.5M15 9.5v.5M19 16v6M16 19h6",
  more: "M4.5 12h1M11.5 12h1M18.5 12h1",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.5 2",
  down: "M6 9l6 6 6-6",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 14.6a2.6 2.6 0 1 0 0-5.2 2.6 2.6 0 0 0 0 5.2z",
  home: "M4 11l8-7 8 7v9h-5.5v-6h-5v6H4z",
  hash: "M9.5 4L7.5 20M16.5 4l-2 16M4.5 9h16M3.5 15h16",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M9 13h6M9 17h6",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.6v.2",
  next: "M5 5l9 7-9 7zM18.5 5v14",
  door: "M8 12a3.2 3.2 0 1 0 0-6.4A3.2 3.2 0 0 0 8 12zM2.5 19.5c.4-3 2.5-4.8 5.5-4.8s5.1 1.8 5.5 4.8M16.5 11.5a2.6 2.6 0 1 0 0-5.2M17 14.8c2.5.2 4.1 1.8 4.5 4.2",
  spark: "M12 3v4M12 17v4M3 12h4M17 12h4M6 6l2.5 2.5M15.5 15.5L18 18M18 6l-2.5 2.5M8.5 15.5L6 18",
  link: "M10 14l9-9M13 5h6v6M18 14v5H5V6h5",
};

/** Draw an icon; it says nothing, so what carries it has a name of its own. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true" })) {
    svg.setAttribute(key, value);
  }
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that is only an icon, with its name. */
export function iconButton(name, label, act, attributes = {}) {
  return el("button", { type: "button", class: "quiet", "aria-label": label, title: label, on: { click: act }, ...attributes }, icon(name));
}

/** Make `parent` hold exactly these items, keeping the elements of those that did not change.
 *  An item is {key, sign, make}; the focus stays on the same control of a redrawn element. */
export function keep(parent, items) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const focused = document.activeElement;
  const holder = parent.contains(focused) ? focused.closest("[data-key]") : null;
  const wanted = items.map(({ key, sign, make }) => {
    const known = old.get(key);
    if (known && known.dataset.sign === sign) return known;
    const made = make();
    made.dataset.key = key;
    made.dataset.sign = sign;
    return made;
  });
  let at = parent.firstElementChild;
  for (const element of wanted) {
    if (element === at) at = at.nextElementSibling;
    else parent.insertBefore(element, at);
  }
  while (at) {
    const next = at.nextElementSibling;
    at.remove();
    at = next;
  }
  if (holder && !holder.isConnected) refocus(parent, holder, focused);
}

function refocus(parent, holder, focused) {
  const made = [...parent.children].find((child) => child.dataset.key === holder.dataset.key);
  if (!made) return;
  const name = focused.dataset.focus;
  const again = name ? [...made.querySelectorAll("[data-focus]")].find((one) => one.dataset.focus === name) : null;
  (again ?? made).focus({ preventScroll: true });
}

/** Move the focus among elements by arrow keys; gives whether the key was one of them. */
export function arrows(event, elements, { horizontal = false, columns = 0 } = {}) {
  const steps = horizontal ? { ArrowLeft: -1, ArrowRight: 1 } : { ArrowUp: -1, ArrowDown: 1 };
  if (columns) Object.assign(steps, { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns });
  const at = elements.indexOf(document.activeElement);
  let to = -1;
  if (event.key in steps) to = at + steps[event.key];
  else if (event.key === "Home") to = 0;
  else if (event.key === "End") to = elements.length - 1;
  else return false;
  event.preventDefault();
  const target = elements[Math.max(0, Math.min(elements.length - 1, to))];
  if (target) target.focus();
  return true;
}
