// @ts-check
// Several lines become several notes: bullets and numbers before a line go. The server does the same
// in padlet/texts/split_lines.py.

const BULLET =
  /^(?:[•·▪▫◦‣●○■□☐☑✓*–—]\s*|[-+>](?!\d)\s*|o(?=\t)\s*|(?:\d{1,2}|[a-zåäö])[.)](?=\s)\s*|\[[ x]?\]\s*)/i;

/**
 * The lines that say something, without bullets, numbers or dashes in front.
 * @param {string} text
 */
export function splitLines(text) {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029\v\f]/);
  return lines
    .map((line) => line.trim().replace(BULLET, "").trim())
    .filter((line) => /[^\s\p{P}]/u.test(line));
}
