import { type Authorizer, everyRepository } from '@lading/core';

/**
 * Allows everything to a client whose credentials were accepted, as Distribution does: the issuer of the tokens decides alone. The
 * caller also checks the scopes of the credentials.
 */
export function tokenDecides(): Authorizer {
  return {
    authorize: ({ hasCredentials }) =>
      hasCredentials ? { outcome: 'allowed' } : { outcome: 'denied', reason: 'authentication is required' },
    visibleRepositories: ({ hasCredentials }) => (hasCredentials ? everyRepository : { allow: [] }),
  };
}
