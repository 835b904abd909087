import type { ConfigurationKey } from './configuration-key.js';

/** The words for true and false, in any case. */
export const truthWords = ['true', 'yes', 'on', '1'];
export const falsehoodWords = ['false', 'no', 'off', '0'];

/**
 * Reads the text of one key. The environment and the YAML file share this grammar: a boolean is a word, a number is decimal
 * digits, and a list is separated by commas or, in YAML, a sequence. Spaces around a value are ignored, and an empty value
 * leaves the key unset.
 * @returns undefined for an unset key; text in a wrong form unchanged, for the schema to refuse
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
