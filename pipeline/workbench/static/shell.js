// What every page has: the header's switches, the help, what is said aloud, and the keys that lead from page to page.

import { post } from "./api.js";
import { keysAreOff, listen, switchKeys } from "./keys.js";
import { button, el, t } from "./words.js";

export const $ = (id) => document.getElementById(id);
const THEMES = ["auto", "light", "dark"];

/** Says something to those who do not see the page. The same words twice are said twice. */
export function tell(words) {
  const said = $("say");
  said.textContent = said.textContent === words ? `${words}\u00a0` : words;
}

/** Leads to another page. */
export const go = (address) => { if (address) location.assign(address); };

const PAGES = {
  "g i": () => go("/"), "g q": () => go("/questions"), "g c": () => go("/conflicts"), "g d": () => go("/decisions"), "g e": () => go("/export"),
};

/**
 * @param {Record<string, (event: KeyboardEvent) => unknown>} keys of the page
 * @param {[string, [string, string[]][]][]} help groups of [text key of a heading, [text key, caps]]
 */
export function begin(keys = {}, help = []) {
  const groups = [...help, ["help.everywhere", EVERYWHERE]];
  listen(keys, PAGES, { "?": () => showHelp(groups), t: switchTheme });
  $("theme")?.addEventListener("click", switchTheme);
  $("help-button")?.addEventListener("click", () => showHelp(groups));
  $("help")?.addEventListener("click", (event) => { if (event.target === $("help")) $("help").close(); });
  for (const link of document.querySelectorAll("[data-lang]")) link.addEventListener("click", (event) => { event.preventDefault(); switchLanguage(link.dataset.lang); });
  hearName();
  document.querySelector(".ways [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  sayTimes();
  document.body.dataset.ready = ""; // from here on keys are heard
}

// What the server wrote in its own time is said in the reader's, as in the history of a document.
function sayTimes() {
  const clock = new Intl.DateTimeFormat(t("locale"), { dateStyle: "medium", timeStyle: "short" });
  for (const node of document.querySelectorAll("td time, .facts time")) {
    const moment = new Date(node.dateTime);
    if (!Number.isNaN(moment.getTime())) node.textContent = clock.format(moment);
  }
}

const EVERYWHERE = [["help.inbox", ["g", "i"]], ["help.questions", ["g", "q"]], ["help.conflicts", ["g", "c"]], ["help.decisions", ["g", "d"]], ["help.export", ["g", "e"]], ["help.theme", ["t"]], ["help.help", ["?"]]];

async function remember(wish) {
  try { return await post("/api/session", wish); } catch (error) { tell(error.message); return null; }
}

function switchTheme() {
  const root = document.documentElement;
  root.dataset.theme = THEMES[(THEMES.indexOf(root.dataset.theme) + 1) % THEMES.length];
  const label = t(`theme.${root.dataset.theme}`);
  $("theme").title = label;
  $("theme").setAttribute("aria-label", label);
  $("theme").textContent = { auto: "◐", light: "☀\ufe0e", dark: "☾" }[root.dataset.theme];
  tell(label);
  remember({ theme: root.dataset.theme });
}

async function switchLanguage(lang) {
  if (await remember({ lang })) location.reload();
}

// ---- the name under which is decided: what the box shows is what the server knows, or on its way there

let name = $("reviewer")?.defaultValue ?? "";
let keeping = Promise.resolve();

/** The name that decisions carry. */
export const reviewer = () => name;

/** Waits until a name that was just typed is known to the server; whatever is sent after that carries it. */
export const nameKept = () => keeping;

function hearName() {
  const field = $("reviewer");
  if (!field) return;
  field.value = name; // a browser may bring back what was typed before a reload
  const leave = () => { keeping = keeping.then(rename); };
  $("reviewer-form").addEventListener("submit", (event) => { event.preventDefault(); field.blur(); });
  field.addEventListener("blur", leave);
  field.addEventListener("keydown", (event) => { if (event.key === "Escape") field.value = name; });
}

async function rename() {
  const field = $("reviewer"), wanted = field.value.trim();
  if (wanted === name) { field.value = name; return; }
  const answer = await remember({ reviewer: wanted });
  if (answer) name = answer.reviewer;
  field.value = name;
  tell(answer ? t("reviewer.saved", { name }) : t("reviewer.lost"));
}

function showHelp(groups) {
  const box = $("help");
  const letters = el("input", { type: "checkbox", id: "letters", checked: !keysAreOff(), change: (event) => switchKeys(event.target.checked) });
  box.replaceChildren(
    el("div", { class: "help-head" }, el("h2", { id: "help-title" }, t("help.title")), button(t("help.close"), { class: "icon", click: () => box.close() }, "×")),
    el("div", { class: "help-groups" }, groups.map(([heading, keys]) => el("section", {}, el("h3", {}, t(heading)),
      el("dl", { class: "keys-list" }, keys.map(([key, caps]) => el("div", {}, el("dt", {}, caps.map((cap) => el("kbd", {}, cap))), el("dd", {}, t(key)))))))),
    el("label", { class: "switch letters" }, letters, t("help.letters")));
  if (!box.open) box.showModal();
}

/**
 * Asks in a dialog and gives what was chosen; null where it was closed.
 * @param {string} title
 * @param {Node[]} body
 * @param {{ok: string, read: () => unknown, danger?: boolean}} way `read` gives the answer, or null to keep the dialog open
 * @returns {Promise<unknown>}
 */
export function ask(title, body, { ok, read, danger = false }) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    let answer = null;
    const form = el("form", { method: "dialog", submit: (event) => { answer = read(); if (answer === null) event.preventDefault(); } },
      body, el("div", { class: "ask-acts" }, el("button", { type: "submit", class: danger ? "big danger" : "big" }, ok), el("button", { type: "button", class: "big quietly", click: () => box.close() }, t("ask.cancel"))));
    const box = el("dialog", { class: "ask", "aria-labelledby": "ask-title", close: () => { box.remove(); before?.focus?.({ preventScroll: true }); resolve(answer); } },
      el("h2", { id: "ask-title" }, title), form);
    document.body.append(box);
    box.showModal();
    (form.querySelector("[data-first]") ?? form.querySelector("input, select, button"))?.focus();
  });
}

/** Asks why, with the reasons optional. */
export async function askWhy(title, words, ok, danger = false) {
  const field = el("input", { id: "why", name: "why", maxlength: "2000", autocomplete: "off", "data-first": true });
  return ask(title, [words && el("p", {}, words), el("label", { class: "field", for: "why" }, el("span", {}, t("ask.why")), field)], { ok, danger, read: () => ({ reason: field.value.trim() || null }) });
}
