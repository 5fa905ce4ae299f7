// The text of the document: cut once at every edge of a value or finding; each run knows what covers it, each text node where it begins.

import { fieldName, sayFlat, STATE_SIGNS } from "./values.js";
import { el, number, t } from "./words.js";
import { firstNotBelow } from "./units.js";

/**
 * @typedef {{start: number, end: number, kind: "item"|"other"|"finding", key?: string, network?: string, at?: number, level?: string}} Span in UTF-16 units
 */

// Texts whose lines were broken by hand keep their lines close; elsewhere a line is a paragraph and gets air.
function isWrapped(text) {
  const lengths = text.split("\n").map((line) => line.trim().length).filter(Boolean);
  return lengths.length > 3 && Math.max(...lengths) <= 110 && lengths.filter((length) => length > 55).length > lengths.length * 0.35;
}

/** Where pages begin, from the pieces of a PDF: [offset, page]. */
export function pageTurns(report, units) {
  const turns = new Map();
  let page = null;
  for (const piece of report.layout?.pieces ?? []) {
    if (!piece.page || piece.page === page) continue;
    page = piece.page;
    turns.set(units.unit(piece.start), page);
  }
  return turns;
}

/** Gives every stretch that is to be seen in the text. */
export function spansOf(view, network, units) {
  const spans = [];
  const add = (start, end, rest) => { if (end > start) spans.push({ start: units.unit(start), end: units.unit(end), ...rest }); };
  for (const item of view.items) {
    const place = placeOf(item);
    if (place) add(place[0], place[1], { kind: item.network === network ? "item" : "other", network: item.network, item });
  }
  view.findings.forEach((finding, at) => (finding.spans ?? []).forEach((span) => add(span.start, span.end, { kind: "finding", at, level: finding.severity, answered: Boolean(finding.answered) })));
  return spans.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** The characters of an item in the text that is shown; null where it has none there. */
export const placeOf = (item) => (Number.isInteger(item.start) && Number.isInteger(item.end) ? [item.start, item.end] : null);

/**
 * Draws the text. The page it gives knows runs and text nodes; `paint` marks them after the state of things.
 * @returns {{body: HTMLElement, runs: object[], nodes: Text[], starts: number[], text: string}}
 */
export function drawText(view, spans, units) {
  const { text } = view;
  const page = { body: null, runs: [], nodes: [], starts: [], text };
  const language = view.report.document?.language;
  page.body = el("div", { class: isWrapped(text) ? "paper" : "paper prose", lang: language && language !== "und" ? language : null });
  if (!text.trim()) {
    page.body.append(el("p", { class: "nothing" }, t("text.empty")));
    return page;
  }
  const sections = (view.report.sections ?? []).map((section) => ({ ...section, start: units.unit(section.start), end: units.unit(section.end) })).sort((a, b) => a.start - b.start);
  const turns = pageTurns(view.report, units);
  const edges = edgesOf(spans, turns);
  let host = page.body, next = -1, active = [], upcoming = 0, level = 2;
  for (const [from, to] of linesOf(text)) {
    while (next + 1 < sections.length && sections[next + 1].start <= from) {
      next += 1;
      host = el("section", { class: sections[next].kind === "boilerplate" ? "sec frame" : "sec" });
      page.body.append(host);
    }
    const line = drawLine(sections[next], from, to, text, level);
    level = Number(line.getAttribute("aria-level")) || level;
    for (const [start, end] of stretches(from, to, edges)) {
      while (upcoming < spans.length && spans[upcoming].start <= start) active = [...active, spans[upcoming++]];
      active = active.filter((span) => span.end > start);
      if (turns.has(start)) (start === from ? host : line).append(drawTurn(turns.get(start), start === from));
      line.append(drawRun(page, text.slice(start, end), start, active));
    }
    if (from === to && turns.has(from)) host.append(drawTurn(turns.get(from), true));
    if (from !== to || !host.lastElementChild?.classList.contains("blank")) host.append(line);
  }
  return page;
}

function* linesOf(text) {
  let from = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
    yield [from, at];
    from = at + 1;
  }
  yield [from, text.length];
}

// `above` is the level of the heading before: in the page no level is skipped, whatever the source does.
function drawLine(section, from, to, text, above) {
  if (!text.slice(from, to).trim()) return el("p", { class: "line blank" });
  const isHead = section?.heading && from >= section.start && from < section.start + section.heading.length + 1;
  return isHead ? el("p", { class: "line head", role: "heading", "aria-level": String(Math.min(6, above + 1, (section.level || 1) + 2)) }) : el("p", { class: "line" });
}

// Where the text is cut: every edge of a span and of a page, in order.
function edgesOf(spans, turns) {
  const edges = new Set(turns.keys());
  for (const { start, end } of spans) edges.add(start).add(end);
  return [...edges].sort((a, b) => a - b);
}

function* stretches(from, to, edges) {
  let start = from;
  for (let at = firstNotBelow(edges, from + 1); edges[at] < to; at += 1) {
    yield [start, edges[at]];
    start = edges[at];
  }
  if (start < to) yield [start, to];
}

const drawTurn = (page, block) => el(block ? "div" : "span", { class: "turn", role: "separator", "aria-label": t("where.page", { n: number(page) }), "data-label": t("where.page", { n: number(page) }) });

function drawRun(page, chars, start, active) {
  const node = document.createTextNode(chars);
  page.nodes.push(node);
  page.starts.push(start);
  if (!active.length) return node;
  const items = active.filter((span) => span.item).sort((a, b) => a.end - a.start - (b.end - b.start));
  const run = { node: el(items.length ? "mark" : "span", {}, node), active, items, start, end: start + chars.length };
  if (items.length) {
    run.node.setAttribute("role", "button");
    run.node.tabIndex = -1;
  }
  page.runs.push(run);
  return run.node;
}

/**
 * Marks every run after the state of its values; states differ in line and sign, not in colour alone.
 * @param {(item: object) => string} stateOf
 * @param {(network: string) => number} hueOf
 */
export function paint(page, network, stateOf, hueOf) {
  for (const run of page.runs) {
    const finding = run.active.find((span) => span.kind === "finding" && !span.answered);
    // most runs are as they were: only those whose values or findings changed are touched
    const stamp = JSON.stringify([network, finding?.level, run.items.map(({ item }) => [stateOf(item), item.value ?? item.machine])]);
    if (run.stamp === stamp) continue;
    run.stamp = stamp;
    paintRun(run, network, finding, stateOf, hueOf);
  }
}

function paintRun(run, network, finding, stateOf, hueOf) {
  const own = run.items.filter((span) => span.network === network);
  const first = own[0] ?? run.items[0];
  const classes = [finding && `finding ${finding.level}`];
  if (first) classes.push(`n${hueOf(first.network) % 6}`, own.length ? `is-${stateOf(first.item)}` : "other");
  if (own.length > 1) classes.push("deep");
  if (first && first.end === run.end && own.length) classes.push("tail");
  run.node.className = classes.filter(Boolean).join(" ");
  if (!first) return;
  const said = (own.length ? own : run.items).map(({ item }) => `${fieldName(item.field)}: ${sayFlat(item.field, item.value ?? item.machine)} (${own.length ? t(`state.${stateOf(item)}`) : t("legend.other")})`).join("; ");
  run.node.title = said;
  run.node.setAttribute("aria-label", `${run.node.textContent}: ${said}`);
  run.node.dataset.sign = STATE_SIGNS[stateOf(first.item)];
}

/** Runs keep their places, but what they say of their values and findings comes from the newest view. */
export function refresh(page, view, network) {
  const nameOf = (item) => `${item.network}/${item.field}/${item.item}`;
  const items = new Map(view.items.map((item) => [nameOf(item), item]));
  for (const span of page.runs.flatMap((run) => run.active)) {
    if (span.item) {
      span.item = items.get(nameOf(span.item)) ?? span.item;
      span.kind = span.network === network ? "item" : "other";
    } else span.answered = Boolean(view.findings[span.at]?.answered);
  }
}

/** Frames the runs that fit and gives the first of them. */
export function light(page, fits, kind) {
  for (const run of page.runs) run.node.classList.remove("lit", "first", "last", "by-finding");
  const hits = page.runs.filter((run) => run.active.some(fits));
  hits.forEach((run, at) => {
    run.node.classList.add("lit");
    if (kind === "finding") run.node.classList.add("by-finding");
    if (hits[at - 1]?.end !== run.start) run.node.classList.add("first");
    if (hits[at + 1]?.start !== run.end) run.node.classList.add("last");
  });
  return hits[0] ?? null;
}

/** Offset in the text of a place in the page; a place between elements counts as the beginning of what follows. */
export function offsetAt(page, container, within) {
  const at = page.nodes.indexOf(container);
  if (at >= 0) return page.starts[at] + within;
  const spot = document.createRange();
  spot.setStart(container, within);
  spot.collapse(true);
  const following = page.nodes.findIndex((node) => spot.comparePoint(node, 0) >= 0);
  return following < 0 ? page.text.length : page.starts[following];
}

/** The range in the page of characters of the text. */
export function rangeOf(page, start, end) {
  const range = document.createRange();
  const [first, from] = nodeAt(page, start, false), [last, to] = nodeAt(page, end, true);
  if (!first || !last) return null;
  range.setStart(first, from);
  range.setEnd(last, to);
  return range;
}

// An end belongs to the node that it closes, a start to the one that it opens.
function nodeAt({ nodes, starts }, offset, closing) {
  let at = firstNotBelow(starts, closing ? offset : offset + 1) - 1;
  if (at < 0) at = 0;
  const node = nodes[at];
  if (!node) return [null, 0];
  if (!closing && offset - starts[at] >= node.length && nodes[at + 1]) return [nodes[at + 1], 0];
  return [node, Math.max(0, Math.min(node.length, offset - starts[at]))];
}
