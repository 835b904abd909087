/** Code units of the JSON grammar (RFC 8259 §2). */
export const code = {
  tab: 0x09,
  lineFeed: 0x0a,
  carriageReturn: 0x0d,
  space: 0x20,
  quote: 0x22,
  plus: 0x2b,
  comma: 0x2c,
  minus: 0x2d,
  point: 0x2e,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  upperE: 0x45,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  lowerE: 0x65,
  lowerN: 0x6e,
  openBrace: 0x7b,
  closeBrace: 0x7d,
} as const;

/** The start of the next token, or the end of the text. */
export function skipSpace(text: string, start: number): number {
  let at = start;
  for (let unit = text.charCodeAt(at); isSpace(unit); unit = text.charCodeAt(at)) at++;
  return at;
}

function isSpace(unit: number): boolean {
  return unit === code.space || unit === code.lineFeed || unit === code.carriageReturn || unit === code.tab;
}

/** The end of the string whose opening quote is at `start`; -1 if it is not a valid string. */
export function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (let unit = text.charCodeAt(at); unit !== code.quote; unit = text.charCodeAt(at)) {
    // At the end of the text, `charCodeAt` returns NaN, so `unit < code.space` would be false.
    if (!(unit >= code.space)) return -1;
    at = unit === code.backslash ? endOfEscape(text, at) : at + 1;
    if (at === -1) return -1;
  }
  return at + 1;
}

const shortEscapes = new Set('"\\/bfnrt');
const hexadecimal = /^[0-9a-fA-F]{4}$/;

function endOfEscape(text: string, start: number): number {
  const letter = text.charAt(start + 1);
  if (shortEscapes.has(letter)) return start + 2;
  return letter === 'u' && hexadecimal.test(text.slice(start + 2, start + 6)) ? start + 6 : -1;
}

/** The end of a number, `true`, `false` or `null`; -1 at any other token. */
export function endOfScalar(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first > code.nine) return endOfLiteral(text, start);
  const whole = first === code.minus ? start + 1 : start;
  let at = endOfDigits(text, whole);
  if (at === whole || (text.charCodeAt(whole) === code.zero && at > whole + 1)) return -1;
  if (text.charCodeAt(at) === code.point) {
    const fraction = at + 1;
    at = endOfDigits(text, fraction);
    if (at === fraction) return -1;
  }
  const unit = text.charCodeAt(at);
  return unit === code.lowerE || unit === code.upperE ? endOfExponent(text, at + 1) : at;
}

function endOfLiteral(text: string, start: number): number {
  for (const literal of ['true', 'false', 'null']) if (text.startsWith(literal, start)) return start + literal.length;
  return -1;
}

function endOfExponent(text: string, start: number): number {
  const unit = text.charCodeAt(start);
  const digits = unit === code.plus || unit === code.minus ? start + 1 : start;
  const end = endOfDigits(text, digits);
  return end === digits ? -1 : end;
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  for (let unit = text.charCodeAt(at); unit >= code.zero && unit <= code.nine; unit = text.charCodeAt(at)) at++;
  return at;
}
