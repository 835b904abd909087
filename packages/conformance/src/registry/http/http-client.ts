import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mediaTypes } from '@lading/core';
import { type Answer, header, readAnswer } from './answer.js';

export type RequestBody = Uint8Array | string | AsyncIterable<Uint8Array>;

export interface RequestOptions {
  /** An array sends one line for each value, and none if it is empty. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Bytes go with a `Content-Length`, an iterable goes in chunks of unknown length. */
  readonly body?: RequestBody;
  /** Whether a redirect is followed, as clients do (HTTP-03); yes unless told otherwise. */
  readonly follow?: boolean;
}

export interface HttpClientOptions {
  /** Value of `Authorization` for requests to the registry itself; other hosts never see it (HTTP-04). */
  readonly authorization?: string;
}

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
/** Not a promise under test: a registry that falls silent fails its case instead of hanging the run. */
const silenceMilliseconds = 30_000;

/**
 * Sends requests just as they are written: targets are not normalised, repeated fields stay repeated, and no field is
 * added but `Host`, `Connection`, `Accept` on reads, the body's length and the credentials.
 */
export class HttpClient {
  readonly #agents = { 'http:': new HttpAgent({ keepAlive: true }), 'https:': new HttpsAgent({ keepAlive: true }) };

  constructor(
    readonly origin: URL,
    private readonly options: HttpClientOptions = {},
  ) {}

  /** @param target a path with its query, or the URL of a `Location` */
  async send(method: string, target: string, options: RequestOptions = {}): Promise<Answer> {
    let url = this.resolve(target);
    for (let hops = 0; ; hops++) {
      const answer = await this.open(method, url, options).then((message) => readAnswer(message, method, url));
      const location = header(answer, 'location');
      const redirected = redirects.has(answer.status) && location !== undefined && options.follow !== false;
      if (!redirected || hops === mostRedirects) return answer;
      url = new URL(location, url).href;
    }
  }

  /** Sends a request and hands over its response unread, for cases about slow and vanishing readers. */
  async open(method: string, target: string, options: RequestOptions = {}): Promise<IncomingMessage> {
    const { origin, path } = splitUrl(this.resolve(target));
    const url = new URL(origin);
    const secure = url.protocol === 'https:';
    const request = (secure ? requestHttps : requestHttp)({
      agent: this.#agents[secure ? 'https:' : 'http:'],
      hostname: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port || (secure ? 443 : 80),
      method,
      path,
      headers: this.headersFor(method, url, options),
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

  /** The credentials that this client sends to the registry. */
  get authorization(): string | undefined {
    return this.options.authorization;
  }

  private resolve(target: string): string {
    return /^https?:\/\//i.test(target) ? target : `${this.origin.origin}${target}`;
  }

  private headersFor(
    method: string,
    url: URL,
    { headers = {}, body }: RequestOptions,
  ): Record<string, string | string[]> {
    const sent: Record<string, string | string[]> = method === 'GET' || method === 'HEAD' ? { accept } : {};
    const { authorization } = this.options;
    if (authorization !== undefined && url.origin === this.origin.origin) sent.authorization = authorization;
    if (typeof body === 'string' || body instanceof Uint8Array)
      sent['content-length'] = String(Buffer.byteLength(body));
    for (const [name, value] of Object.entries(headers))
      sent[name.toLowerCase()] = typeof value === 'string' ? value : [...value];
    return sent;
  }
}

/** `URL` would normalise the path, and cases must be able to send `a/../b`. */
function splitUrl(url: string): { origin: string; path: string } {
  const end = url.indexOf('/', url.indexOf('://') + 3);
  return end === -1 ? { origin: url, path: '/' } : { origin: url.slice(0, end), path: url.slice(end) };
}
