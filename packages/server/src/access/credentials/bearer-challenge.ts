import type { AccessScope, Challenge, ChallengedRequest } from '@lading/core';

/** Where clients get tokens. */
export interface TokenEndpoint {
  /** The public URL of the token endpoint. It comes from the configuration: a client chooses `Host`. */
  readonly realm: string;
  /**
   * The realms for clients that call the registry by another of its names. The keys have a name and a port, such as
   * `localhost:5000`. Some clients refuse a realm on a private address other than the one that they have called.
   */
  readonly otherRealms?: ReadonlyMap<string, string> | undefined;
  /** The name of the registry that the tokens are for. */
  readonly service: string;
}

/** The errors of RFC 6750 §3.1. A request without credentials gets none. */
const errors: Readonly<Record<ChallengedRequest['reason'], string | undefined>> = {
  missing: undefined,
  rejected: 'invalid_token',
  insufficient: 'insufficient_scope',
};

/** @throws TypeError if a realm is not an HTTP URL, or the service is not plain text */
export function checkTokenEndpoint({ realm, otherRealms = new Map(), service }: TokenEndpoint): void {
  for (const url of [realm, ...otherRealms.values()])
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new TypeError(
        'realm must be the public URL of the token endpoint, such as https://registry.example.com/v2/token',
      );
  if (!/^[ -~]+$/.test(service)) throw new TypeError('service must be the name of the registry, in ASCII');
}

/** Tells a client where it gets a token, and for what (AUTH-01 to AUTH-03). */
export function bearerChallenge(endpoint: TokenEndpoint, { scopes, reason, host }: ChallengedRequest): Challenge {
  const error = errors[reason];
  const other = host === undefined ? undefined : endpoint.otherRealms?.get(host);
  return {
    scheme: 'Bearer',
    parameters: {
      realm: other ?? endpoint.realm,
      service: endpoint.service,
      ...(scopes.length === 0 ? {} : { scope: scopes.map(formatScope).join(' ') }),
      ...(error === undefined ? {} : { error }),
    },
  };
}

/** A scope in the words of Docker's token protocol, such as `repository:team/app:pull,push` (AUTH-12). */
export function formatScope({ type, name, actions }: AccessScope): string {
  return `${type}:${name}:${actions.join(',')}`;
}
