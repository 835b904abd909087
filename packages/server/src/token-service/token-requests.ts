import type { IssuedToken, RefreshTokens, SignInOutcome, TokenRequest, TokenService } from '@lading/access';
import { anonymous, RegistryError } from '@lading/core';
import { basicCredentialsOf } from '../access/credentials/basic-credentials.js';
import type { TokenClient } from './token-client.js';
import { TokenError, wrongCredentials } from './token-error.js';
import type { TokenParameters } from './token-parameters.js';
import type { TokenServiceAccess } from './token-service.options.js';

/** A token, with a refresh token if the client has asked for one and may have one. */
export interface TokenAnswer extends IssuedToken {
  readonly refreshToken?: string | undefined;
}

/** The identity that a token is for, and the longest life of the token. */
type SignedIn = Pick<TokenRequest, 'identity' | 'longestSeconds'>;

const nobody: SignedIn = { identity: anonymous };

/** Answers token requests of both forms: those of Docker, and those of OAuth 2. */
export class TokenRequests {
  constructor(
    private readonly access: TokenServiceAccess,
    private readonly tokens: TokenService,
  ) {}

  /**
   * A request with its parameters in the query, and a name and a secret in `Authorization`. The parameter `account` decides
   * nothing, and secrets in the query are ignored (AUTH-06, AUTH-09).
   * @throws TokenError 400 if the token would be for another service; 401 if the name or the secret is wrong
   * @throws RegistryError `TOOMANYREQUESTS`
   */
  async fromQuery(query: TokenParameters, authorization: string | undefined, from: TokenClient): Promise<TokenAnswer> {
    this.requireService(query);
    const given = basicCredentialsOf(authorization);
    const isOther = given.outcome === 'absent' && authorization !== undefined && !/^basic /i.test(authorization);
    if (given.outcome === 'malformed' || isOther) throw this.refused();
    const signedIn = given.outcome === 'absent' ? nobody : await this.signIn(given.name, given.secret, from);
    if (signedIn.identity.kind === 'anonymous' && query.scopes.length === 0) this.requireAnonymousAccess(from);
    const token = await this.issue(signedIn, query, from);
    if (query.one('offline_token') !== 'true') return token;
    return { ...token, refreshToken: await this.access.refreshTokens?.create(signedIn.identity, from) };
  }

  /**
   * A request of OAuth 2 with a name and a secret, or with a refresh token, in its form (AUTH-11).
   * @throws TokenError 400 if the grant is not supported, a parameter is missing, or the token would be for another service;
   * 401 if the name, the secret or the refresh token is wrong
   * @throws RegistryError `TOOMANYREQUESTS`
   */
  async fromForm(form: TokenParameters, from: TokenClient): Promise<TokenAnswer> {
    const { refreshTokens } = this.access;
    const grant = form.one('grant_type');
    if (grant === 'refresh_token' && refreshTokens !== undefined) return this.fromRefresh(refreshTokens, form, from);
    if (grant !== 'password')
      throw new TokenError(400, 'unsupported_grant_type', 'the registry does not support this grant_type');
    this.requireService(form);
    const [name, secret] = [form.one('username'), form.one('password')];
    if (name === undefined || secret === undefined)
      throw new TokenError(400, 'invalid_request', 'the parameter username or password is missing');
    const signedIn = await this.signIn(name, secret, from);
    const token = await this.issue(signedIn, form, from);
    if (form.one('access_type') !== 'offline') return token;
    return { ...token, refreshToken: await refreshTokens?.create(signedIn.identity, from) };
  }

  /** The answer has no new refresh token, because some clients would ignore it. */
  private async fromRefresh(
    refreshTokens: RefreshTokens,
    form: TokenParameters,
    from: TokenClient,
  ): Promise<TokenAnswer> {
    this.requireService(form);
    const secret = form.one('refresh_token');
    if (secret === undefined) throw new TokenError(400, 'invalid_request', 'the parameter refresh_token is missing');
    return this.issue(this.requireSignedIn(await refreshTokens.signIn({ secret, ...from })), form, from);
  }

  private issue(
    { identity, longestSeconds }: SignedIn,
    { scopes }: TokenParameters,
    from: TokenClient,
  ): Promise<IssuedToken> {
    return this.tokens.issue({ identity, address: from.client.address, scopes, longestSeconds });
  }

  private async signIn(name: string, secret: string, from: TokenClient): Promise<SignedIn> {
    return this.requireSignedIn(await this.access.signIn.signIn({ name, secret, ...from }));
  }

  private requireSignedIn(answer: SignInOutcome): SignedIn {
    if (answer.outcome === 'signed-in') return answer;
    if (answer.outcome === 'refused') throw this.refused();
    const { retryAfterSeconds } = answer;
    throw new RegistryError('TOOMANYREQUESTS', 'too many attempts to sign in', { retryAfterSeconds });
  }

  /** Refuses a request for another registry, where the token could be used. */
  private requireService(parameters: TokenParameters): void {
    const service = parameters.one('service');
    if (service !== undefined && service !== this.tokens.service)
      throw new TokenError(400, 'invalid_request', 'this token service is for another service');
  }

  /** Without credentials, a login must fail if everything needs credentials. */
  private requireAnonymousAccess({ client }: TokenClient): void {
    const { live } = this.access;
    if (live === undefined || live.view.visibleRepositories(anonymous, client.address).allow.length > 0) return;
    throw wrongCredentials(this.tokens.service, 'authentication is required');
  }

  private refused(): TokenError {
    return wrongCredentials(this.tokens.service, 'the name or the secret is wrong');
  }
}
