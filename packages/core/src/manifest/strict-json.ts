import { RegistryError } from '../error/registry-error.js';

/** Objects and arrays inside one another; a manifest needs 6. Walks over the result can then recurse. */
const maximumDepth = 32;

/**
 * Bounds for how long one document holds up everybody else: a name that occurs nowhere else costs a microsecond, however
 * small the document is. 10,000 layers without annotations have 40,000 values and 30,000 names.
 */
const maximumValues = 50_000;
const maximumNames = 32_000;

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads JSON that every reader understands alike: UTF-8 without a byte order mark, and no name twice in one object, of
 * which some readers take the first and others the last (CVE-2021-41190 and its like; image-spec: RFC 7493).
 * @throws RegistryError `MANIFEST_INVALID`
 */
export function readStrictJson(bytes: Uint8Array): unknown {
  const members = countMembers(bytes);
  const value = parse(bytes);
  if (countNames(value) !== members) throw invalid('an object of the manifest has the same name twice');
  return value;
}

function parse(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (cause) {
    throw invalid('the manifest is not UTF-8', cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid('the manifest is not JSON', cause);
  }
}

/**
 * Counts the members of all objects and refuses what would be slow to parse before it is parsed. In UTF-8 these bytes
 * are nothing but themselves, and outside of strings valid JSON has them in their one meaning; what is not valid fails after.
 */
function countMembers(bytes: Uint8Array): number {
  let depth = 0;
  let values = 0;
  let members = 0;
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case 0x22: // "
        at = endOfString(bytes, at);
        break;
      case 0x7b: // {
      case 0x5b: // [
        if (++depth > maximumDepth) throw invalid(`the manifest is nested more than ${maximumDepth} deep`);
        values++;
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth--;
        break;
      case 0x2c: // ,
        if (++values > maximumValues) throw invalid(`the manifest has more than ${maximumValues} values`);
        break;
      case 0x3a: // :
        if (++members > maximumNames) throw invalid(`the manifest has more than ${maximumNames} names`);
        break;
    }
  }
  return members;
}

function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== 0x22) at += bytes[at] === 0x5c ? 2 : 1;
  return at;
}

/** Names that are left after parsing, where a later member took the place of an earlier one of the same name. */
function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((count, entry) => count + countNames(entry), 0);
  const fields = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(fields); // and no `Object.values`, which takes three times as long on a large object
  return names.reduce((count, name) => count + countNames(fields[name]), names.length);
}

function invalid(message: string, cause?: unknown): RegistryError {
  return new RegistryError('MANIFEST_INVALID', message, { cause });
}
