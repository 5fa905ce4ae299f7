// Who decided what and when, newest first, each with a way back.

import { fieldName, networkName, sayFlat, sayMoment } from "./values.js";
import { count, el, t } from "./words.js";

export function drawHistory(scene) {
  const { decisions } = scene.view;
  if (!decisions.length) return null;
  return el("details", { class: "history", open: scene.historyOpen, toggle: (event) => { scene.historyOpen = event.target.open; } },
    el("summary", {}, t("history"), " ", el("span", { class: "n" }, count("decision", decisions.length))),
    el("ol", { class: "deeds" }, decisions.map((decision) => drawDeed(scene, decision))));
}

function drawDeed(scene, decision) {
  return el("li", { class: decision.undone ? "deed undone" : "deed" },
    el("div", { class: "deed-what" }, el("b", {}, t(`kind.${decision.kind}`)), " ", sayDecision(scene.view, decision), decision.undone && el("span", { class: "state-words" }, ` ${t("history.undone")}`)),
    el("div", { class: "deed-who" }, el("span", {}, decision.reviewer), " ", el("time", { datetime: decision.made_at }, sayMoment(decision.made_at)), decision.reason && el("span", { class: "reason" }, " ", t("quoted", { words: decision.reason }))),
    !decision.undone && el("button", { type: "button", class: "act", title: t(decision.kind === "undo" ? "do.redo" : "do.undo"), "aria-label": `${t(decision.kind === "undo" ? "do.redo" : "do.undo")}: ${t(`kind.${decision.kind}`)} ${plain(scene.view, decision)}`, click: () => scene.deeds.undo([decision.id]) }, el("span", { class: "glyph", "aria-hidden": "true" }, decision.kind === "undo" ? "↷" : "↶")));
}

const plain = (view, decision) => el("span", {}, sayDecision(view, decision)).textContent;

/** What a decision is about, in a few words. */
export function sayDecision(view, decision) {
  if (decision.kind === "undo") {
    const first = view.decisions.find((one) => decision.undoes?.includes(one.id));
    return first ? [t(`kind.${first.kind}`), " ", sayDecision(view, first), decision.undoes.length > 1 && ` (+${decision.undoes.length - 1})`] : "";
  }
  const name = (id) => networkName(view.networks.find((one) => one.id === id));
  if (decision.kind === "merge") return t("history.merge", { name: name(decision.network), to: name(decision.to) });
  if (decision.kind === "create" || decision.kind === "drop") return name(decision.network);
  if (decision.kind === "answer") return "";
  const value = decision.value === null || decision.value === undefined ? "" : `: ${sayFlat(decision.field, decision.value)}`;
  return [fieldName(decision.field), value, decision.kind === "move" && t("history.move", { to: name(decision.to) })];
}
