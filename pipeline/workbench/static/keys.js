// Keys: one table a page, chords that begin with g, and silence while somebody types. A key that is held down decides nothing twice.

const CHORD_PAUSE = 1200; // ms in which the second key of a chord must follow
const WALKING = new Set(["j", "k", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"]); // what may repeat while it is held
const OFF = "netzlese.keys.off";

const isTyping = (node) => node instanceof Element && (node.matches("input:not([type=checkbox], [type=radio]), select, textarea") || node.isContentEditable);
// AltGr counts as ctrl and alt on some systems; on a German keyboard it makes the brackets
const isCommand = (event) => (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");

export function keysAreOff() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

export function switchKeys(on) {
  try { localStorage.setItem(OFF, on ? "0" : "1"); } catch { /* private windows forget it */ }
}

/**
 * Listens for the page. A table maps event.key (or "g x" for a chord) to an action; an action that gives `false` lets the key pass.
 * @param {...Record<string, (event: KeyboardEvent) => unknown>} tables the first that knows a key wins
 */
export function listen(...tables) {
  let began = 0;
  // a held Enter would press the button that has the focus next, or send the form that its first stroke opened
  addEventListener("keydown", (event) => {
    if (!event.repeat || event.key !== "Enter" || event.target.matches?.("textarea")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isCommand(event) || event.isComposing || document.querySelector("dialog[open]")) return;
    if (isTyping(event.target) && event.key !== "Escape") return;
    if (event.repeat && !WALKING.has(event.key)) return;
    if (keysAreOff() && event.key.length === 1) return;
    const chord = Date.now() - began < CHORD_PAUSE ? `g ${event.key}` : event.key;
    // a chord wins over what its second key means alone, whichever table knows it
    const act = [chord, event.key].flatMap((key) => tables.map((table) => table[key])).find(Boolean);
    began = event.key === "g" && chord === "g" ? Date.now() : 0;
    if (act && act(event) !== false) event.preventDefault();
  });
}

/** Moves the focus along a list of nodes; gives the node that has it now. */
export function walk(nodes, by) {
  const list = [...nodes];
  const at = list.indexOf(document.activeElement);
  const node = list[at < 0 ? (by > 0 ? 0 : list.length - 1) : Math.max(0, Math.min(list.length - 1, at + by))];
  node?.focus();
  return node;
}
