import { coversScopes, type Scope } from './scope.js';
import type { Token } from './token-endpoint.js';

interface KeptToken {
  readonly token: string;
  readonly scopes: readonly Scope[];
  /** By the steady clock of this process. */
  readonly renewAt: number;
}

/** The last part of a token's life is not used: a request may be on its way for long. */
const usablePart = 0.9;
const longestMarginSeconds = 60;
const kept = 256;

/**
 * Tokens of one registry, each with the scopes that it was asked for. Their life is counted from when they were asked for,
 * by the steady clock: what clocks the two sides have does not matter.
 */
export class TokenCache {
  #tokens: KeptToken[] = [];
  readonly #pending = new Map<string, Promise<string>>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** A token that may do this and has life left. */
  find(scopes: readonly Scope[]): string | undefined {
    const now = this.now();
    this.#tokens = this.#tokens.filter(({ renewAt }) => renewAt > now);
    return this.#tokens.find((token) => isFor(token.scopes, scopes))?.token;
  }

  /** Forgets a token that the registry refused. */
  forget(token: string): void {
    this.#tokens = this.#tokens.filter((known) => known.token !== token);
  }

  /** Asks for a token once, however many calls wait for the same scopes. */
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

/** A request without scopes takes a token that was asked for without, since others may not open `/v2/`. */
function isFor(granted: readonly Scope[], needed: readonly Scope[]): boolean {
  return needed.length === 0 ? granted.length === 0 : coversScopes(granted, needed);
}
