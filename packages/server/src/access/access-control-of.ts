import { EventLimit, type SignIn, type TokenService, type TokenVerifier, type Workloads } from '@lading/access';
import type { AccessControl, AuditEvent, Authenticator, Authorizer, Refusal } from '@lading/core';
import { BasicAuthenticator } from './credentials/basic-authenticator.js';
import { BearerAuthenticator } from './credentials/bearer-authenticator.js';
import type { TokenEndpoint } from './credentials/bearer-challenge.js';
import { refusalEvent } from './refusal-event.js';

/** Signs clients in, verifies tokens and decides. The `Access` of `@lading/access` has all of these members. */
export interface AccessParts {
  readonly signIn: SignIn;
  readonly tokens: TokenVerifier | TokenService;
  readonly authorizer: Authorizer;
  readonly workloads?: Pick<Workloads, 'recognizes'> | undefined;
  readonly audit?: { record(event: AuditEvent): void } | undefined;
}

export interface AccessControlOptions {
  /** The public URL of the token endpoint, such as `https://registry.example.com/v2/token`. */
  readonly realm: string;
  /** As `otherRealms` of `TokenEndpoint`. */
  readonly otherRealms?: TokenEndpoint['otherRealms'];
  /** The name of the registry in challenges; that of our own token service if absent. */
  readonly service?: string | undefined;
  /** Further authenticators, such as those for endpoints of the application. They are asked first. */
  readonly authenticators?: readonly Authenticator[] | undefined;
  /** As `timeoutSeconds` of `AccessControl`. */
  readonly timeoutSeconds?: number | undefined;
}

/**
 * Access control with names and secrets, bearer tokens, and rules.
 * @throws TypeError if the realm is not a URL, or the name of the service is missing
 */
export function accessControlOf(parts: AccessParts, options: AccessControlOptions): AccessControl {
  const { signIn, tokens, authorizer, workloads, audit } = parts;
  const { realm, otherRealms, authenticators = [], timeoutSeconds } = options;
  const service = options.service ?? ('service' in tokens ? tokens.service : undefined);
  if (service === undefined) throw new TypeError('accessControlOf: the option service is missing');
  return {
    authenticators: [
      ...authenticators,
      new BasicAuthenticator(signIn),
      new BearerAuthenticator(
        tokens,
        { realm, otherRealms, service },
        workloads && { signIn, recognizes: (token) => workloads.recognizes(token) },
      ),
    ],
    authorizer,
    timeoutSeconds,
    onRefusal: audit && recordRefusals(audit),
  };
}

/** Clients repeat requests with a revoked token. */
const mostRevokedPerMinute = { ofKind: 1 } as const;

/**
 * Records requests that the rules deny, and requests with credentials that were valid once. Anybody can send any number of other
 * invalid credentials, so only metrics and logs have them. Wrong names and secrets are recorded at sign-in.
 */
function recordRefusals(audit: NonNullable<AccessParts['audit']>): (refusal: Refusal) => void {
  const revoked = new EventLimit(mostRevokedPerMinute);
  return (refusal) => {
    const { outcome, identity, client } = refusal;
    if (outcome === 'rejected') {
      if (identity.kind === 'anonymous') return;
      if (!revoked.admits(identity.kind, identity.name, identity.credential, client.address)) return;
    }
    audit.record(refusalEvent(refusal));
  };
}
