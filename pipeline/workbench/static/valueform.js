// The form for a value: what it is, which characters of the text say it, and why.

import { drawBoxes, drawFields, guess, guessField } from "./forms.js";
import { fieldName, sayFlat } from "./values.js";
import { el, t } from "./words.js";

/**
 * @param {{item: object|null, field: string|null, typed: unknown, why: string|null, replaced: (field: string) => object|null, quote: string, repick: () => void, save: (value: {field: string, value: unknown, reason: string|null}) => void, close: () => void}} way
 * @returns {{node: HTMLElement, setQuote: (quote: string) => void, focus: () => void, isChanged: () => boolean, isValueChanged: () => boolean}}
 */
export function makeForm({ item, field, typed, why: given, replaced, quote, repick, save, close }) {
  let chosen = field ?? guessField(quote, (one) => replaced(one) !== null), boxes = null;
  const place = el("div", {});
  const said = el("q", {}, quote);
  const why = el("input", { id: "form-why", maxlength: "2000", autocomplete: "off", value: given ?? "" });
  const warning = el("p", { class: "replaces", role: "status" });
  const fill = (value) => {
    boxes = drawBoxes(chosen, value);
    place.replaceChildren(boxes.node);
    const old = replaced(chosen);
    warning.textContent = old ? t("form.replaces", { value: sayFlat(chosen, old.value ?? old.machine) }) : "";
  };
  const fields = !item && drawFields("form-field", chosen);
  fields && fields.addEventListener("change", () => { chosen = fields.value; fill(guess(chosen, said.textContent)); });
  const node = el("form", { class: "value-form", "aria-label": item ? t("form.correct", { field: fieldName(chosen) }) : t("form.add"), novalidate: true,
    submit: (event) => {
      event.preventDefault();
      const value = boxes.read();
      if (value !== null) save({ field: chosen, value, reason: why.value.trim() || null });
    },
    keydown: (event) => {
      if (event.key === "Escape") close();
      else if (event.key === "Enter" && event.target.matches("select")) node.requestSubmit();
      else return;
      event.preventDefault();
      event.stopPropagation();
    } },
    el("p", { class: "form-head" }, item ? t("form.correct", { field: fieldName(chosen) }) : t("form.add")),
    fields && el("label", { class: "field", for: "form-field" }, el("span", {}, t("form.field")), fields),
    warning,
    place,
    el("p", { class: "form-quote" }, el("span", { class: "aside" }, `${t("form.quote")} `), said, " ", el("button", { type: "button", class: "plain", click: repick }, t("form.repick"))),
    el("label", { class: "field", for: "form-why" }, el("span", {}, t("ask.why")), why),
    el("div", { class: "ask-acts" }, el("button", { type: "submit", class: "big" }, t("form.save"), " ", el("kbd", { "aria-hidden": "true" }, "↵")), el("button", { type: "button", class: "big quietly", click: close }, t("ask.cancel"), " ", el("kbd", { "aria-hidden": "true" }, "Esc"))));
  fill(typed ?? (item ? item.value ?? item.machine : guess(chosen, quote)));
  return {
    node,
    isChanged: () => why.value !== (given ?? "") || boxes.isChanged(),
    isValueChanged: () => boxes.isChanged(),
    setQuote: (words) => { said.textContent = words; if (!item) fill(guess(chosen, words)); },
    focus: () => { const first = item ? boxes.node.querySelector("[data-first], input, select") : node.querySelector("[data-first]"); first?.focus(); first?.select?.(); },
  };
}
