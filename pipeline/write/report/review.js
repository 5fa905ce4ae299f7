// What people settled: a sign beside each value, what they took out or left open, and how far the checking has come.

// Of a report without a review everything here is empty, and the page looks as it does without this file.
function readReview(review) {
  const values = new Map((review?.values ?? []).map((value) => [`${value.network}${value.pointer}`, value]));
  return { review: review ?? null, values, refused: review?.refused ?? [] };
}

const settledBy = (page, net, pointer) => page.settled.values.get(`${net}${pointer}`);
const absentBy = (page, net, field) => page.settled.refused.find((refused) => refused.network === net && refused.field === field && refused.state === "absent");

function sayMoment(iso) {
  const moment = new Date(iso);
  return Number.isNaN(moment.getTime()) ? iso : new Intl.DateTimeFormat(t("locale"), { dateStyle: "long", timeStyle: "short" }).format(moment);
}

// A value that is no longer in the record, said as those that are.
function sayLost(field, value) {
  if (value === null || value === undefined) return null;
  try { return say(field, value, [value]); } catch { return el("span", { class: "main" }, JSON.stringify(value)); } // a shape of another version
}

const VERDICT_SIGNS = { accepted: "✓", corrected: "✎", added: "+", rejected: "×", absent: "∅", held: "‖", conflict: "≠" };
// Of a conflict it is said who decided what is now in doubt.
function sayVerdict(said) {
  const by = { name: said.reviewer, moment: sayMoment(said.made_at) };
  return `${said.state === "conflict" ? t("review.decided", by) : `${t(`review.${said.state}`)} ${t("review.by", by)}`}${said.reason ? `: ${said.reason}` : ""}`;
}

const drawVerdict = (said) => el("span", { class: `verdict ${said.state}`, title: sayVerdict(said) },
  el("i", { "aria-hidden": "true" }, VERDICT_SIGNS[said.state] ?? "·"), el("span", {}, t(`review.${said.state}`)), el("span", { class: "who" }, said.reviewer));

// On the card of a value: who, when, why, and what the machine had.
function drawSettled(page, net, pointer) {
  const said = settledBy(page, net, pointer);
  if (!said) return null;
  const machine = sayLost(pointer.split("/")[1], said.machine);
  return el("div", { class: "settled" }, el("p", {}, sayVerdict({ ...said, reason: null })), said.reason && el("p", { class: "why" }, `„${said.reason}“`),
    machine && el("p", { class: "had" }, el("span", { class: "aside" }, `${t("review.machine")} `), machine));
}

function drawRefusedRow(said) {
  return el("li", {}, el("p", { class: "what-out" }, el("span", { class: "aside" }, `${known(`field.${said.field}`, said.field)} `), sayLost(said.field, said.value)),
    said.quote && el("p", { class: "quote-out" }, `„${said.quote}“`),
    el("p", { class: "aside" }, sayVerdict({ ...said, reason: null })), said.reason && el("p", { class: "why" }, `„${said.reason}“`));
}

function drawRefusedGroup(key, list, open) {
  if (!list.length) return null;
  return el("details", { class: `refused ${key}`, open }, el("summary", {}, t(`refused.${key}`), " ", el("span", { class: "n" }, number(list.length))), el("ul", {}, list.map(drawRefusedRow)));
}

// Behind the fields: open conflicts first, then what is held, then what people took out; a network that is out belongs to no record.
function drawRefused(page, net) {
  const homeless = page.settled.refused.filter((said) => said.network === null || said.network === undefined);
  const here = [...page.settled.refused.filter((said) => net !== null && said.network === net), ...homeless.filter((said) => said.state === "conflict")];
  const lost = homeless.filter((said) => said.state !== "conflict");
  if (!here.length && !lost.length) return null;
  const of = (...states) => here.filter((said) => states.includes(said.state));
  const names = [...new Set(lost.map((said) => said.network_name || t("unnamed.network")))];
  return el("section", { class: "group", "aria-label": t("refused") },
    drawRefusedGroup("conflict", of("conflict"), true), drawRefusedGroup("held", of("held"), false), drawRefusedGroup("rejected", of("rejected", "absent"), false),
    names.map((name) => el("details", { class: "refused network" }, el("summary", {}, t("refused.network", { name })),
      el("ul", {}, lost.filter((said) => (said.network_name || t("unnamed.network")) === name).map(drawRefusedRow)))));
}

function sayProgress({ settled, total, wrong }) {
  const left = Math.round(wrong);
  if (settled >= total) return t("progress.done", { total: number(total) });
  return `${t("progress", { settled: number(settled), total: number(total) })}, ${left ? count("wrong", left) : t("progress.few")}`;
}

// For the overview: how far all documents together are, and who checked how much.
function drawProgress() {
  const looked = ROWS.map((row) => row.review).filter(Boolean);
  if (!looked.length) return null;
  const sum = (key) => looked.reduce((all, review) => all + review[key], 0);
  const all = { settled: sum("settled"), total: sum("total"), wrong: sum("wrong") };
  const by = new Map();
  for (const review of looked) for (const [name, n] of Object.entries(review.reviewers)) by.set(name, (by.get(name) ?? 0) + n);
  const names = [...by].sort(([one, n], [other, m]) => m - n || one.localeCompare(other));
  return el("div", { class: "progress" }, el("p", { id: "progress-words" }, sayProgress(all)), el("progress", { max: Math.max(all.total, 1), value: all.settled, "aria-labelledby": "progress-words" }),
    names.length > 0 && el("p", { class: "aside" }, t("progress.by"), " ", names.map(([name, n], at) => [at > 0 && ", ", el("b", {}, name), ` ${number(n)}`])));
}
