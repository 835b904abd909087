import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mediaTypes } from '@lading/core';
import { type Answer, header, headerLines, readAnswer } from './answer.js';
import { type ExchangeObserver, exchangeOf } from './exchange.js';
import type { RequestOptions } from './request-options.js';

export interface HttpClientOptions {
  /** Value of `Authorization` for requests to the registry itself; other hosts never see it (HTTP-04). */
  readonly authorization?: string;
  /** Finds that value for each request where it is not one for all; `challenge` is what the last answer demanded. */
  readonly authorize?: Authorize;
  /** Whether any TLS certificate is taken. */
  readonly insecure?: boolean;
  /** Is told of each answer that was read whole. */
  readonly observe?: ExchangeObserver;
}

/** @returns the value of `Authorization`; `undefined` if there is none, or none left to try after a challenge */
export type Authorize = (method: string, url: URL, challenge?: string) => Promise<string | undefined>;

/** What a client takes; some registries answer 404 to one that does not say so (PULL-02). */
const accept = [
  mediaTypes.imageIndex,
  mediaTypes.imageManifest,
  mediaTypes.dockerManifestList,
  mediaTypes.dockerManifest,
  '*/*',
].join(', ');

const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;
const digestField = 'docker-content-digest';
/** Not a promise under test: a registry that falls silent fails its case instead of hanging the run. */
const silenceMilliseconds = 30_000;

/**
 * Sends requests just as they are written: targets are not normalised, repeated fields stay repeated, and no field is
 * added but `Host`, `Connection`, `Accept` on reads, the body's length and the credentials.
 */
export class HttpClient {
  readonly #agents: { readonly 'http:': HttpAgent; readonly 'https:': HttpsAgent };

  constructor(
    readonly origin: URL,
    private readonly options: HttpClientOptions = {},
  ) {
    const secure = new HttpsAgent({ keepAlive: true, rejectUnauthorized: options.insecure !== true });
    this.#agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': secure };
  }

  /** @param target a path with its query, or the URL of a `Location` */
  async send(method: string, target: string, options: RequestOptions = {}): Promise<Answer> {
    let url = this.resolve(target);
    let told: readonly string[] = [];
    for (let hops = 0; ; hops++) {
      const answer = withMissing(await this.exchange(method, url, options), told);
      const location = header(answer, 'location');
      const redirected = redirects.has(answer.status) && location !== undefined && options.follow !== false;
      if (!redirected || hops === mostRedirects) return answer;
      url = new URL(location, url).href;
      told = headerLines(answer, digestField);
    }
  }

  /** Sends a request, and once more if the answer says by which token it would be let in. */
  private async exchange(method: string, url: string, options: RequestOptions): Promise<Answer> {
    const answer = await this.read(method, url, options);
    const challenge = answer.status === 401 ? header(answer, 'www-authenticate') : undefined;
    const isOurs = new URL(splitUrl(url).origin).origin === this.origin.origin;
    const again = options.body === undefined || typeof options.body === 'string' || options.body instanceof Uint8Array;
    if (challenge === undefined || !isOurs || !again || options.headers?.authorization !== undefined) return answer;
    const authorization = await this.options.authorize?.(method, requestUrl(url), challenge);
    if (authorization === undefined) return answer;
    return this.read(method, url, { ...options, headers: { ...options.headers, authorization } });
  }

  private async read(method: string, url: string, options: RequestOptions): Promise<Answer> {
    const answer = await this.openOnce(method, url, options).then((message) => readAnswer(message, method, url));
    this.options.observe?.(exchangeOf(answer, options.headers ?? {}, options.body));
    return answer;
  }

  /** Sends a request and hands over its response unread, for cases about slow and vanishing readers. */
  async open(method: string, target: string): Promise<IncomingMessage> {
    let url = this.resolve(target);
    for (let hops = 0; ; hops++) {
      const message = await this.openOnce(method, url);
      const { statusCode = 0, headers } = message;
      if (!redirects.has(statusCode) || headers.location === undefined || hops === mostRedirects) return message;
      message.resume();
      url = new URL(headers.location, url).href;
    }
  }

  private async openOnce(method: string, target: string, options: RequestOptions = {}): Promise<IncomingMessage> {
    const { origin, path } = splitUrl(this.resolve(target));
    const url = new URL(origin);
    const authorization = await this.authorizationFor(method, this.resolve(target));
    const secure = url.protocol === 'https:';
    const request = (secure ? requestHttps : requestHttp)({
      agent: this.#agents[secure ? 'https:' : 'http:'],
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port || (secure ? 443 : 80),
      method,
      path,
      headers: this.headersFor(method, authorization, options),
      timeout: silenceMilliseconds,
    });
    request.on('timeout', () => request.destroy(new Error(`${method} ${target}: no answer`)));
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      // Also keeps a reset after an early answer from being an uncaught error.
      request.on('error', reject);
    });
    const { body } = options;
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) request.end(body);
    else pipeline(Readable.from(body), request).catch(() => {});
    return answered;
  }

  /** Closes the connections that are kept open. */
  close(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  /** What this client sends as `Authorization` with a request: nothing to hosts other than the registry's. */
  async authorizationFor(method: string, target: string): Promise<string | undefined> {
    const resolved = this.resolve(target);
    const { origin } = new URL(splitUrl(resolved).origin);
    if (origin !== this.origin.origin) return undefined;
    return this.options.authorization ?? this.options.authorize?.(method, requestUrl(resolved));
  }

  private resolve(target: string): string {
    return /^https?:\/\//i.test(target) ? target : `${this.origin.origin}${target}`;
  }

  private headersFor(
    method: string,
    authorization: string | undefined,
    { headers = {}, body }: RequestOptions,
  ): Record<string, string | string[]> {
    const sent: Record<string, string | string[]> = method === 'GET' || method === 'HEAD' ? { accept } : {};
    if (authorization !== undefined) sent.authorization = authorization;
    if (typeof body === 'string' || body instanceof Uint8Array)
      sent['content-length'] = String(Buffer.byteLength(body));
    for (const [name, value] of Object.entries(headers))
      sent[name.toLowerCase()] = typeof value === 'string' ? value : [...value];
    return sent;
  }
}

/** A store that a registry redirects to knows nothing of digests: what the registry told with the redirect counts. */
function withMissing(answer: Answer, [digest]: readonly string[]): Answer {
  if (digest === undefined || header(answer, digestField) !== undefined) return answer;
  return { ...answer, rawHeaders: [...answer.rawHeaders, digestField, digest] };
}

/** For what reads names from a target; targets that are no URL have none. */
function requestUrl(url: string): URL {
  return URL.canParse(url) ? new URL(url) : new URL(splitUrl(url).origin);
}

/** `URL` would normalise the path, and cases must be able to send `a/../b`. */
function splitUrl(url: string): { origin: string; path: string } {
  const end = url.indexOf('/', url.indexOf('://') + 3);
  return end === -1 ? { origin: url, path: '/' } : { origin: url.slice(0, end), path: url.slice(end) };
}
