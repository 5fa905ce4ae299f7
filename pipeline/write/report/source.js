// The way back to the file: page and rectangle, element, paragraph, part of a mail; and which addresses may be opened.

const POINTS_PER_CM = 72 / 2.54;
const A4 = [595, 842];
const OPENABLE = ["http:", "https:", "mailto:"];

// "post/mail.eml!anlage.pdf" is anlage.pdf in mail.eml; a "!" in a name of its own parts nothing.
const nestOf = (source) => source.split(/(?<=^-|\.\w{2,5})!/);
// a backslash parts folders where paths begin with a drive; elsewhere it begins the escape of a sign that no name should hold
const lastOf = (path) => path.split(/^(?:[A-Za-z]:|\\\\)/.test(path) ? /[\\/]/ : "/").filter(Boolean).pop() || path;
const sayName = (name) => (/^\d+$/.test(name) ? t("source.entry", { n: number(Number(name)) }) : lastOf(name)); // an entry of a feed has but a number
const nameOf = (source) => { const nest = nestOf(source); return nest.length > 1 ? sayName(nest.at(-1)) : lastOf(source); };
const containersOf = (source) => nestOf(source).slice(0, -1).reverse().map(lastOf);
const sayNest = (source) => containersOf(source).map((name) => t("source.in", { name })).join(" ");
const sayMedia = (type) => known(`media.${type}`, type);

function sayPart(part) {
  const [n, total] = (part ?? "").split("/");
  return total ? t("source.part", { n: number(Number(n)), total: number(Number(total)) }) : part;
}

// Addresses of a document lead out only by web or mail; whatever else one may say (javascript:, data:, file:) stays words.
function openable(href, base) {
  try {
    const url = new URL(href, /^https?:/i.test(base ?? "") ? base : undefined);
    return OPENABLE.includes(url.protocol) ? url.href : null;
  } catch { return null; }
}

function drawOut(address, words = "↗") {
  const props = { href: address, rel: "noopener noreferrer", target: "_blank", title: t("link.open") };
  return words === "↗" ? el("a", { ...props, class: "out", "aria-label": t("link.open") }, words) : el("a", { ...props, class: "away" }, words);
}

// An address as it stands, as a link where it may be opened.
function drawAddress(href, base) {
  const address = openable(href, base);
  return address ? drawOut(address, href) : el("span", { class: "dead" }, href);
}

// Where characters stand, in a few words: "Seite 2", "Absatz 14, Tabelle 1 Zeile 3", "Element p, Zeile 120 der Datei".
function sayPlace(source) {
  const pages = [...new Set(source.map((place) => place.page).filter(Boolean))];
  if (pages.length > 1) return t("where.pages", { first: number(Math.min(...pages)), last: number(Math.max(...pages)) });
  const said = [...new Set(source.map(sayOne).filter(Boolean))];
  // several lines of one part or element are one stretch of lines
  const bare = [...new Set(source.map((place) => sayOne({ ...place, line: null })))], lines = source.map((place) => place.line).filter(Boolean);
  if (said.length > 1 && bare.length === 1 && lines.length === source.length) return [bare[0], t(isPart(source[0].path) ? "where.inners" : "where.lines", { first: number(Math.min(...lines)), last: number(Math.max(...lines)) })].filter(Boolean).join(", ");
  return said.length > 2 ? `${said[0]} … ${said.at(-1)}` : said.join(" – ");
}

// What a path begins with where it does not begin with an element: part of a mail, entry of a feed, a Word file's margins and notes.
const HEADS = [
  [/^header: (.+)$/, (name) => t("where.header", { name: known(`header.${name.toLowerCase()}`, name) })], [/^part ([\d.]+)(?:: )?/, (n) => t("where.part", { n })],
  [/^entry (\d+)(?:: )?/, (n) => t("where.entry", { n: number(Number(n)) })], [/^header\d*\//, () => t("where.top")], [/^footer\d*\//, () => t("where.bottom")],
  [/^footnotes\[(\w+)\]/, (n) => t("where.footnote", { n })], [/^endnotes\[(\w+)\]/, (n) => t("where.endnote", { n })], [/\/txbx\//, () => t("where.frame")],
];

// Lines of a mail's part are counted in that part.
const isPart = (path) => /^part /.test(path ?? "");

function sayOne({ page, path, line, paragraph }) {
  const heads = [];
  let rest = path ?? "";
  for (const [pattern, said] of HEADS) {
    const found = pattern.exec(rest);
    if (found) { heads.push(said(found[1])); rest = rest.replace(pattern, ""); }
  }
  const last = (sign) => [...rest.matchAll(new RegExp(`\\b${sign}\\[(\\d+)\\]`, "g"))].pop()?.[1];
  const table = [["where.table", last("tbl")], ["where.row", last("tr")]].filter(([, n]) => n).map(([key, n]) => t(key, { n })).join(" ");
  const element = !heads.length && !table && !paragraph && /^#?[\w-]+/.exec(rest.replace(/:not\(:not\([^)]*\) > \*\)/g, "").split(">").pop().trim())?.[0];
  const words = [page && t("where.page", { n: number(page) }), ...heads, paragraph && t("where.paragraph", { n: number(paragraph) }), table, element && t("where.element", { name: element }), line && t(isPart(path) ? "where.inner" : "where.line", { n: number(line) })];
  return words.filter(Boolean).join(", ");
}

const cm = (points) => new Intl.NumberFormat(t("locale"), { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(points / POINTS_PER_CM);

// The same to the millimetre or the element, for those who look it up.
function sayExactly({ page, box, path, line, paragraph }) {
  if (!box) return path ?? sayOne({ page, line, paragraph });
  const [left, top, right, bottom] = box;
  return t("where.box", { n: number(page ?? 1), left: cm(left), top: cm(top), width: cm(right - left), height: cm(bottom - top) });
}

function drawPlace(page, piece) {
  const source = piece.source ?? [];
  if (!source.length) return null;
  const exact = [...new Set(source.map(sayExactly).filter(Boolean))], short = sayPlace(source);
  const copy = el("button", { type: "button", class: "plain copy", click: () => copyWords(exact.join("\n"), copy) }, t("copy"));
  const leaves = [...new Set(source.filter((place) => place.box).map((place) => place.page ?? 1))].slice(0, 2);
  return el("div", { class: "place" },
    leaves.length > 0 && el("div", { class: "leaves" }, leaves.map((leaf) => drawLeaf(page, leaf, source.filter((place) => place.box && (place.page ?? 1) === leaf), leaves.length > 1))),
    el("div", { class: "place-words" }, el("span", { class: "place-at", title: exact.slice(0, 6).join("\n") }, short || exact[0]),
      leaves.length === 1 && el("span", { class: "place-from" }, t("where.from", { left: cm(source.find((place) => place.box).box[0]), top: cm(source.find((place) => place.box).box[1]) })),
      el("details", { class: "exact" }, el("summary", {}, t("where.exact")), el("ul", {}, exact.map((line) => el("li", {}, el(source[0].box ? "span" : "code", {}, line)))), copy)));
}

// Where the clipboard is closed to the page the words are chosen, so that the reader's own keys copy them.
function copyWords(words, from) {
  const choose = () => getSelection().selectAllChildren(from.previousElementSibling);
  const done = () => { from.textContent = t("copied"); tell(t("copied")); setTimeout(() => { from.textContent = t("copy"); }, 1600); };
  if (!navigator.clipboard) return choose();
  navigator.clipboard.writeText(words).then(done, choose);
}

function drawing(name, props, ...children) {
  const node = document.createElementNS(document.querySelector("svg").namespaceURI, name);
  for (const [key, value] of Object.entries(props)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

// The extent of a page is not in the report: what its lines need, rounded up to A4, upright or across.
function sizeOf(boxes) {
  const [right, bottom] = boxes.reduce(([x, y], box) => [Math.max(x, box[2]), Math.max(y, box[3])], [0, 0]);
  const [short, long] = A4;
  if (right <= short + 1 && bottom <= long + 1) return [short, long];
  if (right <= long + 1 && bottom <= short + 1) return [long, short];
  return [Math.max(right + 24, short), Math.max(bottom + 24, short)];
}

// A page in small, its lines as grey bars and the value's rectangle lit, so that it is found on paper at once.
function drawLeaf(page, leaf, places, named) {
  page.leaves ??= new Map();
  if (!page.leaves.has(leaf)) {
    const boxes = (page.report.layout?.pieces ?? []).filter((piece) => piece.box && (piece.page ?? 1) === leaf).map((piece) => piece.box);
    const bars = boxes.map(([left, top, right, bottom]) => { const height = bottom - top; return `M${left} ${top + height * 0.22}H${right}V${bottom - height * 0.22}H${left}z`; });
    page.leaves.set(leaf, { size: sizeOf([...boxes, ...places.map((place) => place.box)]), bars: bars.join("") });
  }
  const { size: [width, height], bars } = page.leaves.get(leaf);
  const lit = places.map(({ box: [left, top, right, bottom] }) => drawing("rect", { x: left - 4, y: top - 4, width: Math.max(right - left, 6) + 8, height: Math.max(bottom - top, 6) + 8, rx: 4, class: "leaf-lit" }));
  const reach = Math.min(...places.map((place) => place.box[1])), depth = Math.max(...places.map((place) => place.box[3])), middle = (reach + depth) / 2;
  return el("figure", { class: "leaf" },
    drawing("svg", { viewBox: `-2 -2 ${width + 4} ${height + 4}`, role: "img", "aria-label": places.map(sayExactly).join("; "), class: width > height ? "across" : "upright" },
      drawing("rect", { x: 0, y: 0, width, height, rx: 6, class: "leaf-page" }), drawing("path", { d: bars, class: "leaf-lines" }), ...lit,
      drawing("path", { d: `M0 ${middle - 16}L22 ${middle}L0 ${middle + 16}z`, class: "leaf-mark" })),
    named && el("figcaption", {}, t("where.page", { n: number(leaf) })));
}

// The links that the source itself gave to characters that overlap a stretch.
const linksAt = (page, start, end) => (page.report.layout?.links ?? []).filter((link) => link.start < end && link.end > start);

// Where a page of the file begins in the text, as [unit, page]; only where there is more than one page. A paragraph that runs over a
// border is read before the foot of its first page: going back there is no new beginning.
function turnsOf(page) {
  const turns = new Map();
  for (const { start, page: leaf } of page.report.layout?.pieces ?? []) if (leaf && !turns.has(leaf)) turns.set(leaf, page.unit(start));
  return turns.size > 1 ? [...turns].map(([leaf, unit]) => [unit, leaf]) : [];
}

function drawTurn(leaf, name) {
  return el(name, { class: "turn", role: "separator", "aria-label": t("where.page", { n: number(leaf) }), "data-label": t("where.page", { n: number(leaf) }), "data-leaf": leaf });
}

function drawPages(page) {
  if (!page.turns.length) return null;
  const go = (at) => { if (narrow()) showPane("text"); document.querySelectorAll("#text .turn")[at]?.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" }); };
  return el("details", { class: "drawer", open: page.turns.length <= 24 }, el("summary", {}, t("outline.pages"), el("span", { class: "n" }, number(new Set(page.turns.map((turn) => turn[1])).size))),
    el("ol", { class: "pages" }, page.turns.map(([, leaf], at) => el("li", {}, el("button", { type: "button", class: "leafno", "aria-label": t("where.page", { n: number(leaf) }), click: () => go(at) }, number(leaf))))));
}

function drawLinks(page) {
  const links = page.report.layout?.links ?? [];
  if (!links.length) return null;
  return drawDrawer("links", t("outline.links"), links.length, () => links.slice(0, MOST_LISTED).map((link) => {
    const address = openable(link.href, page.report.document.address);
    const words = page.text.slice(page.unit(link.start), page.unit(link.end)).replace(/\s+/g, " ").trim();
    return el("li", { class: "link-row" }, el("button", { type: "button", class: "stop", title: link.href, click: () => spot(page, link.start, link.end) }, el("span", { class: "name" }, words || link.href), el("span", { class: "kind" }, link.href)), address && drawOut(address));
  }));
}

const MOST_LISTED = 300;

// A list that is only drawn when it is opened: it may be long, and few look.
function drawDrawer(name, label, size, rows) {
  const list = el("ol", { class: "stops" });
  const fill = (event) => { if (event.target.open && !list.childNodes.length) list.append(...rows(), ...(size > MOST_LISTED ? [el("li", { class: "nothing" }, t("more", { n: number(size - MOST_LISTED) }))] : [])); };
  return el("details", { class: "drawer", "data-drawer": name, toggle: fill }, el("summary", {}, label, el("span", { class: "n" }, number(size))), list);
}

// Lights any stretch of the text, whole words, without a run of its own: there may be thousands of repairs.
function spot(page, start, end) {
  if (narrow()) showPane("text");
  light(page, () => false);
  const [from, to] = wordsAround(page, start, end);
  const first = characterAt(page, from), last = characterAt(page, to);
  if (!first || !last) return;
  const range = document.createRange();
  range.setStart(...first);
  range.setEnd(...last);
  if (globalThis.Highlight && CSS.highlights) CSS.highlights.set("spot", new Highlight(range));
  else { getSelection().removeAllRanges(); getSelection().addRange(range); }
  const scroller = $("text"), seen = range.getBoundingClientRect(), frame = scroller.getBoundingClientRect();
  scroller.scrollTo({ top: scroller.scrollTop + seen.top - frame.top - scroller.clientHeight / 2, behavior: calm() ? "auto" : "smooth" });
  tell(page.text.slice(from, to));
}

// The stretch widened to whole words, in UTF-16 units.
function wordsAround(page, start, end) {
  let from = page.unit(start), to = page.unit(end);
  for (let steps = 0; from > 0 && steps < 30 && /\S/.test(page.text[from - 1]); steps += 1) from -= 1;
  for (let steps = 0; to < page.text.length && steps < 30 && /\S/.test(page.text[to]); steps += 1) to += 1;
  return [from, to];
}

function characterAt(page, at) {
  const line = page.lines.findLast((item) => item.start <= at);
  if (!line) return null;
  const walk = document.createTreeWalker(line.node, NodeFilter.SHOW_TEXT);
  let rest = at - line.start, found = null;
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    found = [node, Math.min(rest, node.length)];
    if (rest <= node.length) return found;
    rest -= node.length;
  }
  return found;
}
