// Puts the page together, and redraws it whenever anything changes.

import { composer } from "./composer.js";
import { el } from "./dom.js";
import { drawHome, setUpHome } from "./home.js";
import { announce } from "./notices.js";
import { drawPlace } from "./place.js";
import { follow, settle } from "./router.js";
import { drawSidebar, setUpSidebar, showSidebar } from "./sidebar.js";
import { drawStage, setUpStage } from "./stage.js";
import { drawStream, setUpStream } from "./stream.js";
import { distance } from "./time.js";
import { drawThread, setUpThread } from "./thread.js";
import { me, member, onArrival, place, unread, watch, world } from "./world.js";

const writing = composer({ name: "Message", where: () => ({ channel: world.channel, thread: null }) });

function drawComposer() {
  const footer = document.getElementById("composing");
  footer.hidden = world.view !== "channel";
  const { kind, name, archived } = place();
  const narrow = innerWidth < 480;
  const to = kind === "direct" ? "Message copbot" : `Message ${kind === "room" ? "" : "#"}${name}`;
  writing.draw(narrow ? to : `${to}, or / for what copbot can do`, archived);
}

function drawTitle() {
  const news = world.state.channels.reduce((sum, one) => sum + unread(one.id).count, 0);
  const where = world.view === "home" ? "Home" : place().name;
  document.title = `${news > 0 ? `(${news}) ` : ""}${where} · ${me().name} · copbot demo`;
}

function drawConnection() {
  document.body.classList.toggle("lost", !world.connected);
  document.getElementById("lost").hidden = world.connected;
}

function tellArrival(message) {
  const here = message.thread ? message.thread === world.thread : message.channel === world.channel && world.view === "channel";
  if (!here || message.author === world.as) return;
  const words = message.text.length > 240 ? `${message.text.slice(0, 240)} …` : message.text;
  announce(`${member(message.author).name}${message.ephemeral ? ", only to you" : ""}: ${words}`);
}

function drawDistances() {
  for (const one of document.querySelectorAll("time[data-relative]")) one.textContent = distance(new Date(one.dataset.relative));
}

function walkPlaces(event) {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  const links = [...document.querySelectorAll("#sidebar a")];
  const at = links.findIndex((one) => one.getAttribute("aria-current"));
  location.assign(links[(at + (event.key === "ArrowDown" ? 1 : -1) + links.length) % links.length].href);
}

function setUp() {
  setUpStage();
  setUpSidebar();
  setUpHome();
  setUpStream();
  setUpThread();
  document.getElementById("composing").append(writing.element);
  document.getElementById("main").append(el("p", { class: "lost", id: "lost", role: "status", hidden: true, text: "Not connected. Trying again …" }));
  document.getElementById("skip").addEventListener("click", (event) => {
    event.preventDefault();
    writing.focus();
  });
  document.getElementById("house").addEventListener("pointerdown", (event) => !event.target.closest("#sidebar") && showSidebar(false));
  document.addEventListener("keydown", walkPlaces);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.getElementById("house").classList.contains("choosing")) {
      showSidebar(false);
      document.getElementById("places-button").focus();
    }
  });
  for (const draw of [settle, drawStage, drawSidebar, drawPlace, drawStream, drawHome, drawThread, drawComposer, drawTitle, drawConnection, drawDistances]) watch(draw);
  onArrival(tellArrival);
  addEventListener("hashchange", follow);
  addEventListener("popstate", follow);
  setInterval(() => {
    if (!world.state) return;
    drawStage();
    drawDistances();
  }, 1000);
  follow();
}

setUp();
