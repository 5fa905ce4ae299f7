// Values in plain words: how every field is said, and the findings in the reader's language. The sister of the report's record.js.

import { el, known, number, percent, sayDate, sayMoney, sayMonths, t } from "./words.js";

export const GROUPS = {
  identity: ["name", "status", "themes", "edition", "acronym", "aliases"],
  time: ["founded", "start", "end", "duration_months"],
  members: ["participants_stated", "participants"],
  roles: ["initiators", "managers", "consultants", "partners"],
  funding: ["funders", "programmes", "funding_refs", "funding_amounts"],
  content: ["topics", "regions", "targets", "awards", "relations"],
  contact: ["people", "links", "emails", "phones"],
};
export const FIELDS = Object.values(GROUPS).flat();
// A register cannot do without these: they stand in the record even when they are empty.
export const CORE = new Set(["name", "status", "founded", "start", "end", "duration_months", "participants", "initiators", "managers", "consultants", "funders"]);

const SAY = {
  status: (value) => main(known(`status.${value}`, value)),
  themes: (value) => main(known(`topic.${value}`, value)),
  founded: dated, start: dated, end: dated,
  duration_months: (value) => main(sayMonths(value)),
  edition: (value) => main(number(value)),
  participants_stated: (value) => main(number(value)),
  participants: sayParticipant,
  funders: sayActor, initiators: sayActor, managers: sayActor, consultants: sayActor, partners: sayActor,
  funding_amounts: (value) => main(sayMoney(value)),
  people: ({ title, name, role, organisation }) => [main([title, name].filter(Boolean).join(" ")), aside([role, organisation])],
  targets: ({ quantity, unit, subject, period, status }) => [main(`${typeof quantity === "number" ? number(quantity) : quantity} ${unit}`), aside([subject, period, t(`target.${status}`)])],
  awards: ({ label, by }) => [main(label), aside([by && t("by", { name: by })])],
  relations: ({ kind, name }) => [main(name), aside([t(`relation.${kind}`)])],
};

const main = (words) => el("span", { class: "main" }, words);
// the blank keeps words apart where only the text of the value is read out
const aside = (parts) => (parts.some(Boolean) ? [" ", el("span", { class: "aside" }, parts.filter(Boolean).join(" · "))] : null);

function dated(edtf) {
  const said = sayDate(edtf);
  return [main(said), said !== edtf && [" ", el("span", { class: "raw" }, edtf)]];
}

function sayActor({ name, kind }) {
  return [el("span", { class: kind === "unnamed" ? "main unnamed" : "main" }, name), aside([kind !== "organisation" && t(`actor.${kind}`)])];
}

function sayParticipant({ name, form, kind, place }) {
  const words = el("span", { class: "main" }, form && el("span", { class: "form" }, `${form} `), name);
  if (place?.ags) return [words, " ", el("span", { class: "raw", title: t("place.ags", { ags: place.ags }) }, place.ags), otherName(name, form, place.official_name)];
  const open = (place?.candidates ?? []).map((item) => `${item.official_name} (${known(`state.${item.state}`, item.state)})`);
  if (open.length) return [words, " ", el("span", { class: "aside doubt" }, t("place.open", { places: open.join(", ") }))];
  return [words, aside([kind === "municipality" || kind === "district" ? t("place.unknown") : !form && t(`participant.${kind}`)])];
}

// A key that belongs to a place of another name is told by that name.
function otherName(name, form, official) {
  const level = (words) => words.toLowerCase().replace(/[^\p{L}]/gu, "");
  if (!official || [name, `${form ?? ""}${name}`, `${name}${form ?? ""}`].some((own) => level(official).startsWith(level(own)) || level(own).startsWith(level(official)))) return null;
  return [" ", el("span", { class: "aside doubt" }, t("place.is", { name: official }))];
}

/** What a value is called: children for el(). */
export function say(field, value) {
  if (value === null || value === undefined) return el("span", { class: "none" }, "–");
  return (SAY[field] ?? ((words) => main(String(words))))(value);
}

/** The same as one line of words, without keys and dates in figures: for names of buttons and for reading aloud. */
export function sayFlat(field, value) {
  const node = el("span", {}, say(field, value));
  for (const raw of node.querySelectorAll(".raw")) raw.remove();
  return node.textContent.replace(/\s+/g, " ").trim();
}

export const fieldName = (field) => known(`field.${field}`, field).replaceAll("\u00ad", "");

export const networkName = (network) => network?.label || t("unnamed.network");

/** When something happened, short: the time alone for today. */
export function sayMoment(stamp) {
  const moment = new Date(stamp);
  if (Number.isNaN(moment.getTime())) return stamp ?? "";
  const today = moment.toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(t("locale"), today ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" }).format(moment);
}

// Errors are expected, not counted: below one the share of one is said.
export function sayWrong(wrong) {
  if (wrong < 0.05) return t("wrong.none");
  if (wrong < 0.95) return t("wrong.few", { percent: percent(wrong) });
  return wrong < 1.5 ? t("wrong.one") : t("wrong.some", { n: number(Math.round(wrong)) });
}

const VALUE_WORDS = { status: (value) => t(`status.${value}`), start: sayDate, end: sayDate, founded: sayDate, date: sayDate };

/** A finding's sentence, from its code and values; what stands behind a semicolon is said only where the finding knows it. */
export function sayFinding({ code, values, message }) {
  if (!known(`finding.${code}`, null)) return message;
  const said = Object.fromEntries(Object.entries(values ?? {}).map(([name, value]) => [name, VALUE_WORDS[name]?.(value) ?? (typeof value === "number" ? number(value) : value)]));
  const parts = t(`finding.${code}`, { names: said.name, ...said }).split("; ");
  const full = parts.filter((part) => !/\{\w+\}/.test(part));
  if (full.length === parts.length) return full.join("; ");
  return full.length ? full.join("; ").replace(/[^.?!]$/, "$&.") : message;
}

export const findingName = (code) => known(`code.${code}`, code.replace(/-/g, " "));

// A shape beside the colour, so that neither severity nor state is told by colour alone.
const SIGNS = { error: "!", warning: "▲", note: "i" };
export const severitySign = (level) => el("i", { class: `sign ${level}`, "aria-hidden": "true" }, SIGNS[level]);
export const STATE_SIGNS = { empty: "·", open: "○", accepted: "✓", corrected: "✎", rejected: "✕", added: "+", absent: "–", conflict: "!", held: "‖", saving: "…" };
