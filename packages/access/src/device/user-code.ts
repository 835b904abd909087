import { randomInt } from 'node:crypto';

/** Consonants, of which no two look alike, so a code is never a word (RFC 8628, section 6.1). */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const length = 8;
const codeForm = new RegExp(`^[${letters}]{${length}}$`);

/** Makes a code that a person types: 8 letters, which is more than 34 bits. */
export function makeUserCode(): string {
  return Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join('');
}

/** Reads a code as a person types it: spaces, hyphens and the case do not count. @returns undefined if it cannot be a code */
export function parseUserCode(text: string): string | undefined {
  const code = text.replace(/[\s-]/g, '').toUpperCase();
  return codeForm.test(code) ? code : undefined;
}

/** Writes a code as `BCDF-GHJK`. */
export function formatUserCode(code: string): string {
  return `${code.slice(0, length / 2)}-${code.slice(length / 2)}`;
}
