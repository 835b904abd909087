import type { ClaimValues } from '@lading/core';
import { matchesGlob } from './glob.js';

/** The claims of a token, parsed from its JSON. */
export type Claims = Readonly<Record<string, unknown>>;

/** Tokens have a few levels. Recursive code, such as that of the audit, ends with an error at some thousands. */
const mostLevels = 32;

/** Whether claims are nested no deeper than those of real tokens. */
export function isShallow(value: unknown, levels = mostLevels): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((member) => isShallow(member, levels - 1));
}

/** The value of a claim. A name that begins with a slash is a JSON pointer to a nested claim (RFC 6901). */
export function claimOf(claims: Claims, name: string): unknown {
  if (!name.startsWith('/')) return ownMember(claims, name);
  const steps = name.slice(1).split('/');
  return steps.reduce<unknown>(
    (value, step) => ownMember(value, step.replaceAll('~1', '/').replaceAll('~0', '~')),
    claims,
  );
}

function ownMember(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Claims)[name];
}

/** Whether a claim has one of the values. Numbers and booleans are compared as text. A list matches if one of its items does. */
export function hasValue(given: unknown, values: ClaimValues): boolean {
  if (Array.isArray(given)) return given.some((item) => !Array.isArray(item) && hasValue(item, values));
  if (typeof given !== 'string' && typeof given !== 'number' && typeof given !== 'boolean') return false;
  const text = String(given);
  if (typeof values === 'string') return text === values;
  return 'glob' in values ? matchesGlob(values.glob, text) : values.includes(text);
}
