import { createHash } from 'node:crypto';
import { isRegistryError } from '@lading/core';
import { RecentMap } from '../recent/recent-map.js';

/** A token whose signature and claims were checked. */
export interface Verified<Content> {
  readonly content: Content;
  /** Milliseconds since 1970; it is not valid from then on. */
  readonly endsAt: number;
}

const most = 10_000;

/** Keeps the verified tokens that were used last, by the SHA-256 of the token, because to verify one takes long. */
export class VerifiedTokens<Content> {
  #tokens = new RecentMap<string, Verified<Content>>(most);

  /** @param now milliseconds since 1970 */
  find(token: string, now: number): Verified<Content> | undefined {
    const found = this.#tokens.get(keyOf(token));
    return found === undefined || found.endsAt <= now ? undefined : found;
  }

  /**
   * Checks a token as `add` does.
   * @returns undefined if it is not valid
   * @throws RegistryError of `check`: whether the token is valid is not known now
   */
  async check(token: string, check: () => Promise<Verified<Content>>): Promise<Content | undefined> {
    try {
      return await this.add(token, check);
    } catch (error) {
      if (isRegistryError(error)) throw error;
      return undefined;
    }
  }

  /** Checks a token that is not kept, and keeps it. @throws any error of `check` */
  async add(token: string, check: () => Promise<Verified<Content>>): Promise<Content> {
    const verified = await check();
    this.#tokens.set(keyOf(token), verified);
    return verified.content;
  }

  clear(): void {
    this.#tokens = new RecentMap(most);
  }
}

function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
