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
  // the words go with their place, so that nothing else can ever be taken for them
  const toPoints = ([start, end]) => ({ start: scene.units.point(start), end: scene.units.point(end), text: scene.view.text.slice(start, end) });
  const placeOf = (item) => { const place = wish.spanOf(item); return place && { ...place, text: scene.slice(place) }; };
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
    if (scene.form || scene.pick || scene.isHeld()) return;
    if (!scene.network) { scene.deeds.create(); return; }
    const ready = selected(scene.page, $("text"));
    if (ready) { mark(ready); openForm({ field, span: toPoints(ready) }); return; }
    pickFor(null, (span) => openForm({ field, span }));
  }

  function startCorrecting(item) {
    openForm({ item, field: item.field, span: placeOf(item) });
  }

  // `value`: what was typed before, where the server did not take it.
  // A record holds one value of some fields: who adds one there replaces the one that stands.
  const replacedBy = (field) => (scene.view.fields[field].list ? null : scene.rows().find((row) => row.field === field && row.item && !["rejected", "absent", "conflict"].includes(row.item.state))?.item ?? null);

  function openForm({ item = null, field = null, span, value: typed, reason: why = null, job = null }) {
    let chosen = span;
    scene.showPane("record");
    const close = () => {
      scene.form?.node.remove();
      scene.form = null;
      mark(null);
      scene.render();
      scene.focusRow();
    };
    const repick = () => pickFor(item, (next) => { chosen = next; scene.showPane("record"); scene.form.setQuote(next.text); scene.form.focus(); }, () => { scene.showPane("record"); scene.form?.focus(); });
    const save = ({ field: into, value, reason }) => {
      const same = item && chosen === span && typed === undefined && !scene.form.isValueChanged();
      job?.banner?.remove();
      scene.savedAt = performance.now();
      close();
      if (same) { agree(item, reason); return; }
      const old = item ?? replacedBy(into);
      const wished = old ? wish.correct(old, value, chosen, reason) : wish.add(scene.network, into, value, chosen, reason);
      const next = { wishes: [wished], keys: old ? [keyOf(old)] : [], said: t(old ? "said.corrected" : "said.added", { value: `${fieldName(into)} ${sayFlat(into, value)}` }),
        retry: () => openForm({ item, field: into, span: chosen, value, reason, job: next }) };
      scene.send(next);
    };
    scene.form = { ...makeForm({ item, field, typed, why, replaced: item ? () => null : replacedBy, quote: chosen?.text ?? "", repick, save, close }), key: item ? keyOf(item) : null };
    scene.placeForm();
    scene.form.node.scrollIntoView({ block: "nearest" });
    scene.form.focus();
  }

  // A form that nobody changed says that the value is right.
  function agree(item, reason) {
    if (item.state !== "open") return;
    scene.send({ wishes: [wish.accept(item, reason)], keys: [keyOf(item)], said: t("said.accepted", { value: `${fieldName(item.field)} ${sayFlat(item.field, item.value ?? item.machine)}` }) });
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
