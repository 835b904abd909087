import { type AddressRules, asSeenThroughTls, parsePeerUrl } from '../address/peer-url.js';
import { Authenticator } from '../authentication/authenticator.js';
import type { Scope } from '../authentication/scope.js';
import type { CredentialSource } from '../credentials/credential.js';
import { ClientError } from '../error/client-error.js';
import type { Answer } from '../http/answer.js';
import { exchange, type HttpRequest } from '../http/exchange.js';
import type { Fetch } from '../http/fetch.js';
import { followRedirects } from '../http/follow-redirects.js';
import { readResponseError } from '../http/read-response-error.js';
import type { RequestBody } from '../http/request-body.js';
import { RequestLimit } from '../http/request-limit.js';
import { type RetryRules, withRetries } from '../http/retry.js';
import { type RegistryWarning, Warnings } from '../http/warnings.js';

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
  /** Whether the body of the response may be large. */
  readonly isLarge?: boolean | undefined;
  readonly repository?: string | undefined;
  readonly scopes: readonly Scope[];
  readonly signal?: AbortSignal | undefined;
  /** Statuses that the caller handles. Any other becomes a `ResponseError`. */
  readonly accept: readonly number[];
  /** Whether the request is never sent again. */
  readonly isOnce?: boolean;
}

/** How often a request is sent again to authenticate: with a token, and with a token for more scopes. */
const challengesAnswered = 2;

/** Sends requests to one registry. Limits and authenticates them, checks redirects, and repeats requests if that is safe. */
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
   * Sends a request, and returns a response with a status that the request accepts.
   * @throws ResponseError, ConnectionError, TimeoutError, ClientError
   */
  async send(request: RegistryRequest): Promise<Answer> {
    const wire = this.#wireRequest(request);
    const once = { ...this.options.retry, attempts: 1 };
    const retry = request.isOnce === true ? once : this.options.retry;
    const answer = await withRetries(wire, retry, (attempt) => this.#sendAuthorized(attempt, request));
    if (request.accept.includes(answer.status)) return answer;
    const { scopes, repository } = request;
    throw await readResponseError(answer, await this.#authenticator.refusalOf(answer, { scopes, repository }));
  }

  /**
   * Parses and checks an address in a response.
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

  /** Sends credentials to the registry only, and answers only its challenges (AUTH-15, AUTH-16). */
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

  /** Follows redirects of a token endpoint within its own origin only, because the requests contain the password. */
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
