// Words and values: builds elements without ever parsing mark-up, and says dates, sums and numbers in the reader's language.

const TEXTS = JSON.parse(document.getElementById("texts").textContent);
let lang = document.documentElement.lang;

const t = (key, values = {}) => (TEXTS[lang][key] ?? key).replace(/\{(\w+)\}/g, (slot, name) => values[name] ?? slot);
const known = (key, fallback) => TEXTS[lang][key] ?? fallback;
const count = (noun, n) => t(`count.${noun}.${n === 1 ? "one" : "other"}`, { n: number(n) });
const number = (value) => new Intl.NumberFormat(t("locale"), { maximumFractionDigits: 3 }).format(value);
const percent = (share) => new Intl.NumberFormat(t("locale"), { style: "percent" }).format(share);

// Texts reach the page as text nodes and attributes only; nothing in a document can become an element.
function el(name, props = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "class") node.className = value;
    else if (typeof value === "function") node.addEventListener(key, value);
    else node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

const button = (label, props, ...children) => el("button", { type: "button", "aria-label": label, title: label, ...props }, ...children);

// "2020-07-01", "2020-07", "2022-33", "2020~" as a reader would say them.
function sayDate(edtf) {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(~?)$/.exec(edtf ?? "");
  if (!match) return edtf ?? "";
  const [, year, part, day, about] = match;
  let said = year;
  if (part) said = t(day ? "date.day" : "date.month", { day: Number(day), month: t(`month.${part}`), year });
  return about ? t("date.about", { date: said }) : said;
}

function sayMonths(months) {
  const years = months / 12;
  return Number.isInteger(years) ? `${count("month", months)} (${count("year", years)})` : count("month", months);
}

function sayMoney({ amount, currency }) {
  const cents = Number.isInteger(amount) ? 0 : 2;
  const shape = { style: "currency", currency, minimumFractionDigits: cents, maximumFractionDigits: cents };
  return new Intl.NumberFormat(t("locale"), shape).format(amount);
}

// A web address among the values gets a way out beside it.
function webAddress(words) {
  const address = /^https?:\/\//i.test(words) ? words : /^www\./i.test(words) ? `https://${words}` : null;
  return address && !/\s/.test(address) && openable(address) ? drawOut(openable(address)) : null;
}

function follow(value, pointer) {
  for (const part of pointer.split("/").slice(1)) value = value?.[part.replace(/~1/g, "/").replace(/~0/g, "~")];
  return value;
}

// A refusal in the reader's language, by the pattern it fits: {w} a word of the text, {n} a number, {r} another refusal.
const patterns = {};
function sayReason(reason) {
  patterns[lang] ??= Object.entries(TEXTS[lang].reasons).map(([english, said]) => {
    const source = english.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll("{w}", "['\"]?(.+?)['\"]?").replaceAll("{n}", "([\\d.]+)").replaceAll("{r}", "(.+)");
    return [new RegExp(`^${source}$`), said];
  });
  for (const [pattern, said] of patterns[lang]) {
    const [, ...parts] = pattern.exec(reason) ?? [null];
    if (pattern.test(reason)) return said.replace(/\{([wnr])\}/g, (_, slot) => { const part = parts.shift() ?? ""; return slot === "r" ? sayReason(part) : part; });
  }
  return reason;
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
