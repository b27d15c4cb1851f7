// Instants in words, in the zone of who reads.

import { me, now, world } from "./world.js";

const formats = new Map();

function format(zone, options) {
  const key = `${zone} ${JSON.stringify(options)}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formats.get(key);
}

export const myZone = () => me().zone ?? world.state.zone;
export const clockTime = (at, zone) => format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
export const shortDay = (at, zone) => format(zone, { weekday: "short", day: "numeric", month: "short" }).format(at);
export const wholeDay = (at, zone) => format(zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(at);
export const dayKey = (at, zone) => format(zone, { year: "numeric", month: "2-digit", day: "2-digit" }).format(at);

/** The last part of a zone's name: `America/Sao_Paulo` is Sao Paulo. */
export const zoneName = (zone) => zone.split("/").at(-1).replaceAll("_", " ");

/** A day as people say it: today, yesterday, or its date. */
export function sayDay(at, zone) {
  const day = dayKey(at, zone);
  if (day === dayKey(now(), zone)) return "Today";
  if (day === dayKey(new Date(now().getTime() - 864e5), zone)) return "Yesterday";
  return at.getFullYear() === now().getFullYear() ? format(zone, { weekday: "long", day: "numeric", month: "long" }).format(at) : wholeDay(at, zone);
}

const UNITS = [["year", 31536e3], ["month", 2592e3], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

/** How far off: in 3 days. */
export function distance(at) {
  const seconds = (at - now()) / 1000;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size * 0.95) ?? ["second", 1];
  return relative.format(Math.round(seconds / size), unit);
}
