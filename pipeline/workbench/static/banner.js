// What stands above the document when a wish did not get through: the wish is kept until it did, or until somebody lets it go.

import { $ } from "./shell.js";
import { fieldName, networkName, sayFlat, sayMoment } from "./values.js";
import { el, t } from "./words.js";

/** What somebody wanted, in a few words. */
export function sayWish(view, wishes) {
  const [first] = wishes;
  const more = wishes.length > 1 ? ` (+${wishes.length - 1})` : "";
  if (!first) return t("kind.undo");
  if (!first.field) return `${t(`kind.${first.kind}`)}: ${networkName(view.networks.find((one) => one.id === first.network))}${more}`;
  const item = view.items.find((one) => one.network === first.network && one.field === first.field && one.item === first.item);
  const meant = first.value ?? item?.machine ?? item?.value ?? null;
  const value = meant === null || first.kind === "absent" ? "" : ` ${sayFlat(first.field, meant)}`;
  return `${t(`kind.${first.kind}`)}: ${fieldName(first.field)}${value}${more}`;
}

/**
 * @param {"stale"|"unreached"|"refused"} kind
 * @param {{error: Error, wish: string, again: (() => void)|null, leave: () => void}} way `again`: null where the wish has lost its ground
 */
export function drawBanner(kind, { error, wish, again, leave }) {
  const theirs = (error.theirs ?? []).slice(0, 5).map((one) => el("li", {}, el("b", {}, one.reviewer), ` ${t(`kind.${one.kind}`)}: `, [one.field && fieldName(one.field), one.value !== null && one.value !== undefined && one.field && sayFlat(one.field, one.value)].filter(Boolean).join(" "), ` (${sayMoment(one.made_at)})`));
  return el("section", { class: `banner banner-${kind}`, role: "alert", "aria-label": t(`trouble.${kind}`) },
    el("div", { class: "banner-words" }, el("p", { class: "banner-head" }, t(`trouble.${kind}`)),
      kind === "unreached" ? el("p", {}, error.said ?? t("trouble.unreached.more")) : el("p", {}, error.message),
      theirs.length > 0 && el("ul", {}, theirs),
      el("p", { class: "banner-wish" }, el("span", { class: "aside" }, `${t("trouble.wish")} `), wish)),
    el("div", { class: "banner-acts" },
      again && el("button", { type: "button", class: "big", id: $("again") ? null : "again", click: again }, t(kind === "stale" ? "trouble.insist" : "trouble.again")),
      el("button", { type: "button", class: "big quietly", click: leave }, t(again ? "trouble.leave" : kind === "refused" ? "trouble.close" : "trouble.look"))));
}
