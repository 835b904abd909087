import type { Challenge } from '@lading/core';

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const text = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * A challenge as the value of `WWW-Authenticate` (RFC 9110 §11.6.1). All parameters are quoted (AUTH-03).
 * @throws TypeError if a name or a value cannot be in a header field
 */
export function formatChallenge({ scheme, parameters }: Challenge): string {
  requireMatch(scheme, token);
  const formatted = Object.entries(parameters).map(([name, value]) => {
    requireMatch(name, token);
    requireMatch(value, text);
    return `${name}="${value.replace(/["\\]/g, '\\$&')}"`;
  });
  return formatted.length === 0 ? scheme : `${scheme} ${formatted.join(',')}`;
}

function requireMatch(value: string, grammar: RegExp): void {
  if (!grammar.test(value)) throw new TypeError(`a challenge cannot have ${JSON.stringify(value)}`);
}
