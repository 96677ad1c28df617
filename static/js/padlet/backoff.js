// @ts-check
// Backoff: how long to wait before a request that was refused or lost is tried again. As long as the
// server asks for, else twice as long each time; with jitter, so that phones do not ask in step.

const LONGEST = 15000; // ms, unless the server asks for more
const LONGEST_ASKED = 300000; // ms: a proxy may ask for a day
const JITTER = 1000; // ms

/** A backoff of its own for one kind of request. */
export function newBackoff() {
  let tries = 0;
  let asked = 0; // ms
  return {
    /**
     * Wait as long as the answer asks for.
     * @param {Response} answer
     * @param {number} [otherwise] seconds, when the answer does not say
     */
    obey(answer, otherwise = 0) {
      const seconds = Number(answer.headers.get("Retry-After")) || otherwise;
      asked = Math.min(LONGEST_ASKED, 1000 * seconds);
    },
    /** Milliseconds until the next try. */
    next() {
      tries += 1;
      const wait = (asked || Math.min(LONGEST, 1000 * 2 ** tries)) + Math.random() * JITTER;
      asked = 0;
      return wait;
    },
    /** A request has succeeded. */
    reset() {
      tries = 0;
    },
  };
}
