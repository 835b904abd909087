import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { IssuerKey } from './issuer-key.js';
import { closeServer, hostOf, listen } from './loopback-server.js';

/** A fault in the answers of an issuer of workloads. */
export type WorkloadIssuerFault =
  | 'none'
  | 'down'
  | 'slow'
  | 'huge'
  | 'garbage'
  | 'redirect'
  | 'other-issuer'
  | 'metadata-address';

export interface WorkloadIssuerSettings {
  /** It answers only requests with this bearer token, as Kubernetes does. */
  readonly bearer?: string | undefined;
  /** It speaks https with this certificate. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
}

/**
 * A platform for tests that issues tokens for its workloads, on a free port of 127.0.0.1. It has OpenID Connect discovery and a JWK
 * set, and at `/token` it gives tokens as GitHub gives them to jobs.
 */
export class WorkloadIssuer {
  /** The bearer token with which a job asks for its ID token. */
  readonly requestToken = 'request-token';
  readonly #settings: WorkloadIssuerSettings;
  readonly #server: Server;
  #keys = [new IssuerKey()];
  fault: WorkloadIssuerFault = 'none';
  /** The number of requests so far. */
  requests = 0;
  /** The claims of the tokens at `/token`, in addition to the audience. */
  job: Readonly<Record<string, unknown>> = {};

  private constructor(settings: WorkloadIssuerSettings) {
    this.#settings = settings;
    const answer: RequestListener = (request, response) => this.#answer(request, response);
    this.#server = settings.tls === undefined ? createServer(answer) : createTlsServer(settings.tls, answer);
  }

  static async start(settings: WorkloadIssuerSettings = {}): Promise<WorkloadIssuer> {
    const issuer = new WorkloadIssuer(settings);
    await listen(issuer.#server);
    return issuer;
  }

  /** The `iss` of its tokens. */
  get issuer(): string {
    const scheme = this.#settings.tls === undefined ? 'http' : 'https';
    return `${scheme}://${hostOf(this.#server)}`;
  }

  get jwks(): { readonly keys: readonly Readonly<Record<string, unknown>>[] } {
    return { keys: this.#keys.map((key) => ({ ...key.jwk, kid: key.ids.thumbprint, use: 'sig', alg: 'ES256' })) };
  }

  /** Where a job of GitHub asks for its token: `ACTIONS_ID_TOKEN_REQUEST_URL`. */
  get requestUrl(): string {
    return `${this.issuer}/token?api-version=1`;
  }

  /** Signs with another key from now on. The old one remains published if it is kept. */
  rotate({ keepsOld }: { readonly keepsOld: boolean }): void {
    this.#keys = [new IssuerKey(), ...(keepsOld ? this.#keys : [])];
  }

  /** A token that is valid now for five minutes, unless the claims say otherwise. A claim that is `undefined` is absent. */
  sign(claims: Readonly<Record<string, unknown>>, header: object = {}): string {
    const [key] = this.#keys as [IssuerKey];
    const iat = Math.floor(Date.now() / 1000);
    const times = { iat, nbf: iat, exp: iat + 300 };
    return key.sign({ iss: this.issuer, ...times, ...claims }, { kid: key.ids.thumbprint, ...header });
  }

  close(): Promise<void> {
    return closeServer(this.#server);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.issuer);
    this.requests += 1;
    if (pathname === '/token') this.#answerJob(searchParams.get('audience'), request, response);
    else if (this.fault === 'slow') return;
    else if (this.fault === 'down') response.destroy();
    else if (this.fault === 'redirect') response.writeHead(302, { location: '/elsewhere' }).end();
    else if (this.fault === 'garbage') response.end('{"keys":');
    else if (!this.#isAllowed(request)) response.writeHead(401).end();
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(this.#document(pathname)));
  }

  #isAllowed({ headers }: IncomingMessage): boolean {
    const { bearer } = this.#settings;
    return bearer === undefined || headers.authorization === `Bearer ${bearer}`;
  }

  #document(pathname: string): object {
    if (pathname !== '/.well-known/openid-configuration')
      return this.fault === 'huge' ? { ...this.jwks, padding: 'x'.repeat(2 * 1024 * 1024) } : this.jwks;
    return {
      issuer: this.fault === 'other-issuer' ? 'https://other.example.com' : this.issuer,
      jwks_uri: this.fault === 'metadata-address' ? 'https://169.254.169.254/jwks' : `${this.issuer}/jwks`,
    };
  }

  #answerJob(audience: string | null, { headers }: IncomingMessage, response: ServerResponse): void {
    if (headers.authorization?.toLowerCase() !== `bearer ${this.requestToken}`) response.writeHead(401).end();
    else
      response.end(
        JSON.stringify({ value: this.sign({ aud: audience ?? 'https://github.com/octo-org', ...this.job }) }),
      );
  }
}
