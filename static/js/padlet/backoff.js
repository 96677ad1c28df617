// @ts-check
// Backoff: how long to wait before a request that was refused or lost is tried again. As long as the
// server asks for, else twice as long each time; with jitter, so that phones do not ask in step.

const LONGEST = 15000; // ms, unless the server asks for more
const LONGEST_ASKED = 300000; // ms: a proxy may ask for a day
const JITTER = 1000; // ms

// In seconds, or as a moment (a proxy may): then by the clock of the same answer, not this device's.
function retryAfter(headers) {
  const asked = headers.get("Retry-After") ?? "";
  if (/^\d+$/.test(asked)) return 1000 * Number(asked);
  return Math.max(0, Date.parse(asked) - Date.parse(headers.get("Date") ?? "") || 0);
}

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
      asked = Math.min(LONGEST_ASKED, retryAfter(answer.headers) || 1000 * otherwise);
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
