// Choosing characters of the text: with the mouse, or with the arrow keys from word to word; what is typed is looked for.

import { offsetAt, rangeOf } from "./text.js";
import { t } from "./words.js";

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’\-–/@._]*|[^\s\p{L}\p{N}]/gu;
const AIR = { top: 24, bottom: 100 }; // pixels that stay free around what is chosen; the bar lies over the foot
const SEARCH_PAUSE = 1500; // ms after which typing begins a new search

const wordsOf = (text) => [...text.matchAll(WORD)].map((found) => {
  // a full stop or dash that ends a word is no part of it
  const word = found[0].replace(/(?<=[\p{L}\p{N}])[.\-–/'’_]+$/u, "");
  return [found.index, found.index + word.length];
});

/** Leaves the blanks at both ends out. */
export function trimmed(text, start, end) {
  while (start < end && /\s/.test(text[start])) start += 1;
  while (end > start && /\s/.test(text[end - 1])) end -= 1;
  return [start, end];
}

/**
 * Lets the reader choose characters. The choice is the page's own selection, so mouse, keys and screen readers see the same one.
 * @param {{page: object, scroller: HTMLElement, at: number, tell: (words: string) => void, take: (start: number, end: number) => void, leave: () => void}} way
 * @returns {() => void} ends the choosing
 */
export function choose({ page, scroller, at, tell, take, leave }) {
  const words = wordsOf(page.text);
  let [start, end] = wordNear(words, at);
  let sought = "", typed = 0;

  const show = (speak = true) => {
    const range = rangeOf(page, start, end);
    if (!range) return;
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    const box = range.getBoundingClientRect(), frame = scroller.getBoundingClientRect();
    if (box.top < frame.top + AIR.top || box.bottom > frame.bottom - AIR.bottom) scroller.scrollTop += box.top - frame.top - frame.height / 3;
    if (speak) tell(page.text.slice(start, end));
  };

  // What the mouse selected holds for the keys too.
  const adopt = () => {
    const chosen = selected(page, scroller);
    if (chosen) [start, end] = chosen;
  };

  const move = (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key], line = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const fine = event.ctrlKey || event.altKey || event.metaKey;
    if (line) [start, end] = toLine(line, event.shiftKey);
    else if (fine) [start, end] = byCharacter(by, event.shiftKey);
    else if (event.shiftKey) end = extend(by);
    else [start, end] = words[Math.max(0, Math.min(words.length - 1, wordAt(words, start) + by))] ?? [start, end];
  };

  const extend = (by) => {
    const last = words.findIndex(([, to]) => to >= end);
    const reached = words[by > 0 && words[last]?.[1] === end ? last + 1 : by > 0 ? last : last - 1]?.[1] ?? end;
    return reached > start ? reached : end;
  };

  const byCharacter = (by, endMoves) => (endMoves
    ? [start, Math.max(start + 1, Math.min(page.text.length, end + by))]
    : [Math.max(0, Math.min(end - 1, start + by)), end]);

  // The word nearest in the row above or below, as the page has wrapped it.
  const toLine = (by, endMoves) => {
    const here = rangeOf(page, endMoves ? Math.max(start, end - 1) : start, endMoves ? end : start + 1)?.getBoundingClientRect();
    let at = wordAt(words, endMoves ? end - 1 : start), best = null, row = null;
    for (at += by; here && words[at]; at += by) {
      const box = rangeOf(page, ...words[at])?.getBoundingClientRect();
      if (!box || Math.abs(box.top - here.top) < 4) continue;
      row ??= box.top;
      if (Math.abs(box.top - row) > 4) break;
      const far = Math.abs(box.left - here.left);
      if (!best || far < best.far) best = { far, word: words[at] };
    }
    if (!best) return [start, end];
    return endMoves ? [start, Math.max(start + 1, best.word[1])] : best.word;
  };

  const search = (event) => {
    sought = event.timeStamp - typed > SEARCH_PAUSE ? "" : sought;
    typed = event.timeStamp;
    sought = event.key === "Backspace" ? sought.slice(0, -1) : sought + event.key.toLowerCase();
    if (!sought) return;
    const low = page.text.toLowerCase();
    const found = low.indexOf(sought, start) >= 0 ? low.indexOf(sought, start) : low.indexOf(sought);
    if (found < 0) return tell(t("pick.nothing", { words: sought }));
    start = found;
    end = words.find(([, to]) => to >= found + sought.length)?.[1] ?? found + sought.length;
    show();
  };

  const onKey = (event) => {
    if (document.querySelector("dialog[open]")) return;
    const acts = { Enter: () => done(true), Escape: () => done(false), Home: () => { [start, end] = words[0] ?? [start, end]; show(); }, End: () => { [start, end] = words.at(-1) ?? [start, end]; show(); } };
    if (acts[event.key]) acts[event.key]();
    else if (event.key.startsWith("Arrow")) { adopt(); move(event); show(); } else if (event.key === "Backspace" || (event.key.length === 1 && !event.ctrlKey && !event.metaKey)) search(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const done = (taken) => {
    if (taken) adopt();
    stop();
    const [from, to] = trimmed(page.text, start, end);
    if (taken && to > from) take(from, to); else leave();
  };

  const stop = () => {
    scroller.removeEventListener("keydown", onKey);
    scroller.classList.remove("picking");
    getSelection()?.removeAllRanges();
  };

  scroller.classList.add("picking");
  scroller.addEventListener("keydown", onKey);
  scroller.focus({ preventScroll: true });
  show();
  return { stop, done };
}

/** What is selected in the text, in UTF-16 units without the blanks around it; null where nothing is. */
export function selected(page, scroller) {
  const selection = getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!scroller.contains(range.startContainer) || !scroller.contains(range.endContainer)) return null;
  const [start, end] = trimmed(page.text, offsetAt(page, range.startContainer, range.startOffset), offsetAt(page, range.endContainer, range.endOffset));
  return end > start ? [start, end] : null;
}

function wordAt(words, offset) {
  const at = words.findIndex(([, to]) => to > offset);
  return at < 0 ? words.length - 1 : at;
}

const wordNear = (words, offset) => words[wordAt(words, offset)] ?? [0, 0];
