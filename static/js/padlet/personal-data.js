// @ts-check
// Does a text hold personal data? Asked in this browser only; the answer is sent nowhere.

const EMAIL = /[^\s@<>(),;:"]+@[^\s@<>(),;:"]+\.[a-zåäö]{2,}/i;

// Swedish telephone numbers as people write them. A figure before would make it another number.
const PHONES = [
  /(?:^|[^\d+])(?:\+|00)46[ -]?(?:\(0\)[ -]?)?[1-9](?:[ -]?\d){6,8}(?!\d)/,
  /(?:^|\D)07\d(?:[ /–-]{0,3}\d){7}(?!\d)/,
  /(?:^|\D)08[ ]?[/–-][ ]?[1-9](?:[ -]?\d){5,7}(?!\d)/,
  /(?:^|\D)08[ ]?[1-9](?:[ -]?\d){6,7}(?!\d)/,
  /(?:^|\D)0[1-9]\d{1,2}[ ]?[/–-][ ]?\d{2,3}(?:[ -]?\d{2,3}){1,2}(?!\d)/,
];

const NUMBER = /(?:^|\D)(?:18|19|20)?(\d{2})(\d{2})(\d{2})[ ]?[-+–]?[ ]?(\d{4})(?!\d)/g;

// The Luhn check of a Swedish personal number.
function hasValidChecksum(digits) {
  const sum = [...digits].reduce((total, digit, at) => {
    const doubled = Number(digit) * (at % 2 ? 1 : 2);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}

function hasPersonalNumber(text) {
  return [...text.matchAll(NUMBER)].some(([, year, month, day, last]) => {
    const inMonth = Number(day) > 60 ? Number(day) - 60 : Number(day); // a coordination number adds 60
    const isDay = Number(month) >= 1 && Number(month) <= 12 && inMonth >= 1 && inMonth <= 31;
    return isDay && hasValidChecksum(year + month + day + last);
  });
}

/**
 * Which kinds of personal data the text seems to hold: "Email", "Phone", "Number".
 * @param {string} text
 */
export function findPersonalData(text) {
  const kinds = [];
  if (EMAIL.test(text)) kinds.push("Email");
  const isNumber = hasPersonalNumber(text);
  if (!isNumber && PHONES.some((phone) => phone.test(text))) kinds.push("Phone");
  if (isNumber) kinds.push("Number");
  return kinds;
}
