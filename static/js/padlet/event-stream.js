// @ts-check
// The event stream of a board, and its watchdog. A stream may fall silent without an error: behind a
// proxy that gathers what it passes on, after sleep, on another net. So the server gives signs of
// life, and a stream without them counts as lost.

const SILENT = 30000; // milliseconds; the server is heard every 12 seconds
const SLOW = 20000; // milliseconds until a stream has begun; it may have to wait for a tick

/**
 * @typedef {object} StreamHandlers
 * @property {(said: { version: string, now: number }) => void} onHello it has begun
 * @property {(change: BoardChange) => void} onChange
 * @property {(now: number) => void} onAlive
 * @property {() => void} onRevoked it is over for this page
 * @property {() => void} onLost it has ended, or is not heard
 */

/** @param {StreamHandlers} handlers */
export function newStream({ onHello, onChange, onAlive, onRevoked, onLost }) {
  /** @type {EventSource} */
  let source = null;
  let watchdog = null;

  function close() {
    clearTimeout(watchdog);
    source?.close();
    source = null;
  }

  function lose() {
    close();
    onLost();
  }

  function watch(milliseconds) {
    clearTimeout(watchdog);
    watchdog = setTimeout(lose, milliseconds);
  }

  /** @param {string} url */
  function open(url) {
    close();
    source = new EventSource(url);
    watch(SLOW);
    const heard = (act) => (event) => {
      watch(SILENT);
      act(JSON.parse(event.data));
    };
    source.onmessage = heard(onChange);
    source.addEventListener("hello", heard(onHello));
    source.addEventListener(
      "alive",
      heard(({ now }) => onAlive(now)),
    );
    source.addEventListener("revoked", () => {
      close();
      onRevoked();
    });
    source.onerror = lose;
  }

  return { open, close, isOpen: () => source !== null };
}

/** Can this browser listen at all? Else it polls, and nothing is wrong with the net. */
export const canListen = () => typeof EventSource === "function";
