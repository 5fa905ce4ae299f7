// Moving values between networks, splitting and merging them, saying that one is none.

import { ask, askWhy } from "./shell.js";
import { fieldName, networkName, sayFlat } from "./values.js";
import { count, el, t } from "./words.js";
import * as wish from "./wishes.js";

const NEW = "new";

/**
 * Asks which values go where. Moving one value and splitting a network are the same question.
 * @returns {Promise<object[]|null>} wishes
 */
export async function askMove(view, from, networks, items, chosen) {
  const others = networks.filter((one) => one.id !== from);
  const boxes = items.map((item) => el("input", { type: "checkbox", checked: item === chosen, value: item.item }));
  const targets = [...others.map((one) => ({ id: one.id, name: networkName(one) })), { id: NEW, name: t("move.new") }];
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
export async function askMerge(network, networks) {
  const others = networks.filter((one) => one.id !== network.id);
  const radios = others.map((one, at) => el("input", { type: "radio", name: "target", value: one.id, checked: at === 0, "data-first": at === 0 }));
  const body = [el("p", {}, t("merge.about", { name: networkName(network) })), el("fieldset", {}, el("legend", {}, t("merge.into")), others.map((one, at) => el("label", { class: "choice" }, radios[at], " ", networkName(one))))];
  return ask(t("merge.title"), body, { ok: t("merge.ok"), read: () => [wish.merge(network.id, radios.find((radio) => radio.checked).value)] });
}

/** @returns {Promise<object[]|null>} */
export async function askDrop(network, values) {
  const why = await askWhy(t("drop.title"), `${networkName(network)}: ${t("drop.about", { values: count("value", values) })}`, t("drop.ok"), true);
  return why && [wish.drop(network.id, why.reason)];
}
