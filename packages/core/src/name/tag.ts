import { quoted } from '../error/quoted.js';
import { RegistryError } from '../error/registry-error.js';

/** A tag that was checked once (REF-04). */
export type Tag = string & { readonly __tag: unique symbol };

const grammar = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** Whether a text is a tag (REF-04). */
export function isTag(text: string): text is Tag {
  return typeof text === 'string' && grammar.test(text);
}

/**
 * Reads a tag (REF-04).
 * @throws RegistryError `MANIFEST_INVALID`: the specification has no current code for a bad tag (ERR-06)
 */
export function parseTag(text: string): Tag {
  if (isTag(text)) return text;
  throw new RegistryError(
    'MANIFEST_INVALID',
    `a tag has 1 to 128 letters, digits, underscores, periods and hyphens, and does not begin with a period or a hyphen: ${quoted(text)}`,
    { detail: { tag: String(text).slice(0, 256) } },
  );
}
