import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { IssuerKey } from './issuer-key.js';
import { closeServer, hostOf, listen } from './loopback-server.js';

/** A fault in the answers of an issuer. */
export type IssuerFault = 'none' | 'down' | 'slow' | 'huge' | 'redirect' | 'garbage';

export interface ExternalIssuerSettings {
  /** The registry that its tokens are for. */
  readonly service: string;
  /** Passwords by user. Each of these users gets tokens with all scopes that it requests. */
  readonly passwords?: Readonly<Record<string, string>>;
}

/**
 * An issuer of tokens on a free port of 127.0.0.1, for tests: it has a JWK set at `/jwks`, and at `/token` the endpoint of
 * Docker's token protocol.
 */
export class ExternalIssuer {
  readonly issuer = 'https://issuer.example.com';
  readonly service: string;
  readonly #passwords: Readonly<Record<string, string>>;
  readonly #server: Server;
  key = new IssuerKey();
  fault: IssuerFault = 'none';
  /** How often the JWK set was asked for. */
  requests = 0;

  private constructor({ service, passwords = {} }: ExternalIssuerSettings) {
    this.service = service;
    this.#passwords = passwords;
    this.#server = createServer((request, response) => this.#answer(request, response));
  }

  static async start(settings: ExternalIssuerSettings): Promise<ExternalIssuer> {
    const issuer = new ExternalIssuer(settings);
    await listen(issuer.#server);
    return issuer;
  }

  get url(): string {
    return `http://${hostOf(this.#server)}`;
  }

  get realm(): string {
    return `${this.url}/token`;
  }

  get jwksUrl(): string {
    return `${this.url}/jwks`;
  }

  get jwks(): { readonly keys: readonly object[] } {
    return { keys: [{ ...this.key.jwk, kid: this.key.ids.thumbprint, use: 'sig', alg: 'ES256' }] };
  }

  /** Signs with another key from now on, and publishes only that one. */
  changeKey(): void {
    this.key = new IssuerKey();
  }

  /** A token that is valid now, unless the claims and header fields that are given say otherwise. */
  sign(claims: object = {}, header: object = {}): string {
    return this.key.sign({ ...this.claims(), ...claims }, { kid: this.key.ids.thumbprint, ...header });
  }

  claims() {
    const iat = Math.floor(Date.now() / 1000);
    const access = [{ type: 'repository', name: 'a', actions: ['pull'] }];
    const named = { iss: this.issuer, aud: this.service, sub: 'alice', jti: randomUUID() };
    return { ...named, iat, nbf: iat, exp: iat + 600, access };
  }

  close(): Promise<void> {
    return closeServer(this.#server);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    if (url.pathname === '/token') this.#answerToken(url, request, response);
    else this.#answerKeys(response);
  }

  #answerKeys(response: ServerResponse): void {
    this.requests += 1;
    if (this.fault === 'slow') return;
    if (this.fault === 'down') response.destroy();
    else if (this.fault === 'huge')
      response.end(JSON.stringify({ ...this.jwks, padding: 'x'.repeat(2 * 1024 * 1024) }));
    else if (this.fault === 'garbage') response.end('{"keys":');
    else if (this.fault === 'redirect') response.writeHead(302, { location: '/elsewhere' }).end();
    else response.setHeader('content-type', 'application/json').end(JSON.stringify(this.jwks));
  }

  /** Anybody without credentials gets an anonymous token that allows nothing. */
  #answerToken(url: URL, { headers }: IncomingMessage, response: ServerResponse): void {
    const [user, password] = Buffer.from((headers.authorization ?? '').replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':');
    const isKnown = user !== undefined && password !== undefined && this.#passwords[user] === password;
    if (headers.authorization !== undefined && !isKnown) {
      response.writeHead(401).end();
      return;
    }
    const scopes = url.searchParams.getAll('scope').flatMap((scope) => scope.split(' '));
    const access = scopes.map((scope) => {
      const [type, name, actions = ''] = scope.split(':');
      return { type, name, actions: actions.split(',') };
    });
    const token = this.sign({ sub: isKnown ? user : '', access: isKnown ? access : [] });
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ token, expires_in: 600 }));
  }
}
