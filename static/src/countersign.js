import { initAll, isSupported } from "govuk-frontend";

// What follows makes pages handier. Every task also works without it.

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
if (isSupported()) {
  initAll();
}

// Older browsers forget what a table is when it is drawn as cards.
const roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
for (const table of document.querySelectorAll(".app-table-cards, .app-table--cards")) {
  for (const part of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
    const head = part.scope === "row" ? "rowheader" : "columnheader";
    part.setAttribute("role", roles[part.tagName] || head);
  }
}

// A print button is of no use without scripts, so it waits hidden.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A closed detail would be lost on paper.
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const detail of opened) detail.open = true;
});
window.addEventListener("afterprint", () => {
  for (const detail of opened) detail.open = false;
});

// A shared device: left alone for so many seconds it shows the list of names again. A touch is told to the server at most
// once a minute, so that a long text can be read; a page that the browser kept is never shown again.
const handOver = document.querySelector("[data-hand-over]");
if (handOver) {
  const patience = Number(handOver.dataset.handOver) * 1000;
  let touched = Date.now();
  let told = touched;
  const touch = () => {
    touched = Date.now();
    if (touched - told < 60000) return;
    told = touched;
    fetch(location.href, { method: "HEAD", redirect: "manual" }).catch(() => {});
  };
  for (const name of ["pointerdown", "keydown", "scroll"]) addEventListener(name, touch, { passive: true });
  setInterval(() => {
    if (Date.now() - touched > patience) location.replace(handOver.dataset.names);
  }, 1000);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}

// Work under way: the page looks again by itself, says how far it is, and when it is ready. What is the same as before is
// left alone, so that it is not read out again.
const wait = (part) => setTimeout(() => lookAgain(part), 2000);
async function lookAgain(part) {
  let fresh = null;
  try {
    const answer = await fetch(part.dataset.lookAgain, { headers: { "HX-Request": "true" } });
    if (answer.redirected) return; // signed out in the meantime: the page keeps what it says
    const said = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
    fresh = said.getElementById(part.id);
  } catch {
    // The site cannot be reached just now: once more, later.
  }
  if (!fresh) {
    wait(part);
    return;
  }
  if (fresh.textContent !== part.textContent) part.replaceChildren(...fresh.childNodes);
  if (fresh.dataset.lookAgain) wait(part);
}
for (const part of document.querySelectorAll("[data-look-again]")) wait(part);
