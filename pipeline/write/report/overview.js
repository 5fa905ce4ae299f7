// The overview: every document in one line, those with errors first; what it shows is also the order of j and k.

const ROWS = JSON.parse(document.getElementById("index").textContent).map((row, at) => ({ ...row, at }));
const FILTERS = {
  all: () => true,
  error: (row) => row.error > 0,
  warning: (row) => row.warning > 0,
  low: (row) => row.low > 0,
  unread: (row) => row.unread > 0,
  none: (row) => row.networks.length === 0 && !row.shut,
  shut: (row) => row.shut !== null,
  open: (row) => row.review && row.review.settled < row.review.total,
  conflict: (row) => row.review?.conflicts > 0,
};
const RARE = new Set(["shut", "open", "conflict"]); // of these only those are shown that fit a document
const SORTS = {
  urgent: (a, b) => b.error - a.error || b.warning - a.warning || b.low - a.low || b.unread - a.unread || a.at - b.at,
  unread: (a, b) => b.unread - a.unread || a.at - b.at,
  low: (a, b) => b.low - a.low || a.at - b.at,
  order: (a, b) => a.at - b.at,
};
const view = { query: "", filter: "all", sort: "urgent", top: 0 };

const fileOf = (row) => nameOf(row.source);

function titleOf(row) {
  const name = row.networks.find(Boolean);
  return row.title || (name && row.networks.length > 1 ? `${name} + ${number(row.networks.length - 1)}` : name) || row.heading || fileOf(row);
}

function visibleRows() {
  const words = view.query.toLowerCase().split(/\s+/).filter(Boolean);
  return ROWS.filter(FILTERS[view.filter]).filter((row) => words.every((word) => row.words.includes(word))).sort(SORTS[view.sort]);
}

function drawOverview(main) {
  const total = (key) => ROWS.reduce((sum, row) => sum + (key === "networks" ? row.networks.length : row[key]), 0);
  const shut = ROWS.filter(FILTERS.shut).length;
  const lead = { documents: count("document", ROWS.length - shut), networks: count("network", total("networks")), values: count("value", total("values")) };
  const list = el("ol", { class: "rows", id: "rows" });
  const shown = el("p", { class: "shown", "aria-live": "polite" });
  const draw = () => {
    const rows = visibleRows();
    list.replaceChildren(...rows.map(drawRow));
    shown.replaceChildren(t("shown", { count: number(rows.length), total: number(ROWS.length) }));
    if (!rows.length) list.append(el("li", { class: "nothing" }, t(ROWS.length ? "overview.none" : "overview.empty"), " ", ROWS.length > 0 && reset));
    for (const chip of chips.children) chip.setAttribute("aria-pressed", String(chip.dataset.filter === view.filter));
  };
  const search = el("input", {
    type: "search", id: "search", value: view.query, placeholder: t("search.hint"), autocomplete: "off", spellcheck: "false",
    input: () => { view.query = search.value; draw(); },
  });
  const sort = el("select", { id: "sort", change: () => { view.sort = sort.value; draw(); } },
    Object.keys(SORTS).map((key) => el("option", { value: key, selected: key === view.sort }, t(`sort.${key}`))));
  const reset = el("button", { type: "button", class: "plain", click: () => { view.filter = "all"; view.query = search.value = ""; draw(); } }, t("overview.reset"));
  const chips = el("div", { class: "chips", role: "group", "aria-label": t("filter") }, Object.entries(FILTERS).map(([key, fits]) => {
    const hits = ROWS.filter(fits).length;
    if (RARE.has(key) && !hits) return null;
    return el("button", { type: "button", class: "chip", "data-filter": key, disabled: !hits && key !== "all", click: () => { view.filter = view.filter === key ? "all" : key; draw(); } },
      t(`filter.${key}`), el("span", { class: "n" }, number(hits)));
  }));
  main.replaceChildren(el("div", { class: "overview" },
    el("div", { class: "welcome" }, el("h1", {}, document.documentElement.dataset.title || t("overview")), el("p", { class: "lead" }, t("overview.lead", lead), shut > 0 && el("span", { class: "left-out" }, ` ${count("shut", shut)}`)), drawProgress()),
    el("div", { class: "sieve" },
      el("label", { class: "field search" }, el("span", {}, t("search")), search),
      el("label", { class: "field" }, el("span", {}, t("sort")), sort),
      chips),
    el("div", { class: "thead", "aria-hidden": "true" }, ["document", "networks", "values", "findings", "unread"].map((key) => el("span", {}, t(`column.${key}`)))),
    list, shown));
  draw();
  main.scrollTop = view.top;
}

function drawRow(row) {
  const findings = ["error", "warning", "note"].filter((level) => row[level]).map((level) => el("span", { class: `badge ${level}`, title: count(level, row[level]) },
    sign(level), el("span", { class: "quiet" }, `${t(`severity.${level}`)}: `), number(row[level])));
  const names = row.networks.map((name, at) => el("li", {}, el("i", { class: `dot n${at % 6}` }), el("span", { class: name ? "" : "none" }, name || t("unnamed"))));
  if (names.length > 3) names.splice(3, names.length, el("li", { class: "none more" }, `+ ${number(row.networks.length - 3)}`));
  const title = titleOf(row);
  const where = [title !== fileOf(row) && fileOf(row), sayNest(row.source)].filter(Boolean).join(" ");
  return el("li", {}, el("a", { class: "row", href: address({ doc: row.at }) },
    el("span", { class: "cell what" }, el("b", {}, title), el("small", { title: row.source }, row.date && el("span", { class: "when" }, sayDate(row.date)), where && el("span", {}, where),
      row.media !== "text/plain" && el("span", { class: "media" }, sayMedia(row.media)), row.part && el("span", {}, sayPart(row.part)))),
    el("span", { class: "cell" }, names.length ? el("ul", { class: "names" }, names) : row.shut ? el("span", { class: "shut-row" }, el("b", {}, t("shut")), ` ${t(`shut.${row.shut}`)}`) : el("span", { class: "none" }, t("no.networks"))),
    el("span", { class: "cell sum" }, row.shut ? el("span", { class: "none" }, "–") : el("span", { class: "figure" }, number(row.values), el("em", {}, t("column.values"))), row.low > 0 && el("small", { class: "low" }, count("low", row.low)), row.review && el("small", { class: "checked" }, t("progress.row", { settled: number(row.review.settled), total: number(row.review.total) }))),
    el("span", { class: "cell marks" }, findings.length ? findings : el("span", { class: "none" }, "–")),
    el("span", { class: "cell sum" }, row.unread ? el("span", { class: "badge unread", title: count("unread", row.unread) }, number(row.unread), el("em", {}, t("column.unread"))) : el("span", { class: "none" }, "–"))));
}

// A shape beside the colour, so that severity is seen without colour.
const sign = (level) => el("i", { class: `sign ${level}`, "aria-hidden": "true" }, { error: "!", warning: "▲", note: "i" }[level]);
