// The list of all decisions: what was decided at once is undone at once.
import { post } from "./api.js";
import { $, ask, begin, nameKept, tell } from "./shell.js";
import { count, el, t } from "./words.js";

async function undo(batch) {
  const sure = await ask(t("decisions.undo.batch"), [el("p", {}, t("decisions.undo.about"))], { ok: t("do.undo"), read: () => true });
  if (!sure) return;
  try {
    await nameKept();
    const { settled } = await post(`/api/batches/${batch}/undo`, {});
    tell(t("decisions.undo.done", { values: count("value", settled) }));
    location.reload();
  } catch (error) {
    $("banner").replaceChildren(el("section", { class: "banner banner-refused", role: "alert" }, el("p", { class: "banner-head" }, error.said ?? error.message)));
  }
}

for (const button of document.querySelectorAll("[data-batch]")) button.addEventListener("click", () => undo(button.dataset.batch));
begin();
