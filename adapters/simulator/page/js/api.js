// The server: acts by POST, the rest by one stream of changes.

export class Refused extends Error {}

async function read(response) {
  const found = await response.json().catch(() => ({ error: "The answer could not be read." }));
  if (!response.ok) throw new Refused(found.error ?? "That did not work.");
  return found;
}

async function reach(path, options) {
  try {
    return await fetch(path, options);
  } catch {
    throw new Refused("copbot is not running any more. Start it again and reload this page.");
  }
}

/** Do something; gives what came back, or throws Refused with a sentence to show. */
export async function act(name, body) {
  const options = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  return read(await reach(`/api/${name}`, options));
}

/** Ask for something. */
export async function ask(name, query) {
  return read(await reach(`/api/${name}?${new URLSearchParams(query)}`));
}

/** Hear of everything one member sees, from now on; gives a function that stops it. */
export function listen(as, { heard, lost }) {
  const stream = new EventSource(`/api/events?${new URLSearchParams({ as })}`);
  stream.addEventListener("message", (event) => heard(JSON.parse(event.data)));
  stream.addEventListener("error", () => lost(stream.readyState === EventSource.CLOSED));
  return () => stream.close();
}
