// Numbers and terms as people type or texts say them. What is typed is read only if all of it is understood; what was marked in the text
// is searched for a number, and the person sees what was found before anything is kept.

const WORDS = ["null", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf", "dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn", "zwanzig"];
const ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
const BLANK = "[ \\u00a0\\u202f\\u2009]";
const FIGURES = `-?(?:\\d{1,3}(?:${BLANK}\\d{3})+(?:[.,]\\d+)?|\\d{1,3}(?:['’]\\d{3})+(?:[.,]\\d+)?|\\d[\\d.,]*\\d|\\d)`;
const TIMES = "(?:mio|mill|million(?:en|s)?|mrd|milliarden?|tsd|tausend|thousand|t(?=\\s*(?:€|eur)))\\b\\.?";
const MONEY = "(?:€|euro\\b|eur\\b)";
const SHAPE = `(${FIGURES}|\\p{L}+)\\s*(${TIMES})?\\s*(?:,[-–—]{1,2})?\\s*${MONEY}?`;
const WHOLE = new RegExp(`^(?:${MONEY}\\s*)?${SHAPE}$`, "iu");
const WITHIN = new RegExp(`(${FIGURES})\\s*(${TIMES})?`, "iu");

/** The figures of a number: "204.595,50", "1,234,567", "1’000", "11.5"; null where they are put together in no known way. */
function readFigures(words) {
  const figures = words.replace(/[\s\u00a0\u202f\u2009'’]/g, "");
  const isGerman = /^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(figures) || /^-?\d+,\d+$/.test(figures);
  const isEnglish = /^-?\d{1,3}(,\d{3}){2,}(\.\d+)?$/.test(figures) || /^-?\d{1,3}(,\d{3})+\.\d+$/.test(figures) || /^-?\d+(\.\d+)?$/.test(figures);
  if (isGerman) return Number(figures.replaceAll(".", "").replace(",", "."));
  return isEnglish ? Number(figures.replaceAll(",", "")) : null;
}

function readWord(word) {
  const low = word.toLowerCase().replace(/^eine[rsnm]?$/, "ein");
  const at = Math.max(WORDS.indexOf(low), ENGLISH.indexOf(low));
  return at > 0 ? at : null;
}

function times(value, word) {
  if (value === null || !word) return value;
  const by = /^m(io|ill)/i.test(word) ? 1e6 : /^mrd|^milliard/i.test(word) ? 1e9 : 1e3;
  return Math.round(value * by * 100) / 100;
}

/** "204.595,50", "1,5 Mio. €", "500 T€", "zehn": a number, where all of the words are one; else null. */
export function toNumber(words) {
  const found = WHOLE.exec(words.trim());
  if (!found) return null;
  return times(/\d/.test(found[1]) ? readFigures(found[1]) : readWord(found[1]), found[2]);
}

/** The number that marked words speak of; null where there is none, or more than one, as in a span. */
export function guessNumber(words) {
  const own = toNumber(words);
  if (own !== null) return own;
  const found = WITHIN.exec(words);
  if (!found) return words.split(/[^\p{L}]+/u).map(readWord).find((n) => n !== null) ?? null;
  const rest = words.slice(0, found.index) + words.slice(found.index + found[0].length);
  return /\d/.test(rest) ? null : times(readFigures(found[1]), found[2]);
}

const MOST_MONTHS = 600;
const LEAD = "(?:(?:über|für|auf|for|over)\\s+)?(?:(?:einen|den|a)\\s+(?:zeitraum|period)\\s+(?:von|of)\\s+)?";
const COUNT = "(\\d+(?:[.,]\\d+)?|\\p{L}+?)";
const YEAR = "(?:jahr(?:en|e|es|s)?|jährig(?:en|er|es|em|e)?|years?|year)";
const MONTH = "(?:monat(?:en|e|s)?|monatig(?:en|er|es|em|e)?|mon\\.?|months?)";
const YEARS = new RegExp(`^${LEAD}${COUNT}[\\s-]*${YEAR}(?:\\s*,?\\s*(?:und\\s+|and\\s+)?${COUNT}[\\s-]*${MONTH})?$`, "iu");
const MONTHS = new RegExp(`^${LEAD}${COUNT}[\\s-]*${MONTH}$`, "iu");
const TERM = new RegExp(`${COUNT}[\\s-]*(?:${YEAR}|${MONTH})(?!\\p{L})`, "giu");
const HALVES = { anderthalb: 1.5, eineinhalb: 1.5, einhalb: 0.5, halbes: 0.5 };

function readCount(word) {
  const low = word.toLowerCase();
  if (/\d/.test(low)) return readFigures(low);
  if (HALVES[low]) return HALVES[low];
  return low.endsWith("einhalb") ? readWord(low.slice(0, -"einhalb".length)) + 0.5 : readWord(low);
}

/** "drei Jahre", "1 Jahr und 6 Monate", "anderthalb Jahre", "36" as months, where all of the words are a term; else null. */
export function toMonths(words) {
  const said = words.trim().replace(/\s+/g, " ").replace(/^(?:ein|einem) halbe[ns]? /i, "halbes ");
  const years = YEARS.exec(said), months = MONTHS.exec(said);
  let n = null;
  if (/^\d{1,3}$/.test(said)) n = Number(said);
  else if (months) n = readCount(months[1]);
  else if (years) n = (readCount(years[1]) ?? NaN) * 12 + (years[2] ? readCount(years[2]) ?? NaN : 0);
  return Number.isInteger(n) && n > 0 && n <= MOST_MONTHS ? n : null;
}

/** The term that marked words speak of; null where there is none, or a span of terms. */
export function guessMonths(words) {
  const own = toMonths(words);
  if (own !== null) return own;
  const terms = [...words.matchAll(TERM)];
  if (terms.length !== 1 || /(?:bis|to|[-–—])\s*$/iu.test(words.slice(0, terms[0].index))) return null;
  return toMonths(terms[0][0]);
}
