const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** The digit of a value from 0 to 61. */
export function base62Digit(value: number): string {
  return digits.charAt(value);
}

/** Writes a whole number that is not negative with at least this many digits. */
export function toBase62(value: number, length: number): string {
  let text = '';
  for (let rest = value; rest > 0; rest = Math.floor(rest / 62)) text = base62Digit(rest % 62) + text;
  return text.padStart(length, base62Digit(0));
}
