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
