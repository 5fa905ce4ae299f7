// The way to the server and back: every answer is either data or one of three troubles, each of which the page can put into words.

const HEADERS = { "Content-Type": "application/json", "X-Netzlese": "1" };
const PATIENCE = 20_000; // ms until a silent server counts as gone

/** Someone else decided in the meantime: `theirs` are those decisions, `now` is how the document stands; `code`: decided-by-others, read-anew … */
export class Stale extends Error {
  constructor({ message, code, theirs, now }) {
    super(message);
    Object.assign(this, { code, theirs: theirs ?? [], now });
  }
}

/** The server understood and said no; `message` says why. */
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** No answer came, or the server broke over it: nobody knows whether the wish was kept. `said` is what the server said, if it did. */
export class Unreached extends Error {
  constructor(message, said = null) {
    super(message);
    this.said = said;
  }
}

export const get = (path) => ask(path, { method: "GET", headers: { "X-Netzlese": "1" } });
export const post = (path, body) => ask(path, { method: "POST", headers: HEADERS, body: JSON.stringify(body) });

async function ask(path, wish) {
  const answer = await reach(path, wish);
  const data = await answer.json().catch(() => null);
  if (answer.ok && data !== null) return data;
  if (answer.status === 409 && data?.now) throw new Stale(data);
  if (answer.status >= 500 || (answer.ok && data === null)) throw new Unreached(String(answer.status), messageOf(data));
  throw new Refused(messageOf(data) ?? `${answer.status} ${answer.statusText}`, answer.status);
}

async function reach(path, wish) {
  try {
    return await fetch(path, { ...wish, credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    throw new Unreached(error.message);
  }
}

function messageOf(data) {
  return [data?.message, data?.detail].find((words) => typeof words === "string") ?? null;
}
