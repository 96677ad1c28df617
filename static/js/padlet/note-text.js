// @ts-check
// Cleans a text as the server does (modellkoncept/text/cleaning.py), so that both count alike.

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
export const LINE_BREAK = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/gu;
const BLANK = new RegExp(
  "[\\t\\x07\\x1f \\xa0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u2800\\u3000" +
    "\\u115f\\u1160\\u3164\\uffa0]",
  "gu",
);
const SYMBOLS = new Map(
  Object.entries({
    "\uf02d": "–",
    "\uf04a": "☺",
    "\uf06c": "●",
    "\uf06e": "■",
    "\uf06f": "□",
    "\uf071": "❑",
    "\uf075": "◆",
    "\uf076": "❖",
    "\uf09f": "•",
    "\uf0a7": "▪",
    "\uf0a8": "□",
    "\uf0b7": "•",
    "\uf0d8": "➢",
    "\uf0e0": "→",
    "\uf0e8": "→",
    "\uf0fc": "✓",
    "\uf0fe": "☑",
  }),
);
const DIRECTIONS = "\\u061c\\u200e\\u200f";
const RIGHT_TO_LEFT =
  /(?!\u061c)[\u0590-\u08ff\ufb1d-\ufdfb\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const UNSEEN =
  "\\x00-\\x08\\x0e-\\x1b\\x7f-\\x84\\x86-\\x9f\\xad\\u034f\\u061c\\u17b4\\u17b5\\u180b-\\u180f" +
  "\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff\\ufff0-\\ufffc" +
  "\\u{1bca0}-\\u{1bca3}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}\\p{Cs}" +
  "\\p{Noncharacter_Code_Point}";
const PICTURE =
  "\\xa9\\xae\\u203c\\u2049\\u2122\\u2139\\u2190-\\u21ff\\u2300-\\u27bf\\u2900-\\u297f" +
  "\\u2b00-\\u2bff\\u3030\\u303d\\u3297\\u3299\\u{1f000}-\\u{1faff}";
const SHAPED =
  "\\u0600-\\u08ff\\u0900-\\u109f\\u1780-\\u17ff\\u1800-\\u18af\\ua800-\\uabff\\u{11000}-\\u{11fff}";
const IDEOGRAPH = "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const TAGS = "\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}";
const INVISIBLE_OR_JOINING = compiled(
  `(?<joins>\\u{1f3f4}[${TAGS}]{3,6}\\u{e007f}` +
    `|(?<=[${PICTURE}\\ufe0f\\u{e007f}])\\u200d(?=[${PICTURE}])` +
    `|(?<=[${SHAPED}])[\\u200c\\u200d](?=[${SHAPED}])` +
    `|(?<=[${PICTURE}])[\\ufe0e\\ufe0f]` +
    "|(?<=[0-9#*])\\ufe0f(?=\\u20e3)" +
    `|(?<=[${IDEOGRAPH}])[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]` +
    "|(?<=[\\u1820-\\u18af])[\\u180b-\\u180d\\u180f]" +
    `|[${DIRECTIONS}])|[${UNSEEN}]`,
);
const NEVER_JOINS = new RegExp(
  "(?![\\u200c\\u200d\\u180b-\\u180d\\u180f\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}" +
    `${DIRECTIONS}${TAGS}\\u{e007f}])[${UNSEEN}]`,
  "gu",
);

/**
 * The pattern; null in a browser that cannot look behind: there the server alone takes signs away.
 * @param {string} pattern
 */
function compiled(pattern) {
  try {
    return new RegExp(pattern, "gu");
  } catch {
    return null;
  }
}

/**
 * The text with its lines, without what is not seen, its letters composed.
 * @param {string} text
 */
export function cleanText(text) {
  let cleaned = text
    .replace(LINE_BREAK, "\n")
    .replace(/\p{Co}/gu, (sign) => SYMBOLS.get(sign) ?? "")
    .replace(BLANK, " ")
    .replace(NEVER_JOINS, "");
  if (!RIGHT_TO_LEFT.test(cleaned))
    cleaned = cleaned.replace(new RegExp(`[${DIRECTIONS}]`, "gu"), "");
  cleaned = cleaned.normalize("NFC");
  for (let before = ""; INVISIBLE_OR_JOINING && before !== cleaned; ) {
    before = cleaned;
    cleaned = before.replace(INVISIBLE_OR_JOINING, "$<joins>").normalize("NFC");
  }
  return cleaned
    .replace(/ +(?=\n|$)/gu, "")
    .replace(/\n{3,}/gu, "\n\n")
    .replace(/^[ \n]+|[ \n]+$/gu, "");
}

/**
 * How many characters the server counts in the text.
 * @param {string} text
 */
export const countCharacters = (text) => [...cleanText(text)].length;
