import { untilAborted } from '@lading/core';
import type { Agent, Dispatcher } from 'undici';
import { EgressError } from '../egress-error.js';
import { checkEgressOptions, type EgressOptions } from '../policy/egress-options.js';
import { EgressPolicy, placeOf } from '../policy/egress-policy.js';
import { parseProxy } from '../policy/egress-proxy.js';
import type { EgressRequest, EgressResponse } from './egress-request.js';
import { decodeBody, readBody } from './read-body.js';

/** Sends requests under one policy. It does not use the proxy of the environment, which would connect to any address. */
export interface Egress {
  /**
   * Sends a request and reads the whole answer.
   * @throws EgressError
   * @throws the reason of `request.signal`, if it fires before the answer is complete
   */
  request(url: string, request?: EgressRequest): Promise<EgressResponse>;
  /** Ends all connections and the requests that still run. */
  close(): Promise<void>;
}

/** @throws TypeError that names a wrong option */
export function createEgress(options: EgressOptions = {}): Egress {
  checkEgressOptions(options);
  return new PolicedEgress(options);
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Fields that another origin must not get. */
const secretFields: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

type Headers = Readonly<Record<string, string>>;

class PolicedEgress implements Egress {
  readonly #policy: EgressPolicy;
  readonly #makeAgent: () => Promise<Agent>;
  #agent: Promise<Agent> | undefined;

  constructor(options: EgressOptions) {
    const policy = new EgressPolicy(options);
    const proxy = options.proxy && parseProxy(options.proxy);
    this.#policy = policy;
    this.#makeAgent = async () => (await import('./policed-agent.js')).makePolicedAgent(policy, options, proxy);
  }

  async request(text: string, request: EgressRequest = {}): Promise<EgressResponse> {
    const { timeoutSeconds = 5, maximumRedirects = 0, signal } = request;
    const limit = AbortSignal.timeout(timeoutSeconds * 1000);
    const either = signal === undefined ? limit : AbortSignal.any([limit, signal]);
    let url = this.#policy.requireUrl(text);
    let headers: Headers = { 'accept-encoding': 'identity', ...request.headers };
    for (let left = request.method === 'POST' ? 0 : maximumRedirects; ; left -= 1) {
      // undici notices the signal only when a connection is open.
      const asking = untilAborted(this.#ask(url, { ...request, headers }, either), either);
      const { answer, location } = await asking.catch((error: unknown) => {
        signal?.throwIfAborted();
        throw limit.aborted ? tooSlow(url, timeoutSeconds) : explain(error, url);
      });
      if (location === undefined) return answer;
      if (left === 0) throw new EgressError('REDIRECTED', `${placeOf(url)} answers with a redirect`);
      const next = this.#policy.requireUrl(location, url);
      if (next.origin !== url.origin) headers = withoutSecrets(headers);
      url = next;
    }
  }

  async close(): Promise<void> {
    await (await this.#open()).destroy();
  }

  #open(): Promise<Agent> {
    this.#agent ??= this.#makeAgent();
    return this.#agent;
  }

  async #ask(
    url: URL,
    { method = 'GET', headers = {}, body, maximumBytes = 1024 * 1024 }: EgressRequest,
    signal: AbortSignal,
  ): Promise<{ readonly answer: EgressResponse; readonly location: string | undefined }> {
    signal.throwIfAborted();
    const { origin, pathname, search } = url;
    const agent = await this.#open();
    const sent = await agent.request({
      origin,
      path: `${pathname}${search}`,
      method,
      headers,
      signal,
      body: body ?? null,
    });
    const { statusCode: status } = sent;
    const received = firstFields(sent.headers);
    const bytes = await readBody(sent.body, maximumBytes);
    if (redirects.has(status) && received.location !== undefined)
      return { answer: { status, headers: received, body: bytes }, location: received.location };
    const encoding = (received['content-encoding'] ?? '').trim().toLowerCase();
    return {
      answer: { status, headers: received, body: await decodeBody(bytes, encoding, maximumBytes) },
      location: undefined,
    };
  }
}

function firstFields(fields: Dispatcher.ResponseData['headers']): Headers {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const [first] = Array.isArray(value) ? value : [value];
      return first === undefined ? [] : [[name, first]];
    }),
  );
}

function withoutSecrets(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !secretFields.has(name.toLowerCase())));
}

function tooSlow(url: URL, seconds: number): EgressError {
  return new EgressError('TOO_SLOW', `${placeOf(url)} has not answered within ${seconds} seconds`);
}

/** Keeps only the code of another error, because its message may contain parts of the request. */
function explain(error: unknown, url: URL): EgressError {
  if (error instanceof EgressError) return error;
  const { code, name } = error as NodeJS.ErrnoException;
  return new EgressError('UNREACHABLE', `${placeOf(url)} cannot be reached: ${code ?? name}`);
}
