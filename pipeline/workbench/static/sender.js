// Sends decisions one after the other, so that fast fingers never overtake the server; a wish that did not get through is kept.

import { post, Refused, Stale } from "./api.js";

/**
 * @typedef {{wishes: object[], undo?: string[]|null, keys: string[], said: string}} Job
 * A job with `undo` takes decisions back: those with these ids, or with null the reviewer's last one.
 */
export class Sender {
  #jobs = [];
  #busy = false;

  /** @param {{path: string, query: string, seen: () => number, took: (view: object, job: Job) => void, failed: (kind: string, error: Error, job: Job) => void}} way */
  constructor(way) {
    this.way = way;
    addEventListener("beforeunload", (event) => { if (this.#jobs.length) event.preventDefault(); });
  }

  get idle() { return this.#jobs.length === 0; }

  /** Keys of the rows whose decisions are still on their way. */
  get waiting() { return new Set(this.#jobs.flatMap((job) => job.keys)); }

  send(job) {
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

  #post(job) {
    const { path, query, seen } = this.way;
    if ("undo" in job) return post(`${path}/undo${query}`, { seen: seen(), decisions: job.undo });
    return post(`${path}/decisions${query}`, { seen: seen(), decisions: job.wishes });
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
