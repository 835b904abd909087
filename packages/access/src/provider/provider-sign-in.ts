import type { NamedIdentity, RequestClient } from '@lading/core';
import type { IdentityProvider } from '../identity-provider/identity-provider.js';

/** The client that signs in, and its request. */
export interface ProviderRequest {
  readonly client: RequestClient;
  /** The id of the request, as it is in logs, for the audit. */
  readonly requestId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface BeginRequest extends ProviderRequest {
  /** The name of the provider. */
  readonly provider: string;
  /** The URL to which the provider sends the browser back. The provider must know it. */
  readonly redirectUri: URL;
  /** The local page on which the sign-in ends. */
  readonly page: string;
}

export interface FinishRequest extends ProviderRequest {
  readonly provider: string;
  /** The redirect URI with the parameters of the provider. */
  readonly url: URL;
  /** The ticket of the browser; undefined if it has none. */
  readonly ticket: string | undefined;
}

/**
 * Why nobody is signed in. `unknown`: there is no such provider. `expired`: the browser has no ticket, or one that is too old, used
 * or for another state. `refused`: the answer of the provider is an error or is not valid. `not-allowed`: the person may not use
 * the registry. `unavailable`: the provider does not work now.
 */
export type ProviderRefusal = 'unknown' | 'expired' | 'refused' | 'not-allowed' | 'unavailable';

export type NotSignedIn =
  | { readonly outcome: ProviderRefusal }
  /** Too many sign-ins. */
  | { readonly outcome: 'limited'; readonly retryAfterSeconds: number };

export type BeginOutcome =
  | {
      readonly outcome: 'begun';
      /** The page of the provider. */
      readonly url: URL;
      /** A secret that only the browser keeps until it comes back. It is for one sign-in. */
      readonly ticket: string;
      readonly ticketSeconds: number;
    }
  | NotSignedIn;

export type FinishOutcome =
  | { readonly outcome: 'signed-in'; readonly identity: NamedIdentity; readonly page: string }
  | NotSignedIn;

/** Signs in people by their accounts at identity providers, with the authorization code flow of OpenID Connect and PKCE. */
export interface ProviderSignIn {
  /** The providers in the order of the configuration, for a page to sign in. */
  list(): readonly Pick<IdentityProvider, 'name' | 'title'>[];
  /** Begins a sign-in. @throws any error of the store */
  begin(request: BeginRequest): Promise<BeginOutcome>;
  /**
   * Finishes a sign-in that any replica has begun. It creates the user if the provider may do so, and replaces its groups. The
   * caller then makes a session.
   * @throws any error of the store
   */
  finish(request: FinishRequest): Promise<FinishOutcome>;
  /**
   * The page at which a user signs out of the provider, too (OpenID Connect RP-Initiated Logout 1.0).
   * @param page the URL to which the provider then sends the browser
   * @returns undefined if the user has no provider, or the provider has no such page or does not work now
   */
  signOutPage(user: string, page: URL): Promise<URL | undefined>;
}
