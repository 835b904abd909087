import type { NotSignedIn } from '@lading/access';
import { Problem } from '../problem/problem.js';

/** The problem of a sign-in by a provider that nobody is signed in by. */
export function providerLoginProblemOf(answer: NotSignedIn): Problem {
  switch (answer.outcome) {
    case 'unknown':
      return new Problem('NOT_FOUND', 'there is no such identity provider');
    case 'expired':
      return new Problem('SIGN_IN_EXPIRED', 'this browser has begun no such sign-in, or it is over');
    case 'refused':
      return new Problem('SIGN_IN_REFUSED', 'the answer of the identity provider is not valid');
    case 'not-allowed':
      return new Problem('NOT_ALLOWED', 'you may not use this registry');
    case 'unavailable':
      return new Problem('PROVIDER_UNAVAILABLE', 'the identity provider does not work now', { retryAfterSeconds: 5 });
    case 'limited':
      return new Problem('TOO_MANY_REQUESTS', 'too many sign-ins', { retryAfterSeconds: answer.retryAfterSeconds });
  }
}

/** The parameter of the page to sign in that says what went wrong, such as `sign-in-expired`. */
export function errorParameterOf({ code }: Problem): string {
  return code.toLowerCase().replaceAll('_', '-');
}
