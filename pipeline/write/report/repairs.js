// What cleaning changed before the text was read: by kind, each with its word before and after.

// Characters that cannot be seen get a sign; the others stand as they are.
const SEEN = { "\n": "⏎", "\r": "⏎", "\t": "⇥", "\u00a0": "⍽", "\u202f": "⍽", "\u2007": "⍽", "\u00ad": "‧", "\u0002": "‧" };
const seen = (words) => words.replace(/[\n\r\t\u00a0\u202f\u2007\u00ad\u0002]/g, (char) => SEEN[char])
  .replace(/[\p{Cc}\p{Cf}\u034f\ufe00-\ufe0f]/gu, (char) => `[${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);

// Blanks that were narrowed are counted.
const lost = (words) => (/^ +$/.test(words) && words.length > 3 ? `␣×${words.length}` : seen(words).replace(/ /g, "␣"));

function drawRepairs(page) {
  const repairs = page.report.explain?.repairs ?? [];
  if (!repairs.length) return null;
  const kinds = new Map();
  for (const repair of repairs) kinds.has(repair.name) ? kinds.get(repair.name).push(repair) : kinds.set(repair.name, [repair]);
  const groups = [...kinds].sort((a, b) => b[1].length - a[1].length);
  return el("details", { class: "drawer", "data-drawer": "repairs" }, el("summary", {}, t("outline.repairs"), el("span", { class: "n" }, number(repairs.length))),
    el("p", { class: "nothing" }, t("outline.repairs.about")),
    groups.map(([name, found]) => drawDrawer(`repair-${name}`, known(`repair.${name}`, name), found.length, () => found.slice(0, MOST_LISTED).map((repair) => drawRepair(page, repair)))));
}

function drawRepair(page, { start, end, before, after }) {
  const [from, to] = wordsAround(page, start, end);
  const [first, last] = [page.unit(start), page.unit(end)];
  const left = page.text.slice(from, first), right = page.text.slice(last, to);
  return el("li", {}, el("button", { type: "button", class: "stop repair", title: t("repair.change", { before: lost(before) || "∅", after: lost(after) || "∅" }), click: () => spot(page, start, end) },
    el("span", { class: "was" }, seen(left), el("del", {}, lost(before)), seen(right)), el("span", { class: "now" }, el("span", {}, left, after && el("ins", {}, seen(after)), right))));
}
