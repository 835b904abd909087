import { untilAborted } from '@lading/core';
import { secretKindOf } from '../../secret/random-secret.js';
import type { SignIn, SignInOutcome, SignInRequest } from '../../sign-in/sign-in.js';
import type { ExchangedSignIn } from '../exchange/exchanged-sign-in.js';
import type { TrustedTokens } from '../token/trusted-tokens.js';

interface WorkloadSignInParts {
  readonly tokens: TrustedTokens;
  readonly exchanged: ExchangedSignIn;
  /** Signs in with all other secrets. */
  readonly others: SignIn;
}

/**
 * Signs in workloads, by a token of their platform in place of a password, or by the secret for which they have exchanged one. A
 * token is recognized before any password is hashed, even if its issuer is unknown. Wrong tokens are not counted, because nobody
 * can guess a token.
 */
export class WorkloadSignIn implements SignIn {
  constructor(private readonly parts: WorkloadSignInParts) {}

  /** @throws RegistryError `UNAVAILABLE` if the store cannot be asked, or the keys of the issuer cannot be read */
  async signIn(request: SignInRequest): Promise<SignInOutcome> {
    const { tokens, exchanged, others } = this.parts;
    const { name, secret, signal } = request;
    if (secretKindOf(secret) === 'exchanged') {
      const found = await untilAborted(exchanged.signIn(secret), signal);
      return found ?? others.signIn(request);
    }
    if (!tokens.isToken(secret)) return others.signIn(request);
    const answer = await untilAborted(tokens.check(secret, name), signal);
    if (answer.outcome === 'refused')
      return { outcome: 'refused', detail: { reason: answer.reason, ...answer.detail } };
    const { identity, remainingSeconds: longestSeconds, detail } = answer;
    return { outcome: 'signed-in', identity, longestSeconds, detail };
  }
}
