// The text: cut once at every edge of a value, finding or unread sentence; each run knows what covers it.

// Offsets of a report count code points, a browser's strings count UTF-16 units; they differ only where a text holds emoji and the like.
function unitsOf(text) {
  if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return (at) => Math.min(at, text.length);
  const map = [];
  let unit = 0;
  for (const char of text) { map.push(unit); unit += char.length; }
  return (at) => map[at] ?? unit;
}

// Gives every span that is drawn into the text, in UTF-16 units.
function spansOf(page) {
  const { report, unit } = page;
  const spans = [];
  const add = (start, end, rest) => { if (end > start) spans.push({ start: unit(start), end: unit(end), ...rest }); };
  report.networks.forEach((record, net) => {
    for (const [pointer, pieces] of Object.entries(record.evidence ?? {}))
      pieces.forEach((piece, at) => add(piece.start, piece.end, { kind: "value", net, pointer, at, piece }));
  });
  page.findings.forEach((item, at) => (item.finding.spans ?? []).forEach((span) => add(span.start, span.end, { kind: "finding", at, level: item.finding.severity })));
  for (const { network, pointer, cue } of page.cues.values()) if (cue) add(cue.start, cue.end, { kind: "cue", net: network, pointer });
  page.near.forEach((miss, at) => add(miss.start, miss.end, { kind: "near", at }));
  page.unread.forEach(([start, end, signals], at) => {
    add(start, end, { kind: "unread", at });
    for (const [from, to] of signals) add(from, to, { kind: "signal" });
  });
  for (const { start, end, href } of report.layout?.links ?? []) add(start, end, { kind: "link", href });
  return spans.sort((a, b) => a.start - b.start || b.end - a.end);
}

// Texts whose lines were broken by hand keep their lines close; elsewhere a line is a paragraph and gets air.
function isWrapped(text) {
  const lengths = text.split("\n").map((line) => line.trim().length).filter(Boolean);
  return lengths.length > 3 && Math.max(...lengths) <= 110 && lengths.filter((length) => length > 55).length > lengths.length * 0.35;
}

function drawText(page) {
  const { text } = page;
  const body = el("div", { class: isWrapped(text) ? "paper" : "paper prose", lang: page.report.document.language === "und" ? null : page.report.document.language });
  page.lines = [];
  page.runs = [];
  if (ROWS[state.doc].shut) return drawShut(ROWS[state.doc]);
  if (!text.trim()) return el("div", { class: "paper" }, el("p", { class: "nothing" }, t("text.empty")));
  const spans = spansOf(page);
  const cuts = new Set([0, text.length]);
  for (const span of spans) cuts.add(span.start).add(span.end);
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) cuts.add(at).add(at + 1);
  const turns = new Map(page.turns);
  for (const at of turns.keys()) cuts.add(at);
  const edges = [...cuts].sort((a, b) => a - b);
  let active = [], next = 0, line = null, blanks = 0, section = -1, host = body;
  for (let k = 0; k + 1 < edges.length; k += 1) {
    const [start, end] = [edges[k], edges[k + 1]];
    const from = next;
    while (next < spans.length && spans[next].start <= start) next += 1;
    active = [...active, ...spans.slice(from, next)].filter((span) => span.end > start); // a new array: runs keep theirs
    const chars = text.slice(start, end);
    if (line === null) {
      while (section + 1 < page.sections.length && page.sections[section + 1].start <= start) {
        section += 1;
        host = drawSection(page, section);
        body.append(host);
      }
      if (turns.has(start)) host.append(drawTurn(turns.get(start), "div"));
      line = el("p", { class: "line" });
      page.lines.push({ start, node: line });
      const current = page.sections[section];
      if (current?.heading && start < current.start + current.heading.length + 1 && start >= current.start && chars !== "\n") {
        line.className = "line head";
        line.setAttribute("role", "heading");
        line.setAttribute("aria-level", String(Math.min(6, (current.level || 1) + 2)));
      }
      host.append(line);
    } else if (turns.has(start)) line.append(drawTurn(turns.get(start), "span"));
    if (chars === "\n") {
      blanks = line.childNodes.length ? 0 : blanks + 1;
      if (!line.childNodes.length) line.className = "line blank";
      if (blanks > 1) line.remove();
      line = null;
    } else line.append(active.length ? drawRun(page, chars, active) : chars);
  }
  return body;
}

// Of a source of which nothing could be read the page says why, and what to do.
function drawShut(row) {
  return el("div", { class: "paper shut" }, el("p", { class: "shut-sign", "aria-hidden": "true" }, "∅"), el("h2", {}, t(`shut.${row.shut}`)), el("p", {}, t(`shut.todo.${row.shut}`)),
    el("p", { class: "quiet-words" }, t("shut.about", { name: fileOf(row) })));
}

function drawSection(page, at) {
  const section = page.sections[at];
  const many = page.report.networks.length > 1 && section.network !== null && section.network !== undefined;
  return el("section", { class: `sec${section.kind === "boilerplate" ? " frame" : ""}${many ? ` owned n${section.network % 6}` : ""}`, id: `section-${at}`, "data-net": many ? section.network : null });
}

// A run without values stays a span; one with values can be clicked and focused.
function drawRun(page, chars, active) {
  const values = active.filter((span) => span.kind === "value").sort((a, b) => a.end - a.start - (b.end - b.start));
  const classes = active.filter((span) => span.kind !== "value").map((span) => (span.kind === "finding" ? `finding ${span.level}` : span.kind));
  const run = { values, active, node: null };
  run.node = el(values.length ? "mark" : "span", { class: classes.join(" "), title: values.length ? null : [classes.includes("signal") && t("signal"), ...hrefsOf(run)].filter(Boolean).join("\n") || null }, chars);
  if (values.length) {
    run.node.dataset.run = page.runs.length;
    run.node.tabIndex = -1;
    run.node.setAttribute("role", "button");
  }
  run.classes = run.node.className;
  page.runs.push(run);
  return run.node;
}

// Colours every run after the network in view: its own values are full, those of other networks only hinted at.
function paintRuns(page, net) {
  for (const run of page.runs) {
    if (!run.values.length) continue;
    const own = run.values.filter((span) => span.net === net);
    const first = own[0] ?? run.values[0];
    run.node.className = `${run.classes} n${first.net % 6}${own.length ? "" : " other"}${own.length > 1 ? " deep" : ""}`;
    run.node.title = (own.length ? own : run.values).map((span) => `${sayPointer(page, span)} (${percent(span.piece.confidence)})`).concat(hrefsOf(run)).join("\n");
  }
}

const hrefsOf = (run) => [...new Set(run.active.filter((span) => span.kind === "link").map((span) => `→ ${span.href}`))];

function sayPointer(page, span) {
  const field = t(`field.${span.pointer.split("/")[1]}`);
  return page.report.networks.length > 1 ? `${field} · ${networkName(page, span.net)}` : field;
}

// Lights up the runs that fit, scrolls to the first and gives it back.
function light(page, fits, kind, { scroll = true, smooth = true } = {}) {
  globalThis.CSS?.highlights?.delete("spot");
  for (const run of page.runs) run.node.classList.remove("lit", "first", "last", "flash", "by-value", "by-finding", "by-unread", "by-near");
  const hits = page.runs.filter((run) => run.active.some(fits));
  for (const [at, run] of hits.entries()) {
    run.node.classList.add("lit");
    if (hits[at - 1]?.node.nextSibling !== run.node) run.node.classList.add("first");
    if (hits[at + 1]?.node !== run.node.nextSibling || !run.node.nextSibling) run.node.classList.add("last");
    if (kind) { run.node.classList.add(`by-${kind}`); void run.node.offsetWidth; run.node.classList.add("flash"); }
  }
  if (hits.length && scroll) hits[0].node.scrollIntoView({ block: "center", behavior: smooth && !calm() ? "smooth" : "auto" });
  return hits[0] ?? null;
}

// The strip beside the text: where values lie, where findings, and where nothing was read.
function drawMap(page, net, scroller, strip) {
  const height = scroller.scrollHeight, top = scroller.getBoundingClientRect().top - scroller.scrollTop;
  const place = (node, box) => { node.style.top = `${((box.top - top) / height) * 100}%`; node.style.height = `${Math.max((box.height / height) * 100, 0.35)}%`; return node; };
  const ticks = [];
  for (const section of scroller.querySelectorAll(".sec.frame")) ticks.push(place(el("i", { class: "tick frame" }), section.getBoundingClientRect()));
  for (const turn of scroller.querySelectorAll(".turn")) ticks.push(place(el("i", { class: "tick leaf-edge" }), turn.getBoundingClientRect()));
  for (const run of page.runs) {
    const kind = run.active.some((span) => span.kind === "unread") ? "left" : run.values.length ? `taken n${(run.values.find((span) => span.net === net) ?? run.values[0]).net % 6}${run.values.some((span) => span.net === net) ? "" : " other"}` : null;
    const box = run.node.getBoundingClientRect();
    if (kind) ticks.push(place(el("i", { class: `tick ${kind}` }), box));
    const finding = run.active.find((span) => span.kind === "finding");
    if (finding) ticks.push(place(el("i", { class: `tick flag ${finding.level}` }), box));
  }
  const frame = el("i", { class: "window" });
  const follow = () => { frame.style.top = `${(scroller.scrollTop / scroller.scrollHeight) * 100}%`; frame.style.height = `${(scroller.clientHeight / scroller.scrollHeight) * 100}%`; };
  strip.replaceChildren(...ticks, frame);
  strip.classList.toggle("idle", scroller.scrollHeight <= scroller.clientHeight + 2);
  scroller.onscroll = follow;
  follow();
}
