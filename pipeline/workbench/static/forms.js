// Forms for values: which boxes a field has, how they are filled from the words of the text, and what the record keeps of them.

import { get } from "./api.js";
import { guessEdtf, toEdtf } from "./dates.js";
import { guessMonths, guessNumber, toMonths, toNumber } from "./numbers.js";
import { FIELDS, GROUPS, fieldName, sayFlat } from "./values.js";
import { el, known, number, t } from "./words.js";

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
const date = (more = {}) => [{ name: "", kind: "date", need: true, help: "form.date.help", ...more }];
const actor = [words("name", { need: true }), choice("kind", ACTORS, "actor")];

const SHAPES = {
  status: [choice("", STATUSES, "status")],
  themes: [choice("", THEMES, "topic")],
  founded: date(), start: date(), end: date({ isEnd: true }),
  edition: [whole()],
  duration_months: [whole({ kind: "months", help: "form.months.help" })],
  participants_stated: [whole()],
  participants: [words("name", { need: true }), words("form", { help: "form.form.help" }), choice("kind", PARTICIPANTS, "participant"), { name: "ags", kind: "ags", help: "form.ags.help", mode: "numeric" }],
  funders: actor, initiators: actor, managers: actor, consultants: actor, partners: actor,
  funding_amounts: [{ name: "amount", kind: "number", need: true }, { name: "currency", kind: "currency", need: true }],
  people: [words("name", { need: true }), words("title"), words("role"), words("organisation")],
  targets: [{ name: "quantity", kind: "quantity", need: true, help: "form.quantity.help" }, words("unit", { need: true }), words("subject"), words("period"), choice("status", ACHIEVED, "target")],
  awards: [words("label", { need: true }), words("by")],
  relations: [choice("kind", RELATIONS, "relation"), words("name", { need: true })],
};
const shapeOf = (field) => SHAPES[field] ?? one;

// What the words of the text say of a field, as a value to begin with.
const GUESS = {
  founded: (quote) => guessEdtf(quote), start: (quote) => guessEdtf(quote), end: (quote) => guessEdtf(quote, true),
  edition: guessNumber, participants_stated: guessNumber, duration_months: guessMonths,
  participants: guessParticipant,
  funding_amounts: (quote) => ({ amount: guessNumber(quote), currency: /\$|USD/.test(quote) ? "USD" : "EUR" }),
  people: guessPerson,
  targets: guessTarget,
  awards: (quote) => ({ label: quote }),
  relations: (quote) => ({ kind: null, name: quote }),
  status: guessStatus, themes: () => null,
};
for (const field of ["funders", "initiators", "managers", "consultants", "partners"]) GUESS[field] = (quote) => ({ name: quote, kind: "organisation" });

// only what the words say: nothing is chosen for the reader
function guessStatus(quote) {
  return /abgeschlossen|beendet|completed/i.test(quote) ? "completed" : /geplant|planned/i.test(quote) ? "planned" : /läuft|gestartet|running/i.test(quote) ? "running" : null;
}

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
  const found = /(\d(?:[\d.,\s]*\d)?(?:\s?(?:[–-]|bis)\s?\d[\d.,]*)?(?:\s(?:Mio|Mrd|Tsd)\.?|\sMillion(?:en)?)?)\s*(\S.*)?/.exec(quote);
  return { quantity: (found && readQuantity(found[1])) ?? null, unit: found?.[2] ?? "", status: "planned" };
}

/** A value to begin with, from the words that were chosen. */
export const guess = (field, quote) => (GUESS[field] ?? ((said) => said))(quote.replace(/\s+/g, " "));

/** The field that the chosen words most likely belong to; one that holds a single value and has it (`isTaken`) only where no other fits. */
export function guessField(quote, isTaken = () => false) {
  if (/^\S+@\S+\.\S+$/.test(quote)) return "emails";
  if (/^(https?:\/\/|www\.)/i.test(quote)) return "links";
  if (/^[+(]?0?\d[\d\s()/–-]{6,}$/.test(quote)) return "phones";
  if (/€|Euro\b|EUR\b/.test(quote)) return "funding_amounts";
  if (/^(67K|03K)\w+$/.test(quote)) return "funding_refs";
  if (/netzwerk/i.test(quote)) return isTaken("name") ? "aliases" : "name";
  if (guessEdtf(quote)) return ["start", "end", "founded"].find((field) => !isTaken(field)) ?? "start";
  if (/\b(jahre?n?|monate?n?)\b/i.test(quote)) return "duration_months";
  return /\b(GmbH|AG|e\.\s?V\.|mbH|Agentur|Institut|Ministerium)\b/.test(quote) ? "managers" : "participants";
}

/**
 * Draws the boxes of a field. `read` gives the value, or null after it has said at a box what is wrong.
 * @returns {{node: HTMLElement, read: () => unknown, isChanged: () => boolean}}
 */
export function drawBoxes(field, value) {
  const flat = flatten(field, value);
  const boxes = shapeOf(field).map((box) => drawBox(field, box, flat[box.name || "value"]));
  return {
    node: el("div", { class: "boxes" }, boxes.map((box) => box.node)),
    isChanged: () => boxes.some((box) => box.isChanged()),
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
  const shown = input.value;
  // a box that nobody touched gives back what was in it, unread
  const isTouched = () => box.kind === "choice" || input.value !== shown || value === null || value === undefined;
  const readBox = () => (isTouched() ? READ[box.kind](input.value.trim(), box) : value);
  const understood = el("span", { class: "understood", "aria-live": "polite" });
  input.addEventListener("input", () => sayUnderstood(understood, field, box, isTouched() ? readBox() : null, input.value));
  if (box.kind === "ags" && value) sayUnderstood(understood, field, box, value, String(value));
  const read = () => {
    const got = readBox();
    const fault = got === undefined || (got === null && box.need);
    input.setAttribute("aria-invalid", String(fault));
    wrong.textContent = fault ? t(input.value.trim() ? `form.wrong.${box.kind}` : "form.wrong.empty") : "";
    return fault ? undefined : got;
  };
  return { input, read, isChanged: () => input.value !== shown, node: el("label", { class: `field box-${box.kind}`, for: id }, el("span", {}, label, !box.need && box.kind !== "choice" && el("i", { class: "optional" }, ` ${t("form.optional")}`)), input, understood, help, wrong) };
}

// What is kept of figures, dates and keys is not what was typed: it is said before it is saved.
async function sayUnderstood(place, field, box, got, typed) {
  place.textContent = "";
  if (got === null || got === undefined || !SAYS[box.kind]) return;
  const said = await SAYS[box.kind](got, field);
  place.textContent = said && said !== typed.trim() ? t("form.understood", { value: said }) : "";
}

const SAYS = {
  date: (got) => sayFlat("start", got),
  number: (got) => number(got),
  whole: (got) => number(got),
  quantity: (got) => (typeof got === "number" ? number(got) : got),
  months: (got) => sayFlat("duration_months", got),
  currency: (got) => got,
  ags: async (got) => { try { const place = await get(`/api/places/${got}`); return `${place.official_name} (${known(`state.${place.state}`, place.state)})`; } catch (error) { return error.message; } },
};

const drawChoice = (id, box, value) => el("select", { id, "data-first": !box.name }, !box.options.includes(value) && el("option", { value: "" }, t("form.choose")), box.options.map((option) => el("option", { value: option, selected: option === value }, known(`${box.prefix}.${option}`, option))));

const drawInput = (id, box, value) => el("input", {
  id, type: "text", value: value === null || value === undefined ? "" : typeof value === "number" ? String(value).replace(".", ",") : String(value),
  autocomplete: "off", spellcheck: "false", required: box.need, inputmode: box.mode ?? (box.kind === "whole" ? "numeric" : null), "data-first": box.need,
});

const isWhole = (n) => Number.isInteger(n) && n >= 1;
// each gives the value, null for nothing, undefined for what cannot be read
const READ = {
  words: (said) => said || null,
  ags: (said) => (!said ? null : /^\d{5}(\d{3})?$/.test(said.replace(/\s/g, "")) ? said.replace(/\s/g, "") : undefined),
  currency: (said) => (!said ? null : CURRENCIES[said.toLowerCase()] ?? (/^[a-z]{3}$/i.test(said) ? said.toUpperCase() : undefined)),
  choice: (said) => said || undefined,
  date: (said, { isEnd }) => (said ? toEdtf(said, Boolean(isEnd)) ?? undefined : null),
  whole: (said) => (said ? (isWhole(toNumber(said)) ? toNumber(said) : undefined) : null),
  months: (said) => (said ? toMonths(said) ?? undefined : null),
  number: (said) => (said ? toNumber(said) ?? undefined : null),
  quantity: (said) => (said ? readQuantity(said) ?? undefined : null),
};

const CURRENCIES = { "€": "EUR", euro: "EUR", $: "USD", "us-$": "USD", dollar: "USD", "us-dollar": "USD", "£": "GBP", franken: "CHF", sfr: "CHF" };

// a number, or a range, which stays words, with an en dash
function readQuantity(said) {
  const own = toNumber(said);
  if (own !== null) return own;
  const ends = said.split(/\s*(?:[–—]|(?<=\d\s?)-|\bbis\b)\s*/);
  return ends.length === 2 && ends.every((end) => /\d/.test(end) && toNumber(end) !== null) ? ends.map((end) => end.trim()).join("–") : null;
}

/** A list of all fields by group; typing letters finds one. */
export const drawFields = (id, chosen) => el("select", { id, "data-first": true },
  Object.entries(GROUPS).map(([group, fields]) => el("optgroup", { label: t(`group.${group}`) }, fields.map((field) => el("option", { value: field, selected: field === chosen }, fieldName(field))))));

export const isField = (field) => FIELDS.includes(field);
