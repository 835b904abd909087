import type { NotSignedIn } from '@lading/access';
import { Problem } from '../problem/problem.js';

/** The problem for a failed sign-in. */
export function providerLoginProblemOf(answer: NotSignedIn): Problem {
  switch (answer.outcome) {
    case 'unknown':
      return new Problem('NOT_FOUND', 'there is no such identity provider');
    case 'expired':
      return new Problem('SIGN_IN_EXPIRED', 'this browser did not begin this sign-in, or the sign-in has expired');
    case 'refused':
      return new Problem('SIGN_IN_REFUSED', 'the answer of the identity provider is not valid');
    case 'not-allowed':
      return new Problem('NOT_ALLOWED', 'you may not use this registry');
    case 'unavailable':
      return new Problem('PROVIDER_UNAVAILABLE', 'the identity provider is unavailable', { retryAfterSeconds: 5 });
    case 'limited':
      return new Problem('TOO_MANY_REQUESTS', 'too many sign-ins', { retryAfterSeconds: answer.retryAfterSeconds });
  }
}

/** The parameter `error` of the sign-in page, such as `sign-in-expired`. */
export function errorParameterOf({ code }: Problem): string {
  return code.toLowerCase().replaceAll('_', '-');
}
