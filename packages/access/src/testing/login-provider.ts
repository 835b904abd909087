import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { IssuerKey } from './issuer-key.js';
import { closeServer, hostOf, listen } from './loopback-server.js';

/**
 * A fault of an identity provider. `reused-nonce`: an ID token of the first sign-in. `forged`: an ID token that another key has
 * signed. `other-…`: an ID token or an answer for or from somebody else.
 */
export type LoginProviderFault =
  | 'none'
  | 'down'
  | 'slow'
  | 'error'
  | 'huge'
  | 'redirect'
  | 'reused-nonce'
  | 'forged'
  | 'other-audience'
  | 'other-issuer'
  | 'other-metadata'
  | 'other-answer'
  | 'other-person'
  | 'no-id-token';

export interface LoginProviderSettings {
  /** Absent for a public client. */
  readonly clientSecret?: string | undefined;
}

/** The request of a browser, until its code is used. */
interface PendingSignIn {
  readonly request: URLSearchParams;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** An identity provider for tests, on a free port of 127.0.0.1. It signs in everybody at once, as `person`. */
export class LoginProvider {
  readonly clientId = 'lading';
  readonly #settings: LoginProviderSettings;
  readonly #server: Server;
  #key = new IssuerKey();
  #keys = 1;
  readonly #pending = new Map<string, PendingSignIn>();
  readonly #accessTokens = new Map<string, PendingSignIn['claims']>();
  #firstNonce: string | undefined;
  fault: LoginProviderFault = 'none';
  /** The claims of the person who signs in, with a `sub`. The ID token has all of them unless `userInfo` is true. */
  person: Readonly<Record<string, unknown>> = { sub: 'ada' };
  /** Whether only the userinfo endpoint has the claims. */
  userInfo = false;
  /** Members that replace those of the metadata. */
  metadata: Readonly<Record<string, unknown>> = {};
  /** The paths of the requests so far. */
  readonly paths: string[] = [];

  private constructor(settings: LoginProviderSettings) {
    this.#settings = settings;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  static async start(settings: LoginProviderSettings = {}): Promise<LoginProvider> {
    const provider = new LoginProvider(settings);
    await listen(provider.#server);
    // A failed test may not close it.
    provider.#server.unref();
    return provider;
  }

  get issuer(): string {
    return `http://${hostOf(this.#server)}`;
  }

  /** Signs with a new key from now on, and publishes only that key. */
  rotate(): void {
    this.#key = new IssuerKey();
    this.#keys += 1;
  }

  /** Opens the page of the provider as a browser does. @returns the URL to which the provider sends the browser back */
  async visit(page: URL): Promise<URL> {
    const answer = await fetch(page, { redirect: 'manual' });
    const location = answer.headers.get('location');
    if (location === null) throw new Error(`the provider answers ${answer.status} ${await answer.text()}`);
    return new URL(location);
  }

  close(): Promise<void> {
    return closeServer(this.#server);
  }

  get #kid(): string {
    return `key ${this.#keys}`;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.issuer);
    this.paths.push(url.pathname);
    if (url.pathname === '/authorize') return this.#authorize(url.searchParams, response);
    if (this.fault === 'slow') return;
    if (this.fault === 'down') return void response.destroy();
    if (this.fault === 'error') return void response.writeHead(500).end('it is broken');
    if (this.fault === 'redirect') return void response.writeHead(302, { location: '/elsewhere' }).end();
    const [status, content] = await this.#content(url.pathname, request);
    const padding = this.fault === 'huge' ? 'x'.repeat(1024 * 1024) : undefined;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ ...content, padding }));
  }

  async #content(path: string, request: IncomingMessage): Promise<readonly [status: number, content: object]> {
    if (path === '/.well-known/openid-configuration') return [200, this.#metadata()];
    if (path === '/jwks') return [200, { keys: [{ ...this.#key.jwk, kid: this.#kid, use: 'sig', alg: 'ES256' }] }];
    if (path === '/token') return this.#exchange(request);
    const claims = this.#accessTokens.get(request.headers.authorization?.replace(/^Bearer /i, '') ?? '');
    return claims === undefined ? [401, {}] : [200, this.fault === 'other-person' ? { ...claims, sub: 'eve' } : claims];
  }

  #metadata(): object {
    return {
      issuer: this.fault === 'other-metadata' ? 'https://other.example.com' : this.issuer,
      authorization_endpoint: `${this.issuer}/authorize`,
      token_endpoint: `${this.issuer}/token`,
      userinfo_endpoint: `${this.issuer}/userinfo`,
      jwks_uri: `${this.issuer}/jwks`,
      end_session_endpoint: `${this.issuer}/sign-out`,
      id_token_signing_alg_values_supported: ['ES256'],
      authorization_response_iss_parameter_supported: true,
      ...this.metadata,
    };
  }

  #authorize(request: URLSearchParams, response: ServerResponse): void {
    const isRight =
      request.get('client_id') === this.clientId &&
      request.get('response_type') === 'code' &&
      request.get('code_challenge_method') === 'S256' &&
      request.get('scope')?.split(' ').includes('openid') === true;
    if (!isRight) return void response.writeHead(400).end('the request is wrong');
    const code = randomBytes(16).toString('base64url');
    this.#firstNonce ??= request.get('nonce') ?? undefined;
    this.#pending.set(code, { request, claims: this.person });
    const location = new URL(request.get('redirect_uri') ?? '');
    location.searchParams.set('code', code);
    location.searchParams.set('state', request.get('state') ?? '');
    location.searchParams.set('iss', this.fault === 'other-answer' ? 'https://other.example.com' : this.issuer);
    response.writeHead(302, { location: location.href }).end();
  }

  async #exchange(request: IncomingMessage): Promise<readonly [status: number, content: object]> {
    const form = new URLSearchParams(await textOf(request));
    if (!this.#isClient(request, form)) return [401, { error: 'invalid_client' }];
    const code = form.get('code') ?? '';
    const pending = this.#pending.get(code);
    this.#pending.delete(code);
    const verifier = createHash('sha256').update(form.get('code_verifier') ?? '');
    const isRight =
      pending?.request.get('code_challenge') === verifier.digest('base64url') &&
      pending.request.get('redirect_uri') === form.get('redirect_uri');
    if (pending === undefined || !isRight) return [400, { error: 'invalid_grant' }];
    const accessToken = randomBytes(16).toString('base64url');
    this.#accessTokens.set(accessToken, pending.claims);
    const tokens = { access_token: accessToken, token_type: 'Bearer' };
    return [200, this.fault === 'no-id-token' ? tokens : { ...tokens, id_token: this.#idToken(pending) }];
  }

  #idToken({ request, claims }: PendingSignIn): string {
    const iat = Math.floor(Date.now() / 1000);
    const key = this.fault === 'forged' ? new IssuerKey() : this.#key;
    const nonce = this.fault === 'reused-nonce' ? this.#firstNonce : request.get('nonce');
    return key.sign(
      {
        ...(this.userInfo ? { sub: claims.sub } : claims),
        iss: this.fault === 'other-issuer' ? 'https://other.example.com' : this.issuer,
        aud: this.fault === 'other-audience' ? 'another client' : this.clientId,
        iat,
        exp: iat + 300,
        nonce,
      },
      { kid: this.#kid },
    );
  }

  #isClient({ headers }: IncomingMessage, form: URLSearchParams): boolean {
    const { clientSecret } = this.#settings;
    if (clientSecret === undefined) return form.get('client_id') === this.clientId;
    const basic = Buffer.from(`${this.clientId}:${encodeURIComponent(clientSecret)}`).toString('base64');
    return headers.authorization === `Basic ${basic}`;
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
