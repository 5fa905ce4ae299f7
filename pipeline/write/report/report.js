// The page: what is open and chosen, the address that says so, and the keys.

const THEMES = ["auto", "light", "dark"];
const $ = (id) => document.getElementById(id);
const state = { doc: null, page: null, net: 0, pointer: null, at: 0, pane: "text", findingAt: -1 };
let pinned = {}; // what the address itself fixes: theme and language

function address(wish) {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries({ ...wish, ...pinned })) if (value !== null && value !== undefined && value !== "") params.set(key, value);
  return `#${params.toString().replace(/%2F/g, "/")}`;
}

function remember() {
  const wish = { doc: state.doc, net: state.net || null, value: state.pointer, at: state.at || null };
  try { history.replaceState(null, "", address(wish)); } catch { /* some viewers forbid it; the page works without */ }
}

const keep = {
  get: (key) => { try { return localStorage.getItem(`netzlese.${key}`); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem(`netzlese.${key}`, value); } catch { /* private windows */ } },
};

function setTheme(theme) {
  document.documentElement.dataset.theme = THEMES.includes(theme) ? theme : "auto";
}

// Builds what drawing needs of one document; only the open one is parsed.
function readPage(doc) {
  const { report, unread } = JSON.parse($(`doc-${doc}`).textContent);
  report.networks ??= [];
  const rank = { error: 0, warning: 1, note: 2 };
  const findings = [...(report.findings ?? []).map((finding) => ({ finding, net: null })), ...report.networks.flatMap((record, net) => (record.findings ?? []).map((finding) => ({ finding, net })))];
  const unit = unitsOf(report.text);
  const sections = (report.sections ?? []).map((section) => ({ ...section, start: unit(section.start), end: unit(section.end) })).sort((a, b) => a.start - b.start);
  const page = { report, text: report.text, unit, sections, unread, ...readExplanation(report.explain), settled: readReview(report.review), unreadAt: -1, runs: [], lines: [], findings: findings.sort((a, b) => rank[a.finding.severity] - rank[b.finding.severity]) };
  page.turns = turnsOf(page);
  return page;
}

// What was refused, what came nearest for each empty field, and the cue of each value; near holds all that can be shown in the text.
function readExplanation(explain) {
  const refused = explain?.near_misses ?? [], empty = explain?.empty ?? [];
  const alike = (one, other) => ["field", "network", "start", "end", "rule", "reason"].every((key) => (one[key] ?? null) === (other[key] ?? null));
  const near = [...refused];
  for (const item of empty) {
    if (!item.nearest) continue;
    const known = near.find((miss) => alike(miss, item.nearest));
    if (known) item.nearest = known; else near.push(item.nearest);
  }
  const cues = new Map((explain?.values ?? []).map((value) => [`${value.network}${value.pointer}`, value]));
  return { refused, empty, near, cues };
}

function order() {
  const rows = visibleRows();
  return (rows.some((row) => row.at === state.doc) ? rows : [...ROWS].sort(SORTS[view.sort])).map((row) => row.at);
}

function route() {
  const params = new URLSearchParams(location.hash.slice(1));
  pinned = {};
  for (const key of ["theme", "lang"]) if (params.get(key)) pinned[key] = params.get(key);
  setTheme(pinned.theme ?? keep.get("theme") ?? "auto");
  const wanted = pinned.lang in TEXTS ? pinned.lang : lang;
  if (wanted !== lang) { lang = wanted; state.doc = null; }
  document.documentElement.lang = lang;
  const doc = params.has("doc") ? ROWS.findIndex((row) => String(row.at) === params.get("doc") || row.id === params.get("doc")) : -1;
  if (doc < 0) return showOverview(params);
  if (params.get("pane")) state.pane = params.get("pane");
  const net = Number(params.get("net")) || 0;
  if (doc !== state.doc || !state.page) openDocument(doc, net);
  else if (net !== state.net) showNetwork(net);
  if (params.get("value")) choose(state.net, params.get("value"), { at: Number(params.get("at")) || 0, smooth: false, from: "address" });
  if (params.has("finding")) chooseFinding(Number(params.get("finding")), { smooth: false });
  if (params.has("help")) showHelp();
}

function showOverview(params) {
  const last = state.doc;
  Object.assign(state, { doc: null, page: null, pointer: null });
  if (params.get("filter") in FILTERS) view.filter = params.get("filter");
  if (params.has("q")) view.query = params.get("q");
  document.body.className = "at-overview";
  document.title = document.documentElement.dataset.title || t("title");
  drawBar();
  drawOverview($("main"));
  if (last !== null) document.querySelector(`.row[href="${CSS.escape(address({ doc: last }))}"]`)?.focus({ preventScroll: true });
  if (params.has("help")) showHelp();
}

function openDocument(doc, net) {
  if (state.doc === null) view.top = $("main").scrollTop;
  const page = readPage(doc);
  Object.assign(state, { doc, page, net: Math.min(net, Math.max(0, page.report.networks.length - 1)), pointer: null, at: 0, findingAt: -1 });
  document.body.className = "at-document";
  document.title = `${titleOf(ROWS[doc])} · ${t("brand")}`;
  drawBar();
  drawDocument();
  if (!document.activeElement || document.activeElement === document.body) $("main").focus({ preventScroll: true });
  tell(`${titleOf(ROWS[doc])}, ${count("finding", page.findings.length)}`);
}

function drawBar() {
  $("home").setAttribute("aria-label", t("overview"));
  $("home").title = t("overview");
  const crumb = $("crumb");
  crumb.replaceChildren();
  if (state.doc !== null) {
    const list = order(), at = list.indexOf(state.doc);
    crumb.append(
      button(t("document.previous"), { class: "icon", disabled: at <= 0, click: () => step(-1) }, "‹"),
      el("span", { class: "where" }, t("document.position", { n: number(at + 1), total: number(list.length) })),
      button(t("document.next"), { class: "icon", disabled: at >= list.length - 1, click: () => step(1) }, "›"));
  }
  const theme = document.documentElement.dataset.theme;
  $("tools").replaceChildren(
    el("button", { type: "button", class: "plain lang", lang: lang === "de" ? "en" : "de", click: switchLanguage }, t("language.switch")),
    button(t(`theme.${theme}`), { class: "icon", click: switchTheme }, { auto: "◐", light: "☀︎", dark: "☾" }[theme]),
    button(t("help"), { class: "icon", click: showHelp }, "?"));
}

function switchTheme() {
  const next = THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % THEMES.length];
  delete pinned.theme;
  keep.set("theme", next);
  setTheme(next);
  if (state.doc !== null) remember();
  drawBar();
  tell(t(`theme.${next}`));
}

function switchLanguage() {
  const { doc, net, pointer, at } = state;
  pinned.lang = lang === "de" ? "en" : "de";
  location.hash = address({ doc, net: net || null, value: pointer, at: at || null });
}

function drawDocument() {
  const { page, net } = state;
  const { document: info, networks, meta } = page.report;
  const row = ROWS[state.doc];
  const folder = nestOf(info.source)[0].slice(0, -lastOf(nestOf(info.source)[0]).length);
  const source = [!containersOf(info.source).length && el("span", { class: "folder" }, folder), fileOf(row), containersOf(info.source).length > 0 && el("span", { class: "holder" }, ` ${sayNest(info.source)}`)];
  const facts = [el("span", { title: info.source }, source), info.date ? t("document.dated", { date: sayDate(info.date) }) : t("document.undated"), sayMedia(info.media_type), info.part && sayPart(info.part),
    info.address && el("span", { class: "address" }, drawAddress(info.address)), !row.shut && t("document.characters", { n: number(info.characters) }), info.language !== "und" && info.language, page.settled.review && el("span", { class: "checked" }, sayProgress(page.settled.review))].filter(Boolean);
  const scroller = el("div", { class: "scroll", id: "text", tabindex: "0", role: "region", "aria-label": t("text.of") }, drawText(page));
  const strip = el("div", { class: "map", "aria-hidden": "true", title: t("map"), pointerdown: (event) => jump(event, strip, scroller) });
  const counts = { text: "", record: networks.length > 1 ? networks.length : "", findings: page.findings.length || "", outline: page.unread.length || "" };
  const doc = el("article", { class: row.shut ? "doc is-shut" : "doc", id: "doc", "data-pane": state.pane },
    el("header", { class: "top" },
      el("div", { class: "about" }, el("h1", {}, titleOf(ROWS[state.doc])), el("p", { class: "facts" }, facts.map((fact) => el("span", {}, fact)))),
      el("div", { class: "tabs", role: "tablist", "aria-label": t("panes"), keydown: moveTab }, ["text", "record", "findings", "outline"].map((pane) => el("button", {
        type: "button", role: "tab", class: "tab", "data-pane": pane, "aria-controls": `pane-${pane}`, click: () => showPane(pane) }, t(`pane.${pane}`), counts[pane] && el("span", { class: "n" }, counts[pane]))))),
    el("section", { class: "pane findings-pane", id: "pane-findings", "aria-label": t("pane.findings") }, drawFindings(page)),
    el("nav", { class: "pane outline", id: "pane-outline", "aria-label": t("pane.outline") }, drawOutline(page)),
    el("section", { class: "pane reading", id: "pane-text", "aria-label": t("pane.text") }, drawLegend(page), el("div", { class: "spread" }, scroller, strip)),
    el("section", { class: "pane facts-pane", id: "pane-record", "aria-label": t("pane.record") },
      networks.length > 1 && drawTabs(page), el("div", { class: "scroll", id: "record", role: networks.length > 1 ? "tabpanel" : null }),
      el("p", { class: "meta" }, t("meta", { version: meta.netzlese, lexicons: meta.lexicons.slice(0, 12), places: [meta.places.source, meta.places.date].filter(Boolean).join(" ") }))),
    el("div", { class: "peek", id: "peek", hidden: true }));
  $("main").replaceChildren(doc);
  scroller.addEventListener("click", (event) => pickRun(event.target.closest("mark")));
  scroller.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { const run = event.target.closest("mark"); if (run) { event.preventDefault(); pickRun(run); } } });
  showNetwork(net);
  showPane(state.pane);
  const watch = new ResizeObserver(drawStrip);
  watch.observe(scroller);
  watch.observe(scroller.firstChild);
}

function drawStrip() {
  const scroller = $("text"), strip = document.querySelector(".map");
  if (scroller?.clientHeight && state.page) drawMap(state.page, state.net, scroller, strip);
}

function drawLegend(page) {
  if (ROWS[state.doc].shut) return el("div", {});
  const values = valuesOf(page, state.net).length;
  return el("div", { class: "legend" },
    el("div", { class: "stepper" }, button(t("value.previous"), { class: "icon", disabled: !values, click: () => stepValue(-1) }, "‹"),
      el("span", { class: "where", id: "value-position" }, count("value", values)),
      button(t("value.next"), { class: "icon", disabled: !values, click: () => stepValue(1) }, "›")),
    el("span", { class: "keys" },
      values > 0 && el("span", { class: "key", id: "key" }, el("mark", { class: "sample" }, t("legend.value"))),
      page.report.networks.length > 1 && el("span", { class: "key other", id: "key-other" }, el("mark", { class: "other sample" }, t("legend.other"))),
      page.findings.some((item) => item.finding.spans?.length) && el("span", { class: "finding error sample" }, t("legend.finding"))),
    el("label", { class: "switch" }, el("input", { type: "checkbox", checked: true, change: (event) => $("doc").classList.toggle("hush", !event.target.checked) }), el("span", { class: "unread" }, t("legend.unread")), page.unread.length > 0 && el("span", { class: "n" }, number(page.unread.length)),
      el("span", { class: "quiet" }, t("show.unread"))));
}

function drawTabs(page) {
  return el("div", { class: "nets", role: "tablist", "aria-label": t("networks"), keydown: moveTab }, page.report.networks.map((record, net) => el("button", {
    type: "button", role: "tab", class: `net n${net % 6}`, "data-net": net, "aria-controls": "record", title: networkName(page, net), click: () => { showNetwork(net); remember(); } },
    el("span", { class: "no" }, number(net + 1)), el("span", { class: "name" }, shortName(page, net)))));
}

function moveTab(event) {
  const tabs = [...event.currentTarget.children].filter((tab) => tab.offsetParent), at = tabs.indexOf(event.target.closest("[role=tab]"));
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  event.stopPropagation();
  const tab = tabs[(to + tabs.length) % tabs.length];
  tab.focus();
  tab.click();
}

function showPane(pane) {
  state.pane = ["text", "record", "findings", "outline"].includes(pane) ? pane : "text";
  $("doc").dataset.pane = state.pane;
  for (const tab of document.querySelectorAll(".tab")) mark(tab, tab.dataset.pane === state.pane);
  if (state.pane === "record") showTab();
  else if (state.pane === "text" && narrow()) document.querySelector("#text .lit")?.scrollIntoView({ block: "center" });
}

// What is hidden cannot be scrolled to; so both are sought again when their pane comes into view.
function showTab() {
  document.querySelector(`.net[data-net="${state.net}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function mark(tab, on) {
  tab.setAttribute("aria-selected", String(on));
  tab.tabIndex = on ? 0 : -1;
}

function showNetwork(net) {
  const { page } = state;
  Object.assign(state, { net: Math.max(0, Math.min(net, page.report.networks.length - 1)), pointer: null, at: 0 });
  for (const tab of document.querySelectorAll(".net")) mark(tab, Number(tab.dataset.net) === state.net);
  showTab();
  $("record").replaceChildren(drawRecord(page, state.net));
  $("record").scrollTop = 0;
  light(page, () => false);
  paintRuns(page, state.net);
  if ($("value-position")) $("value-position").textContent = count("value", valuesOf(page, state.net).length);
  drawStrip();
  if ($("key")) $("key").className = `key n${state.net % 6}`;
  if ($("key-other")) $("key-other").className = `key n${(state.net ? 0 : 1) % 6}`;
  for (const section of document.querySelectorAll(".sec.owned")) section.classList.toggle("current", Number(section.dataset.net) === state.net);
  $("peek").hidden = true;
}

// The values of a network in the order in which the text gives them.
function valuesOf(page, net) {
  const evidence = page.report.networks[net]?.evidence ?? {};
  return Object.keys(evidence).filter((pointer) => evidence[pointer].length).sort((a, b) => evidence[a][0].start - evidence[b][0].start || evidence[a][0].end - evidence[b][0].end);
}

const narrow = () => matchMedia("(max-width: 760px)").matches;

// The one way to a value, from wherever it was asked for: record, text, keys or the address.
function choose(net, pointer, { at = 0, from = "keys", smooth = true } = {}) {
  const { page } = state;
  if (!page.report.networks[net]) return;
  if (net !== state.net) showNetwork(net);
  const pieces = page.report.networks[net].evidence?.[pointer];
  if (!pieces?.length) return;
  at = Math.min(at, pieces.length - 1);
  Object.assign(state, { pointer, at });
  if (narrow() && from === "record") showPane("text");
  const hit = light(page, (span) => span.kind === "value" && span.net === net && span.pointer === pointer && span.at === at, "value", { scroll: from !== "text", smooth });
  for (const run of page.runs) if (run.values.length) run.node.tabIndex = run === hit ? 0 : -1;
  openValue(net, pointer, at, smooth);
  const values = valuesOf(page, net);
  $("value-position").textContent = t("value.position", { n: number(values.indexOf(pointer) + 1), total: number(values.length) });
  peek(net, pointer, at);
  remember();
  tell(`${t(`field.${pointer.split("/")[1]}`)}: ${pieces[at].text}, ${t("confidence", { percent: percent(pieces[at].confidence) })}`);
}

function openValue(net, pointer, at, smooth) {
  for (const card of document.querySelectorAll("#record .card")) card.remove();
  for (const other of document.querySelectorAll("#record .value.open")) { other.classList.remove("open"); other.querySelector(".pick").setAttribute("aria-expanded", "false"); }
  const value = document.querySelector(`#record .value[data-pointer="${CSS.escape(pointer)}"]`) ?? document.querySelector(`#record .value[data-pointer="${CSS.escape(pointer.split("/").slice(0, 3).join("/"))}"]`);
  if (!value) return;
  value.classList.add("open");
  value.querySelector(".pick").setAttribute("aria-expanded", "true");
  value.append(drawCard(state.page, net, pointer, at));
  reveal(value, smooth);
}

const reveal = (node, smooth) => node.scrollIntoView({ block: "nearest", behavior: smooth && !calm() ? "smooth" : "auto" });

// On a phone the record is out of sight: a bar at the foot says what was chosen and leads to it.
function peek(net, pointer, at) {
  const { page } = state;
  const piece = page.report.networks[net].evidence[pointer][at];
  $("peek").hidden = false;
  $("peek").className = `peek n${net % 6}`;
  $("peek").replaceChildren(
    button(t("value.previous"), { class: "icon", click: () => stepValue(-1) }, "‹"),
    el("button", { type: "button", class: "said", click: () => { showPane(state.pane === "text" ? "record" : "text"); reveal(document.querySelector(state.pane === "text" ? "#text .lit" : "#record .value.open"), false); } },
      el("small", {}, sayPointer(page, { net, pointer }), " · ", percent(piece.confidence), piece.source?.length > 0 && ` · ${sayPlace(piece.source)}`), el("b", {}, piece.text)),
    button(t("value.next"), { class: "icon", click: () => stepValue(1) }, "›"),
    button(t("value.close"), { class: "icon", click: letGo }, "×"));
}

function letGo() {
  state.pointer = null;
  light(state.page, () => false);
  $("peek").hidden = true;
  for (const value of document.querySelectorAll("#record .value.open")) { value.classList.remove("open"); value.querySelector(".pick").setAttribute("aria-expanded", "false"); value.querySelector(".card")?.remove(); }
  remember();
}

// A click on characters that carry several values goes through them in turn, those of the network in view first.
function pickRun(node) {
  const run = node && state.page.runs.find((item) => item.node === node);
  if (!run) return;
  const values = [...run.values].sort((a, b) => (b.net === state.net) - (a.net === state.net));
  const here = values.findIndex((span) => span.net === state.net && span.pointer === state.pointer && span.at === state.at);
  const next = values[(here + 1) % values.length];
  choose(next.net, next.pointer, { at: next.at, from: "text" });
}

function stepValue(by) {
  const values = valuesOf(state.page, state.net);
  if (!values.length) return;
  const here = values.indexOf(state.pointer);
  choose(state.net, values[here < 0 ? (by > 0 ? 0 : values.length - 1) : (here + by + values.length) % values.length]);
}

function step(by) {
  const list = order(), to = list[list.indexOf(state.doc) + by];
  if (to !== undefined) location.hash = address({ doc: to });
}

function stepRow(by) {
  const rows = [...document.querySelectorAll(".row")], at = rows.indexOf(document.activeElement);
  rows[Math.max(0, Math.min(rows.length - 1, at + by))]?.focus();
}

function chooseFinding(at, { smooth = true } = {}) {
  const { page } = state;
  if (!page.findings.length) return tell(t("findings.none"));
  at = ((at % page.findings.length) + page.findings.length) % page.findings.length;
  const { finding, net } = page.findings[at];
  if (net !== null && net !== state.net) showNetwork(net);
  state.findingAt = at;
  for (const row of document.querySelectorAll(".finding-row")) row.setAttribute("aria-current", String(Number(row.dataset.finding) === at));
  if (finding.spans?.length && narrow()) showPane("text");
  light(page, (span) => span.kind === "finding" && span.at === at, "finding", { smooth });
  const field = finding.path && document.querySelector(`#record [data-field="${CSS.escape(finding.path.split("/")[1])}"]`);
  if (field) { field.classList.remove("flash"); void field.offsetWidth; field.classList.add("flash"); reveal(field, smooth); }
  reveal(document.querySelector(`.finding-row[data-finding="${at}"]`), smooth);
  tell(`${t(`severity.${finding.severity}`)}: ${sayFinding(finding)}`);
}

function chooseUnread(at) {
  const { page } = state;
  if (!page.unread.length) return tell(t("outline.unread.none"));
  page.unreadAt = ((at % page.unread.length) + page.unread.length) % page.unread.length;
  if (narrow()) showPane("text");
  light(page, (span) => span.kind === "unread" && span.at === page.unreadAt, "unread");
  for (const row of document.querySelectorAll(".stop.sentence")) row.setAttribute("aria-current", String(Number(row.dataset.unread) === page.unreadAt));
  const [start, end] = page.unread[page.unreadAt];
  tell(`${t("legend.unread")}: ${page.text.slice(page.unit(start), page.unit(end))}`);
}

function chooseCue(net, pointer) {
  if (narrow()) showPane("text");
  light(state.page, (span) => span.kind === "cue" && span.net === net && span.pointer === pointer, "near");
}

function chooseNear(miss) {
  if (narrow()) showPane("text");
  const at = state.page.near.indexOf(miss);
  light(state.page, (span) => span.kind === "near" && span.at === at, "near");
}

function chooseSection(at) {
  if (narrow()) showPane("text");
  $(`section-${at}`)?.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
}

function jump(event, strip, scroller) {
  const go = (move) => { const box = strip.getBoundingClientRect(); scroller.scrollTop = ((move.clientY - box.top) / box.height) * scroller.scrollHeight - scroller.clientHeight / 2; };
  go(event);
  strip.setPointerCapture(event.pointerId);
  strip.onpointermove = go;
  strip.onpointerup = strip.onpointercancel = () => { strip.onpointermove = null; };
}

// How often values of each tenth of confidence were right on announcements that nobody had tuned the rules to.
function drawReliability() {
  const measured = JSON.parse($("reliability").textContent);
  if (!measured) return [];
  const head = ["range", "values", "mean", "right"].map((key) => el("th", { scope: "col" }, t(`reliability.${key}`)));
  const rows = [...measured.bins].reverse().map((bin) => el("tr", {},
    el("th", { scope: "row" }, `${percent(bin.low)} – ${percent(bin.high)}`), el("td", {}, String(bin.values)), el("td", {}, percent(bin.confidence)), el("td", {}, percent(bin.right))));
  return [el("h3", {}, t("reliability")), el("p", { class: "quiet-words" }, t("reliability.about", { documents: measured.documents, values: measured.values, error: percent(measured.error) })),
    el("table", { class: "reliability" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows))];
}

function showHelp() {
  const keys = { document: ["j", "k", "←", "→"], value: ["n", "p"], finding: ["f"], unread: ["u"], network: ["1", "…", "9"], enter: ["↵"], search: ["/"], overview: ["o", "Esc"], theme: ["t"], help: ["?"] };
  $("help").replaceChildren(
    el("div", { class: "help-head" }, el("h2", { id: "help-title" }, t("help")), button(t("help.close"), { class: "icon", click: () => $("help").close() }, "×")),
    el("h3", {}, t("help.keys")), el("dl", { class: "keys-list" }, Object.entries(keys).map(([key, caps]) => el("div", {}, el("dt", {}, caps.map((cap) => (cap === "…" ? " … " : el("kbd", {}, cap)))), el("dd", {}, t(`key.${key}`))))),
    el("h3", {}, t("help.signs")), el("ul", { class: "signs" }, ["value", "unread", "finding", "link", "boilerplate", "confidence", ROWS.some((row) => row.review) && "review"].filter(Boolean).map((key) => el("li", {}, t(`sign.${key}`)))),
    ...drawReliability());
  if (!$("help").open) $("help").showModal();
}

const tell = (words) => { $("say").textContent = words; };

const KEYS = {
  j: () => (state.page ? step(1) : stepRow(1)), k: () => (state.page ? step(-1) : stepRow(-1)),
  n: () => state.page && stepValue(1), p: () => state.page && stepValue(-1),
  f: () => state.page && chooseFinding(state.findingAt + 1), u: () => state.page && chooseUnread(state.page.unreadAt + 1),
  o: () => { location.hash = address({}); }, t: switchTheme, "?": showHelp,
  "/": () => { if (state.page) { location.hash = address({}); setTimeout(() => $("search")?.focus(), 60); } else $("search").focus(); },
  ArrowRight: () => state.page && step(1), ArrowLeft: () => state.page && step(-1),
  ArrowDown: () => !state.page && stepRow(1), ArrowUp: () => !state.page && stepRow(-1),
  Escape: () => { if (state.page) { if (state.pointer) letGo(); else location.hash = address({}); } },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || $("help").open) return;
  const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
  if (typing) { if (event.key === "Escape") event.target.blur(); if (event.key === "ArrowDown" && event.target.id === "search") { event.preventDefault(); stepRow(1); } return; }
  if (/^[1-9]$/.test(event.key) && state.page?.report.networks[event.key - 1]) { showNetwork(event.key - 1); remember(); return; }
  const act = KEYS[event.key];
  if (!act || (event.key.startsWith("Arrow") && !state.page && !/Up|Down/.test(event.key))) return;
  if (event.key.startsWith("Arrow") && state.page && /Up|Down/.test(event.key)) return;
  event.preventDefault();
  act();
});
// On paper every network of the document stands, not only the one in view.
addEventListener("beforeprint", () => {
  const { page, net } = state;
  page?.report.networks.forEach((_, other) => { if (other !== net) { const copy = drawRecord(page, other); copy.dataset.printed = ""; $("record").append(copy); } });
});
addEventListener("afterprint", () => { for (const copy of document.querySelectorAll("[data-printed]")) copy.remove(); });
matchMedia("(max-width: 760px)").addEventListener("change", () => { if (state.page) drawStrip(); });
$("home").addEventListener("click", () => { location.hash = address({}); });
$("help").addEventListener("click", (event) => { if (event.target === $("help")) $("help").close(); });
addEventListener("hashchange", route);
route();
