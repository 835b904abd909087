import { randomInt } from 'node:crypto';

/** Only consonants, so a code is never a word. RFC 8628, section 6.1 recommends these letters. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const length = 8;
const codeForm = new RegExp(`^[${letters}]{${length}}$`);

/** Makes a code that a person types. Its 8 letters have more than 34 bits of entropy. */
export function makeUserCode(): string {
  return Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join('');
}

/** Reads a code as a person types it. Spaces, hyphens and case are ignored. @returns undefined if it cannot be a code */
export function parseUserCode(text: string): string | undefined {
  const code = text.replace(/[\s-]/g, '').toUpperCase();
  return codeForm.test(code) ? code : undefined;
}

/** Writes a code as `BCDF-GHJK`. */
export function formatUserCode(code: string): string {
  return `${code.slice(0, length / 2)}-${code.slice(length / 2)}`;
}
