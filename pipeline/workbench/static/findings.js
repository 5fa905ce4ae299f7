// Findings of the document in view, each answered where it stands.

import { findingName, networkName, sayFinding, severitySign } from "./values.js";
import { count, el, t } from "./words.js";

const RANK = { error: 0, warning: 1, note: 2 };

/** Findings that wait first, the worst of them at the top. */
export const orderOf = (findings) => findings.map((finding, at) => ({ finding, at })).sort((a, b) => Boolean(a.finding.answered) - Boolean(b.finding.answered) || RANK[a.finding.severity] - RANK[b.finding.severity]);

export function drawFindings(scene) {
  const { findings } = scene.view;
  if (!findings.length) return el("p", { class: "allclear" }, t("findings.none"));
  const left = findings.filter((finding) => !finding.answered).length;
  return el("details", { class: "findings-box", open: left > 0 && scene.findingsOpen !== false, toggle: (event) => { scene.findingsOpen = event.target.open; } },
    el("summary", {}, t("pane.findings"), " ", el("span", { class: "n" }, left ? count("finding.open", left) : t("findings.answered"))),
    el("ul", { class: "findings" }, orderOf(findings).map(({ finding, at }) => drawFinding(scene, finding, at))));
}

function drawFinding(scene, finding, at) {
  const here = scene.finding === at;
  const whose = scene.view.networks.length > 1 && scene.view.networks.find((one) => one.id === finding.network);
  return el("li", { class: `finding-item${finding.answered ? " answered" : ""}${here ? " current" : ""}`, "data-finding": finding.key },
    el("button", { type: "button", class: "finding-row", "aria-current": here ? "true" : null, click: () => scene.showFinding(at) },
      el("span", { class: `badge ${finding.severity}` }, severitySign(finding.severity), t(`severity.${finding.severity}`)),
      el("span", { class: "said" }, el("b", {}, findingName(finding.code)), " ", el("span", {}, sayFinding(finding))),
      whose && el("span", { class: "whose" }, el("i", { class: `dot n${scene.hue(whose.id) % 6}` }), networkName(whose))),
    finding.answered
      ? el("span", { class: "state-words" }, finding.answered === "values" ? t("finding.by.values") : t("finding.by.person"))
      : el("button", { type: "button", class: "act act-answer", title: `${t("do.answer")} (r)`, "aria-label": `${t("do.answer")}: ${findingName(finding.code)}`, click: () => scene.deeds.answer(at) }, el("span", { class: "glyph", "aria-hidden": "true" }, "✓"), el("span", { class: "word" }, t("do.answer")), here && el("kbd", { "aria-hidden": "true" }, "r")));
}
