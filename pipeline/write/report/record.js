// The record: every field in plain words, every value a button to its evidence, and for empty fields the reason.

const GROUPS = {
  identity: ["status", "themes", "edition", "acronym", "aliases"],
  time: ["founded", "start", "end", "duration_months"],
  members: ["participants_stated", "participants"],
  roles: ["initiators", "managers", "consultants", "partners"],
  funding: ["funders", "programmes", "funding_refs", "funding_amounts"],
  content: ["topics", "regions", "targets", "awards", "relations"],
  contact: ["people", "links", "emails", "phones"],
};
// These are shown even when empty: a register cannot do without them.
const CORE = new Set(["name", "status", "founded", "start", "end", "duration_months", "participants", "initiators", "managers", "consultants", "funders"]);
const INLINE = new Set(["themes", "topics", "regions", "programmes", "funding_refs", "aliases"]);
// What a sentence with such a word is probably about.
const SOUNDS = {
  term: ["start", "end", "duration_months"], founding: ["founded"], participants: ["participants"], initiators: ["initiators"], managers: ["managers"],
  consultants: ["consultants"], partners: ["partners"], funders: ["funders", "programmes"], awards: ["awards"],
};

const networkName = (page, net) => page.report.networks[net].name || t("unnamed.network");

// Siblings differ at the end of their names: what they share at the front is left out of their tabs.
function shortName(page, net) {
  const words = networkName(page, net).split(" ");
  const alike = (one, other) => one === other || (one.length > 8 && one.slice(0, 8) === other?.slice(0, 8)); // Netzwerk, Netzwerke
  const shared = page.report.networks.map((_, other) => {
    const theirs = other === net ? [] : networkName(page, other).split(" ");
    const differ = words.findIndex((word, at) => !alike(word, theirs[at]));
    return differ < 0 ? words.length : differ;
  });
  const cut = Math.min(Math.max(...shared), words.length - 1) - 1;
  return cut > 0 ? `… ${words.slice(cut).join(" ")}` : words.join(" ");
}

// The state all participants lie in, which is then said once; null where they differ.
function sharedState(participants) {
  const states = new Set(participants.map((item) => item.place?.state).filter(Boolean));
  return participants.length > 1 && states.size === 1 ? [...states][0] : null;
}

const SAY = {
  status: (value) => t(`status.${value}`),
  themes: (value) => known(`topic.${value}`, value),
  founded: dated, start: dated, end: dated,
  duration_months: sayMonths,
  edition: (value) => number(value),
  participants_stated: (value) => number(value),
  participants: sayParticipant,
  funders: sayActor, initiators: sayActor, managers: sayActor, consultants: sayActor, partners: sayActor,
  funding_amounts: sayMoney,
  people: ({ title, name, role, organisation }) => [el("span", { class: "main" }, [title, name].filter(Boolean).join(" ")), aside([role, organisation])],
  targets: ({ quantity, unit, subject, period, status }) => [el("span", { class: "main" }, `${typeof quantity === "number" ? number(quantity) : quantity} ${unit}`), aside([subject, period, t(`target.${status}`)])],
  awards: ({ label, by }) => [el("span", { class: "main" }, label), aside([by && t("by", { name: by })])],
  relations: ({ kind, name }) => [el("span", { class: "main" }, name), aside([t(`relation.${kind}`)])],
};

const aside = (parts) => (parts.some(Boolean) ? el("span", { class: "aside" }, parts.filter(Boolean).join(" · ")) : null);

function dated(edtf) {
  const said = sayDate(edtf);
  return [said, said !== edtf && el("span", { class: "raw" }, edtf)];
}

function sayActor({ name, kind, entity }) {
  return [el("span", { class: kind === "unnamed" ? "main unnamed" : "main" }, name), aside([kind !== "organisation" && t(`actor.${kind}`)]), entity && el("span", { class: "raw" }, entity)];
}

function sayParticipant({ name, form, kind, place }, all) {
  const state = sharedState(all) ? null : place?.state;
  const words = el("span", { class: "main" }, form && el("span", { class: "form" }, `${form} `), name);
  if (place?.ags) return [words, el("span", { class: "raw", title: t("place.ags", { ags: place.ags }) }, place.ags), aside([state && known(`state.${state}`, state)])];
  const open = (place?.candidates ?? []).map((item) => `${item.official_name} (${known(`state.${item.state}`, item.state)})${item.score >= 0.01 ? ` ${percent(item.score)}` : ""}`);
  if (open.length) return [words, el("span", { class: "aside doubt" }, t("place.open", { places: open.join(", ") }))];
  return [words, aside([kind === "municipality" || kind === "district" ? t("place.unknown") : !form && t(`participant.${kind}`)])];
}

function drawRecord(page, net) {
  const record = page.report.networks[net];
  if (!record && ROWS[state.doc].shut) return el("div", { class: "nothing tall" }, el("p", {}, t("shut.record")), el("p", {}, t("shut.record.more")));
  if (!record) return el("div", { class: "nothing tall" }, el("p", {}, t("record.none")), el("p", {}, t(page.settled.refused.length ? "record.none.settled" : "record.none.more")), drawNearest(emptyOf(page, null, "name")), drawNear(page.refused.filter((miss) => miss.network === null || miss.network === undefined), t("near.document")), drawRefused(page, null));
  const name = record.name === null || record.name === undefined
    ? el("div", { class: "title empty", "data-field": "name" }, el("h2", {}, t("unnamed.network")), drawEmpty(page, net, "name"))
    : el("div", { class: "title", "data-field": "name" }, drawValue(page, net, "/name", el("h2", {}, record.name)), drawNear(nearOf(page, net, "name")));
  return el("div", { class: `record n${net % 6}` }, name, Object.entries(GROUPS).map(([group, fields]) => drawGroup(page, net, group, fields)), drawRefused(page, net),
    el("details", { class: "json", toggle: (event) => { const box = event.target.querySelector("pre"); if (!box.textContent) box.textContent = JSON.stringify({ ...record, evidence: undefined, findings: undefined }, null, 2); } },
      el("summary", {}, t("record.json")), el("pre", { tabindex: "0" })));
}

const isEmpty = (value) => value === null || value === undefined || (Array.isArray(value) && !value.length);
const emptyOf = (page, net, field) => page.empty.find((item) => item.field === field && (item.network ?? null) === net);
const nearOf = (page, net, field) => page.refused.filter((miss) => miss.field === field && (miss.network === net || (page.report.networks.length === 1 && (miss.network ?? 0) === net)));

function drawGroup(page, net, group, fields) {
  const record = page.report.networks[net];
  const bare = fields.filter((field) => isEmpty(record[field]) && !CORE.has(field) && !emptyOf(page, net, field) && !absentBy(page, net, field) && !nearOf(page, net, field).length && !sounding(page, net, field).length);
  const rows = fields.filter((field) => !bare.includes(field)).map((field) => drawField(page, net, field));
  if (!rows.length && !bare.length) return null;
  return el("section", { class: "group", "aria-labelledby": `group-${group}` }, el("h3", { id: `group-${group}` }, t(`group.${group}`)), el("dl", {}, rows),
    bare.length > 0 && el("p", { class: "bare" }, `${t("empty.more")}: `, bare.map((field) => t(`field.${field}`)).join(", ")));
}

function drawField(page, net, field) {
  const value = page.report.networks[net][field];
  const worst = page.findings.find((item) => item.net === net && item.finding.path?.split("/")[1] === field);
  const label = el("dt", {}, t(`field.${field}`), worst && el("span", { class: `badge ${worst.finding.severity}`, title: sayFinding(worst.finding) }, sign(worst.finding.severity)));
  let content;
  if (isEmpty(value)) content = drawEmpty(page, net, field);
  else if (!Array.isArray(value)) content = drawValue(page, net, `/${field}`, say(field, value));
  else content = el("ul", { class: INLINE.has(field) ? "values inline" : "values" }, value.map((item, at) => el("li", {}, drawValue(page, net, `/${field}/${at}`, say(field, item, value)), field === "links" && webAddress(item))));
  return el("div", { class: "pair", "data-field": field }, label, el("dd", {}, field === "participants" && drawTally(page, net), content, !isEmpty(value) && drawNear(nearOf(page, net, field))));
}

const say = (field, value, all) => (SAY[field] ?? ((words) => el("span", { class: "main" }, String(words))))(value, all);

function drawTally(page, net) {
  const { participants, participants_stated: stated } = page.report.networks[net];
  if (isEmpty(participants)) return null;
  const listed = participants.length;
  const state = sharedState(participants);
  const words = stated ? t("participants.stated", { stated: number(stated), listed: number(listed) }) : t("participants.listed", { listed: number(listed) });
  return el("p", { class: "tally" }, el("span", { class: stated && stated !== listed ? "off" : null }, words),
    state && el("span", {}, ` · ${t("participants.state", { state: known(`state.${state}`, state) })}`));
}

function drawValue(page, net, pointer, content) {
  const pieces = page.report.networks[net].evidence?.[pointer] ?? [];
  const surest = Math.max(0, ...pieces.map((piece) => piece.confidence));
  const low = surest < 0.7;
  const pick = el("button", { type: "button", class: "pick", "aria-expanded": "false", click: () => choose(net, pointer, { from: "record" }) }, content);
  const said = settledBy(page, net, pointer);
  return el("div", { class: "value", "data-pointer": pointer },
    pick, said ? drawVerdict(said) : el("span", { class: low ? "sure low" : "sure", title: t("confidence", { percent: percent(surest) }) }, low && `${t("confidence.low")} `, percent(surest)));
}

function drawEmpty(page, net, field) {
  const sentences = sounding(page, net, field);
  const said = absentBy(page, net, field);
  return el("div", { class: "void" }, el("span", {}, t(said ? "empty" : "empty.open")), said && drawVerdict(said),
    sentences.length > 0 && el("button", { type: "button", class: "plain sounds", click: () => chooseUnread(sentences[(sentences.indexOf(page.unreadAt) + 1) % sentences.length]) }, count("sounds", sentences.length)),
    drawNearest(emptyOf(page, net, field)), drawNear(nearOf(page, net, field).filter((miss) => miss !== emptyOf(page, net, field)?.nearest)));
}

// What came nearest to filling an empty field, and the check that refused it.
function drawNearest(item) {
  if (!item) return null;
  if (!item.nearest) return el("p", { class: "nearest" }, el("span", { class: "aside" }, t("nearest.none", { reason: sayReason(item.reason) })));
  return el("p", { class: "nearest" }, el("span", { class: "aside" }, `${t("nearest")} `), el("button", { type: "button", class: "pick", click: () => chooseNear(item.nearest) }, `„${item.nearest.text}“`), " ",
    el("span", { class: "aside" }, t("nearest.reason", { reason: sayReason(item.reason) })), " ", el("code", {}, item.nearest.rule));
}

// Numbers of the unread sentences that probably speak of a field, in the sections of this network or of none.
function sounding(page, net, field) {
  const kinds = Object.keys(SOUNDS).filter((kind) => SOUNDS[kind].includes(field));
  if (!kinds.length) return [];
  return [...page.unread.keys()].filter((at) => {
    const [start, , signals] = page.unread[at];
    const owner = page.sections.findLast((section) => section.start <= page.unit(start))?.network;
    return (owner === null || owner === undefined || owner === net) && signals.some((signal) => kinds.includes(signal[2]));
  });
}

function drawNear(misses, label) {
  if (!misses.length) return null;
  return el("details", { class: "near" }, el("summary", {}, label ? `${label} (${misses.length})` : count("near", misses.length)),
    el("ul", {}, misses.map((miss) => el("li", {}, el("button", { type: "button", class: "pick", click: () => chooseNear(miss) }, `„${miss.text}“`), " ",
      el("span", { class: "aside" }, !label ? "" : `${t(`field.${miss.field}`)} · `, t("near.reason", { reason: sayReason(miss.reason) })), " ", el("code", {}, miss.rule)))));
}

// The card under a chosen value: its quote in context, the rule that read it, where it stands.
function drawCard(page, net, pointer, at) {
  const pieces = page.report.networks[net].evidence?.[pointer] ?? [];
  const piece = pieces[at];
  if (!piece) return null;
  const cue = page.cues.get(`${net}${pointer}`)?.cue;
  const [start, end] = [page.unit(piece.start), page.unit(piece.end)];
  // whole words of the same line, some seventy characters to each side
  const before = page.text.slice(Math.max(0, start - 70), start).split("\n").pop(), after = page.text.slice(end, end + 70).split("\n")[0];
  const lead = before.length < 70 ? before : `… ${before.replace(/^\S*\s/, "")}`, tail = after.length < 70 ? after : `${after.replace(/\s\S*$/, "")} …`;
  const links = [...new Set(linksAt(page, piece.start, piece.end).map((link) => link.href))].slice(0, 4);
  const facts = el("p", { class: "facts" }, el("span", {}, `${t("evidence.rule")} `, el("code", {}, piece.rule)),
    cue && el("span", {}, `${t("evidence.cue")} `, el("button", { type: "button", class: "plain", click: () => chooseCue(net, pointer) }, `„${cue.text}“`)), el("span", {}, t("evidence.at", { start: number(piece.start), end: number(piece.end) })),
    el("span", {}, t("confidence", { percent: percent(piece.confidence) })),
    pieces.length > 1 && el("button", { type: "button", class: "plain", click: () => choose(net, pointer, { at: (at + 1) % pieces.length, from: "record" }) }, `${at + 1}/${pieces.length} · ${t("evidence.next")}`));
  return el("div", { class: "card" },
    el("blockquote", { "aria-label": t("evidence.quote") }, lead, el("q", {}, piece.text), tail),
    drawSettled(page, net, pointer),
    drawPlace(page, piece),
    links.length > 0 && el("p", { class: "leads" }, `${t("evidence.link")} `, links.map((href) => drawAddress(href, page.report.document.address))),
    facts);
}

// A finding in the reader's language, from its code and values; its own English sentence where no text is known.
// What stands behind a semicolon is said only where the finding knows it.
function findingText(finding) {
  const values = Object.fromEntries(Object.entries(finding.values ?? {}).map(([name, value]) =>
    [name, name === "status" ? t(`status.${value}`) : name === "field" ? known(`field.${value}`, value) : value === "" ? t("value.nothing") : ["start", "end", "founded", "date"].includes(name) ? sayDate(value) : typeof value === "number" ? number(value) : value]));
  if (!known(`finding.${finding.code}`, null)) return finding.message;
  const parts = t(`finding.${finding.code}`, { names: values.name, ...values }).split("; "), said = parts.filter((part) => !/\{\w+\}/.test(part));
  if (said.length === parts.length) return said.join("; ");
  return said.length ? said.join("; ").replace(/[^.?!]$/, "$&.") : finding.message;
}
const sayFinding = (finding) => `${known(`code.${finding.code}`, finding.code.replace(/-/g, " "))}: ${findingText(finding)}`;

function drawFindings(page) {
  if (!page.findings.length) return el("p", { class: "allclear" }, t("findings.none"));
  return el("ul", { class: "findings" }, page.findings.map((item, at) => {
    const { finding, net } = item;
    const title = known(`code.${finding.code}`, null);
    return el("li", {}, el("button", { type: "button", class: `finding-row ${finding.severity}`, "data-finding": at, click: () => chooseFinding(at) },
      el("span", { class: "how" }, el("span", { class: `badge ${finding.severity}` }, sign(finding.severity), t(`severity.${finding.severity}`))),
      el("span", { class: "said" }, title && el("b", {}, title), title && " ", el("span", {}, findingText(finding))),
      net !== null && page.report.networks.length > 1 && el("span", { class: "whose" }, el("i", { class: `dot n${net % 6}` }), networkName(page, net))));
  }));
}

function drawOutline(page) {
  const firsts = spansOf(page).filter((span) => span.kind === "value" && span.at === 0);
  const perSection = page.sections.map((section, at) => {
    const end = page.sections[at + 1]?.start ?? Infinity;
    return firsts.filter((span) => span.start >= section.start && span.start < end).length;
  });
  const sections = page.sections.map((section, at) => el("li", { class: `lv${Math.min(section.level, 4)}${section.kind === "boilerplate" ? " frame" : ""}` },
    el("button", { type: "button", class: "stop", click: () => chooseSection(at) },
      page.report.networks.length > 1 && el("i", { class: section.network === null || section.network === undefined ? "dot void" : `dot n${section.network % 6}` }),
      el("span", { class: "name" }, section.heading?.replace(/\s*:$/, "") || (section.start === 0 ? t("outline.lead") : page.text.slice(section.start).trim().slice(0, 48))),
      section.kind !== "body" && el("span", { class: "kind" }, known(`section.${section.kind}`, section.kind)),
      perSection[at] > 0 && el("span", { class: "n", title: t("section.values", { n: perSection[at] }) }, number(perSection[at])))));
  const unread = page.unread.map(([start, end], at) => el("li", {}, el("button", { type: "button", class: "stop sentence", "data-unread": at, click: () => chooseUnread(at) }, page.text.slice(page.unit(start), page.unit(end)))));
  if (ROWS[state.doc].shut) return el("div", {});
  return el("div", {}, el("h2", {}, t("pane.outline")), sections.length ? el("ol", { class: "stops" }, sections) : el("p", { class: "nothing" }, t("outline.none")),
    drawPages(page),
    el("h2", { class: "amber" }, t("outline.unread"), unread.length > 0 && el("span", { class: "n" }, number(unread.length))),
    unread.length ? el("ol", { class: "stops" }, unread) : el("p", { class: "nothing" }, t("outline.unread.none")),
    drawLinks(page), drawRepairs(page));
}
