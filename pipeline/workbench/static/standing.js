// Above and below the record: how far the document is, what can be done with the whole network, and where to go when all is settled.

import { sayNothing } from "./record.js";
import { STATE_SIGNS, fieldName, networkName, sayFlat, sayWrong } from "./values.js";
import { button, count, el, number, t } from "./words.js";
import { isPressing, isWaiting } from "./wishes.js";

/** How far the document is, in one line. */
export function drawStanding(scene) {
  const { progress } = scene.view;
  const parts = [t("standing.values", { settled: number(progress.settled), values: number(progress.values) }), progress.settled < progress.values && sayWrong(progress.wrong)];
  return [el("progress", { max: Math.max(1, progress.values), value: progress.values ? progress.settled : 1, "aria-label": t("standing.label") }), el("span", {}, parts.filter(Boolean).join(" · ")),
    progress.conflicts > 0 && el("span", { class: "badge error" }, count("conflict", progress.conflicts))].filter(Boolean);
}

const tool = (label, key, does, off = false) => el("button", { type: "button", class: "tool", disabled: off, "aria-keyshortcuts": key, click: does }, label, " ", el("kbd", { "aria-hidden": "true" }, key));

/** What can be done beside deciding on single values. */
export function drawTools(scene) {
  const { deeds, network } = scene;
  const open = scene.rows().filter((row) => row.item?.state === "open").length;
  const many = scene.networks().length > 1;
  const gone = scene.view.networks.filter((one) => one.state === "dropped" || one.state === "merged");
  return el("div", { class: "toolbar", role: "group", "aria-label": t("tools") },
    network && tool(t("do.add"), "n", () => scene.startAdding(null)),
    network && tool(t("do.all"), "A", deeds.acceptAll, !open),
    tool(t("do.undo"), "u", () => deeds.undo(), !scene.view.decisions.length),
    el("details", { class: "menu" }, el("summary", {}, t("menu.network")),
      el("div", { class: "menu-list" },
        network && tool(t("menu.move"), "m", deeds.move), network && many && tool(t("menu.merge"), "M", deeds.merge), network && tool(t("menu.drop"), "D", deeds.drop), tool(t("menu.create"), "N", deeds.create),
        gone.map((one) => drawGone(scene, one)))));
}

// A network that was dropped or merged can be brought back from here.
function drawGone(scene, network) {
  const kind = network.state === "dropped" ? "drop" : "merge";
  const decision = scene.view.decisions.find((one) => one.kind === kind && one.network === network.id && !one.undone);
  return el("p", { class: "gone" }, t(`network.${network.state}.name`, { name: networkName(network) }), " ", decision && el("button", { type: "button", class: "plain", click: () => scene.deeds.undo([decision.id]) }, t("do.undo")));
}

/** What stands at the end of a document whose values are all settled. */
export function drawDone(scene) {
  if (scene.view.items.some(isWaiting)) return null;
  const { next, findings, progress } = scene.view;
  const pressing = findings.filter(isPressing).length;
  const head = pressing ? count("done.findings", pressing) : t(progress.values ? "done.title" : "done.nothing");
  return el("section", { class: pressing ? "done waits" : "done", "aria-label": t("done.label") }, el("p", { class: "done-head" }, head),
    next === null || next === undefined
      ? el("a", { class: "big", id: "onward", href: "/" }, t("done.last"))
      : el("button", { type: "button", class: "big", id: "onward", click: scene.next }, t("done.next"), " ", el("kbd", { "aria-hidden": "true" }, "↵")));
}

/** On a phone: the value in view and what to do with it, at the foot of the screen. */
export function drawPeek(scene) {
  const row = scene.rows().find((one) => one.key === scene.current);
  if (!row) return [];
  const state = scene.stateOf(row), { deeds } = scene;
  const said = row.item && row.item.state !== "absent" ? sayFlat(row.field, row.item.value ?? row.item.machine) : sayNothing(row.item);
  const acts = state === "open" ? [["accept", "✓"], ["correct", "✎"], ["reject", "✕"]] : row.item ? [] : [["absent", "∅"]];
  return [el("p", { class: "peek-words" }, el("small", {}, `${STATE_SIGNS[state] ?? ""} ${fieldName(row.field)}`), el("b", {}, said)),
    ...acts.map(([name, glyph]) => button(`${t(`do.${name}`)}: ${fieldName(row.field)}`, { class: `icon act-${name}`, click: deeds[name] }, glyph))];
}

