import type { ExchangedSecret, ExchangedSecrets } from '@lading/core';
import type { AccessClock } from './access-clock.js';

interface Kept {
  readonly secret: ExchangedSecret;
  readonly keepUntil: number;
}

export class MemoryExchanges implements ExchangedSecrets {
  /** By the hash of the token. */
  readonly #kept = new Map<string, Kept>();
  readonly #clock: AccessClock;

  constructor(clock: AccessClock) {
    this.#clock = clock;
  }

  async create({
    lifeSeconds,
    tokenSeconds,
    ...given
  }: Parameters<ExchangedSecrets['create']>[0]): Promise<ExchangedSecret | undefined> {
    if (this.#kept.has(given.tokenHash)) return undefined;
    const times = { createdAt: new Date(this.#clock.now), expiresAt: new Date(this.#clock.after(lifeSeconds)) };
    const secret = { ...given, id: this.#clock.newId(), ...times };
    this.#kept.set(given.tokenHash, { secret, keepUntil: this.#clock.after(Math.max(lifeSeconds, tokenSeconds)) });
    return secret;
  }

  async find(secretHash: string): Promise<ExchangedSecret | undefined> {
    const found = [...this.#kept.values()].find(({ secret }) => secret.secretHash === secretHash);
    return found !== undefined && +found.secret.expiresAt > this.#clock.now ? found.secret : undefined;
  }

  async maintain(): Promise<void> {
    for (const [token, { keepUntil }] of this.#kept) if (keepUntil <= this.#clock.now) this.#kept.delete(token);
  }
}
