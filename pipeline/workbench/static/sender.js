// Sends decisions one after the other, so that fast fingers never overtake the server; a wish that did not get through is kept.

import { post, Refused, Stale } from "./api.js";
import { newId } from "./wishes.js";

/**
 * @typedef {{wishes: object[], undo?: string[]|null, keys: string[], said: string, seen?: number, step?: string, mine?: string[]}} Job
 * A job with `undo` takes decisions back: those with these ids, or with null the reviewer's last one. What it rests on is written down
 * when it is wished, not when its turn comes: `seen` is the revision on the screen, `mine` the steps of this page that were still on
 * their way. `step` is its own name: sent twice, it is stored once.
 */
export class Sender {
  #jobs = [];
  #busy = false;

  /** @param {{path: string, query: string, seen: () => number, ready?: () => Promise<unknown>, took: (view: object, job: Job) => void, failed: (kind: string, error: Error, job: Job) => void}} way */
  constructor(way) {
    this.way = way;
    addEventListener("beforeunload", (event) => { if (this.#jobs.length) event.preventDefault(); });
  }

  get idle() { return this.#jobs.length === 0; }

  /** Keys of the rows whose decisions are still on their way. */
  get waiting() { return new Set(this.#jobs.flatMap((job) => job.keys)); }

  send(job) {
    Object.assign(job, { seen: this.way.seen(), step: newId(), mine: this.#jobs.map((one) => one.step) });
    this.#jobs.push(job);
    return this.#work();
  }

  /** Sends again what nobody answered. */
  again() { return this.#work(); }

  /** Lets the wish at the head go. */
  letGo() {
    this.#jobs.shift();
    return this.#work();
  }

  async #work() {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#jobs.length) {
        const [job] = this.#jobs;
        const view = await this.#post(job);
        this.#jobs.shift();
        this.way.took(view, job);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#busy = false;
    }
  }

  async #post(job) {
    const { path, query, ready } = this.way;
    await ready?.();
    const { seen, step, mine } = job;
    if ("undo" in job) return post(`${path}/undo${query}`, { seen, step, mine, decisions: job.undo });
    return post(`${path}/decisions${query}`, { seen, step, mine, decisions: job.wishes });
  }

  // Without an answer the wish stays at the head; an answer that says no takes it out, and the page offers it again.
  #fail(error) {
    const [job] = this.#jobs;
    const kind = error instanceof Stale ? "stale" : error instanceof Refused ? "refused" : "unreached";
    if (kind !== "unreached") this.#jobs.shift();
    this.way.failed(kind, error, job);
    if (kind !== "unreached" && this.#jobs.length) queueMicrotask(() => this.#work());
  }
}
