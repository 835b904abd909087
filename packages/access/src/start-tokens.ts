import type { AccessStore, Authorizer } from '@lading/core';
import type { AccessOptions } from './access.js';
import { ExternalAuthorizer } from './authorizer/external-authorizer.js';
import { RulesAuthorizer } from './authorizer/rules-authorizer.js';
import type { StoreClock } from './clock/store-clock.js';
import { createExternalTokens } from './external-issuer/create-external-tokens.js';
import type { LiveView } from './live/live-view.js';
import type { RulesView } from './live/rules-view.js';
import type { LogValues } from './log/access-log.js';
import type { KeyRing } from './signing-key/key-ring.js';
import { createTokenService } from './token/create-token-service.js';
import type { TokenService, TokenVerifier } from './token/tokens.js';

/** The verifier of tokens, and the authorizer of their owners. */
interface StartedTokens {
  readonly tokens: TokenService | TokenVerifier;
  readonly authorizer: Authorizer;
  /** The keys of our own token service. */
  readonly keys?: KeyRing;
  close(): Promise<void>;
}

interface TokensParts {
  readonly store: AccessStore;
  readonly live: LiveView<RulesView>;
  readonly clock: StoreClock;
  /** Whether the file has rules now. */
  readonly hasRules: () => boolean;
  readonly onProblem: (message: string, values: LogValues) => void;
}

/** Starts our own token service, or a verifier of the tokens of another issuer. */
export async function startTokens(
  { tokens, external, proxy }: Pick<AccessOptions, 'tokens' | 'external' | 'proxy'>,
  { store, live, clock, hasRules, onProblem }: TokensParts,
): Promise<StartedTokens> {
  const rules = new RulesAuthorizer(live);
  if (tokens !== undefined && external === undefined) {
    const service = await createTokenService(tokens, { store, live, clock, onProblem });
    const { keys } = service;
    return { tokens: service, authorizer: rules, keys, close: async () => keys.close() };
  }
  if (external === undefined || tokens !== undefined)
    throw new TypeError('createAccess: give either tokens or external');
  const groupsOf = (user: string) => live.view.accounts.groupsOf(user);
  const hasAccount = (user: string) => live.view.accounts.hasUser(user);
  const tokensOfIssuer = await createExternalTokens(external, { onProblem, groupsOf, clock, proxy });
  return {
    tokens: tokensOfIssuer,
    close: () => tokensOfIssuer.close(),
    authorizer: new ExternalAuthorizer(rules, { hasAccount, hasRules }),
  };
}
