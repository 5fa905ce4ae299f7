// Choosing characters of the text for a value, and the form that follows: adding, correcting, another passage.

import { choose as chooseCharacters, selected } from "./caret.js";
import { keyOf } from "./record.js";
import { $, tell } from "./shell.js";
import { rangeOf } from "./text.js";
import { fieldName, sayFlat } from "./values.js";
import { makeForm } from "./valueform.js";
import { el, t } from "./words.js";
import * as wish from "./wishes.js";

/** @param {object} scene the document page; gives what it can start */
export function makePicking(scene) {
  const toPoints = ([start, end]) => ({ start: scene.units.point(start), end: scene.units.point(end) });
  const act = (words, cap, does, more = {}) => el("button", { type: "button", class: "act", click: does, ...more }, el("span", { class: "word" }, words), el("kbd", { "aria-hidden": "true" }, cap));

  /** Lets the reader choose characters for something, then goes on with them. */
  function pickFor(item, then, back = scene.focusRow) {
    if (scene.pick) return;
    scene.showPane("text");
    const place = item && wish.spanOf(item);
    const end = () => { scene.pick = null; $("pickbar").replaceChildren(); };
    scene.pick = chooseCharacters({ page: scene.page, scroller: $("text"), at: place ? scene.units.unit(place.start) : firstVisible(), tell,
      take: (from, to) => { end(); mark([from, to]); then(toPoints([from, to])); },
      leave: () => { end(); scene.render(); back(); } });
    $("pickbar").replaceChildren(el("div", { class: "pickbar" }, el("p", {}, t("pick.how")), act(t("pick.take"), "↵", () => scene.pick.done(true)), act(t("ask.cancel"), "Esc", () => scene.pick.done(false))));
    tell(t("pick.how"));
  }

  function firstVisible() {
    const top = $("text").getBoundingClientRect().top;
    const run = scene.page.nodes.findIndex((node) => node.parentElement.getBoundingClientRect().bottom > top + 8);
    return scene.page.starts[Math.max(0, run)] ?? 0;
  }

  // The characters that were chosen stay marked while the form is open.
  function mark(span) {
    const range = span && rangeOf(scene.page, ...span);
    if (!globalThis.CSS?.highlights) return;
    if (range) CSS.highlights.set("chosen", new Highlight(range));
    else CSS.highlights.delete("chosen");
  }

  /** What is selected already is taken at once. */
  function startAdding(field = null) {
    if (scene.form || scene.pick) return;
    if (!scene.network) { scene.deeds.create(); return; }
    const ready = selected(scene.page, $("text"));
    if (ready) { mark(ready); openForm({ field, span: toPoints(ready) }); return; }
    pickFor(null, (span) => openForm({ field, span }));
  }

  function startCorrecting(item) {
    openForm({ item, field: item.field, span: wish.spanOf(item) });
  }

  // `value`: what was typed before, where the server did not take it.
  function openForm({ item = null, field = null, span, value: typed }) {
    let chosen = span;
    scene.showPane("record");
    const close = () => {
      scene.form?.node.remove();
      scene.form = null;
      mark(null);
      scene.render();
      scene.focusRow();
    };
    const repick = () => pickFor(item, (next) => { chosen = next; scene.showPane("record"); scene.form.setQuote(scene.slice(next)); scene.form.focus(); }, () => { scene.showPane("record"); scene.form?.focus(); });
    const save = ({ field: into, value, reason }) => {
      close();
      const wished = item ? wish.correct(item, value, chosen, reason) : wish.add(scene.network, into, value, chosen, reason);
      scene.send({ wishes: [wished], keys: item ? [keyOf(item)] : [], said: t(item ? "said.corrected" : "said.added", { value: `${fieldName(into)} ${sayFlat(into, value)}` }),
        retry: () => openForm({ item, field: into, span: chosen, value }) });
    };
    scene.form = { ...makeForm({ item, field, typed, quote: chosen ? scene.slice(chosen) : "", repick, save, close }), key: item ? keyOf(item) : null };
    scene.placeForm();
    scene.form.node.scrollIntoView({ block: "nearest" });
    scene.form.focus();
  }

  /** Offers to add what is selected in the text, outside of the choosing. */
  function offerSelection() {
    if (scene.pick || scene.form || !scene.page) return;
    const chosen = selected(scene.page, $("text"));
    // the press must not take the selection away
    $("pickbar").replaceChildren(chosen ? el("div", { class: "pickbar" }, el("p", {}, t("pick.ready", { words: scene.view.text.slice(...chosen).slice(0, 60) })), act(t("do.add"), "n", () => startAdding(), { mousedown: (event) => event.preventDefault() })) : "");
  }

  return { pickFor, startAdding, startCorrecting, offerSelection };
}
