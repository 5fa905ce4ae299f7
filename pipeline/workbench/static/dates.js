// Dates, numbers and terms as people type or texts say them, as the record keeps them.

const MONTHS = ["januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"];
const OTHER_MONTHS = { jänner: 1, maerz: 3, january: 1, february: 2, march: 3, may: 5, june: 6, july: 7, october: 10, december: 12 };
const PARTS = { frühjahr: 21, frühling: 21, spring: 21, sommer: 22, summer: 22, herbst: 23, autumn: 23, winter: 24 };
const NUMBERS = ["null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn"];

const two = (n) => String(n).padStart(2, "0");

function monthOf(word) {
  const low = word.toLowerCase().replace(/\.$/, "");
  if (OTHER_MONTHS[low]) return OTHER_MONTHS[low];
  const at = low.length >= 3 ? MONTHS.findIndex((month) => month.startsWith(low)) : -1;
  return at < 0 ? null : at + 1;
}

const SHAPES = [
  [/^(\d{4}(?:-\d{2}(?:-\d{2})?)?~?)$/, ([, edtf]) => edtf],
  [/^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/, ([, day, month, year]) => `${year}-${two(month)}-${two(day)}`],
  [/^(\d{1,2})[/.](\d{4})$/, ([, month, year]) => `${year}-${two(month)}`],
  [/^(\d{1,2})\.?\s+(\p{L}+)\.?\s+(\d{4})$/u, ([, day, word, year]) => monthOf(word) && `${year}-${two(monthOf(word))}-${two(day)}`],
  [/^(?:\p{L}+\s)*?(\p{L}+)\.?\s+(\d{4})$/u, ([, word, year]) => partOf(word, year)],
  [/^([1-4])\.\s?(?:quartal|quarter)\s+(\d{4})$/i, ([, n, year]) => `${year}-${32 + Number(n)}`],
  [/^([12])\.\s?(?:halbjahr|half)\s+(\d{4})$/i, ([, n, year]) => `${year}-${39 + Number(n)}`],
  [/^(?:\p{L}+\s+)*(\d{4})$/u, ([, year]) => year],
];

function partOf(word, year) {
  const part = monthOf(word) ?? PARTS[word.toLowerCase()];
  return part ? `${year}-${two(part)}` : null;
}

/** "Juli 2020", "01.07.2020", "7/2020", "um 2020", "3. Quartal 2022" as EDTF; null where it is none of these. */
export function toEdtf(words) {
  let text = words.trim().replace(/\s+/g, " ");
  const about = /^(?:um|ca\.?|etwa|circa|about)\s+/i.exec(text);
  if (about) text = text.slice(about[0].length);
  for (const [shape, make] of SHAPES) {
    const found = shape.exec(text);
    const edtf = found && make(found);
    if (edtf && isReal(edtf)) return about && !edtf.endsWith("~") ? `${edtf}~` : edtf;
  }
  return null;
}

// The calendar has the last word: no 31 February, no month 19.
function isReal(edtf) {
  const [year, part, day] = edtf.replace("~", "").split("-").map(Number);
  if (part === undefined) return true;
  if (day === undefined) return (part >= 1 && part <= 12) || (part >= 21 && part <= 24) || (part >= 33 && part <= 36) || part === 40 || part === 41;
  const date = new Date(Date.UTC(year, part - 1, day));
  return part >= 1 && part <= 12 && day >= 1 && date.getUTCMonth() === part - 1;
}

/** "204.595,50", "204 595", "11,5", "zehn" as a number; null where it is none. */
export function toNumber(words) {
  const text = words.trim().toLowerCase();
  const spoken = NUMBERS.indexOf(text.replace(/^eine[rsnm]?$/, "ein"));
  if (spoken > 0) return spoken;
  const digits = /-?\d[\d.,\s\u00a0\u202f']*/.exec(text)?.[0].replace(/[\s\u00a0\u202f']/g, "").replace(/[.,]$/, "");
  if (!digits) return null;
  const plain = /^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(digits) || /^-?\d+,\d+$/.test(digits) ? digits.replaceAll(".", "").replace(",", ".") : digits.replaceAll(",", "");
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

const MOST_MONTHS = 600;

/** "drei Jahre", "36 Monate", "dreijährig", "36" as months; null where it is no term. */
export function toMonths(words) {
  const found = /^\s*(?:[\p{L}-]+\s+)*?(\d+|\p{L}+?)[\s-]*(jahr|jähr|monat|month|year)/iu.exec(words);
  const n = found ? toNumber(found[1]) : /^\s*\d+\s*$/.test(words) ? Number(words) : null;
  const months = n && found && /^(jahr|jähr|year)/i.test(found[2]) ? n * 12 : n;
  return months && months <= MOST_MONTHS ? months : null;
}
