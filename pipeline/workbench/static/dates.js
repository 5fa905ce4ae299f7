// Dates as people type or texts say them, as the record keeps them (EDTF). What is typed is read only if all of it is understood.

const MONTHS = ["januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"];
const OTHER_MONTHS = { jänner: 1, feber: 2, maerz: 3, mrz: 3, january: 1, february: 2, march: 3, may: 5, june: 6, july: 7, october: 10, oct: 10, december: 12, dec: 12 };
const SEASONS = { frühjahr: 21, frühling: 21, spring: 21, sommer: 22, summer: 22, herbst: 23, autumn: 23, fall: 23, winter: 24 };
const ORDER = { 1: 1, 2: 2, 3: 3, 4: 4, i: 1, ii: 2, iii: 3, iv: 4, erst: 1, zweit: 2, dritt: 3, viert: 4, first: 1, second: 2, third: 3, fourth: 4 };
const QUARTER = 32, HALF = 39; // EDTF: 33 to 36, 40 and 41
const NEXT_CENTURY = 70; // years of two figures below it are of this century

// words that change nothing of what a year, month or day is called
const LEAD = /^(?:(?:im|am|in|seit|ab|zum|anfang|mitte|ende|jahre?s?|des|der|vom|since|from|early|mid|late|the|year|of|on|end|beginning)\s+)+/i;
const ABOUT = /^(?:um|ca\.?|etwa|gegen|circa|about|around)\s+/i;
const WEEKDAY = /^(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so|monday|tuesday|wednesday|thursday|friday|saturday|sunday)\.?,?\s+(?:(?:dem?|den)\s+)?(?=\d)/i;

const two = (n) => String(n).padStart(2, "0");
const fullYear = (year) => (year.length > 2 ? Number(year) : Number(year) + (Number(year) < NEXT_CENTURY ? 2000 : 1900));

function monthOf(word) {
  const low = word.toLowerCase();
  if (OTHER_MONTHS[low]) return OTHER_MONTHS[low];
  const at = low.length >= 3 ? MONTHS.findIndex((month) => month.startsWith(low)) : -1;
  return at < 0 ? null : at + 1;
}

const orderOf = (word) => ORDER[word.toLowerCase()] ?? ORDER[word.toLowerCase().replace(/e[rsn]?$/, "")] ?? null;
const partOf = (first, order, most, year) => (orderOf(order) && orderOf(order) <= most ? `${year}-${first + orderOf(order)}` : null);
const dayOf = (day, month, year) => month && `${fullYear(year)}-${two(month)}-${two(day)}`;

const NTH = "(\\d|[iv]+|\\p{L}+)\\.?";
const SHAPES = [
  [/^(\d{4}(?:-\d{2}(?:-\d{2})?)?~?)$/, ([, edtf]) => edtf],
  [/^(\d{4})-(\d)$/, ([, year, month]) => `${year}-${two(month)}`],
  [/^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})$/, ([, day, month, year]) => dayOf(day, Number(month), year)],
  [/^(\d{1,2})[/.](\d{4})$/, ([, month, year]) => `${year}-${two(month)}`],
  [/^(\d{1,2})\.?\s+(\p{L}+)\.?\s+(\d{4})$/u, ([, day, word, year]) => dayOf(day, monthOf(word), year)],
  [/^(\p{L}+)\.?\s+(\d{4})$/u, ([, word, year]) => (monthOf(word) ? `${year}-${two(monthOf(word))}` : SEASONS[word.toLowerCase()] ? `${year}-${SEASONS[word.toLowerCase()]}` : null)],
  // a winter is called after both its years and ends in the second
  [/^winter\s+(\d{4})\s?\/\s?(\d{2}|\d{4})$/i, ([, first, second]) => (isNext(first, second) ? `${Number(first) + 1}-24` : null)],
  [new RegExp(`^${NTH}\\s+(?:quartal|vierteljahr|quarter)\\s+(\\d{4})$`, "iu"), ([, n, year]) => partOf(QUARTER, n, 4, year)],
  [/^q([1-4])[\s/]\s?(\d{4})$/i, ([, n, year]) => partOf(QUARTER, n, 4, year)],
  [new RegExp(`^${NTH}\\s+(?:halbjahr|jahreshälfte|half)\\s+(\\d{4})$`, "iu"), ([, n, year]) => partOf(HALF, n, 2, year)],
  [/^h([12])[\s/]\s?(\d{4})$/i, ([, n, year]) => partOf(HALF, n, 2, year)],
];

const isNext = (first, second) => Number(second) === (second.length > 2 ? Number(first) + 1 : (Number(first) + 1) % 100);

// "2019/2020", "2020/21": what begins then begins in the first of the two years, what ends then in the second
function yearOfTwo(text, isEnd) {
  const found = /^(\d{4})\s?\/\s?(\d{4}|\d{2})$/.exec(text);
  return found && isNext(found[1], found[2]) ? String(Number(found[1]) + Number(isEnd)) : null;
}

/**
 * "Juli 2020", "01.07.2020", "7/2020", "um 2020", "3. Quartal 2022" as EDTF; null where it is not all of it one of these.
 * @param {string} words
 * @param {boolean} isEnd whether it is where something ends
 */
export function toEdtf(words, isEnd = false) {
  let text = words.trim().replace(/\s+/g, " ");
  const about = ABOUT.exec(text);
  if (about) text = text.slice(about[0].length);
  text = text.replace(LEAD, "").replace(WEEKDAY, "");
  const own = yearOfTwo(text, isEnd);
  for (const [shape, make] of own ? [[/.*/, () => own]] : SHAPES) {
    const found = shape.exec(text);
    const edtf = found && make(found);
    if (edtf && isReal(edtf)) return about && !edtf.endsWith("~") ? `${edtf}~` : edtf;
  }
  return null;
}

/** The date that marked words end with, whatever comes before it; null where they end with none. */
export function guessEdtf(words, isEnd = false) {
  const text = words.trim().replace(/[\s,;:.!?)]+$/, "");
  for (let from = 0; from >= 0; from = nextWord(text, from)) {
    const edtf = toEdtf(text.slice(from), isEnd);
    if (edtf) return edtf;
  }
  return null;
}

function nextWord(text, from) {
  const blank = text.slice(from).search(/\s/);
  return blank < 0 ? -1 : from + blank + /^\s+/.exec(text.slice(from + blank))[0].length;
}

// The calendar has the last word: no 31 February, no month 19.
function isReal(edtf) {
  const [year, part, day] = edtf.replace("~", "").split("-").map(Number);
  if (part === undefined) return true;
  if (day === undefined) return (part >= 1 && part <= 12) || (part >= 21 && part <= 24) || (part >= 33 && part <= 36) || part === 40 || part === 41;
  const date = new Date(Date.UTC(year, part - 1, day));
  return part >= 1 && part <= 12 && day >= 1 && date.getUTCMonth() === part - 1;
}
