import { Authenticator } from '../authentication/authenticator.js';
import type { Scope } from '../authentication/scope.js';
import type { CredentialSource } from '../credentials/credential.js';
import { ClientError } from '../error/client-error.js';
import { responseError } from '../error/response-error.js';
import { type AddressRules, asSeenThroughTls, parsePeerUrl } from './address-rules.js';
import type { Answer } from './answer.js';
import { exchange, type Fetch, type HttpRequest } from './exchange.js';
import { followRedirects } from './follow-redirects.js';
import type { RequestBody } from './request-body.js';
import { RequestLimit } from './request-limit.js';
import { type RetryRules, withRetries } from './retry.js';
import { type RegistryWarning, Warnings } from './warnings.js';

export interface TransportOptions extends AddressRules {
  readonly host: string;
  readonly fetch: Fetch;
  readonly credentials: CredentialSource;
  readonly plainHttp: boolean;
  readonly retry: RetryRules;
  readonly timeoutMilliseconds: number;
  readonly concurrency: number;
  readonly userAgent: string;
  readonly signal?: AbortSignal | undefined;
  readonly onWarning?: ((warning: RegistryWarning) => void) | undefined;
}

/** A request to the registry, or to an address that it gave. */
export interface RegistryRequest {
  readonly method: HttpRequest['method'];
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: RequestBody | undefined;
  /** Whether the body of the answer may be large. */
  readonly isLarge?: boolean | undefined;
  readonly repository?: string | undefined;
  readonly scopes: readonly Scope[];
  readonly signal?: AbortSignal | undefined;
  /** Statuses that the caller deals with; any other becomes a `ResponseError`. */
  readonly accept: readonly number[];
  /** Whether it is sent once, whatever the answer. */
  readonly isOnce?: boolean;
}

/** How often one request may be sent again to authenticate: with a token, and with one of more scopes. */
const challengesAnswered = 2;

/** Sends requests to one registry: limited, authenticated, redirected by our rules, and again where that is safe. */
export class Transport {
  readonly #limit: RequestLimit;
  readonly #warnings: Warnings;
  readonly #authenticator: Authenticator;

  constructor(readonly options: TransportOptions) {
    this.#limit = new RequestLimit(options.concurrency);
    this.#warnings = new Warnings(options.onWarning);
    this.#authenticator = new Authenticator({
      host: options.host,
      rules: options,
      credentials: options.credentials,
      plainHttp: options.plainHttp,
      send: (request) => this.#sendTokenRequest(request),
    });
  }

  /**
   * Sends a request and gives an answer of one of the statuses that it accepts.
   * @throws ResponseError, ConnectionError, TimeoutError, ClientError
   */
  async send(request: RegistryRequest): Promise<Answer> {
    const wire = this.#wireRequest(request);
    const once = { ...this.options.retry, attempts: 1 };
    const retry = request.isOnce === true ? once : this.options.retry;
    const answer = await withRetries(wire, retry, (attempt) => this.#sendAuthorized(attempt, request));
    if (request.accept.includes(answer.status)) return answer;
    throw await responseError(answer);
  }

  /**
   * Reads an address that an answer gave, against the rules for such.
   * @throws ClientError `unsafe-address`
   */
  resolve(text: string, base: URL): URL {
    const { registry } = this.options;
    const seen = URL.canParse(text, base.href) ? asSeenThroughTls(new URL(text, base), registry).href : text;
    return parsePeerUrl(seen, base, this.options);
  }

  #wireRequest({ method, url, headers, body, isLarge, signal }: RegistryRequest): HttpRequest {
    return {
      method,
      url,
      headers: { 'user-agent': this.options.userAgent, ...headers },
      body,
      isLarge,
      signal: joinSignals(signal, this.options.signal),
    };
  }

  /** Only the registry itself sees credentials, and only its challenges are answered (AUTH-15, AUTH-16). */
  async #sendAuthorized(wire: HttpRequest, request: RegistryRequest): Promise<Answer> {
    if (wire.url.origin !== this.options.registry.origin) return this.#sendPlain(wire);
    const authorization = { scopes: request.scopes, repository: request.repository, signal: wire.signal };
    for (let challenges = 0; ; challenges += 1) {
      const value = await this.#authenticator.authorize(authorization);
      const headers = value === undefined ? wire.headers : { ...wire.headers, authorization: value };
      const answer = await this.#sendPlain({ ...wire, headers });
      const isOwn = answer.url.origin === this.options.registry.origin;
      if (answer.status !== 401 || !isOwn || challenges >= challengesAnswered) return answer;
      if (wire.body?.isRepeatable === false) return answer;
      const hasHope = await this.#authenticator.learn(answer, value, authorization).catch(async (error: unknown) => {
        await answer.discard();
        throw error;
      });
      if (!hasHope) return answer;
      await answer.discard();
    }
  }

  #sendPlain(wire: HttpRequest): Promise<Answer> {
    return followRedirects(wire, this.options, (hop) => this.#limit.run(hop, () => this.#exchange(hop)));
  }

  async #exchange(wire: HttpRequest): Promise<Answer> {
    const answer = await exchange(wire, this.options);
    this.#warnings.read(answer.headers, answer.url);
    return answer;
  }

  /** A token endpoint may redirect within itself only: its requests carry the password. */
  #sendTokenRequest(request: HttpRequest): Promise<Answer> {
    const wire = { ...request, headers: { 'user-agent': this.options.userAgent, ...request.headers } };
    const rules = { registry: new URL(request.url.origin), allowPrivateAddresses: false };
    return withRetries(wire, this.options.retry, (attempt) =>
      followRedirects(attempt, rules, async (hop) => {
        if (hop.url.origin === rules.registry.origin) return exchange(hop, this.options);
        throw new ClientError('unsafe-address', 'the token endpoint redirects to another host', { url: hop.url });
      }),
    );
  }
}

function joinSignals(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return AbortSignal.any([one, other]);
}
