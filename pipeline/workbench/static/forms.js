// Forms for values: which boxes a field has, how they are filled from the words of the text, and what the record keeps of them.

import { toEdtf, toMonths, toNumber } from "./dates.js";
import { FIELDS, GROUPS, fieldName } from "./values.js";
import { el, known, t } from "./words.js";

const THEMES = ["climate", "energy_efficiency", "resource_efficiency", "adaptation", "mobility", "heat", "sustainability", "water", "procurement", "biodiversity", "digital", "other"];
const STATUSES = ["planned", "running", "completed"];
const PARTICIPANTS = ["municipality", "district", "municipal_association", "organisation"];
const ACTORS = ["organisation", "person", "unnamed"];
const RELATIONS = ["predecessor", "successor", "part_of", "sibling"];
const ACHIEVED = ["planned", "achieved"];
const FORMS_RE = /^(Hanse- und Universitätsstadt|Landeshauptstadt|Universitätsstadt|Kreisstadt|Hansestadt|Bergstadt|Stadt|Samtgemeinde|Verbandsgemeinde|Verwaltungsgemeinschaft|Gemeinde|Markt|Flecken|Landkreis|Kreis|Amt|Insel)\s+(?=\p{Lu})/u;
const DISTRICTS = /kreis$/i;
const ASSOCIATIONS = /^(samtgemeinde|verbandsgemeinde|verwaltungsgemeinschaft|amt)$/i;

/** A box: `name` in the value ("" for the value itself), `kind` of input; `need` must be filled; `help` is said below it. */
const words = (name, more = {}) => ({ name, kind: "words", ...more });
const choice = (name, options, prefix, more = {}) => ({ name, kind: "choice", options, prefix, ...more });
const whole = (more) => ({ name: "", kind: "whole", need: true, ...more });
const one = [words("", { need: true })];
const date = [{ name: "", kind: "date", need: true, help: "form.date.help" }];
const actor = [words("name", { need: true }), choice("kind", ACTORS, "actor")];

const SHAPES = {
  status: [choice("", STATUSES, "status")],
  themes: [choice("", THEMES, "topic")],
  founded: date, start: date, end: date,
  edition: [whole()],
  duration_months: [whole({ kind: "months", help: "form.months.help" })],
  participants_stated: [whole()],
  participants: [words("name", { need: true }), words("form", { help: "form.form.help" }), choice("kind", PARTICIPANTS, "participant"), words("ags", { help: "form.ags.help", pattern: "\\d{5}(\\d{3})?", mode: "numeric" })],
  funders: actor, initiators: actor, managers: actor, consultants: actor, partners: actor,
  funding_amounts: [{ name: "amount", kind: "number", need: true }, words("currency", { need: true, pattern: "[A-Z]{3}" })],
  people: [words("name", { need: true }), words("title"), words("role"), words("organisation")],
  targets: [{ name: "quantity", kind: "quantity", need: true, help: "form.quantity.help" }, words("unit", { need: true }), words("subject"), words("period"), choice("status", ACHIEVED, "target")],
  awards: [words("label", { need: true }), words("by")],
  relations: [choice("kind", RELATIONS, "relation"), words("name", { need: true })],
};
const shapeOf = (field) => SHAPES[field] ?? one;

// What the words of the text say of a field, as a value to begin with.
const GUESS = {
  founded: toEdtf, start: toEdtf, end: toEdtf,
  edition: toNumber, participants_stated: toNumber, duration_months: toMonths,
  participants: guessParticipant,
  funding_amounts: (quote) => ({ amount: toNumber(quote), currency: /\$|USD/.test(quote) ? "USD" : "EUR" }),
  people: guessPerson,
  targets: guessTarget,
  awards: (quote) => ({ label: quote }),
  relations: (quote) => ({ kind: "sibling", name: quote }),
  status: () => "running", themes: () => "climate",
};
for (const field of ["funders", "initiators", "managers", "consultants", "partners"]) GUESS[field] = (quote) => ({ name: quote, kind: "organisation" });

function guessParticipant(quote) {
  const form = FORMS_RE.exec(quote)?.[1] ?? null;
  const name = form ? quote.replace(FORMS_RE, "") : quote;
  let kind = "municipality";
  if (DISTRICTS.test(form ?? "") || (!form && /kreis\b/i.test(quote))) kind = "district";
  else if (ASSOCIATIONS.test(form ?? "")) kind = "municipal_association";
  else if (/\b(GmbH|AG|e\.\s?V\.|eG|mbH|Verband|Stadtwerke|Hochschule|Universität)\b/.test(quote)) kind = "organisation";
  return { name, form, kind };
}

function guessPerson(quote) {
  const title = /^((?:Prof\.|Dr\.(?:-Ing\.)?|Dipl\.-\p{L}+\.?|M\.\s?Sc\.|B\.\s?Sc\.)\s*)+/u.exec(quote)?.[0] ?? "";
  return { name: quote.slice(title.length), title: title.trim() || null };
}

function guessTarget(quote) {
  const found = /(\d[\d.,\s]*(?:\s?[–-]\s?\d[\d.,]*)?)\s*(\S.*)?/.exec(quote);
  return { quantity: found?.[1].trim() ?? quote, unit: found?.[2] ?? "", status: "planned" };
}

/** A value to begin with, from the words that were chosen. */
export const guess = (field, quote) => (GUESS[field] ?? ((said) => said))(quote.replace(/\s+/g, " "));

/** The field that the chosen words most likely belong to. */
export function guessField(quote) {
  if (/^\S+@\S+\.\S+$/.test(quote)) return "emails";
  if (/^(https?:\/\/|www\.)/i.test(quote)) return "links";
  if (/^[+(]?0?\d[\d\s()/–-]{6,}$/.test(quote)) return "phones";
  if (/€|Euro\b|EUR\b/.test(quote)) return "funding_amounts";
  if (/^(67K|03K)\w+$/.test(quote)) return "funding_refs";
  if (/netzwerk/i.test(quote)) return "name";
  if (toEdtf(quote)) return "start";
  if (/\b(jahre?n?|monate?n?)\b/i.test(quote)) return "duration_months";
  return /\b(GmbH|AG|e\.\s?V\.|mbH|Agentur|Institut|Ministerium)\b/.test(quote) ? "managers" : "participants";
}

/**
 * Draws the boxes of a field. `read` gives the value, or null after it has said at a box what is wrong.
 * @returns {{node: HTMLElement, read: () => unknown}}
 */
export function drawBoxes(field, value) {
  const flat = flatten(field, value);
  const boxes = shapeOf(field).map((box) => drawBox(field, box, flat[box.name || "value"]));
  return {
    node: el("div", { class: "boxes" }, boxes.map((box) => box.node)),
    read: () => {
      const parts = boxes.map((box) => box.read());
      const wrong = parts.findIndex((part) => part === undefined);
      if (wrong >= 0) { boxes[wrong].input.focus(); return null; }
      return build(field, parts, value);
    },
  };
}

function flatten(field, value) {
  if (value === null || typeof value !== "object") return { value };
  return field === "participants" ? { ...value, ags: value.place?.ags } : value;
}

// What the boxes do not show stays with the value as long as it still means the same body or place.
function build(field, parts, before) {
  const shape = shapeOf(field);
  if (!shape[0].name) return parts[0];
  const value = Object.fromEntries(shape.map((box, at) => [box.name, parts[at]]));
  if (field === "participants") {
    const { ags, ...rest } = value;
    const same = before?.place && (before.place.ags ?? null) === ags && before.name === rest.name;
    return { ...rest, place: same ? before.place : ags ? { ags } : null };
  }
  if ("entity" in (before ?? {})) return { ...value, entity: before.name === value.name ? before.entity : null };
  return value;
}

let serial = 0;

function drawBox(field, box, value) {
  serial += 1;
  const id = `box-${serial}`;
  const input = box.kind === "choice" ? drawChoice(id, box, value) : drawInput(id, box, value);
  const wrong = el("span", { class: "wrong", id: `${id}-wrong`, role: "alert" });
  const help = box.help && el("span", { class: "hint", id: `${id}-help` }, t(box.help));
  input.setAttribute("aria-describedby", [help && `${id}-help`, `${id}-wrong`].filter(Boolean).join(" "));
  const label = box.name ? known(`form.${box.name}`, box.name) : fieldName(field);
  const read = () => {
    const got = READ[box.kind](input.value.trim(), box);
    const fault = got === undefined || (got === null && box.need);
    input.setAttribute("aria-invalid", String(fault));
    wrong.textContent = fault ? t(input.value.trim() ? `form.wrong.${box.kind}` : "form.wrong.empty") : "";
    return fault ? undefined : got;
  };
  return { input, read, node: el("label", { class: `field box-${box.kind}`, for: id }, el("span", {}, label, !box.need && box.kind !== "choice" && el("i", { class: "optional" }, ` ${t("form.optional")}`)), input, help, wrong) };
}

const drawChoice = (id, box, value) => el("select", { id, "data-first": !box.name }, box.options.map((option) => el("option", { value: option, selected: option === value }, known(`${box.prefix}.${option}`, option))));

const drawInput = (id, box, value) => el("input", {
  id, type: "text", value: value === null || value === undefined ? "" : box.kind === "number" ? String(value).replace(".", ",") : String(value),
  autocomplete: "off", spellcheck: "false", required: box.need, inputmode: box.mode ?? (box.kind === "whole" ? "numeric" : null), "data-first": box.need,
});

const isWhole = (n) => Number.isInteger(n) && n >= 1;
// each gives the value, null for nothing, undefined for what cannot be read
const READ = {
  words: (said, { pattern }) => (!said ? null : !pattern || new RegExp(`^(?:${pattern})$`).test(said) ? said : undefined),
  choice: (said) => said,
  date: (said) => (said ? toEdtf(said) ?? undefined : null),
  whole: (said) => (said ? (isWhole(toNumber(said)) ? toNumber(said) : undefined) : null),
  months: (said) => (said ? toMonths(said) ?? undefined : null),
  number: (said) => (said ? toNumber(said) ?? undefined : null),
  // a range stays words, with an en dash
  quantity: (said) => (!said ? null : /^-?[\d.,\s]+$/.test(said) ? toNumber(said) ?? undefined : said.replace(/\s*[–-]\s*/, "–")),
};

/** A list of all fields by group; typing letters finds one. */
export const drawFields = (id, chosen) => el("select", { id, "data-first": true },
  Object.entries(GROUPS).map(([group, fields]) => el("optgroup", { label: t(`group.${group}`) }, fields.map((field) => el("option", { value: field, selected: field === chosen }, fieldName(field))))));

export const isField = (field) => FIELDS.includes(field);
