const longest = 100;

/** Formats a wrong value for a message: shortened, and with control characters escaped. */
export function quoted(value: unknown): string {
  if (typeof value === 'string') {
    const text = JSON.stringify(value.slice(0, longest)).replace(/[\p{C}\u2028\u2029]/gu, escaped);
    return value.length > longest ? `${text}…` : text;
  }
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return typeof value === 'function' ? 'a function' : String(value).slice(0, longest);
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`;
}
