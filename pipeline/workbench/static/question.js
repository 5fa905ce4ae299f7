// One question, many places: all are shown, all are chosen, one answer settles those that stay chosen.
import { post } from "./api.js";
import { drawBoxes } from "./forms.js";
import { walk } from "./keys.js";
import { $, begin, go, nameKept, tell } from "./shell.js";
import { count, el, t } from "./words.js";

const asked = JSON.parse($("data").textContent);
const boxes = [...document.querySelectorAll(".one")];
let batch = null, form = null, busy = false, isDraft = () => false;

const chosen = () => boxes.filter((box) => box.checked).map((box) => asked.items[Number(box.dataset.at)]);

function drawChosen() {
  const n = chosen().length;
  $("chosen").textContent = t("question.chosen", { n, total: boxes.length });
  $("every").checked = n === boxes.length;
  $("every").indeterminate = n > 0 && n < boxes.length;
  for (const name of ["accept", "correct", "reject"]) $(name).disabled = !n;
}

async function settle(kind, value = null) {
  const items = chosen();
  if (!items.length || busy || batch) return;
  busy = true;
  try {
    const wish = { kind, reason: $("reason").value.trim() || null, items };
    await nameKept();
    const answer = await post(`/api/questions/${asked.key}`, kind === "correct" ? { ...wish, value } : wish);
    batch = answer.batch;
    drawResult(answer);
  } catch (error) {
    drawTrouble(error, () => settle(kind, value));
  } finally {
    busy = false;
  }
}

function drawResult({ settled, left }) {
  const said = t("question.done", { values: count("value", settled) });
  for (const control of $("answer").querySelectorAll("button, input")) control.disabled = true;
  $("answer").classList.add("answered");
  $("banner").replaceChildren(el("section", { class: "banner banner-done", "aria-label": said },
    el("div", { class: "banner-words" }, el("p", { class: "banner-head" }, said), left.length > 0 && el("p", {}, t("question.left", { n: left.length })), left.length > 0 && el("ul", {}, left.slice(0, 8).map((one) => el("li", {}, el("a", { class: "plain", href: `/documents/${one.document}` }, `#${one.document}`), ` ${one.message}`)))),
    el("div", { class: "banner-acts" }, el("a", { class: "big", id: "onward", href: "/questions" }, t("question.next"), " ", el("kbd", { "aria-hidden": "true" }, "↵")), el("button", { type: "button", class: "big quietly", click: undo }, t("do.undo"), " ", el("kbd", { "aria-hidden": "true" }, "u")))));
  $("onward").focus();
  $("banner").scrollIntoView({ block: "nearest" });
  tell(said);
}

function drawTrouble(error, again) {
  $("banner").replaceChildren(el("section", { class: "banner banner-unreached", role: "alert" }, el("div", { class: "banner-words" }, el("p", { class: "banner-head" }, t("trouble.question")), el("p", {}, error.said ?? error.message)),
    el("div", { class: "banner-acts" }, el("button", { type: "button", class: "big", id: "again", click: () => { $("banner").replaceChildren(); again(); } }, t("trouble.again")))));
  $("again").focus();
}

async function undo() {
  if (!batch || busy) return;
  busy = true;
  try {
    await post(`/api/batches/${batch}/undo`, {});
    location.reload();
  } catch (error) {
    drawTrouble(error, undo);
  } finally {
    busy = false;
  }
}

function openCorrection() {
  if (form || batch) return;
  const { node, read, isChanged } = drawBoxes(asked.field, asked.value);
  isDraft = isChanged;
  const close = () => { form?.remove(); form = null; $("correct").focus(); };
  form = el("div", { class: "value-form", role: "group", "aria-label": t("question.correct"), keydown: (event) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter" && event.target.matches("input")) { event.preventDefault(); save(); } else return;
    event.stopPropagation();
  } }, node, el("div", { class: "ask-acts" }, el("button", { type: "button", class: "big", click: () => save() }, t("question.correct.do")), el("button", { type: "button", class: "big quietly", click: close }, t("ask.cancel"))));
  const save = () => { const value = read(); if (value !== null) settle("correct", value); };
  $("correction").replaceChildren(form);
  form.querySelector("input, select").focus();
}

for (const box of boxes) box.addEventListener("change", drawChosen);
$("every").addEventListener("change", () => { for (const box of boxes) box.checked = $("every").checked; drawChosen(); });
$("accept").addEventListener("click", () => settle("accept"));
$("reject").addEventListener("click", () => settle("reject"));
$("correct").addEventListener("click", openCorrection);
$("answer").addEventListener("submit", (event) => event.preventDefault());
addEventListener("beforeunload", (event) => { if (form && !batch && isDraft()) event.preventDefault(); });
drawChosen();
// the places come first: a second Enter from the list before must not answer them all
boxes[0]?.focus({ preventScroll: true });
begin({ j: () => walk(boxes, 1), k: () => walk(boxes, -1), ArrowDown: () => walk(boxes, 1), ArrowUp: () => walk(boxes, -1), a: () => settle("accept"), x: () => settle("reject"), c: openCorrection, u: undo,
  o: () => go(document.activeElement?.closest(".occurrence")?.querySelector("a")?.getAttribute("href")) },
[["help.question", [["key.place", ["j", "k"]], ["key.tick", ["␣"]], ["key.accept.all", ["a"]], ["key.correct.all", ["c"]], ["key.reject.all", ["x"]], ["key.undo", ["u"]], ["key.place.open", ["o"]]]]]);
