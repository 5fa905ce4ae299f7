// What a reviewer can do to the value, finding or network in view; each deed becomes wishes, a sentence said aloud, and the next open value.

import { askDrop, askMerge, askMove } from "./networks.js";
import { keyOf } from "./record.js";
import { reviewer, ask, askWhy, tell } from "./shell.js";
import { fieldName, findingName, networkName, sayFlat } from "./values.js";
import { count, el, t } from "./words.js";
import * as wish from "./wishes.js";

const MOST_AT_ONCE = 800; // wishes of one step, within what the server takes

const listOf = (items) => el("ul", { class: "all-list", tabindex: "0", "aria-label": t("all.list") }, items.map((one) => el("li", {}, el("span", { class: "aside" }, `${fieldName(one.field)}: `), sayFlat(one.field, one.value ?? one.machine))));

/** @param {object} scene the document page */
export function makeDeeds(scene) {
  const row = () => scene.rows().find((one) => one.key === scene.current);
  const item = () => row()?.item ?? null;
  const isFree = () => !scene.form && !scene.pick && !scene.isHeld() && !scene.isNews();
  const of = (one) => `${fieldName(one.field)} ${sayFlat(one.field, one.value ?? one.machine)}`;
  const decide = (wishes, keys, said) => scene.send({ wishes, keys, said });
  const network = () => scene.view.networks.find((one) => one.id === scene.network);

  const onOpen = (make, said) => () => {
    const one = item();
    if (!isFree() || !one || scene.isPending(scene.current)) return;
    if (one.state === "conflict") { scene.deeds.way({ accepted: "take", rejected: "drop" }[said]); return; }
    if (one.state === (said === "accepted" ? "accepted" : "rejected") || one.state === "absent") return;
    decide([make(one, null)], [keyOf(one)], t(`said.${said}`, { value: of(one) }));
  };

  return {
    accept: onOpen(wish.accept, "accepted"),
    reject: onOpen(wish.reject, "rejected"),

    async rejectWhy() {
      const one = item();
      if (!isFree() || !one) return;
      const why = await askWhy(t("reject.title"), of(one), t("do.reject"));
      if (why) decide([wish.reject(one, why.reason)], [keyOf(one)], t("said.rejected", { value: of(one) }));
    },

    correct() {
      const one = item();
      if (!isFree()) return;
      if (!one) scene.startAdding(row()?.field ?? null);
      else if (one.state === "conflict") scene.deeds.way("keep");
      else if (one.state !== "absent") scene.startCorrecting(one);
    },

    async absent() {
      const here = row();
      if (!here || !isFree()) return;
      if (here.item?.state === "conflict") { scene.deeds.way("stay"); return; }
      const standing = scene.rows().filter((one) => one.field === here.field && one.item && !["rejected", "absent"].includes(one.item.state));
      // one key must not throw out a whole list unasked
      if (standing.length && !(await ask(t("absent.title", { field: fieldName(here.field) }), [el("p", {}, t("absent.about", { values: count("value", standing.length) })), listOf(standing.map((one) => one.item))], { ok: t("absent.ok"), danger: true, read: () => true }))) return;
      decide([wish.absent(scene.network, here.field)], scene.rows().filter((one) => one.field === here.field).map((one) => one.key), t("said.absent", { field: fieldName(here.field) }));
    },

    /** A way out of the conflict in view; ways that it does not have are passed over. */
    way(name) {
      const one = item();
      if (one?.state !== "conflict" || !isFree() || !wish.waysOut(one).includes(name)) return;
      if (name === "keep") scene.pickFor(one, (span) => decide([wish.keep(one, span)], [keyOf(one)], t("said.kept", { value: of(one) })));
      else decide([wish.wayToWish(name, one)], [keyOf(one)], t(`said.way.${name}`, { value: of(one) }));
    },

    async acceptAll() {
      const open = scene.rows().filter((one) => one.item?.state === "open" && !scene.isPending(one.key)).map((one) => one.item);
      if (!isFree()) return;
      if (!open.length) { tell(t("all.none")); return; }
      const wrong = open.reduce((sum, one) => sum + 1 - (one.confidence ?? 1), 0);
      const yes = await ask(t("all.title", { values: count("value", open.length) }), [el("p", {}, t("all.about", { name: networkName(network()), wrong: scene.sayWrong(wrong) })), listOf(open)], { ok: t("all.ok"), read: () => true });
      if (!yes) return;
      for (let from = 0; from < open.length; from += MOST_AT_ONCE) {
        const part = open.slice(from, from + MOST_AT_ONCE);
        decide(part.map((one) => wish.accept(one)), part.map(keyOf), t("said.all", { values: count("value", part.length) }));
      }
    },

    async move() {
      const one = item();
      if (!isFree() || !network()) return;
      const movable = scene.rows().map((each) => each.item).filter((each) => each && !["absent", "rejected"].includes(each.state));
      if (!movable.length) { tell(t("move.none")); return; }
      const wishes = await askMove(scene.view, scene.network, scene.networks(), movable, one);
      if (!wishes) return;
      const land = wishes.find((each) => each.kind === "create")?.network;
      scene.send({ wishes, keys: [], land, said: t("said.moved", { values: count("value", wishes.filter((each) => each.kind === "move").length) }) });
    },

    async merge() {
      if (!isFree() || !network()) return;
      if (scene.networks().length < 2) { tell(t("merge.none")); return; }
      const wishes = await askMerge(scene.view, network(), scene.networks());
      if (!wishes) return;
      scene.network = wishes[0].to;
      decide(wishes, [], t("said.merged"));
    },

    async drop() {
      if (!isFree() || !network()) return;
      const wishes = await askDrop(network(), scene.rows().filter((one) => one.item).length);
      if (wishes) decide(wishes, [], t("said.dropped", { name: networkName(network()) }));
    },

    create() {
      if (!isFree()) return;
      scene.pickFor(null, (span) => {
        const id = wish.newId();
        scene.network = id;
        decide([wish.create(id, span), wish.add(id, "name", scene.slice(span), span)], [], t("said.created", { name: scene.slice(span) }));
      });
    },

    async answer(at = scene.finding) {
      const finding = scene.view.findings[at];
      if (!finding || finding.answered || !isFree()) return;
      const why = await askWhy(t("answer.title"), findingName(finding.code), t("do.answer"));
      if (why) decide([wish.answer(finding.key, finding.network, why.reason)], [], t("said.answered", { name: findingName(finding.code) }));
    },

    undo: (ids = null) => isFree() && scene.send({ wishes: [], undo: ids, keys: [], said: t("said.undone") }),

    undoOf: (one) => scene.deeds.undo([one.decision]),

    redo() {
      const last = scene.view.decisions.find((one) => one.kind === "undo" && !one.undone && one.reviewer === reviewer());
      if (!last) { tell(t("redo.none")); return; }
      if (isFree()) scene.send({ wishes: [], undo: [last.id], keys: [], said: t("said.redone") });
    },
  };
}
