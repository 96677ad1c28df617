// How long to wait before what was refused, or never arrived, is tried again: as long as the server
// asks for, else twice as long each time; and never in the same instant as everybody else.

const LONGEST = 15000; // ms, when nobody asks for more
const LONGEST_ASKED = 300000; // ms: a proxy may ask for a day
const SPREAD = 1000; // ms

export function newPatience() {
  let tries = 0;
  let asked = 0; // ms
  return {
    // The server's answer, and the seconds to wait when it does not say.
    heed(answer, unsaid = 0) {
      const seconds = Number(answer.headers.get("Retry-After")) || unsaid;
      asked = Math.min(LONGEST_ASKED, 1000 * seconds);
    },
    next() {
      tries += 1;
      const wait = (asked || Math.min(LONGEST, 1000 * 2 ** tries)) + Math.random() * SPREAD;
      asked = 0;
      return wait;
    },
    anew() {
      tries = 0;
    },
  };
}
