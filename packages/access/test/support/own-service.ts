import type { Access, TokenService } from '../../src/index.js';

/** The token service of an access control that has one of its own. */
export function ownService({ tokens }: Access): TokenService {
  if (!('issue' in tokens)) throw new Error('the tokens are those of another issuer');
  return tokens;
}
