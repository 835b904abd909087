import type { AccessControl, Authenticator, Authorizer, Identity } from '@lading/core';

/** Knows one value of `Authorization`, and rejects any other. */
export function knows(authorization: string, identity: Identity = { kind: 'user', name: 'somebody' }): Authenticator {
  return {
    authenticate: (request) => {
      const given = request.field('authorization');
      if (given === undefined) return { outcome: 'unknown' };
      return given === authorization
        ? { outcome: 'identified', identity }
        : { outcome: 'rejected', reason: 'the password is wrong' };
    },
    challenge: () => ({ scheme: 'Basic', parameters: { realm: 'test' } }),
  };
}

/** Allows everything to everybody who is known. */
export const forTheKnown: Authorizer = {
  authorize: ({ identity }) =>
    identity.kind === 'anonymous' ? { outcome: 'denied', reason: 'who are you?' } : { outcome: 'allowed' },
};

/** Lets in who sends this value of `Authorization`. */
export function onlyWith(authorization: string): AccessControl {
  return { authenticators: [knows(authorization)], authorizer: forTheKnown };
}
