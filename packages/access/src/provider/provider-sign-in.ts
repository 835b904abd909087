import type { NamedIdentity, RequestClient } from '@lading/core';
import type { IdentityProvider } from '../identity-provider/identity-provider.js';

/** The client that signs in, and its request. */
export interface ProviderRequest {
  readonly client: RequestClient;
  /** The id of the request in logs and in the audit. */
  readonly requestId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface BeginRequest extends ProviderRequest {
  /** The name of the provider. */
  readonly provider: string;
  /** The URL to which the provider sends the browser back. The provider must know it. */
  readonly redirectUri: URL;
  /** The page of the registry to open after the sign-in. */
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
 * Why nobody is signed in. `unknown`: there is no such provider. `expired`: the browser has no ticket, or its ticket is too old,
 * was used before, or is for another state. `refused`: the answer of the provider is an error or is not valid. `not-allowed`: the
 * person may not use the registry. `unavailable`: the provider does not work now.
 */
export type ProviderRefusal = 'unknown' | 'expired' | 'refused' | 'not-allowed' | 'unavailable';

export type NotSignedIn =
  | { readonly outcome: ProviderRefusal }
  /** Too many sign-ins have failed. */
  | { readonly outcome: 'limited'; readonly retryAfterSeconds: number };

export type BeginOutcome =
  | {
      readonly outcome: 'begun';
      /** The page of the provider on which the person signs in. */
      readonly url: URL;
      /** A secret for one sign-in. Only the browser keeps it, until it comes back. */
      readonly ticket: string;
      readonly ticketSeconds: number;
    }
  | NotSignedIn;

export type FinishOutcome =
  | { readonly outcome: 'signed-in'; readonly identity: NamedIdentity; readonly page: string }
  | NotSignedIn;

/** Signs in people with their accounts at identity providers. It uses the authorization code flow of OpenID Connect with PKCE. */
export interface ProviderSignIn {
  /** The providers in the order of the configuration, for a sign-in page. */
  list(): readonly Pick<IdentityProvider, 'name' | 'title'>[];
  /** Begins a sign-in. @throws any error of the store */
  begin(request: BeginRequest): Promise<BeginOutcome>;
  /**
   * Finishes a sign-in that any replica has begun. It creates the user if `createsUsers` allows that, and replaces the groups of
   * the user. The caller then begins a session.
   * @throws any error of the store
   */
  finish(request: FinishRequest): Promise<FinishOutcome>;
  /**
   * The page on which a user also signs out of the provider (OpenID Connect RP-Initiated Logout 1.0).
   * @param page the URL to which the provider then sends the browser
   * @returns undefined if the user has no provider, or the provider has no such page or is unavailable
   */
  signOutPage(user: string, page: URL): Promise<URL | undefined>;
}
