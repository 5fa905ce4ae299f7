// The page of one document: text and record side by side, one value in view, and what follows a decision.

import { get } from "./api.js";
import { drawBanner, sayWish } from "./banner.js";
import { selected } from "./caret.js";
import { makeDeeds } from "./deeds.js";
import { HELP } from "./dochelp.js";
import { drawFindings, orderOf } from "./findings.js";
import { drawHistory } from "./history.js";
import { makeMarks } from "./marks.js";
import { makePicking } from "./picking.js";
import { drawRecord, drawTabs, emptyKey, keyOf, rowsOf } from "./record.js";
import { Sender } from "./sender.js";
import { $, begin, go, nameKept, tell } from "./shell.js";
import { drawDone, drawPeek, drawStanding, drawTools } from "./standing.js";
import { light } from "./text.js";
import { measure } from "./units.js";
import { findingName, sayFinding, sayWrong } from "./values.js";
import { count, el, number, t } from "./words.js";
import * as wish from "./wishes.js";

const doc = $("doc");
const path = `/api/documents/${doc.dataset.document}`;
const query = doc.dataset.query ?? "";
const DOUBLE_PRESS = 500; // ms in which a second Enter belongs to the form that the first one sent
const narrow = () => matchMedia("(max-width: 760px)").matches;

const scene = {
  view: null, units: null, page: null, network: null, current: null, finding: -1, form: null, pick: null, savedAt: -Infinity, sayWrong,
  rows: () => rowsOf(scene.view, scene.network),
  networks: () => scene.view.networks.filter((one) => one.state === "stands" || one.state === "gone"),
  hue: (id) => Math.max(0, scene.view.networks.findIndex((one) => one.id === id)),
  isPending: (key) => sender.waiting.has(key),
  stateOf: (row) => (scene.isPending(row.key) ? "saving" : row.item ? row.item.state : "empty"),
  slice: (span) => scene.view.text.slice(scene.units.unit(span.start), scene.units.unit(span.end)),
  choose, showNetwork, showFinding, showPane, focusRow, placeForm, render, send, isHeld, isNews, next: () => go(address(scene.view.next)),
};
const sender = new Sender({ path, query, seen: () => scene.view.document.revision, ready: nameKept, took, failed });
Object.assign(scene, makeMarks(scene), makePicking(scene));
scene.deeds = makeDeeds(scene);

const address = (id) => (id === null || id === undefined ? null : `/documents/${id}${query}`);

// ---- drawing

// Decisions come with their place in the document's history around them.
const flat = (decision) => (decision.decision ? { ...decision.decision, document: decision.document, revision: decision.revision, undone: decision.undone } : decision);

// Values that others decided on since the page was drawn: a key meant for what stood there before must not fall on them.
const news = new Map();

function noteNews(before, own) {
  const known = new Set(before.decisions.map((one) => one.id)), old = new Map(before.items.map((item) => [keyOf(item), item]));
  const others = scene.view.decisions.filter((one) => !known.has(one.id) && (!own || one.revision < scene.view.document.revision));
  if (!others.length) return;
  const names = [...new Set(others.map((one) => one.reviewer))].join(", ");
  for (const item of scene.view.items) {
    const was = old.get(keyOf(item));
    if (was && (was.state !== item.state || was.decision !== item.decision) && !own?.keys.includes(keyOf(item))) news.set(keyOf(item), names);
  }
}

// The first key on such a value only says so; the second one is meant for it.
function isNews() {
  const names = news.get(scene.current);
  if (names === undefined) return false;
  news.delete(scene.current);
  const row = scene.rows().find((one) => one.key === scene.current);
  if (!row?.item) return false;
  tell(t("trouble.news", { names, state: t(`state.${row.item.state}`) }));
  $("record").querySelector(".row-news")?.remove();
  rowNode()?.prepend(el("p", { class: "row-news" }, t("trouble.news", { names, state: t(`state.${row.item.state}`) })));
  return true;
}

function take(view) {
  const before = scene.view;
  scene.view = { ...view, decisions: view.decisions.map(flat) };
  if (!before || before.text !== view.text) scene.units = measure(view.text);
  if (!scene.networks().some((one) => one.id === scene.network)) scene.network = scene.networks()[0]?.id ?? null;
}

function render() {
  const held = document.activeElement;
  const within = $("pane-record").contains(held) || held === document.body;
  $("nets").replaceChildren(scene.networks().length > 1 ? drawTabs(scene) : "");
  $("nets").querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "auto" });
  $("tools-place").replaceChildren(drawTools(scene));
  $("findings").replaceChildren(drawFindings(scene) ?? "");
  $("record").replaceChildren(drawRecord(scene));
  $("history").replaceChildren(drawHistory(scene) ?? "");
  $("standing").replaceChildren(...drawStanding(scene));
  $("done").replaceChildren(drawDone(scene) ?? "");
  $("peek").replaceChildren(...drawPeek(scene));
  placeForm();
  scene.drawMarks();
  if (scene.form && scene.form.node.contains(held)) held.focus({ preventScroll: true });
  else if (within && !scene.pick && !scene.form) focusRow();
}

function placeForm() {
  if (!scene.form) return;
  const row = scene.form.key && document.querySelector(`[data-item="${CSS.escape(scene.form.key)}"]`);
  (row ?? $("form-place")).append(scene.form.node);
}

// ---- what is in view

function choose(key, { focus = true, scroll = true, from = "record" } = {}) {
  if (focus && scene.current !== key) news.delete(key); // walked to, so it was looked at
  if (scene.current === key) { if (focus) focusRow(); return; }
  scene.current = key;
  scene.finding = -1;
  $("record").replaceChildren(drawRecord(scene));
  $("peek").replaceChildren(...drawPeek(scene));
  placeForm();
  if (from === "text" || focus) focusRow();
  else document.querySelector(`[data-item="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  scene.spotlight({ scroll: scroll && from !== "text" });
}

const rowNode = () => scene.current && document.querySelector(`[data-item="${CSS.escape(scene.current)}"]`);

function focusRow() {
  const node = rowNode();
  if (!node) return;
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest", behavior: "auto" });
}

function showNetwork(id) {
  if (scene.form || scene.pick) return;
  scene.network = id;
  scene.current = firstRow();
  render();
  focusRow();
  tell(`${t("networks")} ${scene.networks().findIndex((one) => one.id === id) + 1}`);
}

const isWaitingRow = (row) => row.item && wish.isWaiting(row.item) && !scene.isPending(row.key);
const isConflictRow = (row) => row.item?.state === "conflict";
const firstRow = () => (scene.rows().find(isConflictRow) ?? scene.rows().find(isWaitingRow) ?? scene.rows()[0])?.key ?? null;

function step(by) {
  if (scene.form || scene.pick) return false;
  const rows = scene.rows(), at = rows.findIndex((row) => row.key === scene.current);
  const row = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  if (row) choose(row.key);
  return true;
}

// After a decision: the next value that waits, here, then in the document's other networks.
function moveOn() {
  const rows = scene.rows(), at = rows.findIndex((row) => row.key === scene.current);
  const next = [...rows.slice(at + 1), ...rows.slice(0, Math.max(0, at))].find(isWaitingRow);
  if (next) { scene.current = next.key; return; }
  for (const other of scene.networks()) {
    const found = rowsOf(scene.view, other.id).find(isWaitingRow);
    if (found) { scene.network = other.id; scene.current = found.key; return; }
  }
}

// The open values of the whole document, those first that are most likely wrong.
const doubtful = () => scene.view.items.filter((item) => item.state === "open" && !scene.isPending(keyOf(item)) && scene.networks().some((one) => one.id === item.network))
  .sort((a, b) => (b.doubt ?? 1 - (b.confidence ?? 1)) - (a.doubt ?? 1 - (a.confidence ?? 1)));

function nextDoubtful() {
  if (scene.form || scene.pick) return;
  const list = doubtful();
  if (!list.length) { tell(t("left.none")); return; }
  const next = list[(list.findIndex((item) => keyOf(item) === scene.current) + 1) % list.length];
  if (next.network !== scene.network) { scene.network = next.network; scene.current = null; render(); }
  choose(keyOf(next));
}

function showFinding(at) {
  const { findings } = scene.view;
  if (!findings.length) { tell(t("findings.none")); return; }
  const finding = findings[at];
  scene.finding = at;
  scene.findingsOpen = true;
  if (finding.network && finding.network !== scene.network && scene.networks().some((one) => one.id === finding.network)) scene.network = finding.network;
  render();
  const hit = light(scene.page, (span) => span.kind === "finding" && span.at === at, "finding");
  if (hit) scene.reveal(hit.node);
  const button = document.querySelector(`[data-finding="${CSS.escape(finding.key)}"] .finding-row`);
  button?.focus({ preventScroll: true });
  button?.scrollIntoView({ block: "nearest" });
  tell(`${t(`severity.${finding.severity}`)}: ${findingName(finding.code)}. ${sayFinding(finding)}`);
}

function nextFinding() {
  const order = orderOf(scene.view.findings).map((one) => one.at);
  if (!order.length) { tell(t("findings.none")); return; }
  showFinding(order[(order.indexOf(scene.finding) + 1) % order.length]);
}

// ---- deciding

const left = () => scene.view.items.filter((item) => wish.isWaiting(item) && !scene.isPending(keyOf(item))).length;

function send(job) {
  const home = document.activeElement;
  job.from = scene.current;
  sender.send(job);
  if (job.keys.length) moveOn();
  if (!$("pane-record").contains(home)) $("record").focus?.({ preventScroll: true });
  render();
  if (!isHeld()) focusRow();
  scene.spotlight({ scroll: true });
  if (!("undo" in job)) announce(job);
}

const announce = (job) => tell(`${job.said} ${left() ? count("left", left()) : t("left.none")}`);

// After undoing, what came back is in view.
function lookAtChange(before) {
  const old = new Map(before.items.map((item) => [keyOf(item), item.state]));
  const changed = scene.view.items.find((item) => old.get(keyOf(item)) !== item.state);
  if (!changed || !scene.networks().some((one) => one.id === changed.network)) return;
  scene.network = changed.network;
  scene.current = keyOf(changed);
}

// What was made is in view, unless the reader has moved on since: a value that was added, a network that was split off.
function lookAtNew(before, job) {
  if (scene.current !== job.from || scene.form || scene.pick) return;
  const known = new Set(before.decisions.map((one) => one.id));
  const made = scene.view.items.find((item) => item.decision && !known.has(item.decision) && scene.view.decisions.some((one) => one.id === item.decision && one.kind === "add"));
  const network = job.land ?? made?.network;
  if (!scene.networks().some((one) => one.id === network)) return;
  scene.network = network;
  scene.current = job.land ? (scene.rows().find((row) => row.field === "name")?.key ?? firstRow()) : keyOf(made);
}

function took(view, job) {
  const before = scene.view;
  job.banner?.remove();
  take(view);
  noteNews(before, job);
  drawConflicts(before);
  if ("undo" in job) { lookAtChange(before); announce(job); } else if (!job.keys.length) lookAtNew(before, job);
  if (!scene.rows().some((row) => row.key === scene.current)) scene.current = job.keys.map((key) => scene.rows().find((row) => row.key === key)).find(Boolean)?.key ?? firstRow();
  render();
  if (sender.idle && !left() && !("undo" in job) && !scene.form && !scene.pick) finish();
}

// When all values are settled, findings that still wait come next, then the next document.
function finish() {
  const waiting = scene.view.findings.findIndex(wish.isPressing);
  if (waiting >= 0) showFinding(orderOf(scene.view.findings).find(({ finding }) => wish.isPressing(finding)).at);
  else $("onward")?.focus();
}

function failed(kind, error, job) {
  const before = scene.view;
  const said = "undo" in job ? t("kind.undo") : sayWish(before, job.wishes);
  if (error.now) { take(error.now); noteNews(before, null); drawConflicts(before); }
  error.theirs &&= error.theirs.map(flat);
  const away = () => { job.banner?.remove(); render(); if (!isHeld()) focusRow(); };
  const again = () => { for (const key of job.keys) news.delete(key); away(); if (kind === "unreached") { sender.again(); moveOn(); render(); focusRow(); } else send(job); };
  // on a text that was read anew the wish has lost its ground: values and characters are others now
  const canAgain = kind === "unreached" || (kind === "stale" && error.code === "decided-by-others");
  job.banner?.remove();
  job.banner = drawBanner(kind, { error, wish: said, again: canAgain ? again : null, leave: () => { if (kind === "unreached") sender.letGo(); away(); } });
  $("banner").append(job.banner);
  if (job.keys.length === 1 && !scene.form && !scene.pick && scene.rows().some((row) => row.key === job.keys[0])) scene.current = job.keys[0];
  if (!scene.rows().some((row) => row.key === scene.current)) scene.current = firstRow();
  render();
  if (kind === "refused" && job.retry && !scene.form && !scene.pick) job.retry();
  else if (!scene.form && !scene.pick) isHeld();
}

// While a wish waits for an answer of its person nothing else is decided: the next key would fall on a value they do not look at.
function isHeld() {
  const button = $("banner").querySelector("button");
  if (!button) return false;
  button.focus();
  tell(t("trouble.first"));
  return true;
}

// The head of the page counts the conflicts of all documents.
function drawConflicts(before) {
  const way = document.querySelector('.ways a[href="/conflicts"]'), by = scene.view.progress.conflicts - before.progress.conflicts;
  if (!way || !by) return;
  const badge = way.querySelector(".n") ?? way.appendChild(el("span", { class: "n" }));
  const n = (Number(way.dataset.conflicts) || 0) + by;
  way.dataset.conflicts = String(n);
  badge.textContent = number(n);
  if (n <= 0) badge.remove();
}

// ---- panes, keys, beginning

function showPane(pane) {
  doc.dataset.pane = pane;
  for (const tab of document.querySelectorAll(".tab")) {
    tab.setAttribute("aria-selected", String(tab.dataset.pane === pane));
    tab.tabIndex = tab.dataset.pane === pane ? 0 : -1;
  }
  if (pane === "text" && narrow()) document.querySelector("#text .lit")?.scrollIntoView({ block: "center" });
}

function pickRun(node) {
  const run = node && scene.page.runs.find((one) => one.node === node);
  if (!run?.items.length || selected(scene.page, $("text"))) return;
  const own = run.items.filter((span) => span.network === scene.network);
  const spans = own.length ? own : run.items;
  const at = spans.findIndex((span) => keyOf(span.item) === scene.current);
  const { item } = spans[(at + 1) % spans.length];
  if (item.network !== scene.network) { scene.network = item.network; scene.current = null; render(); }
  choose(keyOf(item), { from: "text", focus: !narrow() });
}

function closeMenu(event) {
  const menu = document.querySelector(".menu[open]");
  if (menu && !menu.contains(event?.target)) menu.open = false;
}

// On a field without a value, adding means that field.
function emptyField() {
  const row = scene.rows().find((one) => one.key === scene.current);
  return row && (!row.item || row.item.state === "absent") ? row.field : null;
}

const inPane = (act) => (event) => ($("text").contains(event.target) ? false : act(event));
const onRow = (act) => (event) => (event.target.closest("button, a, summary, input, select") ? false : act(event));

const KEYS = {
  j: () => step(1), k: () => step(-1), ArrowDown: inPane(() => step(1)), ArrowUp: inPane(() => step(-1)),
  a: scene.deeds.accept, x: scene.deeds.reject, X: scene.deeds.rejectWhy, c: scene.deeds.correct, Enter: onRow(() => (performance.now() - scene.savedAt < DOUBLE_PRESS ? true : $("onward") && !left() ? $("onward").click() : scene.deeds.correct())),
  n: () => scene.startAdding(emptyField()), 0: scene.deeds.absent, h: () => scene.deeds.way("hold"), A: scene.deeds.acceptAll,
  d: nextDoubtful, m: scene.deeds.move, M: scene.deeds.merge, D: scene.deeds.drop, N: scene.deeds.create,
  u: () => scene.deeds.undo(), U: scene.deeds.redo, f: nextFinding, r: () => scene.deeds.answer(scene.finding < 0 ? orderOf(scene.view.findings)[0]?.at : scene.finding),
  "]": () => scene.next(), "[": () => go(address(scene.view.previous)), ".": () => scene.next(), ",": () => go(address(scene.view.previous)),
  Escape: () => {
    closeMenu();
    if (sender.idle && $("banner").firstChild) { $("banner").replaceChildren(); render(); } // a wish that nobody answered stays in sight
    getSelection()?.removeAllRanges();
    focusRow();
  },
};
for (let n = 1; n <= 9; n += 1) KEYS[n] = () => { const one = scene.networks()[n - 1]; if (one) showNetwork(one.id); };

// An address that cannot be read names no value.
function hashOf(hash) {
  try { return decodeURIComponent(hash.slice(1)).replace(/^item=/, ""); } catch { return ""; }
}

function openAddress() {
  const wanted = hashOf(location.hash);
  const item = wanted && scene.view.items.find((one) => keyOf(one) === wanted);
  if (!item) return false;
  scene.network = item.network;
  scene.current = wanted;
  return true;
}

async function start() {
  $("text").addEventListener("click", (event) => { if (!scene.pick) pickRun(event.target.closest("mark")); });
  document.addEventListener("click", closeMenu);
  addEventListener("beforeunload", (event) => { if (scene.form?.isChanged()) event.preventDefault(); });
  document.addEventListener("selectionchange", scene.offerSelection);
  for (const tab of document.querySelectorAll(".tab")) tab.addEventListener("click", () => showPane(tab.dataset.pane));
  try {
    take(await get(`${path}${query}`));
  } catch (error) {
    $("record").replaceChildren(el("div", { class: "nothing tall", role: "alert" }, el("p", {}, t("trouble.load")), el("p", {}, error.said ?? error.message), el("p", {}, el("button", { type: "button", class: "big", click: () => location.reload() }, t("trouble.again")))));
    begin();
    return;
  }
  if (!openAddress()) {
    const having = (fits) => scene.networks().find((one) => rowsOf(scene.view, one.id).some(fits));
    scene.network = (having(isConflictRow) ?? having(isWaitingRow) ?? scene.networks()[0])?.id ?? null;
    scene.current = scene.network && firstRow();
  }
  showPane(doc.dataset.pane || "record");
  render();
  focusRow();
  scene.spotlight({ scroll: true });
  if (!left() && !scene.view.findings.some(wish.isPressing)) $("onward")?.focus({ preventScroll: true });
  begin(KEYS, HELP);
}

start();
