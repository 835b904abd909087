import type { Authorization, AuthorizationRequest, Authorizer, RepositoryFilter, Requester } from '@lading/core';
import { tokenDecides } from '../external-issuer/token-decides.js';
import type { RulesAuthorizer } from './rules-authorizer.js';

interface ExternalAuthorizerOptions {
  /** Whether files or records have a user of this name. */
  readonly hasAccount: (user: string) => boolean;
  /** Whether the file has rules. They then count for everybody. */
  readonly hasRules: () => boolean;
}

/**
 * Without rules, lets the tokens of an external issuer decide alone, as Distribution does, for those who have no account here.
 * Accounts of the registry also sign in with passwords and secrets, which no issuer has limited, so only rules allow them
 * anything.
 */
export class ExternalAuthorizer implements Authorizer {
  readonly #tokens = tokenDecides() as Required<Authorizer>;

  constructor(
    private readonly rules: RulesAuthorizer,
    private readonly options: ExternalAuthorizerOptions,
  ) {}

  authorize(request: AuthorizationRequest): Authorization | Promise<Authorization> {
    return (this.#isOfIssuer(request) ? this.#tokens : this.rules).authorize(request);
  }

  visibleRepositories(requester: Requester): RepositoryFilter | Promise<RepositoryFilter> {
    return (this.#isOfIssuer(requester) ? this.#tokens : this.rules).visibleRepositories(requester);
  }

  #isOfIssuer({ identity, hasCredentials }: Requester): boolean {
    if (this.options.hasRules()) return false;
    if (identity.kind === 'anonymous') return hasCredentials;
    return identity.kind === 'user' && identity.credential === undefined && !this.options.hasAccount(identity.name);
  }
}
