import type { EgressProxy } from '@lading/egress';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  ClientError,
  type Configuration,
  calculatePKCECodeChallenge,
  fetchUserInfo,
} from 'openid-client';
import type { IdentityProvider } from '../../identity-provider/identity-provider.js';
import type { Claims } from '../../trust-rule/claim.js';
import { claimOf } from '../../trust-rule/claim.js';
import type { Ticket } from '../ticket.js';
import { isEndpoint } from './endpoint.js';
import { ProviderFault, providerFaultOf } from './provider-fault.js';
import { readConfiguration } from './read-configuration.js';

export interface ProviderClientParts {
  readonly provider: IdentityProvider;
  /** The time of the store. */
  readonly now: () => Date;
  readonly proxy?: EgressProxy | undefined;
}

const freshMilliseconds = 10 * 60_000;
const retryMilliseconds = 5_000;
/** The most sign-ins that wait for the provider at once. A slow provider must not use more memory. */
const mostAtOnce = 64;

/** Whether the provider has signed with a key that was not published when its keys were read. */
function isUnknownKey(error: unknown): boolean {
  return error instanceof ClientError && error.code === 'OAUTH_KEY_SELECTION_FAILED';
}

/** The client of one provider. It reads the metadata and the client secret again after 10 minutes. */
export class ProviderClient {
  readonly #parts: ProviderClientParts;
  #configuration: { readonly value: Promise<Configuration>; readonly until: number } | undefined;
  #last: Configuration | undefined;
  #running = 0;

  constructor(parts: ProviderClientParts) {
    this.#parts = parts;
  }

  /** The URL of the page on which the person signs in. @throws ProviderFault */
  async authorizationUrl({ state, nonce, verifier }: Omit<Ticket, 'page'>, redirectUri: URL): Promise<URL> {
    const challenge = await calculatePKCECodeChallenge(verifier);
    return this.#use((configuration) =>
      buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri.href,
        scope: this.#parts.provider.scopes.join(' '),
        state,
        nonce,
        code_challenge: challenge,
        code_challenge_method: 'S256',
      }),
    );
  }

  /**
   * Exchanges the code in a URL for the claims of the person. openid-client checks the state, the issuer of the answer (RFC
   * 9207), the PKCE verifier and the nonce.
   * @throws ProviderFault
   */
  async claims(url: URL, { state, nonce, verifier }: Ticket): Promise<Claims> {
    if (this.#running >= mostAtOnce) throw new ProviderFault('unavailable', 'too many sign-ins wait for the provider');
    this.#running += 1;
    try {
      return await this.#use(async (configuration) => {
        const tokens = await authorizationCodeGrant(configuration, url, {
          pkceCodeVerifier: verifier,
          expectedState: state,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        const claims: Claims = tokens.claims() ?? {};
        const more = await this.#userInfo(configuration, tokens.access_token, claims);
        return { ...more, ...claims };
      });
    } finally {
      this.#running -= 1;
    }
  }

  /** The sign-out page of the provider; undefined if it has none that a browser can open. @throws ProviderFault */
  async signOutPage(back: URL): Promise<URL | undefined> {
    return this.#use((configuration) => {
      const { end_session_endpoint: page } = configuration.serverMetadata();
      if (!isEndpoint(page, this.#parts.provider.issuer)) return undefined;
      return buildEndSessionUrl(configuration, { post_logout_redirect_uri: back.href });
    });
  }

  /** Many providers put only the subject into the ID token (OpenID Connect Core 1.0, section 5.4). */
  async #userInfo(configuration: Configuration, accessToken: string, claims: Claims): Promise<Claims> {
    const { nameClaim, groupsClaim, requiredClaims = {} } = this.#parts.provider;
    const wanted = [nameClaim, groupsClaim, ...Object.keys(requiredClaims)];
    const isComplete = wanted.every((name) => claimOf(claims, name) !== undefined);
    if (isComplete || configuration.serverMetadata().userinfo_endpoint === undefined) return {};
    return (await fetchUserInfo(configuration, accessToken, String(claims.sub))) as Claims;
  }

  async #use<Result>(work: (configuration: Configuration) => Result | Promise<Result>): Promise<Result> {
    const configuration = await this.#read();
    try {
      return await work(configuration);
    } catch (error) {
      // openid-client reads the keys of the provider again only after a minute. The next sign-in must not wait for that.
      if (isUnknownKey(error) && this.#last === configuration) this.#configuration = undefined;
      throw providerFaultOf(error);
    }
  }

  /** If the metadata cannot be read, the metadata that was read before stays in use. @throws ProviderFault */
  async #read(): Promise<Configuration> {
    if (this.#configuration === undefined || performance.now() >= this.#configuration.until) {
      const value = readConfiguration(this.#parts.provider, this.#parts.now, this.#parts.proxy);
      const reading = { value, until: performance.now() + freshMilliseconds };
      this.#configuration = reading;
      value.then(
        (configuration) => {
          this.#last = configuration;
        },
        () => {
          this.#configuration = { ...reading, until: performance.now() + retryMilliseconds };
        },
      );
    }
    try {
      return await this.#configuration.value;
    } catch (error) {
      if (this.#last !== undefined) return this.#last;
      throw new ProviderFault('unavailable', providerFaultOf(error).message);
    }
  }
}
