import { coversScopes, type Scope } from './scope.js';
import type { Token } from './token-endpoint.js';

interface KeptToken {
  readonly token: string;
  readonly scopes: readonly Scope[];
  /** By the monotonic clock of this process. */
  readonly renewAt: number;
}

/** The last part of a token's lifetime is not used, because a request may take long. */
const usablePart = 0.9;
const longestMarginSeconds = 60;
const kept = 256;

/**
 * The tokens of one registry, by the scopes of their requests. The lifetime starts when the token is requested, by the
 * monotonic clock: the clocks of the two sides may differ.
 */
export class TokenCache {
  #tokens: KeptToken[] = [];
  readonly #pending = new Map<string, Promise<string>>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** A token that is good for these scopes and has not expired. */
  find(scopes: readonly Scope[]): string | undefined {
    const now = this.now();
    this.#tokens = this.#tokens.filter(({ renewAt }) => renewAt > now);
    return this.#tokens.find((token) => isFor(token.scopes, scopes))?.token;
  }

  /** Removes a token that the registry refused. */
  forget(token: string): void {
    this.#tokens = this.#tokens.filter((known) => known.token !== token);
  }

  /** Requests a token once for all calls that wait for the same scopes. */
  request(scopes: readonly Scope[], fetch: () => Promise<Token>): Promise<string> {
    const key = scopes.join(' ');
    const pending = this.#pending.get(key);
    if (pending !== undefined) return pending;
    const asked = this.now();
    const request = fetch()
      .then((token) => this.#keep(token, scopes, asked))
      .finally(() => this.#pending.delete(key));
    this.#pending.set(key, request);
    return request;
  }

  #keep({ token, expiresInSeconds }: Token, scopes: readonly Scope[], asked: number): string {
    const margin = Math.min(expiresInSeconds * (1 - usablePart), longestMarginSeconds);
    this.#tokens.unshift({ token, scopes, renewAt: asked + (expiresInSeconds - margin) * 1000 });
    this.#tokens.length = Math.min(this.#tokens.length, kept);
    return token;
  }
}

/** A request without scopes needs a token without scopes, because other tokens may not be valid for `/v2/`. */
function isFor(granted: readonly Scope[], needed: readonly Scope[]): boolean {
  return needed.length === 0 ? granted.length === 0 : coversScopes(granted, needed);
}
