// The inbox: rows to walk, a search that applies itself, and Enter leading into the queue.
import { walk } from "./keys.js";
import { ROW_HELP, ROW_KEYS } from "./list.js";
import { $, begin } from "./shell.js";

const sieve = document.querySelector(".sieve");
// empty choices would only make the address long
sieve.addEventListener("submit", () => { for (const box of sieve.elements) if (box.name && !box.value) box.disabled = true; });
for (const box of sieve.querySelectorAll("select")) box.addEventListener("change", () => sieve.requestSubmit());
$("search").addEventListener("keydown", (event) => { if (event.key === "ArrowDown") { event.preventDefault(); walk(document.querySelectorAll("#rows .row"), 1); } });

if (document.activeElement === document.body) $("onward")?.focus({ preventScroll: true });
begin({ ...ROW_KEYS, "/": () => $("search").focus(), Escape: () => document.activeElement?.blur(), Enter: (event) => (event.target === document.body || event.target.id === "main" ? $("onward")?.click() : false) },
  [["help.list", [...ROW_HELP[1], ["key.queue", ["↵"]], ["key.search", ["/"]]]]]);
// coming back with the browser's own button, boxes switched off for the submit are on again
addEventListener("pageshow", () => { for (const box of sieve.elements) box.disabled = false; });
