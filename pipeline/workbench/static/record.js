// The record: every field in plain words, every value with its characters, its state and what can be done about it.

import { CORE, fieldName, GROUPS, networkName, say, sayFlat, sayMoment, STATE_SIGNS } from "./values.js";
import { el, percent, t } from "./words.js";
import { isSettled, waysOut } from "./wishes.js";

const LOW = 0.7; // below it a value is called uncertain
const DOUBTFUL = 0.5; // more likely wrong than right, by all that is around a value
const CONTEXT_CHARS = 48; // that a decision keeps around its quote
const LEAD_CHARS = 60; // of the text, to each side of a quote

/**
 * A row of the record: a value, or a core field without any.
 * @typedef {{key: string, field: string, item: object|null}} Row
 */

export const keyOf = (item) => `${item.network}/${item.field}/${item.item}`;
export const emptyKey = (network, field) => `${network}/${field}/`;

/** The rows of a network, in the order of the record. */
export function rowsOf(view, network) {
  const own = view.items.filter((item) => item.network === network);
  const rows = [];
  for (const field of Object.values(GROUPS).flat()) {
    const items = own.filter((item) => item.field === field).sort(inOrder);
    for (const item of items) rows.push({ key: keyOf(item), field, item });
    if (!items.length && CORE.has(field)) rows.push({ key: emptyKey(network, field), field, item: null });
  }
  return rows;
}

// As the machine read them; what people added stands where its characters do.
const inOrder = (a, b) => (a.start ?? Infinity) - (b.start ?? Infinity) || String(a.item).localeCompare(String(b.item));

/** Draws the record of the network in view. `scene` is the document page: its state, and what its buttons do. */
export function drawRecord(scene) {
  const network = scene.view.networks.find((one) => one.id === scene.network);
  if (!network) return drawNone();
  const rows = rowsOf(scene.view, scene.network);
  const title = rows.find((row) => row.field === "name" && row.item && row.item.state !== "rejected")?.item?.value ?? network.label;
  return el("div", { class: `record n${scene.hue(network.id) % 6}` },
    el("div", { class: title ? "title" : "title empty" }, el("h2", { id: "network-title" }, title || t("unnamed.network")), network.state !== "stands" && el("p", { class: "gone" }, t(`network.${network.state}`))),
    Object.entries(GROUPS).map(([group, fields]) => drawGroup(scene, group, fields, rows)));
}

const drawNone = () => el("div", { class: "nothing tall" }, el("p", {}, t("record.none")), el("p", {}, t("doc.none.more")));

function drawGroup(scene, group, fields, rows) {
  const filled = fields.filter((field) => rows.some((row) => row.field === field));
  const bare = fields.filter((field) => !filled.includes(field));
  return el("section", { class: "group", "aria-labelledby": `group-${group}` }, el("h3", { id: `group-${group}` }, t(`group.${group}`)),
    filled.map((field) => el("div", { class: "pair", "data-field": field }, el("div", { class: "label" }, t(`field.${field}`)),
      el("div", { class: "values" }, rows.filter((row) => row.field === field).map((row) => drawRow(scene, row))))),
    bare.length > 0 && el("p", { class: "bare" }, el("span", {}, `${t("empty.more")}: `), bare.map((field) => el("button", { type: "button", class: "plain", title: t("do.add.field", { field: fieldName(field) }), click: () => scene.startAdding(field) }, fieldName(field)))));
}

/** Draws one row; the current one is open and shows where its value comes from. */
export function drawRow(scene, row) {
  const { item } = row;
  const state = scene.stateOf(row);
  const here = scene.current === row.key;
  const said = item ? say(row.field, item.state === "absent" ? null : item.value ?? item.machine) : null;
  const node = el("div", {
    class: `item is-${state}${here ? " current" : ""}`, role: "group", tabindex: here ? "0" : "-1", "data-item": row.key, "data-state": state,
    "aria-label": nameOf(row, state), "aria-current": here ? "true" : null,
    click: (event) => { if (!event.target.closest("button, a, input, select, summary")) scene.choose(row.key); }, focus: () => scene.choose(row.key, { focus: false }),
  },
    el("div", { class: "row-line" }, el("span", { class: "state-sign", "aria-hidden": "true" }, STATE_SIGNS[state]),
      el("div", { class: "what" }, item && item.state !== "absent" ? said : el("span", { class: "unsaid" }, sayNothing(item)), drawFacts(row, state)),
      drawActs(scene, row, state, here)));
  if (item?.state === "conflict") node.append(drawConflict(scene, row, here));
  else if (here && item) node.append(drawCard(scene, item));
  return node;
}

// that the text says nothing is a person's word; where nobody decided it is only that nothing was read
export const sayNothing = (item) => t(item ? "empty" : "empty.open");

const nameOf = (row, state) => [fieldName(row.field), row.item && row.item.state !== "absent" ? sayFlat(row.field, row.item.value ?? row.item.machine) : sayNothing(row.item), t(`state.${state}`),
  row.item?.state === "open" && row.item.confidence !== null && t("confidence", { percent: percent(row.item.confidence) })].filter(Boolean).join(", ");

function drawFacts({ item, field }, state) {
  if (!item) return null;
  const sure = state === "open" && typeof item.confidence === "number";
  return [sure && item.doubt > DOUBTFUL && el("span", { class: "look-first", title: t("doubt.title") }, t("doubt")), sure && el("span", { class: item.confidence < LOW ? "sure low" : "sure", title: t("confidence", { percent: percent(item.confidence) }) }, item.confidence < LOW && `${t("confidence.low")} `, percent(item.confidence)),
    !sure && el("span", { class: "state-words" }, t(`state.${state}`)),
    state === "corrected" && item.machine !== null && item.machine !== undefined && el("span", { class: "was" }, t("item.was"), " ", el("del", {}, sayFlat(field, item.machine)))];
}

// Only the buttons of the current row take part in tabbing; the arrow keys lead to the others.
const act = (scene, row, here, name, glyph, key, does) => {
  const label = t(`do.${name}`);
  const what = row.item && row.item.state !== "absent" ? sayFlat(row.field, row.item.value ?? row.item.machine) : sayNothing(row.item);
  return el("button", { type: "button", class: `act act-${name}`, tabindex: here ? "0" : "-1", title: key ? `${label} (${key})` : label, "aria-label": `${label}: ${fieldName(row.field)}, ${what}`, "aria-keyshortcuts": key, click: () => { scene.choose(row.key, { focus: false }); does(); } },
    el("span", { class: "glyph", "aria-hidden": "true" }, glyph), here && el("span", { class: "word" }, label), here && key && el("kbd", { "aria-hidden": "true" }, key));
};

function drawActs(scene, row, state, here) {
  const { item } = row;
  const one = (name, glyph, key, does) => act(scene, row, here, name, glyph, key, does);
  let buttons = [];
  if (state === "saving") buttons = [];
  else if (!item) buttons = [one("absent", "∅", "0", scene.deeds.absent), one("add", "+", "n", () => scene.startAdding(row.field))];
  else if (state === "open") buttons = [one("accept", "✓", "a", scene.deeds.accept), one("correct", "✎", "c", scene.deeds.correct), one("reject", "✕", "x", scene.deeds.reject)];
  else if (isSettled(item)) buttons = [item.decision && one("undo", "↶", null, () => scene.deeds.undoOf(item)), item.state !== "absent" && item.state !== "rejected" && one("correct", "✎", "c", scene.deeds.correct)];
  return el("div", { class: "acts" }, buttons);
}

// The characters a value came from, with what is around them, the rule that read them and who decided.
function drawCard(scene, item) {
  const decided = item.decision && scene.view.decisions.find((one) => one.id === item.decision);
  const facts = [item.rule && el("span", {}, `${t("evidence.rule")} `, el("code", {}, item.rule)), decided && el("span", {}, t("item.by", { name: decided.reviewer, when: sayMoment(decided.made_at) })),
    decided?.reason && el("span", { class: "reason" }, t("quoted", { words: decided.reason })), placeOf(scene, item)];
  return el("div", { class: "card" }, drawQuote(scene, item.start, item.end),
    el("p", { class: "facts" }, facts),
    scene.view.networks.length > 0 && item.state !== "absent" && el("p", { class: "more-acts" }, el("button", { type: "button", class: "plain", click: () => scene.deeds.move() }, t("do.move"), " ", el("kbd", { "aria-hidden": "true" }, "m"))));
}

function drawQuote(scene, start, end) {
  if (!Number.isInteger(start)) return null;
  const { text } = scene.view, [from, to] = [scene.units.unit(start), scene.units.unit(end)];
  const before = text.slice(Math.max(0, from - LEAD_CHARS), from), after = text.slice(to, to + LEAD_CHARS);
  return el("blockquote", { "aria-label": t("evidence.quote") }, leadOf(before, LEAD_CHARS), el("q", {}, text.slice(from, to)), tailOf(after, LEAD_CHARS));
}

// What is around a quote: its line, cut between words. `most`: characters from which on the line was cut before.
function leadOf(before, most) {
  const line = before.split("\n").pop();
  return line.length < most || line !== before ? line : `… ${line.replace(/^\S*\s/, "")}`;
}

function tailOf(after, most) {
  const line = after.split("\n")[0];
  return line.length < most || line !== after ? line : `${line.replace(/\s\S*$/, "")} …`;
}

function placeOf(scene, item) {
  if (!Number.isInteger(item.start)) return null;
  const piece = (scene.view.report.layout?.pieces ?? []).findLast((one) => one.start <= item.start && one.page);
  return piece && el("span", {}, t("where.page", { n: piece.page }));
}

// Both sides of a conflict, and the ways out of it.
function drawConflict(scene, row, here) {
  const { item } = row;
  const decided = scene.view.decisions.find((one) => one.id === item.decision);
  const mine = item.state === "conflict" && item.conflict === "says-now" ? t("empty") : sayFlat(item.field, item.value);
  const reads = item.machine !== null && item.machine !== undefined;
  return el("div", { class: "conflict" },
    el("p", { class: "conflict-why" }, t(`conflict.${item.conflict}`)),
    el("div", { class: "sides" },
      el("div", { class: "side" }, el("p", { class: "side-head" }, t("conflict.mine")), el("p", { class: item.conflict === "value-elsewhere" ? "side-value struck" : "side-value" }, mine), item.quote && el("blockquote", {}, leadOf(item.quote.before, CONTEXT_CHARS), el("q", {}, item.quote.text), tailOf(item.quote.after, CONTEXT_CHARS)),
        decided && el("p", { class: "facts" }, el("span", {}, t(`kind.${decided.kind}`)), el("span", {}, t("item.by", { name: decided.reviewer, when: sayMoment(decided.made_at) })), decided.reason && el("span", { class: "reason" }, t("quoted", { words: decided.reason })))),
      el("div", { class: "side" }, el("p", { class: "side-head" }, t("conflict.theirs")), el("p", { class: "side-value" }, reads ? sayFlat(item.field, item.machine) : t("conflict.reads.nothing")), reads && drawQuote(scene, item.start, item.end))),
    el("div", { class: "acts ways" }, waysOut(item).map((way) => wayButton(scene, row, here, way))));
}

export const WAY_KEYS = { keep: "c", take: "a", hold: "h", drop: "x", stay: "0" };

function wayButton(scene, row, here, way) {
  const label = t(`way.${way}`);
  return el("button", { type: "button", class: `act way way-${way}`, tabindex: here ? "0" : "-1", "aria-keyshortcuts": WAY_KEYS[way], click: () => { scene.choose(row.key, { focus: false }); scene.deeds.way(way); } }, el("span", { class: "word" }, label), el("kbd", { "aria-hidden": "true" }, WAY_KEYS[way]));
}

// Siblings differ at the end of their names: what they all share at the front is left out of their tabs.
function shortNames(networks) {
  const words = networks.map((network) => networkName(network).split(" ")), named = words.filter((_, at) => networks[at].label);
  let shared = 0;
  while (named.length > 1 && named.every((one) => one.length > shared + 1 && one[shared] === named[0][shared])) shared += 1;
  return words.map((one) => (shared && named.includes(one) ? `… ${one.slice(shared).join(" ")}` : one.join(" ")));
}

/** The tabs of a document's networks. */
export function drawTabs(scene) {
  const shown = scene.networks(), names = shortNames(shown);
  return el("div", { class: "nets", role: "tablist", "aria-label": t("networks"), keydown: (event) => alongTabs(event) }, shown.map((network, at) => {
    const here = network.id === scene.network;
    const left = scene.view.items.filter((item) => item.network === network.id && (item.state === "open" || item.state === "conflict")).length;
    return el("button", { type: "button", role: "tab", class: `net n${scene.hue(network.id) % 6}`, "aria-selected": String(here), tabindex: here ? "0" : "-1", "aria-controls": "record", title: networkName(network), click: () => scene.showNetwork(network.id) },
      el("span", { class: "no" }, String(at + 1)), el("span", { class: "name" }, names[at]),
      drawLeft(network, left));
  }));
}

// a network without a name is not done, whatever else was decided of it
function drawLeft(network, left) {
  if (!left && !network.label) return el("span", { class: "n left" }, "!", el("span", { class: "quiet" }, t("net.unnamed")));
  return el("span", { class: left ? "n left" : "n ok" }, left ? String(left) : "✓", el("span", { class: "quiet" }, left ? t("net.open") : t("net.done")));
}

function alongTabs(event) {
  const tabs = [...event.currentTarget.children], at = tabs.indexOf(event.target.closest("[role=tab]"));
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  event.stopPropagation();
  const next = (to + tabs.length) % tabs.length;
  tabs[next].click();
  document.querySelectorAll(".nets [role=tab]")[next]?.focus();
}
