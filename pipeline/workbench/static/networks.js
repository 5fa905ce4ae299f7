// Moving values between networks, splitting and merging them, saying that one is none.

import { ask, askWhy } from "./shell.js";
import { fieldName, networkName, sayFlat } from "./values.js";
import { count, el, t } from "./words.js";
import * as wish from "./wishes.js";

const NEW = "new";
const STANDING = new Set(["open", "accepted", "corrected", "added", "conflict", "held"]);

// two networks may have one name: their number in the tabs tells them apart
const numbered = (network, networks) => `${networks.indexOf(network) + 1} · ${networkName(network)}`;

/**
 * Asks which values go where. Moving one value and splitting a network are the same question.
 * @returns {Promise<object[]|null>} wishes
 */
export async function askMove(view, from, networks, items, chosen) {
  const others = networks.filter((one) => one.id !== from);
  const boxes = items.map((item) => el("input", { type: "checkbox", checked: item === chosen, value: item.item }));
  const targets = [...others.map((one) => ({ id: one.id, name: numbered(one, networks) })), { id: NEW, name: t("move.new") }];
  const radios = targets.map(({ id }, at) => el("input", { type: "radio", name: "target", value: id, checked: at === 0, "data-first": at === 0 }));
  const wrong = el("p", { class: "wrong", role: "alert" });
  const body = [
    el("fieldset", {}, el("legend", {}, t("move.to")), targets.map(({ name }, at) => el("label", { class: "choice" }, radios[at], " ", name))),
    el("fieldset", { class: "long" }, el("legend", {}, t("move.what")), items.map((item, at) => el("label", { class: "choice" }, boxes[at], " ", el("span", { class: "aside" }, `${fieldName(item.field)}: `), sayFlat(item.field, item.value ?? item.machine)))),
    wrong];
  return ask(t("move.title"), body, { ok: t("move.ok"), read: () => {
    const moved = items.filter((_, at) => boxes[at].checked);
    if (!moved.length) { wrong.textContent = t("move.nothing"); return null; }
    const target = radios.find((radio) => radio.checked).value;
    return target === NEW ? intoNew(moved) : moved.map((item) => wish.move(item, target));
  } });
}

function intoNew(items) {
  const id = wish.newId();
  const named = items.find((item) => item.field === "name") ?? items[0];
  return [wish.create(id, wish.spanOf(named)), ...items.map((item) => wish.move(item, id))];
}

/** @returns {Promise<object[]|null>} */
export async function askMerge(view, network, networks) {
  const others = networks.filter((one) => one.id !== network.id);
  const radios = others.map((one, at) => el("input", { type: "radio", name: "target", value: one.id, checked: at === 0, "data-first": at === 0 }));
  const losses = el("div", { "aria-live": "polite" });
  const drawLosses = () => losses.replaceChildren(drawFalling(view, network.id, radios.find((radio) => radio.checked).value));
  for (const radio of radios) radio.addEventListener("change", drawLosses);
  drawLosses();
  const body = [el("p", {}, t("merge.about", { name: numbered(network, networks) })), el("fieldset", {}, el("legend", {}, t("merge.into")), others.map((one, at) => el("label", { class: "choice" }, radios[at], " ", numbered(one, networks)))), losses];
  return ask(t("merge.title"), body, { ok: t("merge.ok"), read: () => [wish.merge(network.id, radios.find((radio) => radio.checked).value)] });
}

// Where both networks have a value and a record holds one, that of the network which goes falls away.
function drawFalling(view, from, to) {
  const standing = (network) => view.items.filter((item) => item.network === network && STANDING.has(item.state));
  const kept = new Map(standing(to).map((item) => [item.field, item]));
  const falling = standing(from).filter((item) => !view.fields[item.field].list && kept.has(item.field) && sayFlat(item.field, item.value) !== sayFlat(item.field, kept.get(item.field).value));
  if (!falling.length) return el("p", { class: "hint" }, t("merge.loses.none"));
  return el("div", {}, el("p", {}, t("merge.loses")), el("ul", { class: "all-list", tabindex: "0", "aria-label": t("merge.loses") }, falling.map((item) => el("li", {}, el("span", { class: "aside" }, `${fieldName(item.field)}: `), el("del", {}, sayFlat(item.field, item.value)), ` → ${sayFlat(item.field, kept.get(item.field).value)}`))));
}

/** @returns {Promise<object[]|null>} */
export async function askDrop(network, values) {
  const why = await askWhy(t("drop.title"), `${networkName(network)}: ${t("drop.about", { values: count("value", values) })}`, t("drop.ok"), true);
  return why && [wish.drop(network.id, why.reason)];
}
