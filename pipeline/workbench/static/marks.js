// The marks in the text: drawn when other characters carry values, painted after every decision, lit for the value in view.

import { keyOf } from "./record.js";
import { $ } from "./shell.js";
import { drawText, light, paint, refresh, spansOf } from "./text.js";
import { calm } from "./words.js";

const AIR = { top: 60, bottom: 90 }; // pixels that stay free around what is in view

/** @param {object} scene the document page */
export function makeMarks(scene) {
  let outline = null;

  // Drawing a long text costs; painting it does not.
  function drawMarks() {
    const spans = spansOf(scene.view, scene.network, scene.units);
    const next = JSON.stringify([scene.view.document.version, spans.map((span) => [span.start, span.end, span.item ? keyOf(span.item) : span.at])]);
    if (next !== outline && !scene.pick) {
      outline = next;
      const top = $("text").scrollTop;
      scene.page = drawText(scene.view, spans, scene.units);
      $("text").replaceChildren(scene.page.body);
      $("text").scrollTop = top;
    } else refresh(scene.page, scene.view, scene.network);
    paint(scene.page, scene.network, (item) => (scene.isPending(keyOf(item)) ? "saving" : item.state), scene.hue);
    spotlight({ scroll: false });
  }

  function spotlight({ scroll }) {
    const hit = light(scene.page, (span) => span.item && keyOf(span.item) === scene.current);
    if (hit && scroll) reveal(hit.node);
  }

  function reveal(node) {
    const frame = $("text").getBoundingClientRect(), box = node.getBoundingClientRect();
    if (box.top > frame.top + AIR.top && box.bottom < frame.bottom - AIR.bottom) return;
    node.scrollIntoView({ block: "center", behavior: calm() ? "auto" : "smooth" });
  }

  return { drawMarks, spotlight, reveal };
}
