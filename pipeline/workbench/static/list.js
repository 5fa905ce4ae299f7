// Lists whose rows lead on: j and k walk, Enter opens as with any link.
import { walk } from "./keys.js";
import { begin } from "./shell.js";

const rows = () => document.querySelectorAll("#rows .row");
export const ROW_KEYS = { j: () => walk(rows(), 1), k: () => walk(rows(), -1), ArrowDown: () => walk(rows(), 1), ArrowUp: () => walk(rows(), -1) };
export const ROW_HELP = ["help.list", [["key.row", ["j", "k", "↓", "↑"]], ["key.open", ["↵"]]]];

if (document.body.matches(".at-questions, .at-conflicts")) begin(ROW_KEYS, [ROW_HELP]);
