import type { CredentialScope } from '@lading/core';
import { z } from 'zod';
import { parseInput } from '../administration/input/parse-input.js';
import { scopes } from '../policy/scope-schemas.js';

/** `repository:`, a pattern, and rights after the last colon. */
const scopeForm = /^repository:(.+):([a-z,]+)$/;

/**
 * Reads the scopes that a device asks for, such as `repository:team/**:pull,push`, separated by spaces.
 * @returns undefined if the text has none
 * @throws AdministrationError `INVALID`
 */
export function parseDeviceScopes(text: string): readonly CredentialScope[] | undefined {
  const parts = text.split(' ').filter((part) => part !== '');
  if (parts.length === 0) return undefined;
  const given = parts.map((part) => {
    const [, where = '', what = ''] = scopeForm.exec(part) ?? [];
    return { where: [where], what: what.split(',') };
  });
  return parseInput(z.strictObject({ scope: scopes }), { scope: given }).scope;
}

/** Writes scopes in the same form. */
export function formatDeviceScopes(scopes: readonly CredentialScope[]): string {
  return scopes.flatMap(({ where, what }) => where.map((pattern) => `repository:${pattern}:${what.join()}`)).join(' ');
}
