// @ts-check
// Several lines become several notes: bullets and numbers before a line go. The server does the same
// in modellkoncept/text/pasted_lines.py, where it says which and why.

import { cleanText, LINE_BREAK } from "./note-text.js";

const BEFORE_A_TAB = /^\s*(?:o|\p{Nd}{1,2})\t/u;
const DASH = "[-‐‑‒–—―−－]";
const BULLET =
  String.raw`(?:(?:\[[ xX✓✗]?\]|[•·‧∙⋅●○◦◉◎⦁⦿■□▪▫◼◻◾◽◆◇❖❑❒➢➤►▶▸‣⁃★☆✦✓✔✗✘☐☑☒✅⬜])\ufe0f?` +
  String.raw`|(?:${DASH}|[+>])(?!\p{Nd})(?!${DASH})|\*(?!\S[^*]*\*))\s*`;
const ROMAN = "(?:[xX]{0,2}(?:[iI][xX]|[iI][vV]|[vV]?[iI]{1,3}|[vV])|[xX]{1,2})";
const SIGN = String.raw`(?:\p{Nd}{1,2}|[a-zåäöA-ZÅÄÖ]|${ROMAN})`;
const NUMBER = [
  String.raw`[①-⓿❶-➓㉑-㉟㊱-㊿]|(?:[0-9]\ufe0f?\u20e3|🔟)|[０-９]{1,2}[．）：、]|（[０-９]{1,2}）|#{1,6}(?=\s)`,
  String.raw`[([]${SIGN}[)\]](?=\s)|${SIGN}[.)](?=\s)|\p{Nd}{1,2}:(?=\s)`,
  String.raw`(?:\p{Nd}{1,2}|[a-zåäö])\)(?=[A-Za-zÅÄÖåäö])|\p{Nd}{1,2}\.(?=[A-ZÅÄÖ][a-zåäö])`,
  String.raw`\p{Nd}{1,2}(?:\.\p{Nd}){2,3}[.)]?(?=\s)|\p{Nd}{1,2}\.\p{Nd}[.)](?=\s)`,
  String.raw`\p{Nd}{1,2}\.\p{Nd}(?=\s(?!M(?:kr|dkr|SEK|ilj))[A-ZÅÄÖÉ])`,
  String.raw`\p{Nd}{1,2}\s${DASH}\s(?=\P{Nd})`,
  String.raw`(?:[Ff]råga|FRÅGA|[Dd]elfråga|[Qq]uestion|[Pp]unkt|Q)\s?(?:[Nn]r\.?\s?)?\p{Nd}{1,2}(?:\.\p{Nd}{1,2})?` +
    String.raw`(?:[.:)](?=\s)|\s?${DASH}\s)`,
].join("|");
const MARK = new RegExp(`^(?:${BULLET})*(?:(?:${NUMBER})\\s*(?:${BULLET})*)?`, "u");

/**
 * The lines that say something, without bullets, numbers or dashes in front.
 * @param {string} text
 */
export function splitLines(text) {
  return text
    .split(LINE_BREAK)
    .map((line) => cleanText(line.replace(BEFORE_A_TAB, "")).replace(/\s+/g, " "))
    .map((line) => line.replace(MARK, "").trim())
    .filter((line) => /[\p{L}\p{N}\u{1f000}-\u{10ffff}]/u.test(line));
}
