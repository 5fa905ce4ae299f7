// What a person wants, as the server takes it; and what a conflict leaves to choose from.

/** The characters of an item in the text that is shown. */
export const spanOf = (item) => (Number.isInteger(item.start) && Number.isInteger(item.end) ? { start: item.start, end: item.end } : null);

const about = (item) => ({ network: item.network, field: item.field, item: item.item });

// the store knows what it reads and where: value and place of what is accepted or rejected are its own
export const accept = (item, reason = null) => (reason ? { kind: "accept", ...about(item), reason } : { kind: "accept", ...about(item) });
export const reject = (item, reason = null) => (reason ? { kind: "reject", ...about(item), reason } : { kind: "reject", ...about(item) });
export const correct = (item, value, quote, reason = null) => ({ kind: "correct", ...about(item), value, quote, reason });
export const add = (network, field, value, quote, reason = null) => ({ kind: "add", network, field, item: null, value, quote, reason });
export const absent = (network, field) => ({ kind: "absent", network, field, item: "" });
export const hold = (item) => ({ kind: "hold", ...about(item), value: item.value });
export const move = (item, to) => ({ kind: "move", ...about(item), to });
export const merge = (network, to, reason = null) => ({ kind: "merge", network, to, reason });
export const drop = (network, reason = null) => ({ kind: "drop", network, reason });
export const create = (network, quote) => ({ kind: "create", network, quote });
export const answer = (finding, network, reason = null) => ({ kind: "answer", network, finding, reason });

/** What a person decided stays, resting on other characters of the text. */
export const keep = (item, quote) => (item.machine === null || item.machine === undefined
  ? { kind: "add", ...about(item), value: item.value, quote }
  : { kind: "correct", ...about(item), value: item.value, quote });

/** A network's own id; crypto.randomUUID is missing where the page does not come over the loopback or TLS. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const hasMachine = (item) => item.machine !== null && item.machine !== undefined;

/** Which ways out a conflict has: keep (choose characters), take (what the machine reads now), hold, drop, stay (as decided). */
export function waysOut(item) {
  const take = hasMachine(item) ? ["take"] : [];
  switch (item.conflict) {
    case "value-elsewhere": return ["drop", ...take];
    case "says-now": return [...take, "stay"];
    default: return ["keep", ...take, "hold", "drop"];
  }
}

/** The wish behind a way out; "keep" needs characters and is no wish by itself. */
export function wayToWish(way, item) {
  if (way === "take") return accept(item);
  if (way === "hold") return hold(item);
  if (way === "stay") return absent(item.network, item.field);
  return reject(item);
}

const SETTLED = new Set(["accepted", "corrected", "rejected", "added", "absent", "held"]);
export const isSettled = (item) => SETTLED.has(item.state);
export const isWaiting = (item) => item.state === "open" || item.state === "conflict";
/** Findings that keep a document in the inbox until somebody looked at them. */
export const isPressing = (finding) => !finding.answered && finding.severity !== "note";
