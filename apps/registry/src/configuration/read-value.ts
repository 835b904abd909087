import type { ConfigurationKey } from './configuration-key.js';

/** The words for true and false, in upper or lower case. */
export const truthWords = ['true', 'yes', 'on', '1'];
export const falsehoodWords = ['false', 'no', 'off', '0'];

/**
 * Reads the text of one key. The environment and the YAML file share this grammar: a truth value is a word, a number is
 * decimal digits, a list is separated by commas. YAML may also write a list as a sequence. Spaces around a value do not count,
 * and an empty text leaves the key unset.
 * @returns undefined for an unset key; text that is not of the key's form stays as it is, for the schema to refuse
 */
export function readValue(raw: unknown, { form }: Pick<ConfigurationKey, 'form'>): unknown {
  if (Array.isArray(raw) && form.type === 'array') return raw.flatMap(readItems);
  if (typeof raw !== 'string') return raw;
  const text = raw.trim();
  if (text === '') return undefined;
  if (form.type === 'array') return readItems(text);
  if (form.type === 'integer') return /^\d+$/.test(text) ? Number(text) : text;
  return form.type === 'boolean' ? readTruth(text) : text;
}

function readItems(raw: unknown): unknown[] {
  if (typeof raw !== 'string') return [raw];
  return raw
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function readTruth(text: string): boolean | string {
  const word = text.toLowerCase();
  return truthWords.includes(word) || (falsehoodWords.includes(word) ? false : text);
}
